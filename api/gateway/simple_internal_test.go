package gateway

import (
	"fmt"
	"testing"

	"nguon/api/apidoc"
)

// What means something else in OpenAPI 3.0 is validated as 3.1.
func TestSchemasAreValidatedAsTheyAreMeant(t *testing.T) {
	for _, test := range []struct {
		name, schema string
		simple       bool
	}{
		{"one type", `{"type":"integer","minimum":1,"maximum":9}`, true},
		{"an object", `{"type":"object","required":["a"],"properties":{"a":{"type":"array","items":{"$ref":"#/components/schemas/S"}}},"additionalProperties":false,"x-a":1}`, true},
		{"all of some", `{"allOf":[{"$ref":"#/components/schemas/S"},{"not":{"type":"string"}}]}`, true},
		{"two types", `{"type":["integer","null"]}`, false},
		{"nothing as a type", `{"type":"null"}`, false},
		{"a constant", `{"const":1}`, false},
		{"a bound that is left out", `{"type":"integer","exclusiveMinimum":1}`, false},
		{"a condition", `{"if":{"type":"integer"},"then":{"minimum":1}}`, false},
		{"something beside a reference", `{"$ref":"#/components/schemas/S","maxLength":3}`, false},
		{"deep inside", `{"anyOf":[{"type":"object","properties":{"a":{"items":{"const":1}}}}]}`, false},
		{"keys by a pattern", `{"patternProperties":{"^a":{"type":"string"}}}`, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			d, err := apidoc.Read(t.Context(), fmt.Appendf(nil, `{"openapi":"3.1.0","info":{"title":"a","version":"1"},"components":{"schemas":{"S":{"type":"string"}}},
				"paths":{"/a":{"get":{"parameters":[{"name":"a","in":"query","schema":%s}],"responses":{"200":{"description":"ok"}}}}}}`, test.schema))
			if err != nil {
				t.Fatal(err)
			}
			if err := simplify(d.Spec); err != nil || d.Spec.IsOpenAPI30() != test.simple {
				t.Errorf("validated as %s, %v", d.Spec.OpenAPI, err)
			}
		})
	}
}
