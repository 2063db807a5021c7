package risk_test

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

const na = anontest.Missing

// The tables and frequencies are those of ARX's tests of wildcard matching and
// of sdcMicro's freqCalc.
func TestWildcardFrequencies(t *testing.T) {
	for _, test := range []struct {
		name string
		rows [][]string
		want []int64
	}{
		{"ARX 1", [][]string{{"M", "4711"}, {"M", "4711"}, {"M", "4711"}, {na, "4711"}, {na, "4711"}, {"F", "4712"}, {"F", na}, {"M", na}},
			[]int64{6, 6, 6, 7, 7, 2, 4, 6}},
		{"ARX 2", [][]string{{na, "F", "North"}, {"68", "F", "North"}, {"68", na, "North"}, {na, na, "North"}, {na, na, "North"}, {na, na, "North"},
			{"68", "F", na}, {"68", na, "South"}, {"68", "F", "South"}, {"68", "F", "South"}},
			[]int64{7, 7, 7, 7, 7, 7, 10, 4, 4, 4}},
		{"ARX 3", [][]string{{"73", "C18.7"}, {"73", "C18.7"}, {na, "C18.7"}, {na, "C18.7"}, {na, "C18.2"}, {"67", "C18.2"}, {"67", "C18.2"},
			{"67", "C18.7"}, {"67", "C18.7"}, {"67", "C18.7"}},
			[]int64{4, 4, 7, 7, 3, 3, 3, 5, 5, 5}},
		{"sdcMicro, one widow", [][]string{{"A", "single"}, {"A", "married"}, {"A", "married"}, {"A", "single"}, {"A", na}},
			[]int64{3, 3, 3, 3, 5}},
	} {
		t.Run(test.name, func(t *testing.T) {
			columns := []int{0, 1, 2}[:len(test.rows[0])]
			f, F, err := risk.Wildcard(t.Context(), anontest.Table([]string{"a", "b", "c"}[:len(columns)], test.rows), columns, nil)
			if err != nil || !slices.Equal(f, test.want) {
				t.Errorf("got %d, want %d, err %v", f, test.want, err)
			}
			if F[0] != float64(f[0]) {
				t.Errorf("F without weights: got %v, want %v", F[0], f[0])
			}
		})
	}
}

func TestThreeCountsOfASuppressedTable(t *testing.T) {
	original := anontest.Table([]string{"region", "status"}, [][]string{{"A", "single"}, {"A", "married"}, {"A", "married"}, {"A", "single"}, {"A", "widow"}})
	release := anontest.Table([]string{"region", "status"}, [][]string{{"A", "single"}, {"A", "married"}, {"A", "married"}, {"A", "single"}, {"A", na}})
	s, err := risk.Suppressed(t.Context(), release, original, []int{0, 1})
	if err != nil {
		t.Fatal(err)
	}
	// The widow hides among nobody: of the released rows only the one without a
	// status fits, though a wildcard would have it fit all five.
	for i, want := range [][3]int64{{2, 3, 3}, {2, 3, 3}, {2, 3, 3}, {2, 3, 3}, {1, 1, 5}} {
		strict, attacker, wildcard := s.Candidates(i)
		if got := [3]int64{strict, attacker, wildcard}; got != want {
			t.Errorf("row %d: got strict, attacker, wildcard %d, want %d", i, got, want)
		}
	}
	if k, ok := s.Attacker.Smallest(); !ok || k != 1 {
		t.Errorf("k of the attacker: got %d, want 1", k)
	}
}

func TestPaddingWithEmptyRowsHidesNobody(t *testing.T) {
	texts := [][]string{{"A", "1"}, {"A", "1"}, {"B", "2"}}
	hidden := slices.Clone(texts)
	for range 10 {
		texts = append(texts, []string{"C", "3"})
		hidden = append(hidden, []string{na, na})
	}
	s, err := risk.Suppressed(t.Context(), anontest.Table([]string{"a", "b"}, hidden), anontest.Table([]string{"a", "b"}, texts), []int{0, 1})
	if err != nil {
		t.Fatal(err)
	}
	k, _ := s.Attacker.Smallest()
	all, _ := s.AttackerAll.Smallest()
	if k != 1 || all != 11 || s.Empty != 10 || s.Attacker.Rows() != 3 {
		t.Errorf("got k %d, with empty rows %d, %d empty, %d counted; want 1, 11, 10, 3", k, all, s.Empty, s.Attacker.Rows())
	}
}

func TestARowThatWasGeneralisedOnlyInTheReleaseHasNoCandidates(t *testing.T) {
	original := anontest.Table([]string{"age"}, [][]string{{"31"}, {"32"}})
	release := anontest.Table([]string{"age"}, [][]string{{"30-39"}, {na}})
	s, err := risk.Suppressed(t.Context(), release, original, []int{0})
	if err != nil {
		t.Fatal(err)
	}
	if _, attacker, _ := s.Candidates(0); attacker != 0 {
		t.Errorf("got %d candidates of a value that the release does not have, want 0", attacker)
	}
}

