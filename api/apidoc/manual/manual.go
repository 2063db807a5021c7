package manual

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/api/apidoc"
)

// PartSize is how many calls one part of a manual has.
const PartSize = 25

// A Manual is an OpenAPI document for people.
type Manual struct {
	Title       string
	Version     string
	Description string // Markdown
	Groups      []Group
	Calls       int // in all groups

	spec *openapi3.T
}

// A Group is the calls that have the same first tag, in the order of the tags
// in the document; calls without a tag are last.
type Group struct {
	Name        string // empty: without a tag
	Description string // Markdown
	Calls       []Call
}

// A Call is one operation: a method of a path.
type Call struct {
	Anchor     string // unique within the manual; a-z, 0-9 and hyphens
	Method     string // upper case
	Path       string // with {parameters}
	Summary    string
	Deprecated bool
	Part       int // in which its details are, from 1

	item *openapi3.PathItem
	op   *openapi3.Operation
}

// Of returns the manual of a document.
func Of(d *apidoc.Document) *Manual {
	m := &Manual{spec: d.Spec}
	p := newPurse()
	if i := d.Spec.Info; i != nil {
		m.Title, m.Version, m.Description = p.line(i.Title), p.line(i.Version), p.text(i.Description)
	}
	groups := map[string]*Group{}
	var order []string
	group := func(name string) *Group {
		if groups[name] == nil {
			groups[name] = &Group{Name: p.line(name)}
			order = append(order, name)
		}
		return groups[name]
	}
	for _, t := range d.Spec.Tags {
		if t != nil && t.Name != "" {
			group(t.Name).Description = p.text(t.Description)
		}
	}
	for _, path := range slices.Sorted(mapKeys(d.Spec.Paths.Map())) {
		item := d.Spec.Paths.Value(path)
		if item == nil {
			continue
		}
		for _, o := range operations(item) {
			tag := ""
			if len(o.op.Tags) > 0 {
				tag = o.op.Tags[0]
			}
			g := group(tag)
			g.Calls = append(g.Calls, Call{
				Method: o.method, Path: path, Summary: line(cmp.Or(o.op.Summary, o.op.OperationID), maxLine), Deprecated: o.op.Deprecated,
				item: item, op: o.op,
			})
		}
	}
	if i := slices.Index(order, ""); i >= 0 {
		order = append(slices.Delete(order, i, i+1), "")
	}
	seen := make(map[string]int)
	for _, name := range order {
		g := groups[name]
		if len(g.Calls) == 0 {
			continue
		}
		for i := range g.Calls {
			c := &g.Calls[i]
			c.Anchor = anchor(c.Method+" "+c.Path, seen)
			c.Part = m.Calls/PartSize + 1
			m.Calls++
		}
		m.Groups = append(m.Groups, *g)
	}
	return m
}

// Parts is the number of parts, 1 at least.
func (m *Manual) Parts() int { return max(1, (m.Calls+PartSize-1)/PartSize) }

// All returns the calls of all groups, in their order.
func (m *Manual) All() []Call {
	var all []Call
	for _, g := range m.Groups {
		all = append(all, g.Calls...)
	}
	return all
}

type operation struct {
	method string
	op     *openapi3.Operation
}

// methods are in the order in which the calls of a path are shown.
var methods = []string{"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}

func operations(item *openapi3.PathItem) []operation {
	all := item.Operations()
	var found []operation
	for _, method := range methods {
		if op := all[method]; op != nil {
			found = append(found, operation{method, op})
		}
	}
	return found
}

// anchor returns a name for text that no other has.
func anchor(text string, seen map[string]int) string {
	name := strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, text[:min(len(text), 80)]), "-")
	for strings.Contains(name, "--") {
		name = strings.ReplaceAll(name, "--", "-")
	}
	name = "call-" + name
	if seen[name]++; seen[name] > 1 {
		return name + "--" + strconv.Itoa(seen[name])
	}
	return name
}
