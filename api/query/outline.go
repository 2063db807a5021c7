package query

import (
	"iter"
	"slices"
	"strings"
)

// Outline tells which kind of query q is, without anything that only who asks
// has chosen: the columns and operators of its conditions, joins, groups and
// orders, each once and sorted, but no value, no word that is looked for, and no
// name that the query gives. Queries that differ in these alone have the same
// outline, such as where(province__eq,year__gte)·group(province)·agg(sum(cases)).
// It is at most [MaxOutline] bytes long; one that would be longer ends with an
// ellipsis.
func (q *Query) Outline() string {
	var parts []string
	add := func(name string, of []string) {
		if len(of) > 0 {
			slices.Sort(of)
			parts = append(parts, name+"("+strings.Join(slices.Compact(of), ",")+")")
		}
	}
	var filters []string
	words := false
	for f := range leaves(q.Where) {
		switch f := f.(type) {
		case Filter:
			filters = append(filters, f.Column.Name+"__"+string(f.Op))
		case Words:
			words = true
		}
	}
	add("where", filters)
	if words {
		parts = append(parts, "q")
	}
	var joins []string
	for _, j := range q.Include {
		joins = append(joins, strings.Join(j.Reference.Fields, "+"))
	}
	add("include", joins)
	if g := q.Group; g != nil {
		add("group", outlines(g.Keys))
		add("agg", outlines(g.Aggregates))
		if having, ok := g.Having.(And); !ok || len(having) > 0 {
			parts = append(parts, "having")
		}
	}
	var orders []string
	for _, o := range q.Sort {
		if q.Group == nil { // the columns of groups may have names of their own
			orders = append(orders, o.Column.Name)
		}
	}
	add("sort", orders)
	if q.Format != JSON {
		parts = append(parts, string(q.Format))
	}
	return clipped(strings.Join(parts, "·"))
}

// MaxOutline bounds [Query.Outline], in bytes.
const MaxOutline = 200

func clipped(s string) string {
	const end = "…"
	if len(s) <= MaxOutline {
		return s
	}
	return strings.ToValidUTF8(s[:MaxOutline-len(end)], "") + end
}

// outlines are terms without their arguments and the names that they get.
func outlines(terms []Term) []string {
	all := make([]string, len(terms))
	for i, t := range terms {
		switch {
		case t.Func == "":
			all[i] = t.Of.Name
		case t.Of == nil:
			all[i] = t.Func + "(*)"
		default:
			all[i] = t.Func + "(" + t.Of.Name + ")"
		}
	}
	return all
}

// leaves yields the filters and words of a condition.
func leaves(e Expr) iter.Seq[Expr] {
	return func(yield func(Expr) bool) { eachLeaf(e, yield) }
}

func eachLeaf(e Expr, yield func(Expr) bool) bool {
	switch e := e.(type) {
	case And:
		return allLeaves(e, yield)
	case Or:
		return allLeaves(e, yield)
	}
	return yield(e)
}

func allLeaves(list []Expr, yield func(Expr) bool) bool {
	for _, e := range list {
		if !eachLeaf(e, yield) {
			return false
		}
	}
	return true
}
