package assess_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
)

// quasi is a policy whose quasi-identifiers are kept as they are, with further
// lines at its end.
func quasi(tb testing.TB, columns []string, more ...string) *policy.Policy {
	var b strings.Builder
	b.WriteString("policy: v1\ndataset: d\nrelease: open\nunit: person\nreview_after: 12mo\ncolumns:\n")
	for _, name := range columns {
		fmt.Fprintf(&b, "  %s: {role: quasi, op: keep}\n", name)
	}
	text := b.String() + strings.Join(more, "\n")
	if !strings.Contains(text, "coverage:") {
		text += "\ncoverage: census"
	}
	if !strings.Contains(text, "privacy:") {
		text += "\nprivacy: {k: 2}"
	}
	return parse(tb, text)
}

func names(t *micro.Table) (all []string) {
	for _, c := range t.Columns {
		all = append(all, c.Name)
	}
	return all
}

func TestAdultHasTheFiguresOfARX(t *testing.T) {
	adult := anontest.Adult(t)
	m := measure(t, assess.Data{Policy: quasi(t, names(adult)), Release: adult})
	a := m.Adversaries[0]
	if a.Rows != 30_162 || a.Classes != 19_502 || a.Uniques != 15_512 || *a.Attacker != 1 || a.Empty != 0 {
		t.Errorf("rows %d, classes %d, uniques %d, k %d", a.Rows, a.Classes, a.Uniques, *a.Attacker)
	}
	if r := a.Prosecutor; r.Average != 0.6465751607983555 || r.Highest != 1 {
		t.Errorf("average %v, highest %v", r.Average, r.Highest)
	}
	if share := float64(a.Uniques) / float64(a.Rows); share != 0.5142895033485844 {
		t.Errorf("uniqueness %v", share)
	}
	if len(a.Subsets) != 9+36+84 {
		t.Errorf("%d subsets", len(a.Subsets))
	}
	if len(a.Patterns) == 0 || len(a.Patterns) > 50 {
		t.Errorf("%d patterns", len(a.Patterns))
	}
	if m.Estimate != nil {
		t.Error("a census has an estimate")
	}
}

