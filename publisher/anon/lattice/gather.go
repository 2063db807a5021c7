package lattice

import (
	"context"
	"slices"

	"nguon/publisher/anon/risk"
)

// gathering is the classes that some tuples make in one view. It changes as
// tuples are taken away.
type gathering struct {
	of    []int32     // of each tuple, its class
	sizes []int64     // rows of each class now
	hist  []histogram // of each sensitive column; counts are 0 where a value is gone

	tuples members // of each class, made when first asked for
	gone   bool    // tuples were taken away
}

// gather makes the classes of c in a view.
func (l *lattice) gather(ctx context.Context, c *classes, view *ladder) (*gathering, error) {
	merged, ids, err := l.rise(ctx, c, view.known(c.levels))
	if err != nil {
		return nil, err
	}
	return &gathering{of: ids, sizes: merged.sizes, hist: merged.hist}, nil
}

// sized is g without what is sensitive, to be changed on its own.
func (g *gathering) sized() *gathering {
	return &gathering{of: g.of, sizes: slices.Clone(g.sizes), tuples: g.tuples}
}

func (g *gathering) members(class int32) []int32 {
	if g.tuples.start == nil {
		g.tuples = byClass(g.of, len(g.sizes))
	}
	return g.tuples.parts[g.tuples.start[class]:g.tuples.start[class+1]]
}

// take takes a tuple away.
func (g *gathering) take(c *classes, tuple int32) {
	class := g.of[tuple]
	g.sizes[class] -= c.sizes[tuple]
	g.gone = true
	for i := range g.hist {
		h, d := &g.hist[i], c.hist[i].of(int(tuple))
		at, end := h.start[class], h.start[class+1]
		for j, code := range d.Codes {
			to, _ := slices.BinarySearch(h.codes[at:end], code)
			at += int32(to)
			h.counts[at] -= d.Counts[j]
		}
	}
}

// look sets l.class to a class as it is now, and returns what that cost.
func (l *lattice) look(g *gathering, class int32) (work int) {
	l.class.Size = g.sizes[class]
	for i := range g.hist {
		d := g.hist[i].of(int(class))
		work += len(d.Codes)
		if g.gone {
			d = l.present(i, d)
		}
		l.class.hist[i] = d
	}
	return work + 1
}

// present copies what is above 0 of a distribution.
func (l *lattice) present(column int, d risk.Distribution) risk.Distribution {
	s := &l.scratch[column]
	s.Codes, s.Counts = s.Codes[:0], s.Counts[:0]
	for i, n := range d.Counts {
		if n > 0 {
			s.Codes, s.Counts = append(s.Codes, d.Codes[i]), append(s.Counts, n)
		}
	}
	return *s
}

// satisfied tells whether the class that was looked at satisfies criteria.
func (l *lattice) satisfied(criteria []Criterion) bool {
	for _, criterion := range criteria {
		if !criterion.Holds(&l.class) {
			return false
		}
	}
	return true
}
