package query_test

import (
	"fmt"
	"math"
	"math/big"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/api/query"
	"nguon/catalog"
)

// A groupTerm is an item of group or agg, and what it is of some rows.
type groupTerm struct {
	name, text string
	of         func(rows [][]any) any
}

// randomKeys makes keys that the test can compute by itself.
func randomKeys(r *rand.Rand, tab table) []groupTerm {
	var keys []groupTerm
	for range r.IntN(3) {
		i := r.IntN(len(tab.columns))
		c := tab.columns[i]
		name := fmt.Sprintf("k%d", len(keys))
		add := func(text string, f func(v any) any) {
			keys = append(keys, groupTerm{name, name + ":" + text, func(rows [][]any) any {
				if v := rows[0][i]; !missing(v) {
					return f(v)
				}
				return nil
			}})
		}
		isTime := c.Type == catalog.Date || c.Type == catalog.DateTime
		switch {
		case c.Type == catalog.Geometry:
		case isTime && r.IntN(3) == 0:
			add("year("+c.Name+")", func(v any) any { return int64(v.(time.Time).Year()) })
		case isTime && r.IntN(2) == 0:
			add("date_trunc('month',"+c.Name+")", func(v any) any {
				y, m, _ := v.(time.Time).Date()
				if c.Precision == catalog.ByYear || c.Precision == catalog.ByQuarter { // is its first month already
					return v
				}
				return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
			})
		case c.Type == catalog.Number && r.IntN(2) == 0:
			add("round("+c.Name+")", func(v any) any { return math.Round(v.(float64)) + 0 })
		default:
			add(c.Name, func(v any) any {
				if f, ok := v.(float64); ok {
					return f + 0
				}
				return v
			})
		}
	}
	return keys
}

// randomAggregates makes aggregates that the test can compute by itself.
func randomAggregates(r *rand.Rand, tab table) []groupTerm {
	aggs := []groupTerm{{"c", "c:count(*)", func(rows [][]any) any { return int64(len(rows)) }}}
	for range r.IntN(4) {
		i := r.IntN(len(tab.columns))
		c := tab.columns[i]
		name := fmt.Sprintf("a%d", len(aggs))
		add := func(function string, f func(values []any) any) {
			aggs = append(aggs, groupTerm{name, name + ":" + function + "(" + c.Name + ")", func(rows [][]any) any {
				var values []any
				for _, row := range rows {
					if !missing(row[i]) {
						values = append(values, row[i])
					}
				}
				return f(values)
			}})
		}
		kinds := []string{"count"}
		if c.Type != catalog.Geometry {
			kinds = append(kinds, "min", "max", "count_distinct")
		}
		if c.Type == catalog.Integer || c.Type == catalog.Decimal || c.Type == catalog.Number {
			kinds = append(kinds, "sum", "avg", "sum", "avg")
		}
		switch kind := pick(r, kinds...); kind {
		case "count":
			add(kind, func(values []any) any { return int64(len(values)) })
		case "count_distinct":
			add(kind, func(values []any) any {
				slices.SortFunc(values, compare)
				return int64(len(slices.CompactFunc(values, func(a, b any) bool { return compare(a, b) == 0 })))
			})
		case "min", "max":
			add(kind, func(values []any) any {
				if len(values) == 0 {
					return nil
				}
				least := slices.MinFunc(values, compare)
				if kind == "max" {
					least = slices.MaxFunc(values, compare)
				}
				if f, ok := least.(float64); ok {
					return f + 0
				}
				return least
			})
		case "sum", "avg":
			add(kind, func(values []any) any {
				if len(values) == 0 {
					return nil
				}
				sum := new(big.Rat)
				for _, v := range values {
					sum.Add(sum, exact(v))
				}
				if kind == "avg" {
					sum.Quo(sum, big.NewRat(int64(len(values)), 1))
				}
				return sum
			})
		}
	}
	return aggs
}

// exact is a number without rounding.
func exact(v any) *big.Rat {
	switch v := v.(type) {
	case int64:
		return new(big.Rat).SetInt64(v)
	case query.Decimal:
		return ratio(v)
	case float64:
		return new(big.Rat).SetFloat64(v)
	}
	panic(fmt.Sprintf("%T is no number", v))
}

// sameCell compares what was answered with what was computed: exactly, but for
// sums and means of numbers.
func sameCell(got, want any) bool {
	sum, ok := want.(*big.Rat)
	if !ok || got == nil {
		return cmp.Equal(got, want)
	}
	near, isNumber := got.(float64)
	if !isNumber {
		return exact(got).Cmp(sum) == 0
	}
	f, _ := sum.Float64()
	return math.Abs(near-f) <= 1e-9*math.Max(1, math.Abs(f)) || math.Abs(f) > 1e290
}