func TestSubsetsOfTheGuideOfARX(t *testing.T) {
	table := anontest.Table([]string{"age", "sex", "state"}, [][]string{
		{"20", "F", "CA"}, {"30", "F", "CA"}, {"40", "F", "TX"}, {"20", "M", "NY"}, {"40", "M", "CA"},
	})
	m := measure(t, assess.Data{Policy: quasi(t, []string{"age", "sex", "state"}), Release: table})
	want := map[string][2]float64{
		"age": {.6, .8}, "sex": {.4, .6}, "state": {.6, .7}, "age sex": {1, 1}, "age state": {1, 1}, "sex state": {.8, .9}, "age sex state": {1, 1},
	}
	got := make(map[string][2]float64)
	for _, s := range m.Adversaries[0].Subsets {
		got[strings.Join(s.Columns, " ")] = [2]float64{s.Distinction, s.Separation}
	}
	for key, w := range want {
		if g := got[key]; math.Abs(g[0]-w[0]) > 1e-12 || math.Abs(g[1]-w[1]) > 1e-12 {
			t.Errorf("%s: got %v, want %v", key, g, w)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
}

// The eight rows of sdcMicro: f=3 1 3 1 2 2 1 3; with two cells missing,
// f=3 1 4 2 2 2 1 3 by wildcards.
func TestRowsOfSdcMicro(t *testing.T) {
	a := []string{"2", "3", "2", "2", "3", "3", "1", "2"}
	b := []string{"3", "3", "3", "3", "3", "3", "4", "3"}
	c := []string{"1", "3", "1", "2", "1", "1", "1", "1"}
	rows := make([][]string, 8)
	for i := range rows {
		rows[i] = []string{a[i], b[i], c[i]}
	}
	table := anontest.Table([]string{"A", "B", "C"}, rows)
	hidden := make([][]string, 8)
	for i := range rows {
		hidden[i] = slices.Clone(rows[i])
	}
	hidden[2][2], hidden[6][2] = anontest.Missing, anontest.Missing
	p := quasi(t, []string{"A", "B", "C"})

	m := measure(t, assess.Data{Policy: p, Release: table}).Adversaries[0]
	want := []assess.Bin{{From: 1, To: 1, Rows: 3}, {From: 2, To: 2, Rows: 2}, {From: 3, To: 3, Rows: 3}}
	if !slices.Equal(m.Sizes, want) || m.Uniques != 3 {
		t.Errorf("got %v, want %v", m.Sizes, want)
	}
	release := anontest.Table([]string{"A", "B", "C"}, hidden)
	m = measure(t, assess.Data{Policy: p, Release: release, Original: table}).Adversaries[0]
	if *m.Strict != 1 || *m.Attacker != 1 || *m.Wildcard != 1 {
		t.Errorf("k %d ≤ %d ≤ %d", *m.Strict, *m.Attacker, *m.Wildcard)
	}
	// Row 4 (2,3,2) is unique, but an attacker must reckon with row 3, whose C
	// is hidden.
	want = []assess.Bin{{From: 1, To: 1, Rows: 2}, {From: 2, To: 2, Rows: 3}, {From: 3, To: 3, Rows: 3}}
	if !slices.Equal(m.Sizes, want) {
		t.Errorf("attacker: got %v, want %v", m.Sizes, want)
	}
	if m = measure(t, assess.Data{Policy: p, Release: release}).Adversaries[0]; m.Attacker != nil || m.AttackerAll != nil {
		t.Error("the attacker's k is known without the original")
	}
}

func TestMeasureRefusesTablesThatDoNotFit(t *testing.T) {
	rows := [][]string{{"1", "x"}, {"1", "y"}}
	table := anontest.Table([]string{"a", "b"}, rows)
	p := quasi(t, []string{"a", "b"})
	for name, d := range map[string]assess.Data{
		"a column is not in the release":  {Release: anontest.Table([]string{"a"}, [][]string{{"1"}})},
		"a column is not in the original": {Release: table, Original: anontest.Table([]string{"a"}, [][]string{{"1"}, {"1"}})},
		"fewer rows in the original":      {Release: table, Original: anontest.Table([]string{"a", "b"}, rows[:1])},
		"a cell has another text":         {Release: table, Original: anontest.Table([]string{"a", "b"}, [][]string{{"1", "x"}, {"1", "z"}})},
		"a cell that was not there":       {Release: table, Original: anontest.Table([]string{"a", "b"}, [][]string{{"1", "x"}, {"1", anontest.Missing}})},
	} {
		t.Run(name, func(t *testing.T) {
			d.Policy = p
			if m, err := assess.Measure(t.Context(), d); err == nil {
				t.Errorf("got %+v", m)
			}
		})
	}
}

// A report may tell the tuple of a class that many share, never that of a few.
func TestWorstClassOfFewIsNotTold(t *testing.T) {
	rows := [][]string{{"1", "x"}, {"1", "y"}, {"1", "y"}, {"2", "z"}, {"2", "z"}}
	for k, want := range map[int64][]string{2: {"2"}, 3: nil} {
		p := parse(t, fmt.Sprintf("{policy: v1, dataset: d, release: open, unit: person, coverage: census, review_after: 12mo, "+
			"columns: {a: {role: quasi, op: keep}, s: {role: sensitive, op: keep}}, privacy: {k: %d, s: {l: 2}}}", k))
		m := measure(t, assess.Data{Policy: p, Release: anontest.Table([]string{"a", "s"}, rows)})
		if w := m.Sensitive[0].Worst; w.Measure != string(assess.LDistinct) || w.Rows != 2 || !slices.Equal(w.Class, want) {
			t.Errorf("k %d: got %+v", k, w)
		}
	}
}

func TestMeasureStopsWithItsContext(t *testing.T) {
	adult := anontest.Adult(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := assess.Measure(ctx, assess.Data{Policy: quasi(t, names(adult)), Release: adult}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// Bins end where the next begins.
func TestBinsDoNotOverlap(t *testing.T) {
	var rows [][]string
	for size := range 60 {
		for range size {
			rows = append(rows, []string{fmt.Sprint(size)})
		}
	}
	m := measure(t, assess.Data{Policy: quasi(t, []string{"a"}), Release: anontest.Table([]string{"a"}, rows)})
	want := [][3]int64{{1, 1, 1}, {2, 2, 2}, {3, 3, 3}, {4, 4, 4}, {5, 9, 35}, {10, 19, 145}, {20, 49, 1035}, {50, 99, 545}}
	for i, b := range m.Adversaries[0].Sizes {
		if [3]int64{b.From, b.To, b.Rows} != want[i] {
			t.Errorf("bin %d: got %v, want %v", i, b, want[i])
		}
	}
	if len(m.Adversaries[0].Sizes) != len(want) {
		t.Errorf("%d bins", len(m.Adversaries[0].Sizes))
	}
}
