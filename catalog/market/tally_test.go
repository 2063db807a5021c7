package market_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"nguon/catalog/market"
)

func TestTallyFindsWhatIsFrequentAmongManyKinds(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	exact, tally, total := make(map[string]int64), make(market.Tally), int64(0)
	for i := range 50_000 {
		kind := fmt.Sprint("noise ", i) // one that never comes again
		if i%3 == 0 {
			kind = fmt.Sprint("frequent ", min(r.IntN(12), r.IntN(12)))
		}
		n := 1 + r.Int64N(3)
		exact[kind] += n
		total += n
		tally.Add(kind, n)
	}
	sum := int64(0)
	for kind, n := range tally {
		sum += n
		if most := exact[kind] + total/market.MaxOutlines; n < exact[kind] || n > most {
			t.Errorf("%s is counted %d times, want %d to %d", kind, n, exact[kind], most)
		}
	}
	if sum != total || len(tally) > market.MaxOutlines {
		t.Errorf("%d kinds with %d requests, want at most %d with %d", len(tally), sum, market.MaxOutlines, total)
	}
	found := tally.Frequent()
	for kind, n := range exact {
		if n > total/market.MaxOutlines && !slices.Contains(found, kind) {
			t.Errorf("%s came %d times of %d and is not found", kind, n, total)
		}
	}
	if !slices.IsSortedFunc(found, func(a, b string) int { return int(tally[b] - tally[a]) }) {
		t.Errorf("not in order: %v", found)
	}
}
