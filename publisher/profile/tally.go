package profile

import (
	"cmp"
	"slices"

	"nguon/catalog"
)

// A tally counts how often each of at most [exactValues] keys occurs: a hash
// table with open addressing that does not allocate a key.
type tally struct {
	slots []tallied
	used  int
}

type tallied struct {
	key   uint64
	count int64 // 0 is a free slot
}

const tallySlots = 2 * exactValues // a power of two

// add counts key n times. It reports false, and counts nothing, if key is new
// and there is no room.
func (t *tally) add(key, hash uint64, n int64) bool {
	if t.slots == nil {
		t.slots = make([]tallied, tallySlots)
	}
	for i := hash & (tallySlots - 1); ; i = (i + 1) & (tallySlots - 1) {
		s := &t.slots[i]
		if s.count == 0 {
			if t.used == exactValues {
				return false
			}
			t.used++
			s.key, s.count = key, n
			return true
		}
		if s.key == key {
			s.count += n
			return true
		}
	}
}

// all yields the keys and how often they occur, in no order.
func (t *tally) all(yield func(key uint64, count int64) bool) {
	for _, s := range t.slots {
		if s.count > 0 && !yield(s.key, s.count) {
			return
		}
	}
}

// top returns the most frequent of values, in order; of equally frequent ones
// first those that come first in values.
func top(values []catalog.ValueCount) []catalog.ValueCount {
	if len(values) > topDistinct || slices.ContainsFunc(values, func(v catalog.ValueCount) bool { return len(v.Value) > textBytes }) {
		return nil
	}
	values = slices.Clone(values)
	slices.SortStableFunc(values, func(a, b catalog.ValueCount) int { return cmp.Compare(b.Count, a.Count) })
	return values[:min(len(values), topValues)]
}
