package recode

import (
	"math"
	"slices"
	"testing"
)

func TestExpectedCountsOfPRAM(t *testing.T) {
	m := Matrix{{1, 0, 0}, {0.05, 0.8, 0.15}, {0.05, 0.15, 0.8}}
	got := m.Expected([]float64{5000, 500, 400})
	for i, want := range []float64{5045, 460, 395} {
		if math.Abs(got[i]-want) > 1e-9 {
			t.Errorf("value %d: got %v, want %v", i, got[i], want)
		}
	}
}

func TestPRAMMovesRowsAsTheMatrixSays(t *testing.T) {
	rows := slices.Concat(slices.Repeat([]string{"a"}, 5000), slices.Repeat([]string{"b"}, 500), slices.Repeat([]string{"c"}, 400))
	c := column(rows...)
	m := Matrix{{1, 0, 0}, {0.05, 0.8, 0.15}, {0.05, 0.15, 0.8}}
	out, err := PRAM(c, m, key(t, secretA))
	if err != nil {
		t.Fatal(err)
	}
	got, want := Counts(out), m.Expected(Counts(c))
	for i := range want {
		if math.Abs(got[i]-want[i]) > 5*math.Sqrt(900*0.25) { // five deviations of what can move
			t.Errorf("value %d: got %v, want about %v", i, got[i], want[i])
		}
	}
}

func TestInvariantMatrixKeepsExpectedCounts(t *testing.T) {
	counts := []float64{5000, 500, 400, 0, 7}
	for _, alpha := range []float64{0.3, 1} {
		m := Even(5, 0.7).Invariant(counts, alpha)
		if err := m.check("c", 5); err != nil {
			t.Fatal(err)
		}
		for i, got := range m.Expected(counts) {
			if math.Abs(got-counts[i]) > 1e-6 {
				t.Errorf("alpha %v, value %d: got %v, want %v", alpha, i, got, counts[i])
			}
		}
	}
}

func TestMatricesThatAreNoneAreErrors(t *testing.T) {
	for name, m := range map[string]Matrix{
		"too small": {{1}}, "does not sum to 1": {{0.5, 0.4}, {0, 1}}, "below zero": {{1.5, -0.5}, {0, 1}},
		"not a number": {{math.NaN(), 1}, {0, 1}}, "ragged": {{1}, {0, 1}}, "changes nothing": Even(2, 1),
	} {
		_, err := PRAM(column("a", "b"), m, key(t, secretA))
		if e := failure(t, err, BadParameter); e.Field != "matrix" {
			t.Errorf("%s: error %v", name, e)
		}
	}
}
