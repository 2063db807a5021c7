package query

import (
	"cmp"
	"slices"
	"strings"

	"nguon/catalog"
)

// An Expr is a condition on a row: a [Filter], [Words], or an [And] or [Or] of
// conditions. A row for which it is unknown, because a value is missing, does
// not satisfy it. There is no negation: where one is written, it is carried to
// the filters, which have their opposites. So what is unknown needs no value of
// its own: it is as good as false.
type Expr interface {
	// text is the condition as an expression of where, the same for all ways
	// to write it.
	text() string
}

// And holds when all of its conditions do; without any, for every row.
type And []Expr

// Or holds when one of its conditions does.
type Or []Expr

// A Filter is a condition on one column.
type Filter struct {
	Column *catalog.Column
	Op     Op
	// Not makes the filter hold for the other values that are there. It is
	// false for operators that have an opposite.
	Not bool
	// Values are of the type of the column: one, but for OpBetween (two:
	// lower and upper bound), OpIn and OpNotIn (one or more, ascending and
	// without repetition), OpNull (one bool), OpBBox (a [Box]) and OpNear (a
	// [Circle]). Values of the operators that fold are folded.
	Values []any
}

// Words holds for rows in which every word is part of a text, not always of the
// same.
type Words struct {
	Columns []*catalog.Column // all columns of text
	Words   []string          // folded, ascending and without repetition
}

// not returns the condition that holds when e is known not to.
func not(e Expr) Expr {
	switch e := e.(type) {
	case And:
		all := make(Or, len(e))
		for i, part := range e {
			all[i] = not(part)
		}
		return all
	case Or:
		all := make(And, len(e))
		for i, part := range e {
			all[i] = not(part)
		}
		return all
	case Filter:
		switch opposite, ok := opposites[e.Op]; {
		case ok:
			e.Op = opposite
		case e.Op == OpNull:
			e.Values = []any{e.Values[0] != true}
		default:
			e.Not = !e.Not
		}
		return e
	}
	return e // words are not part of an expression
}

// normal returns e with conditions of the same kind that are nested joined, in
// one order, and none twice.
func normal(e Expr) Expr {
	var parts []Expr
	switch e := e.(type) {
	case And:
		parts = joined(e, func(e Expr) ([]Expr, bool) { a, ok := e.(And); return a, ok })
		if len(parts) != 1 {
			return And(parts)
		}
	case Or:
		parts = joined(e, func(e Expr) ([]Expr, bool) { o, ok := e.(Or); return o, ok })
		if len(parts) != 1 {
			return Or(parts)
		}
	default:
		return e
	}
	return parts[0]
}

// joined returns the normal parts of list, those of parts of the same kind in
// place of these.
func joined(list []Expr, same func(Expr) ([]Expr, bool)) []Expr {
	var parts []Expr
	for _, e := range list {
		e = normal(e)
		if inner, ok := same(e); ok {
			parts = append(parts, inner...)
			continue
		}
		parts = append(parts, e)
	}
	slices.SortFunc(parts, func(a, b Expr) int { return cmp.Compare(a.text(), b.text()) })
	return slices.CompactFunc(parts, func(a, b Expr) bool { return a.text() == b.text() })
}

func (a And) text() string { return joinText([]Expr(a), " AND ") }
func (o Or) text() string  { return joinText([]Expr(o), " OR ") }

func joinText(list []Expr, word string) string {
	parts := make([]string, len(list))
	for i, e := range list {
		parts[i] = e.text()
		switch e.(type) {
		case And, Or:
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, word)
}

func (w Words) text() string { return strings.Join(w.Words, " ") }
