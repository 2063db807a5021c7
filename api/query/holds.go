package query

import (
	"slices"
	"strings"

	"github.com/paulmach/orb"

	"nguon/catalog"
)

// A test tells whether a row satisfies a condition. Its values are those of the
// columns that were given to compileTest, in their order.
type test func(row []any) bool

// compileTest makes a test of e. It answers as the statement does that compiler
// makes of e.
func compileTest(e Expr, columns []*catalog.Column) test {
	switch e := e.(type) {
	case And:
		parts := compileTests(e, columns)
		return func(row []any) bool {
			return !slices.ContainsFunc(parts, func(t test) bool { return !t(row) })
		}
	case Or:
		parts := compileTests(e, columns)
		return func(row []any) bool {
			return slices.ContainsFunc(parts, func(t test) bool { return t(row) })
		}
	case Words:
		return wordsTest(e, columns)
	case Filter:
		i, holds := slices.Index(columns, e.Column), cellTest(e)
		return func(row []any) bool { return holds(row[i]) }
	}
	return func([]any) bool { return false }
}

func compileTests(list []Expr, columns []*catalog.Column) []test {
	tests := make([]test, len(list))
	for i, e := range list {
		tests[i] = compileTest(e, columns)
	}
	return tests
}

func wordsTest(w Words, columns []*catalog.Column) test {
	at := make([]int, len(w.Columns))
	for i, c := range w.Columns {
		at[i] = slices.Index(columns, c)
	}
	return func(row []any) bool {
		texts := make([]string, 0, len(at))
		for _, i := range at {
			if s, ok := row[i].(string); ok {
				texts = append(texts, Fold(s))
			}
		}
		for _, word := range w.Words {
			if !slices.ContainsFunc(texts, func(s string) bool { return strings.Contains(s, word) }) {
				return false
			}
		}
		return true
	}
}

// cellTest returns whether a value, which is nil where it is missing, satisfies
// f.
func cellTest(f Filter) func(v any) bool {
	if f.Op == OpNull {
		want := f.Values[0] == true
		return func(v any) bool { return (v == nil) == want }
	}
	holds := valueTest(f)
	return func(v any) bool { return v != nil && holds(v) != f.Not }
}

// valueTest returns whether a value that is there satisfies f, its Not aside.
func valueTest(f Filter) func(v any) bool {
	want := f.Values[0]
	text, _ := want.(string)
	folded := func(holds func(s, part string) bool) func(v any) bool {
		return func(v any) bool { s, _ := v.(string); return holds(Fold(s), text) }
	}
	among := func(v any) bool {
		_, ok := slices.BinarySearchFunc(f.Values, v, compareValues)
		return ok
	}
	switch f.Op {
	case OpEq:
		return func(v any) bool { return compareValues(v, want) == 0 }
	case OpNe:
		return func(v any) bool { return compareValues(v, want) != 0 }
	case OpGt:
		return func(v any) bool { return compareValues(v, want) > 0 }
	case OpGte:
		return func(v any) bool { return compareValues(v, want) >= 0 }
	case OpLt:
		return func(v any) bool { return compareValues(v, want) < 0 }
	case OpLte:
		return func(v any) bool { return compareValues(v, want) <= 0 }
	case OpBetween:
		return func(v any) bool { return compareValues(v, want) >= 0 && compareValues(v, f.Values[1]) <= 0 }
	case OpIn:
		return among
	case OpNotIn:
		return func(v any) bool { return !among(v) }
	case OpContains:
		return folded(strings.Contains)
	case OpStarts:
		return folded(strings.HasPrefix)
	case OpEnds:
		return folded(strings.HasSuffix)
	case OpLike:
		pattern := []rune(text)
		return func(v any) bool { s, _ := v.(string); return matchLike(s, pattern) }
	}
	return shapeTest(want)
}

func shapeTest(where any) func(v any) bool {
	switch where := where.(type) {
	case Box:
		return func(v any) bool {
			g, _ := v.(orb.Geometry)
			return slices.ContainsFunc(where.parts(), func(b Box) bool {
				return inBox(g, orb.Bound{Min: orb.Point{b.West, b.South}, Max: orb.Point{b.East, b.North}})
			})
		}
	case Circle:
		return func(v any) bool {
			g, _ := v.(orb.Geometry)
			return inCircle(g, where)
		}
	}
	return func(any) bool { return false }
}

// columnsOf are the columns that a condition is about, each once.
func columnsOf(e Expr) []*catalog.Column {
	var all []*catalog.Column
	add := func(columns ...*catalog.Column) {
		for _, c := range columns {
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	switch e := e.(type) {
	case And:
		for _, part := range e {
			add(columnsOf(part)...)
		}
	case Or:
		for _, part := range e {
			add(columnsOf(part)...)
		}
	case Words:
		add(e.Columns...)
	case Filter:
		add(e.Column)
	}
	return all
}
