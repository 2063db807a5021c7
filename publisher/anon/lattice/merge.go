package lattice

import (
	"context"
	"iter"
	"slices"

	"nguon/publisher/anon/risk"
)

// members are the parts of each class: those of class i from start[i] to
// start[i+1].
type members struct {
	start, parts []int32
}

// byClass sorts parts by the class that each belongs to, by counting.
func byClass(ids []int32, classes int) members {
	start := make([]int32, classes+1)
	for _, id := range ids {
		start[id+1]++
	}
	for i := range classes {
		start[i+1] += start[i]
	}
	at := slices.Clone(start)
	parts := make([]int32, len(ids))
	for part, id := range ids {
		parts[at[id]] = int32(part)
		at[id]++
	}
	return members{start, parts}
}

func (m members) groups() iter.Seq2[int, []int32] {
	return func(yield func(int, []int32) bool) {
		for i := range len(m.start) - 1 {
			if !yield(i, m.parts[m.start[i]:m.start[i+1]]) {
				return
			}
		}
	}
}

// merger adds up histograms, class after class. What it makes is overwritten
// by the next histogram.
type merger struct {
	counts []int64
	seen   []uint32
	out    histogram
}

// reset begins a histogram over a dictionary of a width.
func (m *merger) reset(width int) {
	m.counts = append(m.counts[:0], make([]int64, width)...)
	m.out = histogram{append(m.out.start[:0], 0), m.out.codes[:0], m.out.counts[:0]}
}

func (m *merger) add(code uint32, n int64) {
	if m.counts[code] == 0 {
		m.seen = append(m.seen, code)
	}
	m.counts[code] += n
}

func (m *merger) addAll(d risk.Distribution) {
	for i, code := range d.Codes {
		m.add(code, d.Counts[i])
	}
}

func (m *merger) end() {
	slices.Sort(m.seen)
	for _, code := range m.seen {
		m.out.codes, m.out.counts = append(m.out.codes, code), append(m.out.counts, m.counts[code])
		m.counts[code] = 0
	}
	m.seen = m.seen[:0]
	m.out.start = append(m.out.start, int32(len(m.out.codes)))
}

// done returns the histogram, without the room that it grew in.
func (m *merger) done() histogram {
	return histogram{slices.Clone(m.out.start), slices.Clone(m.out.codes), slices.Clone(m.out.counts)}
}

// hidden is the level of a column whose values are suppressed.
const hidden = -1

// move takes the code of an axis to a higher level.
type move struct {
	word  int
	shift uint
	mask  uint64
	to    []uint64
}

// rise merges classes into those of higher levels. It also returns the new
// class of each old one.
func (l *lattice) rise(ctx context.Context, c *classes, levels []int) (*classes, []int32, error) {
	g := &l.group
	keep := make([]uint64, c.words) // bits of the axes that stay
	var moves []move
	for i, a := range l.axes {
		switch levels[i] {
		case hidden:
		case c.levels[i]:
			keep[a.word] |= a.mask << a.shift
		default:
			moves = append(moves, move{a.word, a.shift, a.mask, a.step(c.levels[i], levels[i])})
		}
	}
	g.reset(c.words, len(c.sizes))
	ids := make([]int32, len(c.sizes))
	for low := 0; low < len(ids); low += pause {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		high := min(low+pause, len(ids))
		if c.words == 1 {
			c.regroup1(g, keep[0], moves, ids, low, high)
		} else {
			c.regroup(g, keep, moves, ids, low, high)
		}
	}
	merged := &classes{levels: slices.Clone(levels), words: c.words, keys: slices.Clone(g.keys), sizes: slices.Clone(g.sizes)}
	if len(c.hist) == 0 {
		return merged, ids, nil
	}
	parts := byClass(ids, len(g.sizes))
	for i := range c.hist {
		l.merger.reset(l.widths[i])
		for class, group := range parts.groups() {
			if class%pause == 0 && ctx.Err() != nil {
				return nil, nil, ctx.Err()
			}
			for _, part := range group {
				l.merger.addAll(c.hist[i].of(int(part)))
			}
			l.merger.end()
		}
		merged.hist = append(merged.hist, l.merger.done())
	}
	return merged, ids, nil
}

func (c *classes) regroup(g *grouper, keep []uint64, moves []move, ids []int32, low, high int) {
	key := make([]uint64, c.words)
	for class := low; class < high; class++ {
		from := c.keys[class*c.words : (class+1)*c.words]
		for w := range key {
			key[w] = from[w] & keep[w]
		}
		for i := range moves {
			m := &moves[i]
			key[m.word] |= m.to[from[m.word]>>m.shift&m.mask]
		}
		ids[class] = g.add(key, c.sizes[class])
	}
}

// regroup1 is regroup for keys of one word, where a search spends its time.
func (c *classes) regroup1(g *grouper, keep uint64, moves []move, ids []int32, low, high int) {
	mask := uint64(len(g.slots) - 1)
	for class := low; class < high; class++ {
		from := c.keys[class]
		key := from & keep
		for i := range moves {
			m := &moves[i]
			key |= m.to[from>>m.shift&m.mask]
		}
		at := (key ^ key>>32) * spread >> g.shift
		for {
			id := g.slots[at] - 1
			if id < 0 {
				id = int32(len(g.sizes))
				g.slots[at] = id + 1 // there is room for as many as there were
				g.keys, g.sizes = append(g.keys, key), append(g.sizes, c.sizes[class])
				ids[class] = id
				break
			}
			if g.keys[id] == key {
				g.sizes[id] += c.sizes[class]
				ids[class] = id
				break
			}
			at = (at + 1) & mask
		}
	}
}
