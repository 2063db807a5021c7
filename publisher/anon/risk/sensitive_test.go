//go:build !race

package risk_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/risk"
)

// dist makes the distribution of values 0, 1, 2, … with counts.
func dist(counts ...int64) (d risk.Distribution) {
	for code, n := range counts {
		if n > 0 {
			d.Codes, d.Counts = append(d.Codes, uint32(code)), append(d.Counts, n)
		}
	}
	return d
}

func TestDiversityOfAClass(t *testing.T) {
	for _, test := range []struct {
		name              string
		counts            []int64
		distinct, entropy float64
		c3                float64 // for l = 3
	}{
		{"three alike are exactly three", []int64{7, 7, 7}, 3, 3, 1},
		{"one value", []int64{4}, 1, 1, math.Inf(1)},
		{"one of two is rare", []int64{9, 1}, 2, math.Exp(-.9*math.Log(.9) - .1*math.Log(.1)), math.Inf(1)},
		{"order does not matter", []int64{1, 6, 2, 3}, 4, math.Exp(-(1*math.Log(1./12) + 6*math.Log(6./12) + 2*math.Log(2./12) + 3*math.Log(3./12)) / 12), 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := dist(test.counts...)
			if d.Distinct() != test.distinct || math.Abs(d.Entropy()-test.entropy) > 1e-12 || d.RecursiveC(3) != test.c3 {
				t.Errorf("got %v, %v, %v, want %v, %v, %v", d.Distinct(), d.Entropy(), d.RecursiveC(3), test.distinct, test.entropy, test.c3)
			}
		})
	}
	if dist(7, 7, 7).Entropy() != 3 {
		t.Error("entropy of three equally frequent values is not exactly 3")
	}
}

func TestRecursiveDiversityIsStrict(t *testing.T) {
	d := dist(6, 3, 2, 1) // r₁ = 6, r₃ + r₄ = 3
	for _, test := range []struct {
		c    float64
		l    int
		want bool
	}{{2, 3, false}, {2.001, 3, true}, {6, 4, false}, {6.1, 4, true}, {100, 5, false}, {0.6, 1, true}} {
		if got := d.Recursive(test.c, test.l); got != test.want {
			t.Errorf("(%v,%d): got %t, want %t", test.c, test.l, got, test.want)
		}
	}
}

func TestClosenessOfSalaries(t *testing.T) {
	// Li, Li and Venkatasubramanian 2007: salaries 3k … 11k, classes {3,4,5}k
	// and {6,8,11}k have ordered distances 0.375 and 0.167 from the table.
	table := risk.NewReference(dist(1, 1, 1, 1, 1, 1, 1, 1, 1))
	for _, test := range []struct {
		name           string
		class          risk.Distribution
		ordered, equal float64
	}{
		{"the lowest three", dist(1, 1, 1), 0.375, 2. / 3},
		{"three spread out", dist(0, 0, 0, 1, 0, 1, 0, 0, 1), 1. / 6, 2. / 3},
		{"the table itself", dist(1, 1, 1, 1, 1, 1, 1, 1, 1), 0, 0},
		{"the table thrice", dist(3, 3, 3, 3, 3, 3, 3, 3, 3), 0, 0},
		{"the highest only", dist(0, 0, 0, 0, 0, 0, 0, 0, 5), 0.5, 8. / 9},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := table.Ordered(test.class); math.Abs(got-test.ordered) > 1e-15 {
				t.Errorf("ordered: got %v, want %v", got, test.ordered)
			}
			if got := table.Equal(test.class); math.Abs(got-test.equal) > 1e-15 {
				t.Errorf("equal: got %v, want %v", got, test.equal)
			}
		})
	}
	// A class that is exactly t-close must not fail by the rounding of sums.
	elevenths := risk.NewReference(dist(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1))
	for i := range int64(11) {
		counts := make([]int64, 11)
		counts[i] = 11
		want := float64(i*(i+1)/2+(10-i)*(11-i)/2) / 110
		if got := elevenths.Ordered(dist(counts...)); got != want {
			t.Errorf("value %d of 11 alone: got %v, want exactly %v", i, got, want)
		}
	}
	if got := risk.NewReference(dist(5)).Ordered(dist(2)); got != 0 {
		t.Errorf("ordered distance with one value: got %v, want 0", got)
	}
}

