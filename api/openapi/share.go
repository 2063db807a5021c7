package openapi

import (
	"maps"
	"slices"

	"github.com/getkin/kin-openapi/openapi3"
)

// shareParameters makes components of the parameters that several operations
// have, so that the document says them once and a generated client has one type
// for each. Their names have a prefix: types of generated clients are named
// after them, and a column may be called like a schema.
func shareParameters(doc *openapi3.T) {
	const prefix = "query."
	var order []*openapi3.Parameter
	places := make(map[*openapi3.Parameter][]**openapi3.ParameterRef)
	for _, path := range doc.Paths.Keys() {
		operations := doc.Paths.Value(path).Operations()
		for _, method := range slices.Sorted(maps.Keys(operations)) {
			parameters := operations[method].Parameters
			for i, p := range parameters {
				if p.Value.In != openapi3.ParameterInQuery {
					continue
				}
				if places[p.Value] == nil {
					order = append(order, p.Value)
				}
				places[p.Value] = append(places[p.Value], &parameters[i])
			}
		}
	}
	shared := openapi3.ParametersMap{}
	for _, p := range order {
		name := prefix + p.Name
		if len(places[p]) < 2 || shared[name] != nil {
			continue
		}
		shared[name] = &openapi3.ParameterRef{Value: p}
		for _, place := range places[p] {
			*place = &openapi3.ParameterRef{Ref: "#/components/parameters/" + name, Value: p}
		}
	}
	doc.Components.Parameters = shared
}
