package profile

import "testing"

// bytes is what a column of numbers may take: its counters, and its slots at
// their fullest.
func (r room) most() int { return 8*r.span + 2*2*16*r.values + r.bytes }

// The columns of a wide table share the memory of a narrow one, but for a
// little that each needs.
func TestRoomIsSharedAmongColumns(t *testing.T) {
	if roomFor(10) != roomFor(64) {
		t.Errorf("10 columns have room %+v, 64 have %+v: want the same", roomFor(10), roomFor(64))
	}
	for _, columns := range []int{100, 1000, 10_000, 41_723} {
		if all, narrow := columns*roomFor(columns).most(), 64*roomFor(64).most(); all > 6*narrow {
			t.Errorf("%d columns may take %d MB, 64 take %d MB", columns, all>>20, narrow>>20)
		}
	}
}
