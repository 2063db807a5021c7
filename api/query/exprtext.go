package query

import (
	"slices"
	"strings"
	"time"

	"nguon/catalog"
)

// flat is the filter as a parameter of its own, which those with Not have not.
func (f Filter) flat() string {
	b := append([]byte(f.Column.Name), "__"...)
	b = append(b, f.Op...)
	b = append(b, '=')
	var text []byte
	for i, v := range f.Values {
		if i > 0 {
			text = append(text, ',')
		}
		if f.Op.list() {
			text = appendItem(text, v, f.Column)
		} else {
			text = f.appendValue(text, v)
		}
	}
	return string(appendQueryEscaped(b, string(text)))
}

// appendValue appends v in the text form of the API. The short form of a date
// is left out where it would be another day.
func (f Filter) appendValue(b []byte, v any) []byte {
	switch v := v.(type) {
	case Box:
		return appendNumbers(b, ",", v.West, v.South, v.East, v.North)
	case Circle:
		return appendNumbers(b, ",", v.Lon, v.Lat, v.Metres)
	}
	return appendExact(b, v, f.Column)
}

// appendExact is AppendText for a value that need not be one of the column.
func appendExact(b []byte, v any, c *catalog.Column) []byte {
	if d, ok := v.(time.Time); ok && c.Type == catalog.Date && !beginsSpan(d, c.Precision) {
		return appendDate(b, d, catalog.ByDay)
	}
	return AppendText(b, v, c)
}

func appendNumbers(b []byte, between string, numbers ...float64) []byte {
	for i, n := range numbers {
		if i > 0 {
			b = append(b, between...)
		}
		b = appendNumber(b, n)
	}
	return b
}

// functions are how operators are called that CQL2 writes as functions, or has
// not.
var functions = map[Op]string{OpContains: "CONTAINS", OpStarts: "STARTS", OpEnds: "ENDS", OpNear: "NEAR"}

// symbols are the comparisons of CQL2 and SQL.
var symbols = map[Op]string{OpEq: "=", OpNe: "<>", OpGt: ">", OpGte: ">=", OpLt: "<", OpLte: "<="}

// text implements [Expr].
func (f Filter) text() string {
	name, negation := quoteKeyword(f.Column.Name), ""
	if f.Not {
		negation = "NOT "
	}
	switch f.Op {
	case OpNull:
		if f.Values[0] == true {
			return name + " IS NULL"
		}
		return name + " IS NOT NULL"
	case OpIn, OpNotIn:
		if f.Op == OpNotIn {
			negation = "NOT "
		}
		items := make([]string, len(f.Values))
		for i, v := range f.Values {
			items[i] = f.literal(v)
		}
		return name + " " + negation + "IN (" + strings.Join(items, ",") + ")"
	case OpBetween:
		return name + " " + negation + "BETWEEN " + f.literal(f.Values[0]) + " AND " + f.literal(f.Values[1])
	case OpLike:
		return name + " " + negation + "LIKE " + f.literal(f.Values[0])
	case OpBBox:
		return negation + "S_INTERSECTS(" + name + ",BBOX(" + string(f.appendValue(nil, f.Values[0])) + "))"
	case OpNear:
		return negation + "NEAR(" + name + "," + string(f.appendValue(nil, f.Values[0])) + ")"
	case OpContains, OpStarts, OpEnds:
		return negation + functions[f.Op] + "(" + name + "," + f.literal(f.Values[0]) + ")"
	}
	return name + " " + symbols[f.Op] + " " + f.literal(f.Values[0])
}

// literal is v as an expression has it.
func (f Filter) literal(v any) string {
	text := string(appendExact(nil, v, f.Column))
	quoted := "'" + strings.ReplaceAll(text, "'", "''") + "'"
	switch f.Column.Type {
	case catalog.Boolean:
		return strings.ToUpper(text)
	case catalog.Integer, catalog.Decimal, catalog.Number:
		return text
	case catalog.Date:
		return "DATE(" + quoted + ")"
	case catalog.DateTime:
		return "TIMESTAMP(" + quoted + ")"
	}
	return quoted
}

// quoteKeyword returns the name of a column as expressions have it.
func quoteKeyword(name string) string {
	if slices.Contains(keywords, name) {
		return `"` + name + `"`
	}
	return name
}
