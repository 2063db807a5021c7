package assess_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/policy"
)

// surveyed is a policy of a sample with quasi-identifiers A, B and C, and
// columns w and ho that are not published.
func surveyed(tb testing.TB, coverage, privacy, more string) *policy.Policy {
	return parse(tb, "{policy: v1, dataset: d, release: open, unit: person, coverage: '"+coverage+"', review_after: 12mo, columns: {"+
		"A: {role: quasi, op: keep}, B: {role: quasi, op: keep}, C: {role: quasi, op: keep}, "+
		"w: {role: insensitive, op: drop}, ho: {role: identifier, op: drop}}, privacy: {k: 2, "+privacy+"}"+more+"}")
}

// eight are the rows of sdcMicro, with some cells missing; their weights are
// those of the reference.
func eight(a, c []string) (release, besides [][]string) {
	weights := []string{"18", "45.5", "39", "17", "92", "8", "123.5", "51"}
	for i, b := range []string{"3", "3", "3", "3", "3", "3", "4", "3"} {
		release = append(release, []string{a[i], b, c[i]})
		besides = append(besides, []string{weights[i], []string{"p", "q"}[i%2]})
	}
	return release, besides
}

func TestIndividualRiskIsThatOfSdcMicro(t *testing.T) {
	const na = anontest.Missing
	for _, test := range []struct {
		name  string
		a, c  []string
		risks []float64
	}{
		{"all values", []string{"2", "3", "2", "2", "3", "3", "1", "2"}, []string{"1", "3", "1", "2", "1", "1", "1", "1"},
			[]float64{.01369863, .08579129, .01369863, .17707583, .01877883, .01877883, .03931625, .01369863}},
		{"three values missing", []string{"2", "3", "2", "2", "3", "3", "1", na}, []string{"1", "3", na, "2", "1", "1", na, "1"},
			[]float64{.013698630, .085791288, .010554090, .032466112, .009836066, .009836066, .039316254, .005973716}},
	} {
		t.Run(test.name, func(t *testing.T) {
			highest, sum := slices.Max(test.risks), 0.0
			for _, r := range test.risks {
				sum += r
			}
			rows, besides := eight(test.a, test.c)
			for bound, holds := range map[float64]bool{highest + 1e-6: true, highest - 1e-6: false} {
				p := surveyed(t, "sample(0.02)", "risk: {individual: "+strconv.FormatFloat(bound, 'f', -1, 64)+"}", ", weights: w")
				d := assess.Data{Policy: p, Release: anontest.Table([]string{"A", "B", "C"}, rows), Unpublished: anontest.Table([]string{"w", "ho"}, besides)}
				a := measure(t, d).Adversaries[0].Individual
				if a == nil || math.Abs(a.Highest-highest) > 1e-8 || math.Abs(a.Expected-sum) > 4e-8 || math.Abs(a.Mean-sum/8) > 1e-8 {
					t.Fatalf("got %+v, want %v and %v", a, highest, sum)
				}
				if got := verdict(t, d, assess.IndividualRisk); got.Pass != holds {
					t.Errorf("bound %v: %+v", bound, got)
				}
			}
		})
	}
}

// benedetti is the formula of the guide.
func benedetti(f, all float64) float64 {
	p := f / all
	odds := p / (1 - p)
	switch f {
	case all:
		return 1 / f
	case 1:
		return odds * math.Log(1/p)
	case 2:
		return odds - odds*odds*math.Log(1/p)
	}
	return p / (f - (1 - p))
}

