package lattice

import (
	"slices"

	"nguon/publisher/anon/risk"
)

// stock is the classes of the rows that are published, in one view. It grows.
type stock struct {
	index grouper               // sizes by key
	hist  [][]risk.Distribution // of each sensitive column, by class
	total census
}

// mark is what a view makes of the keys of tuples when some axes are left out:
// a word more for which they are, except those that have a code for missing
// values, which they get.
type mark struct {
	keep, set []uint64
	tail      []uint64
}

func (l *lattice) mark(knows []bool, set, levels []int) mark {
	m := mark{make([]uint64, l.words), make([]uint64, l.words), make([]uint64, (len(l.axes)+63)/64)}
	for axis, a := range l.axes {
		missing, ok := a.blank(levels[axis])
		switch {
		case !knows[axis]:
		case !slices.Contains(set, axis):
			m.keep[a.word] |= a.mask << a.shift
		case ok:
			m.set[a.word] |= uint64(missing) << a.shift
		default:
			m.tail[axis/64] |= 1 << (axis % 64)
		}
	}
	return m
}

// group gathers the tuples of c by their keys in g, and returns the class of
// each.
func (m mark) group(g *grouper, words int, c *classes) []int32 {
	g.reset(words, len(c.sizes))
	key := make([]uint64, words)
	copy(key[len(m.keep):], m.tail)
	of := make([]int32, len(c.sizes))
	for tuple, n := range c.sizes {
		from := c.keys[tuple*c.words:]
		for w := range m.keep {
			key[w] = from[w]&m.keep[w] | m.set[w]
		}
		of[tuple] = g.add(key, n)
	}
	return of
}

// newStock takes in tuples that keep all their values.
func (l *lattice) newStock(kept *classes, knows []bool) *stock {
	s := &stock{hist: make([][]risk.Distribution, len(kept.hist))}
	m := l.mark(knows, nil, kept.levels)
	s.index.reset(l.words+len(m.tail), len(kept.sizes))
	s.add(l, kept, m)
	return s
}

// join makes the classes of the stock and of the tuples of c, as they are in a
// view with mark m. Only classes that get a tuple are in it.
func (s *stock) join(l *lattice, c *classes, m mark) (g *gathering, old []int64) {
	words := s.index.words
	g = &gathering{of: m.group(&l.group, words, c)}
	g.sizes, old = slices.Clone(l.group.sizes), make([]int64, len(l.group.sizes))
	at := make([]int32, len(old))
	for class := range old {
		at[class] = s.index.find(l.group.keys[class*words : (class+1)*words])
		if at[class] >= 0 {
			old[class] = s.index.sizes[at[class]]
			g.sizes[class] += old[class]
		}
	}
	if len(c.hist) == 0 {
		return g, old
	}
	g.tuples = byClass(g.of, len(g.sizes))
	for i := range c.hist {
		l.merger.reset(l.widths[i])
		for class, group := range g.tuples.groups() {
			if at[class] >= 0 {
				l.merger.addAll(s.hist[i][at[class]])
			}
			for _, j := range group {
				l.merger.addAll(c.hist[i].of(int(j)))
			}
			l.merger.end()
		}
		g.hist = append(g.hist, l.merger.done())
	}
	return g, old
}

// add publishes the tuples of c.
func (s *stock) add(l *lattice, c *classes, m mark) {
	g, old := s.join(l, c, m)
	words := s.index.words
	for class, n := range g.sizes {
		at := s.index.add(l.group.keys[class*words:(class+1)*words], n-old[class])
		for i := range g.hist {
			d := g.hist[i].of(class)
			if int(at) == len(s.hist[i]) {
				s.hist[i] = append(s.hist[i], d)
			} else {
				s.hist[i][at] = d
			}
		}
	}
	s.total = s.after(l, g.sizes, old)
}

// after is the total once classes of old sizes have new ones.
func (s *stock) after(l *lattice, sizes, old []int64) census {
	more, less := l.count(sizes, nil), l.count(old, nil)
	t := s.total
	t.classes += more.classes - less.classes
	t.rows += more.rows - less.rows
	t.small += more.small - less.small
	return t
}
