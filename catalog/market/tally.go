package market

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// MaxOutlines is how many kinds of queries are counted of one product in one
// hour.
const MaxOutlines = 64

// A QueryUse is how often one kind of query was asked of a product in an hour.
// A kind is which columns and operators a query has, without its values: who
// looks at what kinds are frequent does not learn what anybody looked for.
type QueryUse struct {
	Hour     time.Time // the first moment of it, in UTC
	Product  Ref
	Outline  string
	Requests int64 // see [Tally] for how exact it is
}

// A Tally counts the most frequent of however many kinds in bounded space, by
// the algorithm Space-Saving (Metwally, Agrawal and El Abbadi, "Efficient
// computation of frequent and top-k elements in data streams", ICDT 2005): of
// [MaxOutlines] counters a kind that has none takes over the smallest, with what
// it has counted. So the sum of all is exact, no kind is counted less often than
// it came, and none more often by over 1/[MaxOutlines] of the sum; whatever is
// more frequent than that is among them.
type Tally map[string]int64

// Add counts a kind n times more.
func (t Tally) Add(outline string, n int64) {
	if _, counted := t[outline]; counted || len(t) < MaxOutlines {
		t[outline] += n
		return
	}
	least, first := "", true
	for kind, count := range t {
		if first || count < t[least] || count == t[least] && kind < least {
			least, first = kind, false
		}
	}
	n += t[least]
	delete(t, least)
	t[outline] = n
}

// Frequent returns the kinds, the most frequent first.
func (t Tally) Frequent() []string {
	return slices.SortedFunc(maps.Keys(t), func(a, b string) int {
		return cmp.Or(cmp.Compare(t[b], t[a]), cmp.Compare(a, b))
	})
}