// The groups are those that the test makes by itself, and a walk over them in
// pages of any size meets each once, in the order that was asked for.
func TestTheUnionOfPagesOfGroupsIsAllGroupsOnce(t *testing.T) {
	w := newWorld(t)
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 5))
	for i := range 4 {
		tab := randomTable(r, 1+r.IntN(80))
		if i%2 == 1 {
			tab = tab.inParts(r)
		}
		tab = arranged(r, tab)
		target := w.publish(t, tab)
		for range 10 {
			cond := randomCondition(r, tab, 2)
			keys, aggs := randomKeys(r, tab), randomAggregates(r, tab)
			terms := slices.Concat(keys, aggs)
			params := url.Values{"where": {cond.text}, "agg": {texts(aggs)}, "limit": {"1000"}, "count": {"exact"}}
			if len(keys) > 0 {
				params.Set("group", texts(keys))
			}
			var sort []string
			for _, i := range r.Perm(len(terms))[:r.IntN(min(3, len(terms)+1))] {
				sort = append(sort, pick(r, "", "-")+terms[i].name)
			}
			if sort != nil {
				params.Set("sort", strings.Join(sort, ","))
			}
			name := fmt.Sprintf("seed %d: %s", seed, params.Encode())
			whole, _ := walkGroups(t, w, target, params, name)
			if want := groupsOf(tab, cond, keys, aggs); !sameGroups(whole, want) {
				t.Fatalf("%s:\ngot  %v\nwant %v", name, whole, want)
			}
			if !slices.IsSortedFunc(whole, func(a, b []any) int { return orderOf(sort, terms, a, b) }) {
				t.Fatalf("%s: not sorted: %v", name, whole)
			}
			params.Set("limit", strconv.Itoa(1+r.IntN(4)))
			parts, pages := walkGroups(t, w, target, params, name)
			if d := cmp.Diff(whole, parts); d != "" {
				t.Fatalf("%s: in %d pages (-whole +parts)\n%s", name, pages, d)
			}
		}
	}
}

func texts(terms []groupTerm) string {
	all := make([]string, len(terms))
	for i, t := range terms {
		all[i] = t.text
	}
	return strings.Join(all, ",")
}

// walkGroups returns all groups, page after page.
func walkGroups(t *testing.T, w world, target query.Target, params url.Values, name string) (rows [][]any, pages int) {
	t.Helper()
	params.Del("cursor")
	for {
		q, err := query.Parse(params, target, patient)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		page, err := w.Run(t.Context(), target, q)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		pages++
		rows = append(rows, page.Rows...)
		if page.Next == "" {
			if int64(len(rows)) != *page.Total {
				t.Fatalf("%s: %d groups, total %d", name, len(rows), *page.Total)
			}
			return rows, pages
		}
		params.Set("cursor", page.Next)
	}
}

// groupsOf makes groups in the plainest way. Without keys there is one always.
func groupsOf(tab table, cond condition, keys, aggs []groupTerm) [][]any {
	groups := make(map[string][][]any)
	if len(keys) == 0 {
		groups[""] = nil
	}
	for _, row := range tab.rows {
		if cond.holds(row) != yes {
			continue
		}
		var id strings.Builder
		for _, k := range keys {
			fmt.Fprintf(&id, "%#v|", k.of([][]any{row}))
		}
		groups[id.String()] = append(groups[id.String()], row)
	}
	var all [][]any
	for _, rows := range groups {
		var out []any
		for _, term := range slices.Concat(keys, aggs) {
			out = append(out, term.of(rows))
		}
		all = append(all, out)
	}
	return all
}

// sameGroups compares groups in any order.
func sameGroups(got, want [][]any) bool {
	if len(got) != len(want) {
		return false
	}
	for _, g := range got {
		if !slices.ContainsFunc(want, func(x []any) bool { return slices.EqualFunc(g, x, sameCell) }) {
			return false
		}
	}
	return true
}

func orderOf(sort []string, terms []groupTerm, a, b []any) int {
	for _, s := range sort {
		name, descending := strings.CutPrefix(s, "-")
		i := slices.IndexFunc(terms, func(t groupTerm) bool { return t.name == name })
		n := missingLast(a[i], b[i])
		if descending && a[i] != nil && b[i] != nil {
			n = -n
		}
		if n != 0 {
			return n
		}
	}
	return 0
}
