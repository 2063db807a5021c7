package risk

import (
	"math/bits"
	"sync"
)

type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }
func (b bitset) add(i int)   { b[i/64] |= 1 << (i % 64) }

// aloneness finds the classes that share their values in some columns with no
// other class.
type aloneness struct {
	n      int
	layout layout
	keys   []uint64
	// smaller holds the classes that are alone, of each set of one column less.
	smaller map[uint64]bitset
	tables  sync.Pool // of *[]uint32
}

// below returns the classes that are alone in one column less.
func (a *aloneness) below(choice []int) bitset {
	set := newBitset(a.n)
	for _, at := range choice {
		for word, alone := range a.smaller[setOf(choice)&^(1<<at)] {
			set[word] |= alone
		}
	}
	return set
}

// find returns the classes that are alone in the columns of choice. Those that
// are alone in fewer columns are, and meet none of the others, so that there
// is less to compare the more columns there are.
func (a *aloneness) find(choice []int) bitset {
	set := a.below(choice)
	left := a.n
	for _, word := range set {
		left -= bits.OnesCount64(word)
	}
	if left == 0 {
		return set
	}
	slots := a.table(1 << bits.Len(uint(2*left-1)))
	defer a.tables.Put(&slots)
	mask := a.layout.mask(setOf(choice))
	words, free := len(mask), uint64(len(slots)-1)
	crowd := newBitset(a.n)
	for word, alone := range set {
		for rest := ^alone; rest != 0; rest &= rest - 1 {
			class := word*64 + bits.TrailingZeros64(rest)
			if class >= a.n {
				break
			}
			key := a.keys[class*words : (class+1)*words]
			var h uint64
			for w, m := range mask {
				h = hash(h ^ key[w]&m)
			}
			for at := h & free; ; at = (at + 1) & free {
				if slots[at] == 0 {
					slots[at] = uint32(class) + 1
					break
				}
				if other := int(slots[at]) - 1; alike(key, a.keys[other*words:(other+1)*words], mask) {
					crowd.add(class)
					crowd.add(other)
					break
				}
			}
		}
	}
	for word := range set {
		set[word] |= ^crowd[word]
	}
	if over := a.n % 64; over > 0 {
		set[len(set)-1] &= 1<<over - 1
	}
	return set
}

// alike tells whether two keys are equal in the bits of mask.
func alike(a, b, mask []uint64) bool {
	for w, m := range mask {
		if (a[w]^b[w])&m != 0 {
			return false
		}
	}
	return true
}

// table returns so many free slots.
func (a *aloneness) table(n int) []uint32 {
	slots, ok := a.tables.Get().(*[]uint32)
	if !ok || cap(*slots) < n {
		return make([]uint32, n)
	}
	s := (*slots)[:n]
	clear(s)
	return s
}
