package query_test

import (
	"fmt"
	"slices"
	"testing"

	"nguon/api/query"
	"nguon/catalog"
)

// large is a table that is too large to be read row by row: 40,000 rows sorted
// by n, with a text that only one row has, and one that half of them have.
func large() table {
	tab := table{
		columns: []catalog.Column{column("n", catalog.Integer), column("own", catalog.String), column("half", catalog.String), column("x", catalog.Number)},
		key:     []string{"n"}, bloom: []string{"own", "half"}, group: 5_000, page: 4096,
	}
	for i := range 40_000 {
		tab.rows = append(tab.rows, []any{int64(i / 2), fmt.Sprintf("row %d", i), fmt.Sprintf("half %d", i%2), float64(i)})
	}
	return tab
}

func TestTheCheapestWayIsTaken(t *testing.T) {
	w := newWorld(t)
	target := w.publish(t, large())
	for name, tt := range map[string]struct {
		params string
		plan   query.Plan
		rows   int
		total  int64 // -1 is not told
	}{
		"a page":                             {"limit=7", query.PlanFile, 7, 40_000},
		"a key":                              {"n=700&count=exact", query.PlanKey, 2, 2},
		"a key that is not there":            {"n=70000&count=exact", query.PlanKey, 0, 0},
		"a span of the key of any length":    {"n__gte=100&count=exact", query.PlanKey, 100, 39_800},
		"a key and something else":           {"n=700&x__gt=1400", query.PlanKey, 1, -1},
		"a short span and something else":    {"n__between=100,5000&half=half+1", query.PlanKey, 100, -1},
		"a long span and something else":     {"n__gt=5&half=half+1", query.PlanKey, 100, -1},
		"and its number":                     {"n__gt=5&half=half+1&count=exact", query.PlanStatement, 100, 19_994},
		"a text that one row has":            {"own=row+31234&count=exact", query.PlanBloom, 1, 1},
		"a text that no row has":             {"own=row&count=exact", query.PlanBloom, 0, 0},
		"that text and something else":       {"own=row+31234&x__lt=5&count=exact", query.PlanBloom, 0, 0},
		"a text that is everywhere":          {"half=half+1", query.PlanFile, 100, -1},
		"a text that is everywhere, ordered": {"half=half+1&sort=x", query.PlanStatement, 100, -1},
		"a text in an expression":            {"where=own+=+'row+31234'+OR+n+=+5", query.PlanStatement, 3, -1},
		"something that has no order":        {"x__gt=39000", query.PlanStatement, 100, -1},
		"the order of the key":               {"sort=n&limit=3", query.PlanFile, 3, 40_000},
		"the key, in its order":              {"n__gt=19000&sort=n&limit=3", query.PlanKey, 3, -1},
		"another order":                      {"n=700&sort=-own", query.PlanStatement, 2, -1},
		"groups of a key":                    {"n=700&agg=count(*)", query.PlanStatement, 1, -1},
		"an integer that is no key":          {"n__ne=5", query.PlanFile, 100, -1},
		"what is rare":                       {"where=x+>+500+AND+x+<+530+AND+half+=+'half+1'", query.PlanStatement, 15, -1},
		"a key among several":                {"n__in=5,6", query.PlanStatement, 4, -1},
		"a key, negated":                     {"where=NOT+n+<>+700", query.PlanKey, 2, -1},
		"two bounds of a key in expressions": {"where=n+>=+10+AND+NOT+n+>+20&count=exact", query.PlanKey, 22, 22},
	} {
		t.Run(name, func(t *testing.T) {
			page, err := w.page(t, target, tt.params)
			if err != nil {
				t.Fatal(err)
			}
			if page.Plan != tt.plan || len(page.Rows) != tt.rows {
				t.Errorf("%s, %d rows, want %s, %d", page.Plan, len(page.Rows), tt.plan, tt.rows)
			}
			if total := page.Total; total == nil && tt.total >= 0 || total != nil && *total != tt.total {
				t.Errorf("total %v, want %d", total, tt.total)
			}
		})
	}
}

// Every key, and every key that is missing between two, is found by the file as
// by the engine.
func TestKeysAreFoundWhereverTheyAre(t *testing.T) {
	w := newWorld(t)
	long := "a text of more than the sixteen bytes that an index keeps of it, "
	tab := table{columns: []catalog.Column{column("s", catalog.String), column("n", catalog.Integer)}, key: []string{"s", "n"}, group: 40, page: 256}
	for i := range 300 {
		row := []any{fmt.Sprintf("%s%02d", long, i/7*2), int64(i % 7)}
		if i >= 290 {
			row[0] = nil
		}
		if i%11 == 0 {
			row[1] = nil
		}
		tab.rows = append(tab.rows, row)
	}
	target := w.publish(t, tab)
	for i := range 86 {
		for _, params := range []string{"s=%s", "s=%s&n=3", "s=%s&n__gte=5", "s__gt=%s&limit=1000", "s__lte=%s&limit=1000", "s__lt=%s&n=2&limit=1000"} {
			q, err := query.Parse(readParams(fmt.Sprintf(params+"&count=exact", fmt.Sprintf("%s%02d", long, i))), target, patient)
			if err != nil {
				t.Fatal(err)
			}
			if page := w.all(t, target, q); page.Plan != query.PlanKey {
				t.Fatalf("%s: plan %s", q.Canonical(), page.Plan)
			}
		}
	}
}

// Sums of doubles depend on their order; a walk over groups that are sorted by
// one would lose some if they were not the same on every page.
func TestSumsOfDoublesAreTheSameEveryTime(t *testing.T) {
	w := newWorld(t)
	tab := table{columns: []catalog.Column{column("g", catalog.Integer), column("x", catalog.Number)}, group: 2_000}
	for i := range 40_000 {
		tab.rows = append(tab.rows, []any{int64(i % 3), 1 / float64(i+1)})
	}
	target := w.publish(t, tab)
	var first *query.Page
	for range 12 {
		page, err := w.page(t, target, "group=g&agg=sum(x),avg(x),stddev(x)")
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = page
		}
		for i, row := range page.Rows {
			for j, v := range row {
				if v != first.Rows[i][j] {
					t.Fatalf("group %v: %v, then %v", row[0], first.Rows[i][j], v)
				}
			}
		}
	}
}

// Rows that stand together at the begin of a file, and none behind them: the
// walk begins with the file and is ended by the engine.
func TestAWalkGoesOnWhereLookingAtRowsBecomesDear(t *testing.T) {
	w := newWorld(t)
	target := w.publish(t, large())
	cursor, seen, plans := "", 0, []query.Plan{}
	for {
		page, err := w.page(t, target, "x__lt=150&limit=100"+cursor)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range page.Rows {
			if row[3] != float64(seen) {
				t.Fatalf("row %d: x = %v", seen, row[3])
			}
			seen++
		}
		plans = append(plans, page.Plan)
		if page.Next == "" {
			break
		}
		cursor = "&cursor=" + page.Next
	}
	if seen != 150 || !slices.Equal(plans, []query.Plan{query.PlanFile, query.PlanStatement}) {
		t.Errorf("%d rows by %v, want 150 by the file and a statement", seen, plans)
	}
}
