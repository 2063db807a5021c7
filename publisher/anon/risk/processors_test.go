package risk_test

import (
	"math/rand/v2"
	"reflect"
	"runtime"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/risk"
)

// The table is just large enough for the work to be shared out.
func TestResultsDoNotDependOnTheNumberOfProcessors(t *testing.T) {
	columns := []int{0, 1, 2, 3, 4}
	table := anontest.Grow(anontest.Random(rand.New(rand.NewPCG(7, 7)), 3000, 5, 40, 0.01), 1<<16+5000, 0.2, 3)
	cut := suppress(table, columns, 0.02)
	type outcome struct {
		sizes      []int64
		first, of  []uint32
		suppressed []risk.Histogram
		scores     []float64
		subsets    []risk.Subset
	}
	run := func(processors int) (o outcome) {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		c := group(t, cut, columns)
		o.sizes, o.first, o.of = c.Sizes, c.First, c.Of
		s, err := risk.Suppressed(t.Context(), cut, table, columns)
		if err != nil {
			t.Fatal(err)
		}
		o.suppressed = []risk.Histogram{s.Strict, s.Attacker, s.AttackerAll, s.Wildcard}
		suda, err := c.Suda(t.Context(), risk.SudaOptions{})
		if err != nil {
			t.Fatal(err)
		}
		o.scores = append(suda.Scores, suda.Contributions...)
		if o.subsets, err = c.Subsets(t.Context(), 3); err != nil {
			t.Fatal(err)
		}
		return o
	}
	want := run(1)
	for range 2 {
		if got := run(3); !reflect.DeepEqual(got, want) {
			t.Error("three processors give other results than one")
		}
	}
}
