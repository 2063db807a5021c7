package query_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"nguon/api/query"
	"nguon/catalog"
)

// A truth is what a condition is for a row, as SQL has it.
type truth int

const (
	no truth = iota
	unknown
	yes
)

// A condition is an expression of where, made and evaluated by the test: unlike
// package query it knows what is unknown, and keeps NOT where it stands.
type condition struct {
	text  string
	holds func(row []any) truth
}

// randomCondition makes a condition on a table with values that occur in it.
func randomCondition(r *rand.Rand, tab table, depth int) condition {
	switch kind := r.IntN(7); {
	case depth == 0 || kind < 3:
		return randomTerm(r, tab)
	case kind == 3:
		inner := randomCondition(r, tab, depth-1)
		return condition{pick(r, "NOT ", "not ", "Not") + "(" + inner.text + ")", func(row []any) truth { return yes - inner.holds(row) }}
	default:
		a, b := randomCondition(r, tab, depth-1), randomCondition(r, tab, depth-1)
		word, best := "AND", func(x, y truth) truth { return min(x, y) }
		if kind > 4 {
			word, best = "OR", func(x, y truth) truth { return max(x, y) }
		}
		return condition{
			"(" + a.text + ")" + pick(r, " ", "\t", "  ") + pick(r, word, strings.ToLower(word)) + " (" + b.text + ")",
			func(row []any) truth { return best(a.holds(row), b.holds(row)) },
		}
	}
}

func pick[T any](r *rand.Rand, of ...T) T { return of[r.IntN(len(of))] }

// randomTerm makes a condition on one column.
func randomTerm(r *rand.Rand, tab table) condition {
	i := r.IntN(len(tab.columns))
	c := &tab.columns[i]
	name := pick(r, c.Name, `"`+c.Name+`"`)
	// known makes a condition of a test of values that are there.
	known := func(text string, test func(v any) bool) condition {
		return condition{text, func(row []any) truth {
			switch {
			case missing(row[i]):
				return unknown
			case test(row[i]):
				return yes
			}
			return no
		}}
	}
	if r.IntN(8) == 0 {
		if negated := r.IntN(2) == 0; negated {
			return condition{name + " IS NOT NULL", func(row []any) truth { return yes * truth(number(!missing(row[i]))) }}
		}
		return condition{name + " is Null", func(row []any) truth { return yes * truth(number(missing(row[i]))) }}
	}
	if c.Type == catalog.Geometry {
		box := pick(r, query.Box{West: 104, South: 20, East: 106, North: 22}, query.Box{West: -1, South: -1, East: 1.5, North: 1.5}, query.Box{West: 170, South: -10, East: -170, North: 10})
		text := fmt.Sprintf("S_INTERSECTS(%s,BBOX(%g,%g,%g,%g))", name, box.West, box.South, box.East, box.North)
		return known(text, func(v any) bool { return inBox(v.(orb.Geometry), box) })
	}
	a, la := literal(r, tab, i)
	b, lb := literal(r, tab, i)
	switch kind := r.IntN(6); {
	case kind == 0:
		return known(name+" IN ("+la+","+lb+")", func(v any) bool { return compare(v, a) == 0 || compare(v, b) == 0 })
	case kind == 1:
		return known(name+" NOT IN ("+la+" , "+lb+")", func(v any) bool { return compare(v, a) != 0 && compare(v, b) != 0 })
	case kind == 2 && c.Type != catalog.Boolean:
		return known(name+" BETWEEN "+la+" AND "+lb, func(v any) bool { return compare(v, a) >= 0 && compare(v, b) <= 0 })
	case kind == 3 && c.Type == catalog.String:
		part := []rune(a.(string))
		if len(part) > 0 {
			part = part[r.IntN(len(part)):]
		}
		s := string(part)
		quoted := "'" + strings.ReplaceAll(s, "'", "''") + "'"
		if r.IntN(2) == 0 {
			return known("CONTAINS("+name+","+quoted+")", func(v any) bool { return strings.Contains(query.Fold(v.(string)), query.Fold(s)) })
		}
		escaped := strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(s)
		return known(name+" LIKE '%"+strings.ReplaceAll(escaped, "'", "''")+"'", func(v any) bool { return strings.HasSuffix(v.(string), s) })
	}
	sign := pick(r, "=", "<>", "<", "<=", ">", ">=")
	if c.Type == catalog.Boolean {
		sign = pick(r, "=", "<>")
	}
	return known(name+pick(r, "", " ")+sign+pick(r, "", " ")+la, func(v any) bool {
		n := compare(v, a)
		return strings.Contains(sign, "=") && n == 0 || strings.Contains(sign, "<") && n < 0 || strings.Contains(sign, ">") && n > 0
	})
}

