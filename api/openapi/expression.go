package openapi

import (
	"fmt"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/catalog"
)

// expressions are the parameters that are expressions, with examples about
// columns, if there are some to make one of.
func expressions(columns []catalog.Column) []*openapi3.Parameter {
	const longest = 4096
	expression := func(name, description, example string) *openapi3.Parameter {
		s := text("")
		most := uint64(longest)
		s.Value.MaxLength = &most
		p := query(name, description, s)
		if example != "" {
			p.Example = example
		}
		return p
	}
	e := examplesOf(columns)
	return []*openapi3.Parameter{
		expression("where", "A condition in CQL2-Text (OGC 21-065), for what parameters of columns cannot say: AND, OR, NOT, parentheses, "+
			"= <> < <= > >=, LIKE, IN, BETWEEN, IS NULL, DATE('…'), TIMESTAMP('…'), S_INTERSECTS(column,BBOX(w,s,e,n)), and besides CQL2 "+
			"CONTAINS, STARTS, ENDS (column,'text') and NEAR(column,lon,lat,metres). Texts stand in single quotes. "+
			"At most 4 kB, 32 levels deep, 100 conditions in one query.", e.where),
		query("q", "Words, all of which a row must contain, each in any column of text, whatever the case and the tone marks.", text("")),
		expression("group", "Rows that are alike in these become one: columns, and year, month, day, hour (column), "+
			"date_trunc('year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute',column), round(column,digits); new:key renames one. "+
			"Groups come in the order of their keys unless sorted.", e.group),
		expression("agg", "What to compute of each group, or of all rows: count(*), and count, count_distinct, sum, avg, min, max, median, stddev "+
			"(column), quantile(column,p); new:function names one.", e.agg),
		expression("having", "A condition on groups, as where has it, about the names of group and agg.", e.having),
	}
}

// exampleTexts are examples of expressions; empty where the columns allow none.
type exampleTexts struct{ where, group, agg, having string }

func examplesOf(columns []catalog.Column) exampleTexts {
	var e exampleTexts
	find := func(types ...catalog.Type) *catalog.Column {
		i := slices.IndexFunc(columns, func(c catalog.Column) bool { return slices.Contains(types, c.Type) && len(examples(&c)) > 0 })
		if i < 0 {
			return nil
		}
		return &columns[i]
	}
	quantity := find(catalog.Number, catalog.Decimal, catalog.Integer)
	name := find(catalog.String)
	day := find(catalog.Date, catalog.DateTime)
	var conditions []string
	if name != nil {
		value := fmt.Sprint(examples(name)[0])
		conditions = append(conditions, fmt.Sprintf("\"%s\" = '%s'", name.Name, strings.ReplaceAll(value, "'", "''")))
		e.group = name.Name
	}
	if quantity != nil {
		conditions = append(conditions, fmt.Sprintf("\"%s\" >= %v", quantity.Name, examples(quantity)[0]))
	}
	e.where = strings.Join(conditions, " OR ")
	switch {
	case day != nil:
		e.group = fmt.Sprintf("%s:date_trunc('year',%s)", fresh("span", columns), day.Name)
	case name == nil && quantity != nil:
		e.group = fmt.Sprintf("%s:round(%s)", fresh("size", columns), quantity.Name)
	}
	if len(columns) > 0 {
		n := fresh("n", columns)
		e.agg, e.having = n+":count(*)", n+" >= 2"
		if quantity != nil {
			e.agg += fmt.Sprintf(",%s:avg(%s)", fresh("average", columns), quantity.Name)
		}
	}
	return e
}

// fresh returns a name like the given one that no column has.
func fresh(name string, columns []catalog.Column) string {
	for slices.ContainsFunc(columns, func(c catalog.Column) bool { return c.Name == name }) {
		name += "_"
	}
	return name
}
