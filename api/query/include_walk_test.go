package query_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/api/query"
	"nguon/catalog"
)

// A joined is a table that refers to another, and the table that the test makes
// of both by itself.
type joined struct {
	target query.Target
	whole  table
	names  []string // that are included
}

func randomJoin(t *testing.T, r *rand.Rand, w world) joined {
	t.Helper()
	tab, other := randomTable(r, 1+r.IntN(60)), randomTable(r, 1+r.IntN(20))
	other.key = []string{"z_id"}
	tab.columns = append(tab.columns[:len(tab.columns):len(tab.columns)], column("other", catalog.Integer))
	for i := range tab.rows {
		to := any(r.Int64N(int64(len(other.rows)) + 2)) // some lead nowhere
		if r.IntN(5) == 0 {
			to = nil
		}
		tab.rows[i] = append(tab.rows[i], to)
	}
	second := *w.publish(t, other).Table
	second.Resource = "second"
	j := joined{target: w.publish(t, tab)}
	j.target.Table.References = []catalog.Reference{{Fields: []string{"other"}, Resource: "second", To: []string{"z_id"}}}
	j.target.Tables = []catalog.Table{*j.target.Table, second}

	j.whole = table{columns: tab.columns[:len(tab.columns):len(tab.columns)]}
	picked := r.Perm(len(other.columns))[:1+r.IntN(len(other.columns))]
	for _, i := range picked {
		c := other.columns[i]
		c.Name = "other." + c.Name
		j.names = append(j.names, c.Name)
		j.whole.columns = append(j.whole.columns, c)
	}
	byID := make(map[any][]any)
	for _, row := range other.rows {
		byID[row[0]] = row
	}
	for _, row := range tab.rows {
		row = row[:len(row):len(row)]
		match := byID[row[len(row)-1]]
		for _, i := range picked {
			var v any
			if match != nil {
				v = match[i]
			}
			row = append(row, v)
		}
		j.whole.rows = append(j.whole.rows, row)
	}
	return j
}

// Conditions, orders and pages of what is included are those of a table that has
// it as columns of its own.
func TestWhatIsIncludedIsLikeColumnsOfTheTable(t *testing.T) {
	w := newWorld(t)
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 7))
	for range 4 {
		j := randomJoin(t, r, w)
		for range 8 {
			params := randomParams(r, j.whole)
			params.Set("include", strings.Join(j.names, ","))
			cond := randomCondition(r, j.whole, 2)
			if r.IntN(2) == 0 {
				params = url.Values{"include": params["include"], "where": {cond.text}}
			}
			limit := pick(r, 1, 3, 7, 1000)
			params.Set("limit", strconv.Itoa(limit))
			params.Set("count", "exact")
			name := fmt.Sprintf("seed %d: %d rows, %s", seed, len(j.whole.rows), params.Encode())
			q, err := query.Parse(params, j.target, patient)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			var want [][]any
			if !params.Has("where") {
				want = answer(j.whole, q)
			} else {
				for _, row := range j.whole.rows {
					if cond.holds(row) == yes {
						want = append(want, finiteCells(row))
					}
				}
			}
			var got [][]any
			for {
				page := w.all(t, j.target, q)
				if q.Count && (page.Total == nil || *page.Total != int64(len(want))) {
					t.Fatalf("%s: total %v, not %d", name, page.Total, len(want))
				}
				got = append(got, page.Rows...)
				if len(got) > len(want) || page.Next == "" {
					break
				}
				params.Set("cursor", page.Next)
				params.Set("count", "none")
				if q, err = query.Parse(params, j.target, patient); err != nil {
					t.Fatalf("%s: cursor: %v", name, err)
				}
			}
			if len(want) == 0 {
				want = nil
			}
			if d := cmp.Diff(want, got); d != "" {
				t.Fatalf("%s (-want +got)\n%s", name, d)
			}
		}
	}
}

// finiteCells is a row as answers have it.
func finiteCells(row []any) []any {
	out := make([]any, len(row))
	for i, v := range row {
		if !missing(v) {
			out[i] = v
		}
	}
	return out
}
