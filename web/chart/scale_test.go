package chart

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func TestMarksOfAnAxisCoverItInStepsOfOneTwoOrFive(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 20_000 {
		size := math.Pow(10, random.Float64()*18-6)
		lo := (random.Float64() - 0.5) * size
		hi := lo + random.Float64()*size
		if hi-lo < size*1e-6 {
			continue
		}
		all := ticks(lo, hi, 6, 0)
		if len(all) < 2 || len(all) > 9 || all[0] > lo || all[len(all)-1] < hi {
			t.Fatalf("ticks(%g, %g) = %v does not cover the range", lo, hi, all)
		}
		step := all[1] - all[0]
		lead := step / math.Pow(10, math.Floor(math.Log10(step)+1e-6))
		if near := math.Round(lead); math.Abs(lead-near) > 1e-3 || near != 1 && near != 2 && near != 5 {
			t.Fatalf("ticks(%g, %g) = %v: step %g", lo, hi, all, step)
		}
	}
}

func TestMarksOfOneValueAreAroundIt(t *testing.T) {
	for _, v := range []float64{0, 1, -5, 1e12, 1e-12} {
		all := ticks(v, v, 6, 0)
		if len(all) < 2 || all[0] >= v || all[len(all)-1] <= v {
			t.Errorf("ticks(%g, %g) = %v", v, v, all)
		}
	}
}

func TestMarksOfTimeAreFirstsOfSpans(t *testing.T) {
	at := func(s string) float64 {
		d, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return float64(d.Unix())
	}
	for _, test := range []struct {
		name, from, until, first, second string
	}{
		{"days", "2024-02-27", "2024-03-02", "2024-02-27", "2024-02-28"},
		{"months", "2024-01-15", "2024-07-02", "2024-02-01", "2024-03-01"},
		{"years", "1958-03-01", "2001-12-01", "1960-01-01", "1970-01-01"},
	} {
		t.Run(test.name, func(t *testing.T) {
			all := timeTicks(at(test.from), at(test.until), 8)
			if len(all) < 3 || len(all) > 10 || all[0] != at(test.first) || all[1] != at(test.second) {
				t.Errorf("timeTicks = %v, want %v, %v, …", all, at(test.first), at(test.second))
			}
		})
	}
}

func TestLinesBreakWhereOneOfEqualStepsIsMissing(t *testing.T) {
	for _, test := range []struct {
		name string
		xs   []float64
		want float64
	}{
		{"years", []float64{2000, 2001, 2002, 2004, 2005, 2006, 2007}, 1.5},
		{"every five years is no gap", []float64{1950, 1955, 1960, 1965}, 7.5},
		{"events have no step", []float64{1, 2, 10, 11, 30, 31, 90}, math.Inf(1)},
	} {
		if got := gap(test.xs); got != test.want {
			t.Errorf("%s: gap = %g, want %g", test.name, got, test.want)
		}
	}
}

func TestAThinnedLineKeepsItsHighsAndLows(t *testing.T) {
	var run []row
	for i := range 10_000 {
		v := math.Sin(float64(i) / 50)
		if i == 7777 {
			v = 100
		}
		run = append(run, row{x: float64(i), y: []float64{v}})
	}
	kept := thin(run, 0, 300)
	high := false
	for i, r := range kept {
		high = high || r.y[0] == 100
		if i > 0 && r.x <= kept[i-1].x {
			t.Fatalf("point %d is not in order", i)
		}
	}
	if !high || len(kept) > 4*301 || kept[0].x != 0 || kept[len(kept)-1].x != 9999 {
		t.Errorf("%d points are kept, the highest: %v", len(kept), high)
	}
}