func TestSuppressionIsThatOfAllPairs(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 0))
	for range 3000 {
		columns := 1 + r.IntN(5)
		original := anontest.Random(r, r.IntN(30), columns, 1+r.IntN(4), r.Float64()/10)
		release := hide(r, original, r.Float64()/2)
		by := r.Perm(columns)[:1+r.IntN(columns)]
		s, err := risk.Suppressed(t.Context(), release, original, by)
		if err != nil {
			t.Fatal(err)
		}
		before, after := anontest.Rows(original, by), anontest.Rows(release, by)
		counts := [][]int64{anontest.Sizes(after), anontest.Attackers(before, after, false), anontest.Wildcards(after)}
		for i := range before {
			strict, attacker, wildcard := s.Candidates(i)
			if got, want := []int64{strict, attacker, wildcard}, []int64{counts[0][i], counts[1][i], counts[2][i]}; !slices.Equal(got, want) {
				t.Fatalf("row %d: got %d, want %d\noriginal %v\nreleased %v", i, got, want, before, after)
			}
			if !anontest.Empty(after[i]) && (strict > attacker || attacker > wildcard) {
				t.Fatalf("row %d: not strict ≤ attacker ≤ wildcard: %d, %d, %d", i, strict, attacker, wildcard)
			}
		}
		for name, k := range map[string]struct {
			got  risk.Histogram
			want []int64
		}{
			"strict":       {s.Strict, counts[0]},
			"attacker":     {s.Attacker, counts[1]},
			"attacker all": {s.AttackerAll, anontest.Attackers(before, after, true)},
			"wildcard":     {s.Wildcard, counts[2]},
		} {
			got, known := k.got.Smallest()
			want, any := anontest.Least(k.want, after)
			if got != want || known != any {
				t.Fatalf("k %s: got %d (%t), want %d (%t)", name, got, known, want, any)
			}
		}
	}
}

// hide suppresses a share of the cells of a table, and leaves unused values
// out of the dictionaries, as a file that is read back does.
func hide(r *rand.Rand, t *micro.Table, share float64) *micro.Table {
	columns := make([]int, len(t.Columns))
	names := make([]string, len(t.Columns))
	for i, c := range t.Columns {
		columns[i], names[i] = i, c.Name
	}
	rows := anontest.Rows(t, columns)
	for _, row := range rows {
		all := r.IntN(20) == 0
		for j := range row {
			if all || r.Float64() < share {
				row[j] = na
			}
		}
	}
	return anontest.Table(names, rows)
}

// The table, frequencies and risks are those of sdcMicro's tests.
func TestIndividualRiskIsThatOfSdcMicro(t *testing.T) {
	weights := []float64{18, 45.5, 39, 17, 92, 8, 123.5, 51}
	for _, test := range []struct {
		name          string
		a, c          []string
		f             []int64
		F             []float64
		approx, exact []float64
	}{
		{
			name: "complete",
			a:    []string{"2", "3", "2", "2", "3", "3", "1", "2"}, c: []string{"1", "3", "1", "2", "1", "1", "1", "1"},
			f: []int64{3, 1, 3, 1, 2, 2, 1, 3}, F: []float64{108, 45.5, 108, 17, 100, 100, 123.5, 108},
			approx: []float64{.01369863, .08579129, .01369863, .17707583, .01877883, .01877883, .03931625, .01369863},
			exact:  []float64{.01355297, .08579129, .01355297, .17707583, .01877883, .01877883, .03931625, .01355297},
		},
		{
			name: "two values missing",
			a:    []string{"2", "3", "2", "2", "3", "3", "1", "2"}, c: []string{"1", "3", na, "2", "1", "1", na, "1"},
			f: []int64{3, 1, 4, 2, 2, 2, 1, 3}, F: []float64{108, 45.5, 125, 56, 100, 100, 123.5, 108},
		},
		{
			name: "three values missing",
			a:    []string{"2", "3", "2", "2", "3", "3", "1", na}, c: []string{"1", "3", na, "2", "1", "1", na, "1"},
			f:      []int64{3, 1, 4, 2, 3, 3, 1, 5},
			approx: []float64{.013698630, .085791288, .010554090, .032466112, .009836066, .009836066, .039316254, .005973716},
			exact:  []float64{.013552968, .085791288, .010504889, .032466112, .009756889, .009756889, .039316254, .005962551},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			rows := make([][]string, len(weights))
			for i, b := range []string{"3", "3", "3", "3", "3", "3", "4", "3"} {
				rows[i] = []string{test.a[i], b, test.c[i]}
			}
			f, F, err := risk.Wildcard(t.Context(), anontest.Table([]string{"A", "B", "C"}, rows), []int{0, 1, 2}, weights)
			if err != nil || !slices.Equal(f, test.f) || test.F != nil && !slices.Equal(F, test.F) {
				t.Fatalf("got f %d, F %v, want %d, %v; err %v", f, F, test.f, test.F, err)
			}
			for i := range test.approx {
				approx, ok1 := risk.Individual(f[i], F[i])
				exact, ok2 := risk.IndividualExact(f[i], F[i])
				if !ok1 || !ok2 || math.Abs(approx-test.approx[i]) > 5e-9 || math.Abs(exact-test.exact[i]) > 5e-9 {
					t.Errorf("row %d: got %.9f, exactly %.9f, want %.9f, %.9f", i, approx, exact, test.approx[i], test.exact[i])
				}
			}
		})
	}
}

