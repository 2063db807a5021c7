package manual

import (
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// maxSketch is how many values the sketch of an example has.
const maxSketch = 60

// sketch returns a value of the form that a schema describes, for documents
// without examples; nil where there is none to be had.
func sketch(ref *openapi3.SchemaRef, above []*openapi3.Schema, made *int) any {
	if ref == nil || ref.Value == nil {
		return nil
	}
	s := ref.Value
	if *made++; *made > maxSketch || slices.Contains(above, s) || len(above) > maxDepth {
		return nil
	}
	above = append(above[:len(above):len(above)], s)
	switch {
	case s.Example != nil:
		return s.Example
	case len(s.Examples) > 0:
		return s.Examples[0]
	case s.Default != nil:
		return s.Default
	case s.Const != nil:
		return s.Const
	case len(s.Enum) > 0:
		return s.Enum[0]
	case len(s.OneOf) > 0:
		return sketch(s.OneOf[0], above, made)
	case len(s.AnyOf) > 0:
		return sketch(s.AnyOf[0], above, made)
	case s.Items != nil:
		if item := sketch(s.Items, above, made); item != nil {
			return []any{item}
		}
		return []any{}
	case len(s.Properties) > 0 || len(s.AllOf) > 0:
		return sketchObject(s, above, made)
	}
	return sketchScalar(s)
}

func sketchObject(s *openapi3.Schema, above []*openapi3.Schema, made *int) any {
	object := make(map[string]any)
	for _, part := range s.AllOf {
		if fields, ok := sketch(part, above, made).(map[string]any); ok {
			for name, v := range fields {
				object[name] = v
			}
		}
	}
	for _, name := range slices.Sorted(mapKeys(s.Properties)) {
		if v := sketch(s.Properties[name], above, made); v != nil {
			object[name] = v
		}
	}
	return object
}

func sketchScalar(s *openapi3.Schema) any {
	switch {
	case s.Type.Includes("integer"), s.Type.Includes("number"):
		if s.Min != nil {
			return *s.Min
		}
		return 0
	case s.Type.Includes("boolean"):
		return true
	case s.Type.Includes("object"):
		return map[string]any{}
	case !s.Type.Includes("string"):
		return nil
	}
	switch s.Format {
	case "date":
		return "2026-01-31"
	case "date-time":
		return "2026-01-31T09:00:00+07:00"
	}
	return "string"
}