func TestHierarchicalDistance(t *testing.T) {
	// Four diseases under two organs: stomach {0,1}, lung {2,3}.
	tree, err := risk.NewTree(dist(1, 1, 1, 1), [][]uint32{{0, 1, 2, 3}, {0, 0, 1, 1}, {0, 0, 0, 0}})
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name  string
		class risk.Distribution
		want  float64
	}{
		{"the table itself", dist(2, 2, 2, 2), 0},
		{"one of each organ moves within its organ, half of the height", dist(1, 0, 1), 0.25},
		{"one organ moves half of the mass over the whole height", dist(1, 1), 0.5},
		{"one disease: a quarter within, a half across", dist(3), 0.25*0.5 + 0.5},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := tree.Distance(test.class); math.Abs(got-test.want) > 1e-15 {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
	if _, err := risk.NewTree(dist(1, 1), [][]uint32{{0, 1}, {0}}); err == nil {
		t.Error("a hierarchy that lacks a value: no error")
	}
}

func TestDeltaAndBetaOfAClass(t *testing.T) {
	table := risk.NewReference(dist(50, 25, 25))
	class := dist(1, 1) // q = ½, ½, 0
	if got := table.Delta(class); got != 1 {
		t.Errorf("δ to the base 2: got %v, want 1", got)
	}
	if got := table.Beta(class); got != 1 {
		t.Errorf("β: got %v, want 1", got)
	}
	// −ln ¼ = 1.386 leaves room for a gain of 1, −ln ½ = 0.693 none for a gain of 1.
	if table.EnhancedBeta(class) != 1 || !math.IsInf(table.EnhancedBeta(dist(1)), 1) {
		t.Error("enhanced β-likeness is not min(β, −ln p)")
	}
	if got := dist(3, 1).Share(); got != 0.75 {
		t.Errorf("α: got %v, want 0.75", got)
	}
}

func TestAttributeDisclosureIsThatOfTheDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 0))
	for range 2000 {
		table := anontest.Random(r, 1+r.IntN(40), 3, 1+r.IntN(6), r.Float64()/5)
		by := []int{0, 1}
		s, err := group(t, table, by).Sensitive(t.Context(), 2)
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for _, row := range anontest.Rows(table, []int{2}) {
			texts = append(texts, row[0])
		}
		// A hierarchy of the values: pairs, then one.
		levels, parents := make(map[string][]string), [][]uint32{nil, nil, nil}
		for code, v := range table.Columns[2].Values {
			levels[v] = []string{v, string(rune('A' + code/2)), "*"}
			parents[0], parents[1], parents[2] = append(parents[0], uint32(code)), append(parents[1], uint32(code/2)), append(parents[2], 0)
		}
		tree, err := risk.NewTree(s.Whole, parents)
		if err != nil {
			t.Fatal(err)
		}
		ref := risk.NewReference(s.Whole)
		classes := anontest.Classes(anontest.Rows(table, by), texts)
		for name, m := range map[string]struct {
			measure func(risk.Distribution) float64
			least   bool
			want    func(anontest.Class) float64
		}{
			"distinct":     {risk.Distribution.Distinct, true, func(c anontest.Class) float64 { return float64(c.DistinctL()) }},
			"entropy":      {risk.Distribution.Entropy, true, anontest.Class.EntropyL},
			"share":        {risk.Distribution.Share, false, anontest.Class.Alpha},
			"equal":        {ref.Equal, false, anontest.Class.EqualT},
			"ordered":      {ref.Ordered, false, anontest.Class.OrderedT},
			"hierarchical": {tree.Distance, false, func(c anontest.Class) float64 { return c.HierarchicalT(levels) }},
			"delta":        {ref.Delta, false, anontest.Class.Delta},
			"beta":         {ref.Beta, false, func(c anontest.Class) float64 { b, _ := c.Beta(); return b }},
			"recursive": {func(d risk.Distribution) float64 { return truth(d.Recursive(1.5, 2)) }, true,
				func(c anontest.Class) float64 { return truth(c.Recursive(1.5, 2)) }},
			"enhanced": {func(d risk.Distribution) float64 { return truth(ref.EnhancedBeta(d) <= 1.3) }, true,
				func(c anontest.Class) float64 { b, room := c.Beta(); return truth(b <= 1.3 && room >= 0) }},
		} {
			worst, known := s.Most(m.measure)
			if m.least {
				worst, known = s.Least(m.measure)
			}
			if known != (len(classes) > 0) {
				t.Fatalf("%s: known %t with %d classes", name, known, len(classes))
			}
			for i, c := range classes {
				want := m.want(c)
				if beyond := want < worst.Value-1e-9; m.least && beyond || !m.least && want > worst.Value+1e-9 {
					t.Fatalf("%s: class %d of %v has %v, but the worst is said to be %v", name, i, classes, want, worst.Value)
				}
			}
			if known && math.Abs(m.measure(s.Class(worst.Class))-worst.Value) > 0 {
				t.Fatalf("%s: class %d is not the worst", name, worst.Class)
			}
		}
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func TestRowsWithoutASensitiveValueDoNotMakeAClassDiverse(t *testing.T) {
	table := anontest.Table([]string{"q", "s"}, [][]string{{"1", "flu"}, {"1", na}, {"1", na}, {"2", na}})
	s, err := group(t, table, []int{0}).Sensitive(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if w, ok := s.Least(risk.Distribution.Distinct); !ok || w != (risk.Worst{Value: 1, Class: 0}) {
		t.Errorf("got %+v, want l = 1 in class 0", w)
	}
	if n := s.Whole.Rows(); n != 1 {
		t.Errorf("rows with a value: got %d, want 1", n)
	}
}
