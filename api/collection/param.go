package collection

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// params are the parameters of an operation that are part of a query.
func params(all openapi3.Parameters) []Param {
	var made []Param
	for _, p := range all {
		if p.Value.In == openapi3.ParameterInQuery {
			made = append(made, Param{Name: p.Value.Name, Value: example(p.Value), Description: p.Value.Description})
		}
	}
	return made
}

// example returns a value that the parameter may have, as a query has it, or "".
func example(p *openapi3.Parameter) string {
	switch s := p.Schema.Value; {
	case p.Example != nil:
		return written(p.Example)
	case s.Default != nil:
		return written(s.Default)
	case len(s.Enum) > 0:
		return written(s.Enum[0])
	}
	return ""
}

// written returns an example as a query has it: the elements of a list are
// joined with commas, and numbers have no exponent.
func written(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case []float64:
		texts := make([]string, len(v))
		for i, one := range v {
			texts[i] = written(one)
		}
		return strings.Join(texts, ",")
	case []any:
		texts := make([]string, len(v))
		for i, one := range v {
			texts[i] = written(one)
		}
		return strings.Join(texts, ",")
	case json.Number:
		return v.String()
	default: // a boolean or an integer
		return fmt.Sprint(v)
	}
}

// equality returns the condition that a column has a real value: the first
// column of texts, or else the first that has an example. False is that there
// is none.
func equality(all openapi3.Parameters) (Param, bool) {
	find := func(name string) *openapi3.Parameter { return all.GetByInAndName(openapi3.ParameterInQuery, name) }
	var found Param
	for _, p := range all {
		column, ok := strings.CutSuffix(p.Value.Name, "__eq")
		if !ok || p.Value.Example == nil || written(p.Value.Example) == "" {
			continue
		}
		text := find(column+"__contains") != nil
		if found.Name != "" && !text {
			continue
		}
		found = Param{Name: p.Value.Name, Value: written(p.Value.Example)}
		// The column's own name is that of another parameter if it says something else.
		if plain := find(column); plain != nil && plain.Description == p.Value.Description {
			found.Name = column
		}
		if text {
			break
		}
	}
	return found, found.Name != ""
}
