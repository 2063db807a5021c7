package risk

import (
	"math/bits"
	"slices"

	"nguon/publisher/anon/micro"
)

// A layout packs the codes of several columns into words, so that tuples of
// two tables are compared, wholly or in some columns, a word at a time. Each
// column has a field within one word: 0 if the value is missing, else the code
// + 1; the value after the last code is for what the other table does not have.
type layout struct {
	fields []field
	words  int
}

type field struct {
	word  int
	shift int
	mask  uint64
}

func newLayout(columns []codeColumn) layout {
	var l layout
	used := 64
	for _, c := range columns {
		width := bits.Len(uint(c.card + 1))
		if used+width > 64 {
			l.words, used = l.words+1, 0
		}
		l.fields = append(l.fields, field{l.words - 1, used, (1<<width - 1) << used})
		used += width
	}
	return l
}

// pack returns the keys of all items, one after the other, and which of the
// columns each has a value in, as a set of bits.
func (l layout) pack(n int, columns []codeColumn) (keys []uint64, present []uint64) {
	keys, present = make([]uint64, n*l.words), make([]uint64, n)
	for j, f := range l.fields {
		for i, code := range columns[j].codes {
			if code != micro.Missing {
				keys[i*l.words+f.word] |= uint64(code+1) << f.shift
				present[i] |= 1 << j
			}
		}
	}
	return keys, present
}

// mask returns the bits of the fields of a set of columns.
func (l layout) mask(columns uint64) []uint64 {
	mask := make([]uint64, l.words)
	for j, f := range l.fields {
		if columns>>j&1 == 1 {
			mask[f.word] |= f.mask
		}
	}
	return mask
}

// tuples numbers the keys that it was given, 0, 1, 2, …
type tuples struct {
	words int
	keys  []uint64 // of all tuples, if they have more than one word
	slots []slot   // key is the hash of the tuple
	n     int
}

func newTuples(words, most int) *tuples {
	return &tuples{words: words, slots: make([]slot, 1<<bits.Len(uint(most+most/2)))}
}

// slot returns where key is, or would be, and its hash. The hash of one word
// is one to one, so that then equal hashes are equal keys.
func (t *tuples) slot(key []uint64) (s *slot, h uint64) {
	for _, w := range key {
		h = hash(h ^ w)
	}
	mask := uint64(len(t.slots) - 1)
	for at := h & mask; ; at = (at + 1) & mask {
		s := &t.slots[at]
		if s.id == 0 || s.key == h && (t.words == 1 || slices.Equal(t.keys[int(s.id-1)*t.words:int(s.id)*t.words], key)) {
			return s, h
		}
	}
}

// find returns the number of key, or −1.
func (t *tuples) find(key []uint64) int {
	s, _ := t.slot(key)
	return int(s.id) - 1
}

// add returns the number of key, which is new or not. No more than the number
// of tuples given to newTuples may be added.
func (t *tuples) add(key []uint64) int {
	s, h := t.slot(key)
	if s.id == 0 {
		if t.words > 1 {
			t.keys = append(t.keys, key...)
		}
		t.n++
		*s = slot{h, uint32(t.n)}
	}
	return int(s.id) - 1
}

// and sets to to those bits of key that are in mask.
func and(to, key, mask []uint64) []uint64 {
	for i := range to {
		to[i] = key[i] & mask[i]
	}
	return to
}

// translate returns the codes that the values of from have in the dictionary
// of to: the code after the last for a value that to does not have.
func translate(from, to *micro.Column) []uint32 {
	if slices.Equal(from.Values, to.Values) {
		codes := make([]uint32, len(from.Values))
		for i := range codes {
			codes[i] = uint32(i)
		}
		return codes
	}
	code := make(map[string]uint32, len(to.Values))
	for i, v := range to.Values {
		code[v] = uint32(i)
	}
	codes := make([]uint32, len(from.Values))
	for i, v := range from.Values {
		c, ok := code[v]
		if !ok {
			c = uint32(len(to.Values))
		}
		codes[i] = c
	}
	return codes
}

// into rewrites columns of one table, as distinct returns them, in the codes
// of another.
func into(columns []codeColumn, from *micro.Table, fromColumns []int, to *micro.Table, toColumns []int) []codeColumn {
	out := make([]codeColumn, len(columns))
	for j, c := range columns {
		target := &to.Columns[toColumns[j]]
		dictionary := translate(&from.Columns[fromColumns[j]], target)
		codes := make([]uint32, len(c.codes))
		for i, code := range c.codes {
			codes[i] = micro.Missing
			if code != micro.Missing {
				codes[i] = dictionary[code]
			}
		}
		out[j] = codeColumn{codes, len(target.Values)}
	}
	return out
}
