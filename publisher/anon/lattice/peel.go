package lattice

import (
	"context"
	"slices"
)

// peeling takes tuples away until, in every view, every class holds.
type peeling struct {
	*lattice
	c     *classes
	views []*gathering
	out   []bool // of each tuple of c, whether it was taken away
	rows  int64  // of these
	work  int    // left

	gaveUp bool // the work was used up: everything was taken away, which satisfies everything
}

// A peeling may look at each class, and each value in it, so many times on
// average. Size alone is judged for less, so that only chains of other
// criteria, in which each round breaks a little more, are ever given up.
const peelWork = 64

func (l *lattice) newPeeling(c *classes, views []*gathering) *peeling {
	p := &peeling{lattice: l, c: c, views: views, out: make([]bool, len(c.sizes)), work: 1 << 16}
	for _, g := range views {
		p.work += peelWork * len(c.sizes)
		for i := range g.hist {
			p.work += peelWork * len(g.hist[i].codes)
		}
	}
	return p
}

// run takes away all tuples of the classes that break one of criteria, in
// rounds, until none does: it ends well only when each class was judged after
// its last change. It stops over the limit unless all are wanted. A class may
// have rows that are not those of c; they stay.
func (p *peeling) run(ctx context.Context, criteria []Criterion, all bool) error {
	dirty := make([][]int32, len(p.views)) // of each view, the classes to look at
	for i, g := range p.views {
		dirty[i] = make([]int32, len(g.sizes))
		for class := range dirty[i] {
			dirty[i][class] = int32(class)
		}
	}
	for {
		var broken []int32 // tuples
		for i, g := range p.views {
			for at, class := range dirty[i] {
				if at%pause == 0 && ctx.Err() != nil {
					return ctx.Err()
				}
				if g.sizes[class] == 0 {
					continue
				}
				p.work -= p.look(g, class)
				if !p.satisfied(criteria) {
					broken = append(broken, g.members(class)...)
				}
			}
			dirty[i] = dirty[i][:0]
		}
		if len(broken) == 0 {
			return nil
		}
		if p.work < 0 {
			for tuple, n := range p.c.sizes {
				if !p.out[tuple] {
					p.out[tuple] = true
					p.rows += n
				}
			}
			p.gaveUp = true
			return nil
		}
		if p.take(broken, dirty); p.rows > p.limit && !all {
			return nil
		}
	}
}

// take takes tuples away and notes the classes that change.
func (p *peeling) take(tuples []int32, dirty [][]int32) {
	for _, tuple := range tuples {
		if p.out[tuple] {
			continue
		}
		p.out[tuple] = true
		p.rows += p.c.sizes[tuple]
		for i, g := range p.views {
			g.take(p.c, tuple)
			dirty[i] = append(dirty[i], g.of[tuple])
		}
	}
	for i := range dirty {
		slices.Sort(dirty[i])
		dirty[i] = slices.Compact(dirty[i])
	}
}
