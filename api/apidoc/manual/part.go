package manual

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// A Part is the details of some calls of a manual.
type Part struct {
	Details []Detail
	Short   bool // something was left out, because the document has more than can be shown
}

// A Detail is all of a call.
type Detail struct {
	Call
	Group       string // the group that begins with this call; empty within one
	Description string // Markdown
	Parameters  []Parameter
	Body        *Body
	Answers     []Answer
}

// A Parameter is something that is sent with a call.
type Parameter struct {
	Name        string
	In          string // path, query, header, cookie
	Required    bool
	Deprecated  bool
	Type        string // such as "integer" or "array of string"
	Bounds      Bounds
	Description string // Markdown
	Choices     []string
	Default     string
	Example     string
}

// A Body is what is sent beside parameters.
type Body struct {
	Required    bool
	Description string // Markdown
	Media       []Media
}

// An Answer is what may come back.
type Answer struct {
	Status      string // 200, 4XX or default
	Description string // Markdown
	Headers     []string
	Media       []Media
}

// Media is a form of a body.
type Media struct {
	Type    string // such as application/json
	Schema  *Node  // nil if the document has none
	Example string
}

// Part returns the details of a part, from 1.
func (m *Manual) Part(n int) Part {
	p := newPurse()
	part := Part{}
	for _, g := range m.Groups {
		name := g.Name
		for _, c := range g.Calls {
			if c.Part != n {
				name = ""
				continue
			}
			d := p.detail(c)
			d.Group, name = name, ""
			part.Details = append(part.Details, d)
		}
	}
	part.Short = p.short
	return part
}

func (p *purse) detail(c Call) Detail {
	d := Detail{Call: c, Description: p.text(c.op.Description)}
	for _, ref := range parametersOf(c.item, c.op) {
		d.Parameters = append(d.Parameters, p.parameter(ref))
	}
	if c.op.RequestBody != nil && c.op.RequestBody.Value != nil {
		b := c.op.RequestBody.Value
		d.Body = &Body{Required: b.Required, Description: p.text(b.Description), Media: p.media(b.Content)}
	}
	if c.op.Responses == nil {
		return d
	}
	for _, status := range slices.SortedFunc(mapKeys(c.op.Responses.Map()), byStatus) {
		r := c.op.Responses.Value(status)
		if r == nil || r.Value == nil {
			continue
		}
		a := Answer{Status: p.line(status), Media: p.media(r.Value.Content)}
		if r.Value.Description != nil {
			a.Description = p.text(*r.Value.Description)
		}
		for _, name := range slices.Sorted(mapKeys(r.Value.Headers)) {
			a.Headers = append(a.Headers, p.line(name))
		}
		d.Answers = append(d.Answers, a)
	}
	return d
}

// byStatus puts "default" last.
func byStatus(a, b string) int {
	if a == "default" || b == "default" {
		return cmp.Compare(strconv.FormatBool(a == "default"), strconv.FormatBool(b == "default"))
	}
	return strings.Compare(a, b)
}

// parametersOf returns the parameters of a call, those of its path included
// that it does not replace.
func parametersOf(item *openapi3.PathItem, op *openapi3.Operation) []*openapi3.Parameter {
	var all []*openapi3.Parameter
	for _, refs := range []openapi3.Parameters{op.Parameters, item.Parameters} {
		for _, ref := range refs {
			if ref == nil || ref.Value == nil {
				continue
			}
			same := func(q *openapi3.Parameter) bool { return q.Name == ref.Value.Name && q.In == ref.Value.In }
			if !slices.ContainsFunc(all, same) {
				all = append(all, ref.Value)
			}
		}
	}
	places := []string{"path", "query", "header", "cookie"}
	slices.SortStableFunc(all, func(a, b *openapi3.Parameter) int {
		return cmp.Compare(slices.Index(places, a.In), slices.Index(places, b.In))
	})
	return all
}

func (p *purse) parameter(in *openapi3.Parameter) Parameter {
	out := Parameter{Name: p.line(in.Name), In: in.In, Required: in.Required, Deprecated: in.Deprecated, Description: p.text(in.Description)}
	schema := in.Schema
	for _, name := range slices.Sorted(mapKeys(in.Content)) { // one, where there is any
		if m := in.Content[name]; m != nil && schema == nil {
			schema = m.Schema
		}
	}
	if schema != nil && schema.Value != nil {
		s := schema.Value
		out.Type, out.Bounds, out.Choices = p.typeOf(s), p.boundsOf(s), p.choices(s)
		if s.Default != nil {
			out.Default = p.value(s.Default)
		}
		if s.Items != nil && s.Items.Value != nil && len(out.Choices) == 0 {
			out.Choices = p.choices(s.Items.Value)
		}
		out.Description = cmp.Or(out.Description, p.text(s.Description))
		if s.Example != nil {
			out.Example = p.value(s.Example)
		} else if len(s.Examples) > 0 {
			out.Example = p.value(s.Examples[0])
		}
	}
	if in.Example != nil {
		out.Example = p.value(in.Example)
	} else if v := firstExample(in.Examples); v != nil {
		out.Example = p.value(v)
	}
	return out
}

func (p *purse) media(content openapi3.Content) []Media {
	var all []Media
	for _, name := range slices.Sorted(mapKeys(content)) {
		m := content[name]
		if m == nil {
			continue
		}
		out := Media{Type: p.line(name)}
		value := m.Example
		if value == nil {
			value = firstExample(m.Examples)
		}
		if m.Schema != nil && m.Schema.Value != nil {
			out.Schema = p.node(m.Schema, "", false, nil)
			if value == nil {
				value = m.Schema.Value.Example
			}
			if value == nil && strings.Contains(name, "json") {
				value = sketch(m.Schema, nil, new(int))
			}
		}
		out.Example = p.example(value)
		all = append(all, out)
	}
	return all
}

// firstExample returns the value of the first example by name, or nil.
func firstExample(all openapi3.Examples) any {
	for _, name := range slices.Sorted(mapKeys(all)) {
		if e := all[name]; e != nil && e.Value != nil && e.Value.Value != nil {
			return e.Value.Value
		}
	}
	return nil
}