func TestRisksOfASurveyAreThoseOfTheDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 14))
	known := 0
	for run := range 200 {
		original := anontest.Rows(anontest.Random(r, 1+r.IntN(30), 3, 1+r.IntN(3), 0), []int{0, 1, 2})
		var after, besides [][]string
		for _, row := range original {
			row = slices.Clone(row)
			for j := range row {
				if r.Float64() < float64(run%3)/4 {
					row[j] = anontest.Missing
				}
			}
			after = append(after, row)
			besides = append(besides, []string{strconv.FormatFloat(1.5+9*r.Float64(), 'f', 3, 64), []string{"p", "q", "r", anontest.Missing}[r.IntN(4)]})
		}
		sample, weighted := run%2 == 0, run%4 == 0
		coverage, more := "census", ", household: ho"
		if sample {
			coverage = "sample(0.25)"
		}
		if weighted {
			more += ", weights: w, rows: {sample: 0.5}"
		}
		names := []string{"A", "B", "C"}
		m := measure(t, assess.Data{Policy: surveyed(t, coverage, "", more), Release: anontest.Table(names, after),
			Original: anontest.Table(names, original), Unpublished: anontest.Table([]string{"w", "ho"}, besides)}).Adversaries[0]

		risks := make([]float64, len(after))
		attackers := anontest.Attackers(original, after, false)
		shown, sum := 0.0, 0.0
		for i := range after {
			if anontest.Empty(after[i]) {
				continue
			}
			f, all := 0.0, 0.0
			for j := range after {
				if !anontest.Empty(after[j]) && anontest.Wildcards([][]string{after[i], after[j]})[0] == 2 {
					f++
					w, _ := strconv.ParseFloat(besides[j][0], 64)
					all += w / 0.5
				}
			}
			if !weighted {
				all = f / 0.25
			}
			risks[i] = benedetti(f, all)
			if !sample {
				risks[i] = 1 / float64(attackers[i])
			}
			shown++
			sum += risks[i]
		}
		if got := m.Individual; (got != nil) != (sample && shown > 0) {
			t.Fatalf("run %d: individual risk %+v of %v rows, sample %t", run, got, shown, sample)
		} else if got != nil {
			known++
			if !closeTo(&got.Highest, slices.Max(risks)) || !closeTo(&got.Expected, sum) || !closeTo(&got.Mean, sum/shown) {
				t.Fatalf("run %d: got %+v, want %v, %v", run, got, risks, sum)
			}
		}
		none, alone := make(map[string]float64), 0
		for i, b := range besides {
			name := b[1]
			if name == anontest.Missing {
				name = strconv.Itoa(i)
				alone++
			}
			if _, ok := none[name]; !ok {
				none[name] = 1
			}
			none[name] *= 1 - risks[i]
		}
		highest, average := 0.0, 0.0
		for _, n := range none {
			highest, average = max(highest, 1-n), average+(1-n)/float64(len(none))
		}
		h := m.Household
		if sample && shown == 0 {
			if h != nil {
				t.Fatalf("run %d: households of nobody %+v", run, h)
			}
			continue
		}
		if h == nil || h.Count != int64(len(none)) || !closeTo(&h.Highest, highest) || !closeTo(&h.Average, average) {
			t.Fatalf("run %d: got %+v, want %d, %v, %v", run, h, len(none), highest, average)
		}
	}
	if known < 80 {
		t.Errorf("only %d runs had an individual risk", known)
	}
}

func TestWhatASurveyDoesNotKnowDoesNotPass(t *testing.T) {
	rows := [][]string{{"1", "1", "1"}, {"1", "1", "1"}, {"1", "1", "1"}}
	for name, c := range map[string]struct {
		weights [3]string
		hand    bool
		pass    bool
	}{
		"weights":                {[3]string{"90", "90", "90"}, true, true},
		"weights not at hand":    {[3]string{"90", "90", "90"}, false, false},
		"no weight":              {[3]string{"90", anontest.Missing, "90"}, true, false},
		"a weight of nothing":    {[3]string{"90", "0", "90"}, true, false},
		"a weight below zero":    {[3]string{"90", "-1", "90"}, true, false},
		"a weight without bound": {[3]string{"90", "Inf", "90"}, true, false},
		"a word":                 {[3]string{"90", "many", "90"}, true, false},
		"fewer than there are":   {[3]string{"0.5", "0.5", "0.5"}, true, false},
	} {
		t.Run(name, func(t *testing.T) {
			d := assess.Data{Policy: surveyed(t, "sample(0.02)", "risk: {individual: 0.9, household: 0.9}", ", weights: w, household: ho"), Release: anontest.Table([]string{"A", "B", "C"}, rows)}
			if c.hand {
				d.Unpublished = anontest.Table([]string{"w", "ho"}, [][]string{{c.weights[0], "p"}, {c.weights[1], "p"}, {c.weights[2], "q"}})
			}
			for _, code := range []assess.Code{assess.IndividualRisk, assess.HouseholdRisk} {
				if got := verdict(t, d, code); got.Pass != c.pass || (got.Got != nil) != c.pass {
					t.Errorf("%+v", got)
				}
			}
		})
	}
}

