package personal

import (
	"encoding/binary"
	"hash/maphash"
	"unicode/utf8"
)

// A reader has what the columns of a table share in reading one cell after the
// other. It is for one goroutine.
type reader struct {
	year    int // the present one
	known   []knownWord
	scratch []byte
	buffer  []byte // of usual
	run     run

	distinctWords int // of each tally

	seed  maphash.Seed
	clean []uint64 // hashes of cells in which nothing was found
}

// A knownWord is the answer for one word as it is written.
type knownWord struct {
	low, high uint64 // its bytes, and how many
	word
}

const (
	longestKey = 15      // bytes of the words that are remembered: those of Vietnamese have fewer
	knownWords = 1 << 13 // that are remembered
)

func newReader(year int) *reader {
	return &reader{year: year, known: make([]knownWord, knownWords), distinctWords: distinctWords, seed: maphash.MakeSeed(), clean: make([]uint64, cleanCells)}
}

// Bounds of the cells that are remembered, so that those which repeat are
// looked at once: of shorter ones looking is as quick. They are remembered by 64
// bits of a hash whose seed nobody knows, and all columns share the room.
const (
	cleanCells   = 1 << 12
	cleanBytes   = 16
	cleanTries   = 1 << 10 // of a column, after which it is known whether its cells repeat
	cleanRepeats = 4       // one in so many must
)

// A repeat tells whether the cells of a column repeat.
type repeat struct {
	salt         uint64 // of the column: what is nothing in one is something in another
	tries, found int
}

// worth reports whether the cells of a column repeat often enough.
func (p *repeat) worth(v []byte) bool {
	return len(v) >= cleanBytes && (p.tries < cleanTries || cleanRepeats*p.found >= p.tries)
}

// cleanSlot returns where the hash of a cell is kept, and the hash.
func (r *reader) cleanSlot(p *repeat, v []byte) (at *uint64, hash uint64) {
	p.tries++
	hash = maphash.Bytes(r.seed, v) ^ p.salt
	return &r.clean[hash>>52], hash
}

// word looks v[from:to] up, which is not empty: text is made of few words, and
// nearly all of them were looked up before.
func (r *reader) word(v []byte, from, to int) word {
	n := to - from
	if n > longestKey {
		if n > utf8.UTFMax*longestWord {
			return word{}
		}
		return wordOf(v[from:to])
	}
	var low, high uint64
	if from+16 <= len(v) {
		low, high = binary.LittleEndian.Uint64(v[from:]), binary.LittleEndian.Uint64(v[from+8:])
		if n <= 8 {
			low, high = low<<(64-8*n)>>(64-8*n), 0
		} else {
			high = high << (128 - 8*n) >> (128 - 8*n) // n is 15 at most: the last byte stays free
		}
	} else {
		for i := n - 1; i >= 0; i-- {
			high = high<<8 | low>>56
			low = low<<8 | uint64(v[from+i])
		}
	}
	high |= uint64(n) << 56
	i := slot(low^high*0xE7037ED1A0B428DB, knownWords)
	w := &r.known[i]
	if w.low == low && w.high == high {
		return w.word
	}
	// Each word has two places, lest two that are frequent take turns in one.
	second := &r.known[i^1]
	if second.low == low && second.high == high {
		return second.word
	}
	*second = *w
	*w = knownWord{low, high, wordOf(v[from:to])}
	return w.word
}
