package manual

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxNames bounds the names of one call.
const maxNames = 200

// Words returns the names of the parameters of a call and of the fields that it
// takes and gives, each followed by what the document says of it.
func (c Call) Words() []string {
	w := wordCollector{}
	for _, p := range parametersOf(c.item, c.op) {
		w.add(p.Name, p.Description)
	}
	if c.op.RequestBody != nil && c.op.RequestBody.Value != nil {
		w.content(c.op.RequestBody.Value.Content)
	}
	if c.op.Responses != nil {
		for _, status := range slices.Sorted(mapKeys(c.op.Responses.Map())) {
			if r := c.op.Responses.Value(status); r != nil && r.Value != nil {
				w.content(r.Value.Content)
			}
		}
	}
	return w.words
}

// Description is what the document says of the call, in Markdown.
func (c Call) Description() string { return clip(c.op.Description, maxText) }

type wordCollector struct {
	words []string
	names int
	seen  []*openapi3.Schema
}

func (w *wordCollector) add(name, description string) {
	if w.names++; w.names <= maxNames {
		w.words = append(w.words, line(name, maxLine), line(description, maxLine))
	}
}

func (w *wordCollector) content(c openapi3.Content) {
	for _, name := range slices.Sorted(mapKeys(c)) {
		if m := c[name]; m != nil {
			w.schema(m.Schema, 0)
		}
	}
}

func (w *wordCollector) schema(ref *openapi3.SchemaRef, depth int) {
	if ref == nil || ref.Value == nil || depth > maxDepth || w.names > maxNames || slices.Contains(w.seen, ref.Value) {
		return
	}
	s := ref.Value
	w.seen = append(w.seen, s)
	for _, name := range slices.Sorted(mapKeys(s.Properties)) {
		if p := s.Properties[name]; p != nil && p.Value != nil {
			w.add(name, p.Value.Description)
			w.schema(p, depth+1)
		}
	}
	w.schema(s.Items, depth+1)
	for _, refs := range []openapi3.SchemaRefs{s.AllOf, s.OneOf, s.AnyOf, s.PrefixItems} {
		for _, child := range refs {
			w.schema(child, depth+1)
		}
	}
}
