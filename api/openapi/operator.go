package openapi

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/catalog"
)

// columnParameters are the operators of a column, each a parameter with a real
// value as its example.
func columnParameters(c *catalog.Column) openapi3.Parameters {
	var all openapi3.Parameters
	called := cmp.Or(c.Title.En, c.Name)
	add := func(p *openapi3.Parameter, example any) {
		if example != nil {
			p.Example = example
		}
		all = append(all, &openapi3.ParameterRef{Value: p})
	}
	one := func(op, what string, example any) {
		add(query(c.Name+"__"+op, called+" "+what+".", value(c)), example)
	}
	several := func(op, what string, count uint64, example []any) {
		p := commas(query(c.Name+"__"+op, called+" "+what+".", list(value(c))))
		if count > 0 {
			p.Schema.Value.MinItems, p.Schema.Value.MaxItems = count, &count
		}
		if len(example) == 0 {
			add(p, nil)
			return
		}
		add(p, example)
	}
	null := query(c.Name+"__null", called+" is missing, or is not.", boolean(""))
	if c.Type == catalog.Geometry {
		add(null, false)
		add(numbers(c.Name+"__bbox", called+" has a point in the box of west, south, east, north, in degrees. If west is greater than east, "+
			"the box crosses the meridian of 180 degrees.", 105.7, 20.9, 106, 21.2), nil)
		add(numbers(c.Name+"__near", called+" has a point in the circle of longitude, latitude, metres.", 105.85, 21.03, 5000), nil)
		return all
	}
	e := operands(c)
	if !slices.Contains(reserved, c.Name) {
		add(query(c.Name, called+" is this.", value(c)), e.usual)
	}
	one("eq", "is this", e.usual)
	one("ne", "is something else", e.usual)
	several("in", "is one of these; quotes keep a comma within a value", 0, e.several)
	several("nin", "is something else than any of these", 0, e.several)
	add(null, false)
	if c.Type == catalog.Boolean {
		return all
	}
	one("gt", "is greater", e.least)
	one("gte", "is greater, or the same", e.least)
	one("lt", "is less", e.greatest)
	one("lte", "is less, or the same", e.greatest)
	several("between", "lies between these two, both included", 2, e.span)
	if c.Type == catalog.String {
		one("contains", "holds this, whatever the case and the tone marks", e.usual)
		one("starts", "begins with this, whatever the case and the tone marks", e.usual)
		one("ends", "ends with this, whatever the case and the tone marks", e.usual)
		one("like", "is like this, where % stands for any text and _ for one character", e.pattern)
	}
	return all
}

// operandsOf are real values of a column for examples; nil where there is none.
type operandsOf struct {
	usual, least, greatest, pattern any
	several, span                   []any // without commas in them: lists are written with commas
}

func operands(c *catalog.Column) operandsOf {
	var o operandsOf
	all := examples(c)
	if len(all) > 0 {
		o.usual = all[0]
	}
	if c.Stats.Min != nil && c.Stats.Max != nil {
		o.least, o.greatest = exampleOf(c, *c.Stats.Min), exampleOf(c, *c.Stats.Max)
	}
	listed := func(v any) bool { return v != nil && !strings.ContainsAny(fmt.Sprint(v), `,"`) }
	for _, v := range all {
		if listed(v) {
			o.several = append(o.several, v)
		}
	}
	if listed(o.least) && listed(o.greatest) {
		o.span = []any{o.least, o.greatest}
	}
	if text, ok := o.usual.(string); ok && text != "" {
		o.pattern = string([]rune(text)[:1]) + "%"
	}
	return o
}
