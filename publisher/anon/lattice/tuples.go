package lattice

import (
	"context"
	"slices"

	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

// classes are rows collapsed by their tuple of generalised codes.
type classes struct {
	levels []int
	words  int
	keys   []uint64 // words of each class
	sizes  []int64
	hist   []histogram // of each sensitive column
	used   int         // when they were last merged from
}

// histogram holds the distributions of all classes: that of class i from
// start[i] to start[i+1], by code.
type histogram struct {
	start  []int32
	codes  []uint32
	counts []int64
}

func (h *histogram) of(class int) risk.Distribution {
	low, high := h.start[class], h.start[class+1]
	return risk.Distribution{Codes: h.codes[low:high:high], Counts: h.counts[low:high:high]}
}

func (c *classes) bytes() int64 {
	n := int64(8*len(c.keys) + 8*len(c.sizes))
	for i := range c.hist {
		n += int64(4*len(c.hist[i].start) + 12*len(c.hist[i].codes))
	}
	return n
}

// grouper numbers keys in the order in which they are first seen.
type grouper struct {
	words int
	keys  []uint64
	sizes []int64
	slots []int32 // one more than a class; 0 is free
	shift uint
}

// reset makes g empty, with room for as many classes as are expected. What it
// held is overwritten.
func (g *grouper) reset(words, expect int) {
	g.words, g.shift = words, 64-4
	for 1<<(64-g.shift) < 2*expect {
		g.shift--
	}
	if need := 1 << (64 - g.shift); need <= cap(g.slots) {
		g.slots = g.slots[:need]
		clear(g.slots)
	} else {
		g.slots = make([]int32, need)
	}
	g.keys, g.sizes = slices.Grow(g.keys[:0], expect*words), slices.Grow(g.sizes[:0], expect)
}

// spread is 2⁶⁴ over the golden ratio: products have well mixed high bits.
const spread = 0x9E3779B97F4A7C15

func (g *grouper) hash(key []uint64) uint64 {
	h := uint64(0)
	for _, w := range key {
		h = (h ^ w ^ w>>32) * spread
	}
	return h >> g.shift
}

// add counts n rows under key and returns the number of their class.
func (g *grouper) add(key []uint64, n int64) int32 {
	mask := uint64(len(g.slots) - 1)
	for at := g.hash(key); ; at = (at + 1) & mask {
		class := g.slots[at] - 1
		if class < 0 {
			class = int32(len(g.sizes))
			g.slots[at] = class + 1
			g.keys = append(g.keys, key...)
			g.sizes = append(g.sizes, n)
			if 2*len(g.sizes) > len(g.slots) {
				g.grow()
			}
			return class
		}
		if g.same(int(class), key) {
			g.sizes[class] += n
			return class
		}
	}
}

// find returns the number of the class of key, or −1.
func (g *grouper) find(key []uint64) int32 {
	mask := uint64(len(g.slots) - 1)
	for at := g.hash(key); ; at = (at + 1) & mask {
		if class := g.slots[at] - 1; class < 0 || g.same(int(class), key) {
			return class
		}
	}
}

func (g *grouper) same(class int, key []uint64) bool {
	if g.words == 1 {
		return g.keys[class] == key[0]
	}
	return slices.Equal(g.keys[class*g.words:(class+1)*g.words], key)
}

func (g *grouper) grow() {
	g.shift--
	g.slots = make([]int32, 2*len(g.slots))
	mask := uint64(len(g.slots) - 1)
	for class := range g.sizes {
		at := g.hash(g.keys[class*g.words : (class+1)*g.words])
		for g.slots[at] != 0 {
			at = (at + 1) & mask
		}
		g.slots[at] = int32(class + 1)
	}
}

// pause is the number of rows or classes between two looks at the context.
const pause = 1 << 16

// collapse makes the classes of the rows at the given levels, and tells the
// class of each row if ids is not nil.
func (l *lattice) collapse(ctx context.Context, levels []int, ids []int32) (*classes, error) {
	sensitive := l.p.Sensitive
	if len(sensitive) > 0 && ids == nil {
		ids = make([]int32, l.rows)
	}
	g := &l.group
	g.reset(l.words, min(l.rows, 1<<14))
	key := make([]uint64, l.words)
	up := make([][]uint64, len(l.axes))
	for i, a := range l.axes {
		up[i] = make([]uint64, len(a.up[0]))
		for code, value := range a.up[levels[i]] {
			up[i][code] = uint64(value) << a.shift
		}
	}
	for row := range l.rows {
		if row%pause == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		clear(key)
		for i, a := range l.axes {
			key[a.word] |= up[i][min(a.codes[row], a.missing)]
		}
		class := g.add(key, 1)
		if ids != nil {
			ids[row] = class
		}
	}
	c := &classes{levels: slices.Clone(levels), words: l.words, keys: slices.Clone(g.keys), sizes: slices.Clone(g.sizes)}
	if len(sensitive) == 0 {
		return c, nil
	}
	order := byClass(ids, len(c.sizes))
	for _, s := range sensitive {
		l.merger.reset(len(s.Values))
		for class, group := range order.groups() {
			if class%pause == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			for _, row := range group {
				if code := s.Codes[row]; code != micro.Missing {
					l.merger.add(code, 1)
				}
			}
			l.merger.end()
		}
		c.hist = append(c.hist, l.merger.done())
	}
	return c, nil
}
