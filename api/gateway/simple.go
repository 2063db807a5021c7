package gateway

import (
	"encoding/json"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// simplify has a document of OpenAPI 3.1 validated as one of 3.0, if all of its
// schemas mean the same in both: kin-openapi compiles those of 3.1 anew for every
// value (v0.152.0), which takes several times as long as the rest of a call.
func simplify(spec *openapi3.T) error {
	if !spec.IsOpenAPI31OrLater() {
		return nil
	}
	text, err := spec.MarshalJSON()
	if err != nil {
		return err
	}
	var document any
	if err := json.Unmarshal(text, &document); err != nil {
		return err
	}
	if simpleSchemas(document) {
		spec.OpenAPI = "3.0.3"
	}
	return nil
}

// simpleSchemas reports whether all schemas in a part of a document are simple.
func simpleSchemas(node any) bool {
	switch node := node.(type) {
	case map[string]any:
		for name, value := range node {
			switch {
			case name == "schema":
				if !simpleSchema(value) {
					return false
				}
			case name == "schemas":
				if all, ok := value.(map[string]any); !ok || !simpleAll(all) {
					return false
				}
			case name == "itemSchema": // of 3.2
				return false
			case !simpleSchemas(value):
				return false
			}
		}
	case []any:
		for _, value := range node {
			if !simpleSchemas(value) {
				return false
			}
		}
	}
	return true
}

func simpleAll(schemas map[string]any) bool {
	for _, s := range schemas {
		if !simpleSchema(s) {
			return false
		}
	}
	return true
}

// simpleSchema reports whether a schema has only keywords that mean the same in
// OpenAPI 3.0 and 3.1. Keywords that it does not know are not simple.
func simpleSchema(schema any) bool {
	s, ok := schema.(map[string]any)
	if !ok {
		return false // true and false are schemas in 3.1 only
	}
	if ref, ok := s["$ref"].(string); ok {
		return len(s) == 1 && strings.HasPrefix(ref, "#/components/schemas/") // 3.0 takes no notice of what is beside it
	}
	for keyword, value := range s {
		switch keyword {
		case "title", "description", "default", "example", "deprecated", "readOnly", "writeOnly", "externalDocs", "xml", "enum", "format", "pattern",
			"minimum", "maximum", "multipleOf", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "minProperties", "maxProperties", "required":
		case "type":
			if kind, ok := value.(string); !ok || kind == "null" {
				return false
			}
		case "items", "not":
			if !simpleSchema(value) {
				return false
			}
		case "additionalProperties":
			if _, ok := value.(bool); !ok && !simpleSchema(value) {
				return false
			}
		case "properties":
			if all, ok := value.(map[string]any); !ok || !simpleAll(all) {
				return false
			}
		case "allOf", "anyOf", "oneOf":
			all, ok := value.([]any)
			for _, one := range all {
				ok = ok && simpleSchema(one)
			}
			if !ok {
				return false
			}
		default:
			if !strings.HasPrefix(keyword, "x-") {
				return false
			}
		}
	}
	return true
}
