package market

import (
	"slices"
	"time"
)

// LatencyBounds are the upper bounds of the classes into which the times of
// calls are counted; one more class is for what took longer.
var LatencyBounds = [...]time.Duration{
	time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 20 * time.Millisecond, 50 * time.Millisecond,
	100 * time.Millisecond, 200 * time.Millisecond, 500 * time.Millisecond, time.Second, 5 * time.Second,
}

// Latencies counts calls by how long they took: see [LatencyBounds].
type Latencies [len(LatencyBounds) + 1]int64

// Add counts one call.
func (l *Latencies) Add(took time.Duration) {
	class, _ := slices.BinarySearch(LatencyBounds[:], took)
	l[class]++
}

// Merge counts the calls of m too.
func (l *Latencies) Merge(m Latencies) {
	for i, n := range m {
		l[i] += n
	}
}

// Quantile returns the bound below which the part q of the calls, 0 to 1, lies:
// the upper bound of the class in which it falls, or that of the last class if
// it took longer. It is zero without calls.
func (l *Latencies) Quantile(q float64) time.Duration {
	var all int64
	for _, n := range l {
		all += n
	}
	if all == 0 {
		return 0
	}
	rank, seen := int64(q*float64(all-1)), int64(0)
	for i, n := range l {
		if seen += n; seen > rank {
			return LatencyBounds[min(i, len(LatencyBounds)-1)]
		}
	}
	return LatencyBounds[len(LatencyBounds)-1]
}

// A Use is what calls there were, of one kind, in one hour.
type Use struct {
	UseKey
	Requests  int64
	Bytes     int64 // of answers, as sent
	Latencies Latencies
}

// A UseKey tells calls of different kinds apart.
type UseKey struct {
	Hour    time.Time // in UTC, on the hour
	Product Ref
	Key     string // the ID of an API key; empty without one. Addresses are not kept.
	Route   string // as it is registered, such as "/v1/data/:dataset/:resource/rows"
	Status  int    // of the answer: 200, 304, 429
}

// A UseFilter selects use. Fields that are zero select all.
type UseFilter struct {
	From, Until time.Time // half-open; hours that begin in it
	Products    []Ref
	Keys        []string
	// Daily adds up whole days of UTC, from figures that are kept for ever;
	// those of single hours are kept for [HoursKept].
	Daily bool
}

// HoursKept is how long the use of single hours is kept.
const HoursKept = 92 * 24 * time.Hour
