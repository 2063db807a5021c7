package profile

import (
	"cmp"
	"slices"

	"nguon/catalog"
	"nguon/publisher/table"
)

// A tally counts how often each of at most so many keys occurs: a hash table
// with open addressing that does not allocate a key.
type tally struct {
	slots []tallied // their number is a power of two
	used  int
	most  int // keys
}

type tallied struct {
	key   uint64
	count int64 // 0 is a free slot
}

// add counts key n times. It reports false, and counts nothing, if key is new
// and there is no room.
func (t *tally) add(key, hash uint64, n int64) bool {
	if 2*t.used >= len(t.slots) {
		t.grow()
	}
	s := t.find(key, hash)
	if s.count == 0 {
		if t.used == t.most {
			return false
		}
		t.used++
		s.key = key
	}
	s.count += n
	return true
}

// find returns the slot of a key, or the free one where it belongs.
func (t *tally) find(key, hash uint64) *tallied {
	mask := uint64(len(t.slots) - 1)
	for i := hash & mask; ; i = (i + 1) & mask {
		if s := &t.slots[i]; s.count == 0 || s.key == key {
			return s
		}
	}
}

// grow doubles the slots, of which half are free at least.
func (t *tally) grow() {
	old := t.slots
	t.slots = make([]tallied, max(16, 2*len(old)))
	for _, s := range old {
		if s.count > 0 {
			*t.find(s.key, table.Hash(s.key)) = s
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
