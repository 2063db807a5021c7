package query

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"nguon/catalog"
)

// An Expr is a condition on a row: a [Filter], or an [And] of conditions. A
// row for which it is unknown, because a value is missing, does not satisfy it.
type Expr interface {
	// canonical is the form of the condition that is the same for all ways
	// to write it.
	canonical() string
}

// And holds when all of its conditions do; without any, for every row.
type And []Expr

// A Filter is a condition on one column.
type Filter struct {
	Column *catalog.Column
	Op     Op
	// Values are of the type of the column: one, but for OpBetween (two:
	// lower and upper bound), OpIn and OpNotIn (one or more, ascending and
	// without repetition), and OpNull (one bool). Values of the operators that
	// fold are folded.
	Values []any
}

// Where is the condition of all filters of q.
func (q *Query) Where() Expr {
	all := make(And, len(q.Filters))
	for i, f := range q.Filters {
		all[i] = f
	}
	return all
}

func (a And) canonical() string {
	parts := make([]string, len(a))
	for i, e := range a {
		parts[i] = e.canonical()
	}
	slices.Sort(parts)
	return strings.Join(slices.Compact(parts), "&")
}

// canonical is the filter as a parameter, with an operator always.
func (f Filter) canonical() string {
	b := append([]byte(f.Column.Name), "__"...)
	b = append(b, f.Op...)
	b = append(b, '=')
	text := make([]byte, 0, 32)
	for i, v := range f.Values {
		if i > 0 {
			text = append(text, ',')
		}
		d, isDate := v.(time.Time)
		switch {
		case isDate && f.Column.Type == catalog.Date && !beginsSpan(d, f.Column.Precision):
			text = appendDate(text, d, catalog.ByDay) // the short form is another day
		case f.Op.list():
			text = appendItem(text, v, f.Column)
		default:
			text = AppendText(text, v, f.Column)
		}
	}
	return string(appendQueryEscaped(b, string(text)))
}

func compareFilters(a, b Filter) int { return cmp.Compare(a.canonical(), b.canonical()) }
