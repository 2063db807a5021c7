package lattice

import (
	"context"
	"slices"
)

// most visits of a class in a view when cells are chosen: some seconds. What is
// not free by then goes.
const mostVisits = 1 << 25

// free returns the axes to leave out of each class that breaks a criterion;
// nil for those whose rows have to go.
func (l *lattice) free(ctx context.Context, c *classes, j *judgement, budget int64) ([][]int, error) {
	f := &freeing{lattice: l, c: c, risky: j.over, budget: budget, sets: make([][]int, len(c.sizes))}
	var whole []int32
	for class, out := range j.out {
		if out {
			f.open = append(f.open, int32(class))
		} else {
			whole = append(whole, int32(class))
		}
	}
	if len(f.open) == 0 || budget == 0 {
		return f.sets, nil
	}
	kept := c.only(whole)
	f.views = [][]bool{l.everything()}
	if l.views != nil {
		f.views = nil
		for _, view := range l.views {
			f.views = append(f.views, view.knows)
		}
	}
	for _, knows := range f.views {
		f.stocks = append(f.stocks, l.newStock(kept, knows))
	}
	visits := 0
	for _, set := range l.sets(c.levels) {
		visits += len(f.open) * len(f.views)
		if len(f.open) == 0 || f.budget < int64(len(set)) || visits > mostVisits {
			break
		}
		if err := f.try(ctx, set); err != nil {
			return nil, err
		}
	}
	return f.sets, nil
}

// freeing publishes rows that have to go by leaving out some of their values.
type freeing struct {
	*lattice
	c      *classes
	views  [][]bool // of each, which axes it knows
	stocks []*stock // of each view
	risky  bool     // the whole is over its bounds anyway
	budget int64    // cells
	open   []int32  // classes that are not published yet
	sets   [][]int  // of each class, the axes that are left out
}

func (l *lattice) everything() []bool { return slices.Repeat([]bool{true}, len(l.axes)) }

// try frees what it can by leaving out a set of axes.
func (f *freeing) try(ctx context.Context, set []int) error {
	freed, err := f.fit(ctx, f.open, set)
	if err != nil {
		return err
	}
	if cheap := f.afford(freed, set); len(cheap) < len(freed) {
		// These must satisfy the criteria without the others.
		if freed, err = f.fit(ctx, cheap, set); err != nil {
			return err
		}
	}
	if len(freed) == 0 {
		return nil
	}
	c := f.c.only(freed)
	for i, s := range f.stocks {
		g, old := s.join(f.lattice, c, f.mark(f.views[i], set, c.levels))
		if !f.risky && !f.tolerable(s.after(f.lattice, g.sizes, old)) {
			return nil
		}
	}
	for i, s := range f.stocks {
		s.add(f.lattice, c, f.mark(f.views[i], set, c.levels))
	}
	for i, class := range freed {
		f.sets[class] = set
		f.budget -= c.sizes[i] * int64(len(set))
	}
	f.open = slices.DeleteFunc(f.open, func(class int32) bool { return f.sets[class] != nil })
	return nil
}

// fit returns those of some classes that satisfy the criteria in every view,
// together with what is published, if a set of axes is left out of them.
func (f *freeing) fit(ctx context.Context, open []int32, set []int) ([]int32, error) {
	c := f.c.only(open)
	var views []*gathering
	for i, s := range f.stocks {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		g, _ := s.join(f.lattice, c, f.mark(f.views[i], set, c.levels))
		views = append(views, g)
	}
	p := f.newPeeling(c, views)
	if err := p.run(ctx, f.all, true); err != nil {
		return nil, err
	}
	var fits []int32
	for i, class := range open {
		if !p.out[i] {
			fits = append(fits, class)
		}
	}
	return fits, nil
}

// afford returns those of some classes for which there are cells enough: first
// come, first served, together with all that look the same with a set of axes
// left out.
func (f *freeing) afford(freed []int32, set []int) []int32 {
	c := f.c.only(freed)
	m := f.mark(f.everything(), set, c.levels)
	of := m.group(&f.group, f.words+len(m.tail), c)
	budget, yes := f.budget, make([]bool, len(f.group.sizes))
	for group, n := range f.group.sizes {
		if cost := n * int64(len(set)); cost <= budget {
			yes[group] = true
			budget -= cost
		}
	}
	var cheap []int32
	for i, class := range freed {
		if yes[of[i]] {
			cheap = append(cheap, class)
		}
	}
	return cheap
}

// only returns some of the classes.
func (c *classes) only(which []int32) *classes {
	few := &classes{levels: c.levels, words: c.words}
	for _, class := range which {
		few.keys = append(few.keys, c.keys[int(class)*c.words:(int(class)+1)*c.words]...)
		few.sizes = append(few.sizes, c.sizes[class])
	}
	for i := range c.hist {
		h := histogram{start: []int32{0}}
		for _, class := range which {
			d := c.hist[i].of(int(class))
			h.codes, h.counts = append(h.codes, d.Codes...), append(h.counts, d.Counts...)
			h.start = append(h.start, int32(len(h.codes)))
		}
		few.hist = append(few.hist, h)
	}
	return few
}
