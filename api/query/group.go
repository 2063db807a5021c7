package query

import (
	"slices"
	"strconv"
	"strings"

	"nguon/catalog"
)

// A Grouping makes groups of rows that are alike in every key, and of each group
// one row: the keys, then the aggregates. Without keys there is one group, of
// all rows, even of none.
type Grouping struct {
	Keys       []Term
	Aggregates []Term
	Having     Expr // a condition on keys and aggregates; And{} without one
}

// A Term is a key or an aggregate of a [Grouping].
type Term struct {
	Column   *catalog.Column // of the answer: its name and the type of its values
	Func     string          // empty for a key that is a column as it is
	Of       *catalog.Column // of the table; nil for count(*)
	Unit     string          // of date_trunc
	Digits   int             // of round: after the point, or before it if negative
	Quantile float64         // of quantile, from 0 to 1
}

// Terms are the keys and the aggregates.
func (g *Grouping) Terms() []Term { return slices.Concat(g.Keys, g.Aggregates) }

// columns are the columns of the groups.
func (g *Grouping) columns() []catalog.Column {
	all := make([]catalog.Column, 0, len(g.Keys)+len(g.Aggregates))
	for _, t := range g.Terms() {
		all = append(all, *t.Column)
	}
	return all
}

// text is the term as group and agg have it, with its name if that is not the
// one it has by itself.
func (t Term) text() string {
	s := t.call()
	if name := t.ownName(); t.Column.Name != name {
		return t.Column.Name + ":" + s
	}
	return s
}

func (t Term) call() string {
	if t.Func == "" {
		return t.Of.Name
	}
	if t.Of == nil {
		return t.Func + "(*)"
	}
	switch t.Func {
	case "date_trunc":
		return "date_trunc('" + t.Unit + "'," + t.Of.Name + ")"
	case "round":
		return "round(" + t.Of.Name + "," + strconv.Itoa(t.Digits) + ")"
	case "quantile":
		return "quantile(" + t.Of.Name + "," + string(appendNumber(nil, t.Quantile)) + ")"
	}
	return t.Func + "(" + t.Of.Name + ")"
}

// ownName is what the term is called unless it is given a name.
func (t Term) ownName() string {
	switch {
	case t.Func == "":
		return t.Of.Name
	case t.Of == nil:
		return t.Func
	}
	return t.Func + "_" + t.Of.Name
}

func termsText(terms []Term) string {
	texts := make([]string, len(terms))
	for i, t := range terms {
		texts[i] = t.text()
	}
	return strings.Join(texts, ",")
}

// byColumn is the order of groups that are alike in all keys of the sort: their
// own keys, ascending, of which no two groups have the same.
func (g *Grouping) byColumn(sort []Order) []Order {
	var rest []Order
	for _, k := range g.Keys {
		if !slices.ContainsFunc(sort, func(o Order) bool { return o.Column.Name == k.Column.Name }) {
			rest = append(rest, Order{Column: k.Column})
		}
	}
	return rest
}