// literal returns a value of a column and how an expression has it.
func literal(r *rand.Rand, tab table, column int) (any, string) {
	c := &tab.columns[column]
	v := func() any {
		for range 20 {
			if v := tab.rows[r.IntN(len(tab.rows))][column]; !missing(v) {
				return v
			}
		}
		text := map[catalog.Type]string{"boolean": "true", "string": "x", "time": "12:00", "duration": "PT0S"}[c.Type]
		switch c.Type {
		case catalog.Date, catalog.DateTime:
			text = "2020-01-01"
		case catalog.Integer, catalog.Decimal, catalog.Number:
			text = "1"
		}
		v, _ := query.ParseText(c, text)
		return v
	}()
	text := string(query.AppendText(nil, v, c))
	quoted := "'" + strings.ReplaceAll(text, "'", "''") + "'"
	switch c.Type {
	case catalog.Boolean, catalog.Integer, catalog.Decimal, catalog.Number:
		return v, text
	case catalog.Date:
		return v, pick(r, "DATE("+quoted+")", quoted, "date ( "+quoted+")")
	case catalog.DateTime:
		return v, pick(r, "TIMESTAMP("+quoted+")", quoted)
	}
	return v, quoted
}

// arranged gives a table a key and Bloom filters, or not.
func arranged(r *rand.Rand, tab table) table {
	if r.IntN(3) > 0 {
		for _, i := range r.Perm(len(tab.columns))[:1+r.IntN(3)] {
			if t := tab.columns[i].Type; t != catalog.Geometry && t != catalog.Number {
				tab.key = append(tab.key, tab.columns[i].Name)
			}
		}
	}
	tab.bloom = []string{"name"}
	tab.sort()
	return tab
}

// A random valid where gives the rows that the test finds by itself, whichever
// reader answers and however large the pages are.
func TestWhereGivesTheRowsThatSatisfyIt(t *testing.T) {
	w := newWorld(t)
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 3))
	plans := make(map[query.Plan]int)
	for range 6 {
		tab := arranged(r, randomTable(r, 1+r.IntN(80)))
		target := w.publish(t, tab)
		for range 15 {
			cond := randomCondition(r, tab, 3)
			if r.IntN(3) == 0 && len(tab.key) > 0 { // as a look-up by key has it
				i := tab.at(tab.key[0])
				v, text := literal(r, tab, i)
				rest := cond
				cond = condition{tab.key[0] + " = " + text + " AND (" + rest.text + ")", func(row []any) truth {
					if missing(row[i]) || compare(row[i], v) != 0 {
						return no
					}
					return rest.holds(row)
				}}
			}
			limit := pick(r, 1, 4, 1000)
			params := url.Values{"where": {cond.text}, "limit": {strconv.Itoa(limit)}, "select": {"z_id"}, "count": {"exact"}}
			name := fmt.Sprintf("seed %d: key %v, %s", seed, tab.key, params.Encode())
			var want []int64
			for _, row := range tab.rows {
				if cond.holds(row) == yes {
					want = append(want, row[0].(int64))
				}
			}
			var got []int64
			for {
				q, err := query.Parse(params, target, patient)
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				page := w.all(t, target, q)
				plans[page.Plan]++
				if *page.Total != int64(len(want)) {
					t.Fatalf("%s: total %d, want %d", name, *page.Total, len(want))
				}
				for _, row := range page.Rows {
					got = append(got, row[0].(int64))
				}
				if page.Next == "" || len(got) > len(want) {
					break
				}
				params.Set("cursor", page.Next)
			}
			if !slices.Equal(got, want) {
				t.Fatalf("%s (-want +got)\n%s", name, cmp.Diff(want, got))
			}
		}
	}
	if plans[query.PlanFile] == 0 || plans[query.PlanKey] == 0 {
		t.Errorf("seed %d: plans %v: not all ways were gone", seed, plans)
	}
}
