package risk_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

func match(t *testing.T, sample, population [][]string) *risk.Population {
	t.Helper()
	c := group(t, anontest.Table([]string{"a", "b"}, sample), []int{0, 1})
	p, err := c.Match(t.Context(), anontest.Table([]string{"x", "b", "a"}, population), []int{2, 1})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestRisksAgainstAPopulation(t *testing.T) {
	// Classes: (1,M) 2 of 4, (2,F) 1 of 2, and (3,F) 0 of 1.
	p := match(t, [][]string{{"1", "M"}, {"2", "F"}, {"1", "M"}},
		[][]string{{"p", "M", "1"}, {"q", "M", "1"}, {"r", "M", "1"}, {"s", "M", "1"}, {"t", "F", "2"}, {"u", "F", "2"}, {"v", "F", "3"}})
	if k, ok := p.KMap(); !ok || k != 2 {
		t.Errorf("k-map: got %d, want 2", k)
	}
	if r, ok := p.Journalist(); !ok || r.Highest != 0.5 || r.Lowest != 0.25 || r.Average != 1./3 {
		t.Errorf("journalist: got %+v, want 0.5, 0.25, 1/3", r)
	}
	if m, ok := p.Marketer(); !ok || m != (2./4+1./2)/3 {
		t.Errorf("marketer: got %v, want 1/3", m)
	}
	if s, ok := p.Below(risk.SizeFor(0.3)); !ok || s != 1./3 {
		t.Errorf("at risk above 0.3: got %v, want 1/3", s)
	}
	if lo, hi, ok := p.Presence(); !ok || lo != 0 || hi != 0.5 {
		t.Errorf("presence: got %v to %v, want 0 (nobody of a class) to 0.5", lo, hi)
	}
}

func TestTheJournalistAverageIsTheGreaterOfItsTwoForms(t *testing.T) {
	p := match(t, [][]string{{"1", "M"}, {"1", "M"}, {"1", "M"}, {"2", "F"}},
		[][]string{{"", "M", "1"}, {"", "M", "1"}, {"", "M", "1"}, {"", "M", "1"}, {"", "F", "2"}, {"", "F", "2"}})
	marketer, _ := p.Marketer() // (3/4 + 1/2)/4 = 0.3125
	r, ok := p.Journalist()     // 2/6 is more
	if !ok || marketer != 0.3125 || r.Average != 2./6 {
		t.Errorf("got average %v, marketer %v, want 1/3, 0.3125", r.Average, marketer)
	}
}

func TestAPopulationThatLacksRowsOfTheSampleIsUnknown(t *testing.T) {
	for name, population := range map[string][][]string{
		"no such tuple": {{"", "M", "1"}, {"", "F", "1"}},
		"too few of it": {{"", "M", "1"}, {"", "F", "2"}},
		"nobody":        nil,
	} {
		t.Run(name, func(t *testing.T) {
			p := match(t, [][]string{{"1", "M"}, {"2", "F"}, {"2", "F"}}, population)
			_, k := p.KMap()
			_, j := p.Journalist()
			_, m := p.Marketer()
			_, _, d := p.Presence()
			if p.Outside == 0 || k || j || m || d {
				t.Errorf("outside %d, known %t %t %t %t; want rows outside and nothing known", p.Outside, k, j, m, d)
			}
		})
	}
}

func TestEstimatedKMap(t *testing.T) {
	for _, test := range []struct {
		name                   string
		k                      int64
		fraction, significance float64
		want                   int64
		ok                     bool
	}{
		// Poisson(0.5): P(X≥3) = 0.0144, P(X≥4) = 0.0018.
		{"a tenth of 5", 5, 0.1, 0.01, 4, true},
		{"a tenth of 5, laxer", 5, 0.1, 0.05, 3, true},
		// Poisson(0.05): P(X≥1) = 0.0488, P(X≥2) = 0.0012.
		{"a hundredth of 5", 5, 0.01, 0.05, 1, true},
		{"a hundredth of 5, stricter", 5, 0.01, 0.01, 2, true},
		{"never more than k", 5, 1, 0.01, 5, true},
		{"no fraction", 5, 0, 0.01, 0, false},
		{"no significance", 5, 0.1, 0, 0, false},
		{"fraction is not a number", 5, math.NaN(), 0.01, 0, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got, ok := risk.EstimatedKMap(test.k, test.fraction, test.significance); got != test.want || ok != test.ok {
				t.Errorf("got %d (%t), want %d (%t)", got, ok, test.want, test.ok)
			}
		})
	}
}

func TestUniquenessIsUnknownWhereItCannotBeEstimated(t *testing.T) {
	h := risk.Histogram{{Size: 1, Rows: 10}, {Size: 2, Rows: 20}}
	for _, fraction := range []float64{0, -1, 1.5, math.NaN()} {
		if e, ok := (risk.Sample{Classes: h, Fraction: fraction}).Uniqueness(); ok {
			t.Errorf("fraction %v: got %+v, want unknown", fraction, e)
		}
	}
	if e, ok := (risk.Sample{Classes: risk.Histogram{{Size: 2, Rows: 20}}, Fraction: 0.05}).Uniqueness(); !ok || e.Uniques != 0 {
		t.Errorf("no uniques in the sample: got %+v (%t), want 0", e, ok)
	}
	for _, fraction := range []float64{0.05, 0.2} {
		if e, ok := (risk.Sample{Classes: risk.Histogram{{Size: 1, Rows: 7}}, Fraction: fraction}).Uniqueness(); !ok || math.Abs(e.Share-1) > 1e-12 {
			t.Errorf("all unique in a sample of %v: got %+v (%t), want all", fraction, e, ok)
		}
	}
	if e, ok := (risk.Sample{Classes: risk.Histogram{{Size: 1, Rows: 20}}, Fraction: 0.2}).SNB(); ok {
		t.Errorf("SNB without pairs: got %+v, want unknown", e)
	}
}

// The sizes of the population's classes are slide negative binomial.
func TestEstimatesAreNearTheTruth(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 0))
	population := make([]uint32, 0, 400_000)
	values := make([]string, 60_000)
	for class := range values {
		values[class] = string(rune(class))
		size := 1
		for range 2 {
			for r.Float64() > 0.35 {
				size++
			}
		}
		for range size {
			population = append(population, uint32(class))
		}
	}
	truth, _ := group(t, &micro.Table{Rows: len(population), Columns: []micro.Column{{Values: values, Codes: population}}}, []int{0}).Histogram().Below(2)
	// From small samples the number of classes is overestimated so much that
	// no slide negative binomial fits.
	for fraction, fits := range map[float64]bool{0.15: false, 0.4: true, 0.8: true} {
		var sample []uint32
		for _, code := range population {
			if r.Float64() < fraction {
				sample = append(sample, code)
			}
		}
		h := group(t, &micro.Table{Rows: len(sample), Columns: []micro.Column{{Values: values, Codes: sample}}}, []int{0}).Histogram()
		got, ok := risk.Sample{Classes: h, Fraction: fraction}.SNB()
		if ok != fits || fits && math.Abs(got.Share-truth) > truth/10 {
			t.Errorf("SNB at %v: got %v (%t), the truth is %v", fraction, got.Share, ok, truth)
		}
		sampled, _ := h.Below(2)
		if all, ok := (risk.Sample{Classes: h, Fraction: fraction}).Uniqueness(); !ok || all.Share > sampled {
			t.Errorf("at %v: got %+v (%t), more than the sample's %v", fraction, all, ok, sampled)
		}
	}
}