func TestIndividualRiskAtItsEdges(t *testing.T) {
	for _, test := range []struct {
		name string
		f    int64
		F    float64
		want float64
		ok   bool
	}{
		{"the whole population was drawn", 4, 4, 0.25, true},
		{"fewer in the population than in the sample", 4, 3, 0, false},
		{"no row", 0, 10, 0, false},
		{"weights that are not numbers", 1, math.NaN(), 0, false},
		{"infinite weight", 1, math.Inf(1), 0, false},
		{"two rows and hardly more in the population: the closed form would cancel", 2, 2.0000001, 0.5, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, ok := risk.Individual(test.f, test.F)
			if ok != test.ok || math.Abs(got-test.want) > 1e-7 {
				t.Errorf("got %v (%t), want %v (%t)", got, ok, test.want, test.ok)
			}
		})
	}
}

func TestOneTracedMemberExposesTheHousehold(t *testing.T) {
	na := micro.Missing
	for _, test := range []struct {
		name    string
		of      []uint32
		risks   []float64
		count   int64
		highest float64
		average float64
	}{
		{"three members", []uint32{0, 0, 0}, []float64{0.1, 0.2, 0.5}, 1, 0.64, 0.64},
		{"a member who is certain", []uint32{1, 1}, []float64{0.3, 1}, 1, 1, 1},
		{"two households, by turns", []uint32{0, 1, 0, 1}, []float64{0.1, 0.5, 0.1, 0.5}, 2, 0.75, (0.19 + 0.75) / 2},
		{"rows of no household are alone", []uint32{na, 0, na}, []float64{0.2, 0.1, 0.3}, 3, 0.3, 0.2},
	} {
		t.Run(test.name, func(t *testing.T) {
			h, ok := risk.Household(&micro.Column{Values: []string{"a", "b"}, Codes: test.of}, func(row int) float64 { return test.risks[row] })
			if !ok || h.Count != test.count || math.Abs(h.Highest-test.highest) > 1e-12 || math.Abs(h.Average-test.average) > 1e-12 {
				t.Errorf("got %+v (%t)", h, ok)
			}
		})
	}
	if _, ok := risk.Household(&micro.Column{}, nil); ok {
		t.Error("no rows have a risk")
	}
}

func TestTablesThatCannotBeComparedAreErrors(t *testing.T) {
	two := anontest.Table([]string{"a"}, [][]string{{"1"}, {"2"}})
	one := anontest.Table([]string{"a"}, [][]string{{"1"}})
	wide := &micro.Table{Rows: 1, Columns: make([]micro.Column, 65)}
	columns := make([]int, 65)
	for i := range columns {
		columns[i], wide.Columns[i] = i, one.Columns[0]
	}
	for name, test := range map[string]struct {
		do   func() error
		want risk.Code
	}{
		"release with fewer rows":   {func() error { _, err := risk.Suppressed(t.Context(), one, two, []int{0}); return err }, risk.NotAligned},
		"weights of other rows":     {func() error { _, err := group(t, two, []int{0}).Sums([]float64{1}); return err }, risk.NotAligned},
		"population of two columns": {func() error { _, err := group(t, two, []int{0}).Match(t.Context(), two, []int{0, 0}); return err }, risk.NotAligned},
		"65 columns with wildcards": {func() error { _, _, err := risk.Wildcard(t.Context(), wide, columns, nil); return err }, risk.TooManyColumns},
		"65 columns in suda":        {func() error { _, err := group(t, wide, columns).Suda(t.Context(), risk.SudaOptions{}); return err }, risk.TooManyColumns},
	} {
		t.Run(name, func(t *testing.T) {
			if e, ok := errors.AsType[*risk.Error](test.do()); !ok || e.Code != test.want {
				t.Errorf("got %v, want %s", e, test.want)
			}
		})
	}
}

func TestMeasuringStopsWhenItIsCancelled(t *testing.T) {
	table := anontest.Random(rand.New(rand.NewPCG(1, 0)), 100, 3, 4, 0.1)
	columns := []int{0, 1, 2}
	c := group(t, table, columns)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, do := range map[string]func() error{
		"classes":    func() error { _, err := risk.Group(ctx, table, columns); return err },
		"subsets":    func() error { _, err := c.Subsets(ctx, 2); return err },
		"sensitive":  func() error { _, err := c.Sensitive(ctx, 2); return err },
		"suppressed": func() error { _, err := risk.Suppressed(ctx, table, table, columns); return err },
		"population": func() error { _, err := c.Match(ctx, table, columns); return err },
		"suda":       func() error { _, err := c.Suda(ctx, risk.SudaOptions{}); return err },
	} {
		if err := do(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: got %v, want %v", name, err, context.Canceled)
		}
	}
}
