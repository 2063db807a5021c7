package bulk

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"hash/maphash"
	"math"
	"slices"
)

// A table numbers terms, in the order in which they are met. The text of a
// term has the number of its field before it.
type table struct {
	seed   maphash.Seed
	slots  []uint32 // number+1 by hash; a power of two of them, at most half used
	hashes []uint32 // of each term
	ends   []uint32 // of its text
	text   []byte
}

const firstSlots = 1 << 12

func newTable() *table {
	return &table{seed: maphash.MakeSeed(), slots: make([]uint32, firstSlots)}
}

// of returns the text of a term.
func (t *table) of(term uint32) []byte {
	start := uint32(0)
	if term > 0 {
		start = t.ends[term-1]
	}
	return t.text[start:t.ends[term]]
}

// number returns the number of a term, and whether it is new. If there is no
// room for it, it returns false for both.
func (t *table) number(term []byte) (n uint32, isNew, ok bool) {
	hash := uint32(maphash.Bytes(t.seed, term))
	mask := uint32(len(t.slots) - 1)
	i := hash & mask
	for ; t.slots[i] != 0; i = (i + 1) & mask {
		if n := t.slots[i] - 1; t.hashes[n] == hash && bytes.Equal(t.of(n), term) {
			return n, false, true
		}
	}
	if len(t.text)+len(term) > math.MaxUint32 {
		return 0, false, false
	}
	n = uint32(len(t.ends))
	t.slots[i] = n + 1
	t.hashes = append(t.hashes, hash)
	t.text = append(t.text, term...)
	t.ends = append(t.ends, uint32(len(t.text)))
	if 2*len(t.ends) > len(t.slots) {
		t.grow()
	}
	return n, true, true
}

func (t *table) grow() {
	t.slots = make([]uint32, 2*len(t.slots))
	mask := uint32(len(t.slots) - 1)
	for n, hash := range t.hashes {
		i := hash & mask
		for t.slots[i] != 0 {
			i = (i + 1) & mask
		}
		t.slots[i] = uint32(n) + 1
	}
}

// size is the memory of the table, in bytes.
func (t *table) size() int {
	return 4*cap(t.slots) + 4*cap(t.hashes) + 4*cap(t.ends) + cap(t.text)
}

// sorted returns the terms in the order of their texts, which is first that of
// their fields.
func (t *table) sorted() []uint32 {
	type key struct {
		begin uint64 // eight bytes of the text, which nearly always decide
		term  uint32
	}
	keys := make([]key, len(t.ends))
	for i := range keys {
		var begin [8]byte
		copy(begin[:], t.of(uint32(i)))
		keys[i] = key{binary.BigEndian.Uint64(begin[:]), uint32(i)}
	}
	slices.SortFunc(keys, func(a, b key) int {
		if a.begin != b.begin {
			return cmp.Compare(a.begin, b.begin)
		}
		return bytes.Compare(t.of(a.term), t.of(b.term))
	})
	terms := make([]uint32, len(keys))
	for i, k := range keys {
		terms[i] = k.term
	}
	return terms
}
