package risk_test

import (
	"math"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

var allOfAdult = []int{0, 1, 2, 3, 4, 5, 6, 7, 8}

// without is all quasi-identifiers of Adult when occupation is sensitive.
var without7 = []int{0, 1, 2, 3, 4, 5, 6, 8}

func group(t testing.TB, table *micro.Table, columns []int) *risk.Classes {
	t.Helper()
	c, err := risk.Group(t.Context(), table, columns)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// near tells whether two figures are equal but for the rounding of sums.
func near(got, want float64) bool {
	return math.Abs(got-want) <= 1e-12*max(1, math.Abs(want))
}

func TestRawAdultHasTheReferenceFigures(t *testing.T) {
	h := group(t, anontest.Adult(t), allOfAdult).Histogram()
	if got := h.Classes(); got != 19502 {
		t.Errorf("classes: got %d, want 19502", got)
	}
	if got := h.Of(1); got != 15512 {
		t.Errorf("uniques: got %d, want 15512", got)
	}
	if got, ok := h.Below(2); !ok || got != 0.5142895033485844 {
		t.Errorf("uniqueness: got %v, want 0.5142895033485844", got)
	}
	r, ok := h.Prosecutor()
	if !ok || r.Average != 0.6465751607983555 || r.Highest != 1 {
		t.Errorf("risks: got %+v, want average 0.6465751607983555, highest 1", r)
	}
}

// The figures are those of ARX, which compares four digits.
func TestPopulationUniquenessOfAdultIsThatOfARX(t *testing.T) {
	h := group(t, anontest.Adult(t), allOfAdult).Histogram()
	for _, test := range []struct {
		fraction float64
		model    string
		want     float64
	}{
		{0.01, risk.Pitman, 0.1446083531167384},
		{0.1, risk.Pitman, 0.27684993883653597},
		{0.2, risk.Zayatz, 0.3577099234829125},
		{1, risk.Zayatz, 0.5142895033485844},
	} {
		got, ok := risk.Sample{Classes: h, Fraction: test.fraction}.Uniqueness()
		if !ok || got.Model != test.model || math.Abs(got.Share-test.want) > 1e-9 {
			t.Errorf("fraction %v: got %+v (known %t), want %s %v", test.fraction, got, ok, test.model, test.want)
		}
	}
	zayatz, ok := risk.Sample{Classes: h, Fraction: 0.1}.Zayatz()
	if want := 0.3207402393466189; !ok || math.Abs(zayatz.Share-want) > 1e-12 {
		t.Errorf("Zayatz at 0.1: got %v, want %v", zayatz.Share, want)
	}
	if got, ok := (risk.Sample{Classes: h, Fraction: 0.1}).SNB(); ok {
		t.Errorf("SNB at 0.1: got %+v, want no result", got)
	}
}

// counted is how many rows have each value of a column; last, how many have
// none or are suppressed.
func counted(c *micro.Column, suppressed []bool) []int64 {
	counts := make([]int64, len(c.Values)+1)
	for i, code := range c.Codes {
		if suppressed != nil && suppressed[i] {
			code = micro.Missing
		}
		counts[min(int(code), len(c.Values))]++
	}
	return counts
}

func TestNonUniformEntropyOfAdult(t *testing.T) {
	adult := anontest.Adult(t)
	for _, test := range []struct {
		levels     []int
		want       float64
		suppressed float64 // at most, for k = 5
	}{
		{[]int{0, 0, 0, 0, 0, 0, 0, 0, 0}, 0, 1},
		{[]int{1, 0, 1, 1, 3, 2, 2, 0, 1}, 255559.85455731067, 0.04},
		{[]int{1, 2, 1, 1, 3, 2, 2, 1, 1}, 407289.5388925293, 0},
	} {
		g, _, _ := anontest.Generalise(t, adult, allOfAdult, test.levels)
		got := 0.0
		for _, c := range allOfAdult {
			got += risk.NonUniformEntropy(counted(&adult.Columns[c], nil), counted(&g.Columns[c], nil))
		}
		if !near(got, test.want) {
			t.Errorf("NUE at %v: got %v, want %v", test.levels, got, test.want)
		}
		if below, _ := group(t, g, allOfAdult).Histogram().Below(5); below > test.suppressed {
			t.Errorf("rows below 5 at %v: got %v, want %v at most", test.levels, below, test.suppressed)
		}
	}
}

func TestDiscernibilityStarOfAdult(t *testing.T) {
	adult := anontest.Adult(t)
	g, _, _ := anontest.Generalise(t, adult, without7, []int{1, 4, 1, 0, 3, 2, 2, 1})
	c := group(t, g, without7)
	if got := risk.DiscernibilityStar(c.Histogram()); got != 311880088 {
		t.Errorf("got %v, want 311880088", got)
	}
	s, err := c.Sensitive(t.Context(), 7)
	if err != nil {
		t.Fatal(err)
	}
	var outliers int64
	reference := risk.NewReference(s.Whole)
	for i, n := range c.Sizes {
		if n < 5 || reference.Equal(s.Class(i)) > 0.2 {
			outliers += n
		}
	}
	if share := float64(outliers) / float64(g.Rows); share > 0.04 {
		t.Errorf("rows that are not 5-anonymous and 0.2-close: got %v, want 0.04 at most", share)
	}
}

// The figures are ARX's, by column, for k = 5 without a limit of suppression.
func TestLossOfAdultIsThatOfARX(t *testing.T) {
	adult := anontest.Adult(t)
	g, leaves, domains := anontest.Generalise(t, adult, without7, []int{0, 3, 0, 0, 1, 0, 0, 0})
	c := group(t, g, without7)
	suppressed := make([]bool, g.Rows)
	for i := range suppressed {
		suppressed[i] = c.Sizes[c.Of[i]] < 5
	}
	want := []float64{0.1297659306, 0.29678055, 0.1297659306, 0.1297659306, 0.297248193, 0.1297659306, 0.1297659306, 0.1297659306}
	for i, column := range without7 {
		counts := counted(&g.Columns[column], suppressed)
		last := len(counts) - 1
		got, ok := risk.Loss(counts[:last], leaves[i], domains[i], counts[last])
		if !ok || math.Abs(got-want[i]) > 1e-9 {
			t.Errorf("%s: got %v, want %v", g.Columns[column].Name, got, want[i])
		}
	}
}
