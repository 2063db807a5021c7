package query_test

import (
	"cmp"
	"math/big"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"nguon/api/query"
	"nguon/catalog"
)

// answer evaluates a query in the plainest way: all rows that satisfy the
// filters, in order, with the selected columns.
func answer(tab table, q *query.Query) [][]any {
	at := func(row int, name string) any {
		i := slices.IndexFunc(tab.columns, func(c catalog.Column) bool { return c.Name == name })
		if v := tab.rows[row][i]; !missing(v) {
			return v
		}
		return nil
	}
	var found []int
rows:
	for i := range tab.rows {
		for _, e := range q.Where {
			f := e.(query.Filter)
			if !holds(f, at(i, f.Column.Name)) {
				continue rows
			}
		}
		found = append(found, i)
	}
	slices.SortStableFunc(found, func(a, b int) int {
		for _, o := range q.Sort {
			x, y := at(a, o.Column.Name), at(b, o.Column.Name)
			n := missingLast(x, y)
			if o.Descending && x != nil && y != nil {
				n = -n
			}
			if n != 0 {
				return n
			}
		}
		return 0
	})
	out := make([][]any, len(found))
	for i, row := range found {
		for _, s := range q.Select {
			out[i] = append(out[i], at(row, s.Column.Name))
		}
	}
	return out
}

func holds(f query.Filter, v any) bool {
	if f.Op == query.OpNull {
		return (v == nil) == (f.Values[0] == true)
	}
	if v == nil {
		return false
	}
	is := func(x any) bool { return compare(v, x) == 0 }
	text, _ := v.(string)
	want, _ := f.Values[0].(string)
	switch f.Op {
	case query.OpEq:
		return is(f.Values[0])
	case query.OpNe:
		return !is(f.Values[0])
	case query.OpGt:
		return compare(v, f.Values[0]) > 0
	case query.OpGte:
		return compare(v, f.Values[0]) >= 0
	case query.OpLt:
		return compare(v, f.Values[0]) < 0
	case query.OpLte:
		return compare(v, f.Values[0]) <= 0
	case query.OpBetween:
		return compare(v, f.Values[0]) >= 0 && compare(v, f.Values[1]) <= 0
	case query.OpIn:
		return slices.ContainsFunc(f.Values, is)
	case query.OpNotIn:
		return !slices.ContainsFunc(f.Values, is)
	case query.OpContains:
		return strings.Contains(query.Fold(text), want)
	case query.OpStarts:
		return strings.HasPrefix(query.Fold(text), want)
	case query.OpEnds:
		return strings.HasSuffix(query.Fold(text), want)
	case query.OpLike:
		return like(want).MatchString(text)
	case query.OpBBox:
		return inBox(v.(orb.Geometry), f.Values[0].(query.Box))
	case query.OpNear:
		return nearTo(v.(orb.Geometry), f.Values[0].(query.Circle))
	}
	panic("no operator " + f.Op)
}

var wildcards = strings.NewReplacer(`\\\\`, `\\`, `\\%`, `%`, `\\_`, `_`, `%`, `(?s:.*)`, `_`, `(?s:.)`)

func like(pattern string) *regexp.Regexp {
	return regexp.MustCompile(`\A` + wildcards.Replace(regexp.QuoteMeta(pattern)) + `\z`)
}

func compare(a, b any) int {
	switch a := a.(type) {
	case bool:
		return cmp.Compare(number(a), number(b.(bool)))
	case int64:
		return cmp.Compare(a, b.(int64))
	case float64:
		return cmp.Compare(a, b.(float64))
	case string:
		return cmp.Compare(a, b.(string))
	case query.Decimal:
		return ratio(a).Cmp(ratio(b.(query.Decimal)))
	case query.Clock:
		return cmp.Compare(a, b.(query.Clock))
	case query.Span:
		return cmp.Compare(a, b.(query.Span))
	case time.Time:
		return a.Compare(b.(time.Time))
	}
	panic("no order")
}

// missingLast is the order of rows by one column.
func missingLast(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return 1
	case b == nil:
		return -1
	}
	return compare(a, b)
}

func ratio(d query.Decimal) *big.Rat {
	one := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(d.Scale)), nil)
	return new(big.Rat).SetFrac(big.NewInt(d.Unscaled), one)
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}
