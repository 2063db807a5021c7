package manual

import (
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A Node is a schema, or a property of one.
type Node struct {
	Name        string // of the property; empty at the top, of items, and of alternatives
	Kind        string // how it belongs to the node above: "", "item", "all", "one", "any" or "other" (any other property)
	Type        string // such as "object" or "array of string"
	Bounds      Bounds
	Required    bool
	Deprecated  bool
	Description string // Markdown
	Choices     []string
	Example     string
	Again       string // the schema that it is, which holds it already; empty if none does
	Children    []Node
	More        bool // there are children that are not shown
}

// node makes a node of a schema. above are the schemas that hold it.
func (p *purse) node(ref *openapi3.SchemaRef, name string, required bool, above []*openapi3.Schema) *Node {
	s := ref.Value
	p.nodes--
	n := &Node{Name: p.line(name), Required: required, Type: p.typeOf(s), Bounds: p.boundsOf(s), Deprecated: s.Deprecated, Choices: p.choices(s)}
	if slices.Contains(above, s) {
		n.Again = p.line(nameOf(ref))
		return n
	}
	n.Description = p.text(s.Description)
	if s.Example != nil {
		n.Example = p.value(s.Example)
	}
	above = append(above[:len(above):len(above)], s)
	add := func(child *openapi3.SchemaRef, name, kind string, required bool) {
		if child == nil || child.Value == nil {
			return
		}
		if len(above) > maxDepth || p.nodes <= 0 || p.bytes <= 0 {
			n.More, p.short = true, true
			return
		}
		c := p.node(child, name, required, above)
		c.Kind = kind
		n.Children = append(n.Children, *c)
	}
	for _, name := range slices.Sorted(mapKeys(s.Properties)) {
		add(s.Properties[name], name, "", slices.Contains(s.Required, name))
	}
	add(s.Items, "", "item", false)
	for _, group := range []struct {
		kind string
		refs openapi3.SchemaRefs
	}{{"item", s.PrefixItems}, {"all", s.AllOf}, {"one", s.OneOf}, {"any", s.AnyOf}} {
		for _, child := range group.refs {
			add(child, "", group.kind, false)
		}
	}
	add(s.AdditionalProperties.Schema, "", "other", false)
	return n
}

// nameOf returns the name of the component that a reference leads to.
func nameOf(ref *openapi3.SchemaRef) string {
	name := ref.Ref[strings.LastIndexByte(ref.Ref, '/')+1:]
	if name == "" {
		return ref.Value.Title
	}
	return name
}

// typeOf returns the type of a schema in the words of JSON Schema.
func (p *purse) typeOf(s *openapi3.Schema) string {
	names := slices.Clone(s.Type.Slice())
	if s.Nullable && !slices.Contains(names, "null") {
		names = append(names, "null")
	}
	text := strings.Join(names, " | ")
	if s.Type.Includes("array") && s.Items != nil && s.Items.Value != nil {
		if of := s.Items.Value.Type.Slice(); len(of) > 0 {
			text = strings.Replace(text, "array", "array of "+strings.Join(of, " | "), 1)
		}
	}
	if text == "" {
		switch {
		case len(s.Properties) > 0:
			text = "object"
		case s.Const != nil:
			text = p.value(s.Const)
		}
	}
	if s.Format != "" {
		text = strings.TrimSpace(text + " (" + p.line(s.Format) + ")")
	}
	return p.line(text)
}

// Bounds are what bounds a value, in signs; empty where nothing does.
type Bounds struct {
	Range   string // of a number, such as "1 … 100" or "≥ 0"
	Length  string // of a text, in characters
	Pattern string // a regular expression
}

func (p *purse) boundsOf(s *openapi3.Schema) Bounds {
	low, high := "", ""
	if s.Min != nil {
		low = strconv.FormatFloat(*s.Min, 'g', -1, 64)
	}
	if s.Max != nil {
		high = strconv.FormatFloat(*s.Max, 'g', -1, 64)
	}
	b := Bounds{Range: span(low, high), Pattern: p.line(s.Pattern)}
	low, high = "", ""
	if s.MinLength > 0 {
		low = strconv.FormatUint(s.MinLength, 10)
	}
	if s.MaxLength != nil {
		high = strconv.FormatUint(*s.MaxLength, 10)
	}
	b.Length = span(low, high)
	return b
}

func span(low, high string) string {
	switch {
	case low != "" && high != "":
		return low + " … " + high
	case low != "":
		return "≥ " + low
	case high != "":
		return "≤ " + high
	}
	return ""
}

// choices returns the values that are allowed, where they are listed.
func (p *purse) choices(s *openapi3.Schema) []string {
	var all []string
	for i, v := range s.Enum {
		if i == maxChoices {
			p.short = true
			return append(all, "…")
		}
		all = append(all, p.value(v))
	}
	return all
}