// poisson is P(X ≥ size) for a mean.
func poisson(mean float64, size int64) float64 {
	below, term := 0.0, math.Exp(-mean)
	for i := range size {
		below += term
		term *= mean / float64(i+1)
	}
	return 1 - below
}

func TestKMapOfASampleIsEstimated(t *testing.T) {
	p := surveyed(t, "sample(0.1)", "k_map: 20", "")
	size := assess.SampleSize(p)
	if !(poisson(2, size) < 0.01 && poisson(2, size-1) >= 0.01) {
		t.Fatalf("size %d: tails %v, %v", size, poisson(2, size), poisson(2, size-1))
	}
	if loose := assess.SampleSize(surveyed(t, "sample(0.1)", "k_map: {k: 20, significance: 0.3}", "")); loose >= size {
		t.Errorf("significance 0.3 asks for %d, 0.01 for %d", loose, size)
	}
	for rows, pass := range map[int64]bool{size: true, size - 1: false} {
		d := assess.Data{Policy: p, Release: anontest.Table([]string{"A", "B", "C"}, slices.Repeat([][]string{{"1", "1", "1"}}, int(rows)))}
		got := verdict(t, d, assess.KMapSample)
		if got.Pass != pass || *got.Want != float64(size) || *got.Got != float64(rows) || got.Detail != "20" {
			t.Errorf("%d rows: %+v", rows, got)
		}
	}
}

func TestSizeForAnIndividualRiskIsTheLeast(t *testing.T) {
	for _, fraction := range []string{"0.001", "0.05", "0.4", "0.99"} {
		for _, bound := range []string{"1", "0.5", "0.3333", "0.1", "0.01", "0.0004"} {
			size := assess.SampleSize(surveyed(t, "sample("+fraction+")", "risk: {individual: "+bound+"}", ""))
			f, _ := strconv.ParseFloat(fraction, 64)
			most, _ := strconv.ParseFloat(bound, 64)
			if benedetti(float64(size), float64(size)/f) > most+1e-12 || size > 1 && benedetti(float64(size-1), float64(size-1)/f) <= most-1e-12 {
				t.Errorf("fraction %s, bound %s: size %d", fraction, bound, size)
			}
		}
	}
	if got := assess.SampleSize(surveyed(t, "sample(0.1)", "risk: {individual: 1e-300}", "")); got != math.MaxInt64 {
		t.Errorf("a bound that nothing meets: size %d", got)
	}
	if got := assess.SampleSize(surveyed(t, "sample(0.1)", "risk: {individual: 0.001}", ", weights: w")); got != 1 {
		t.Errorf("with weights a size says nothing: %d", got)
	}
}

func TestEnhancedBetaIsThatOfTheDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 71))
	p := parse(t, "{policy: v1, dataset: d, release: open, unit: person, coverage: census, review_after: 12mo, "+
		"columns: {a: {role: quasi, op: keep}, s: {role: sensitive, op: keep}}, privacy: {k: 2, s: {l: 2, beta: {value: 0.8123, enhanced: true}}}}")
	verdicts := make(map[bool]int)
	for range 200 {
		var rows [][]string
		var quasi [][]string
		var values []string
		for range 4 + r.IntN(40) {
			rows = append(rows, []string{strconv.Itoa(r.IntN(2)), strconv.Itoa(r.IntN(3))})
			quasi, values = append(quasi, rows[len(rows)-1][:1]), append(values, rows[len(rows)-1][1])
		}
		want := true
		for _, class := range anontest.Classes(quasi, values) {
			beta, room := class.Beta()
			want = want && beta <= 0.8123 && room >= 0
		}
		d := assess.Data{Policy: p, Release: anontest.Table([]string{"a", "s"}, rows)}
		if got := verdict(t, d, assess.BetaEnhanced); got.Pass != want {
			t.Fatalf("rows %v: %+v, want %t", rows, got, want)
		}
		verdicts[want]++
	}
	if verdicts[true] < 20 || verdicts[false] < 20 {
		t.Errorf("one-sided tables: %v", verdicts)
	}
}
