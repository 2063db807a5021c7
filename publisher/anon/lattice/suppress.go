package lattice

import (
	"cmp"
	"context"
	"math"
	"slices"
)

// A Suppression is what is left out at a node so that the criteria hold in
// what is published.
type Suppression struct {
	Rows []int32 // left out as a whole, ascending

	// Cells are the rows whose value is left out, ascending, of each
	// dimension. Their other values stay.
	Cells [][]int32
}

// most sets of columns that are tried for the suppression of cells.
const mostSets = 1024

// Suppress says what to leave out at the given levels: the rows of all classes
// that break a criterion or, as far as a share of the cells of the
// quasi-identifiers allows, only some of their values.
//
// Cells are chosen greedily: sets of columns by their number, then by their
// weight, least important first. Rows are freed that, with those columns left
// out, form a class of their own in which every criterion holds, so the
// published rows satisfy the criteria even where a missing value is counted as
// a value of its own (the strict reading), and the more so for an attacker.
//
// The number of rows is not limited here: [Search] returns nodes within
// [Problem.Outliers].
func Suppress(ctx context.Context, p *Problem, levels []int, cells float64) (*Suppression, error) {
	if !(cells >= 0 && cells <= 1) {
		return nil, &Error{Code: BadLimit}
	}
	l, err := newLattice(ctx, p, 0)
	if err != nil {
		return nil, err
	}
	if len(levels) != len(l.axes) {
		return nil, &Error{Code: NoLevel}
	}
	for i, a := range l.axes {
		if levels[i] < a.low || levels[i] > a.high {
			return nil, &Error{Code: NoLevel, Column: p.Dimensions[i].Column.Name, Level: levels[i]}
		}
	}
	ids := make([]int32, l.rows)
	c, err := collapse(ctx, l.axes, p.Sensitive, levels, l.words, l.rows, ids)
	if err != nil {
		return nil, err
	}
	out, err := l.outliers(ctx, c, p.Criteria, nil, true)
	if err != nil {
		return nil, err
	}
	budget := int64(math.Floor(cells*float64(l.rows)*float64(len(l.axes)) + 1e-9))
	sets, err := l.free(ctx, c, out, budget)
	if err != nil {
		return nil, err
	}
	s := &Suppression{Cells: make([][]int32, len(l.axes))}
	for row, class := range ids {
		if !out.has[class] {
			continue
		}
		set := sets[class]
		if set == nil {
			s.Rows = append(s.Rows, int32(row))
		}
		for _, axis := range set {
			s.Cells[axis] = append(s.Cells[axis], int32(row))
		}
	}
	return s, nil
}

// free returns the axes to leave out of each class that breaks a criterion;
// nil for those whose rows have to go.
func (l *lattice) free(ctx context.Context, c *classes, out *outlying, budget int64) ([][]int, error) {
	sets := make([][]int, len(c.sizes))
	var open []int32
	for class, has := range out.has {
		if has {
			open = append(open, int32(class))
		}
	}
	for _, set := range l.sets(c.levels) {
		if len(open) == 0 || budget < int64(len(set)) {
			break
		}
		levels := slices.Clone(c.levels)
		for _, axis := range set {
			levels[axis] = hidden
		}
		merged, ids, err := c.only(open).rise(ctx, &l.group, l.axes, l.widths, levels)
		if err != nil {
			return nil, err
		}
		freed := make([]bool, len(merged.sizes))
		for class, n := range merged.sizes {
			if cost := n * int64(len(set)); cost <= budget && l.holds(merged, class, l.p.Criteria) {
				freed[class] = true
				budget -= cost
			}
		}
		rest := open[:0]
		for i, class := range open {
			if freed[ids[i]] {
				sets[class] = set
			} else {
				rest = append(rest, class)
			}
		}
		open = rest
	}
	return sets, nil
}

// sets lists sets of columns that say something at the given levels, but never
// all of them: a row without any value is a row left out.
func (l *lattice) sets(levels []int) [][]int {
	var axes []int
	for i, a := range l.axes {
		if a.width[levels[i]] > 1 {
			axes = append(axes, i)
		}
	}
	var sets [][]int
	for size := 1; size < len(axes) && len(sets) < mostSets; size++ {
		sets = append(sets, combinations(axes, size, mostSets-len(sets))...)
	}
	weigh := func(set []int) (sum float64) {
		for _, axis := range set {
			sum += l.p.Dimensions[axis].weight()
		}
		return sum
	}
	slices.SortStableFunc(sets, func(a, b []int) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(weigh(a), weigh(b)))
	})
	return sets
}

// combinations lists at most so many subsets of a size, in order.
func combinations(of []int, size, limit int) (sets [][]int) {
	at := make([]int, size)
	for i := range at {
		at[i] = i
	}
	for len(sets) < limit {
		set := make([]int, size)
		for i, j := range at {
			set[i] = of[j]
		}
		sets = append(sets, set)
		i := size - 1
		for i >= 0 && at[i] == len(of)-size+i {
			i--
		}
		if i < 0 {
			break
		}
		at[i]++
		for j := i + 1; j < size; j++ {
			at[j] = at[j-1] + 1
		}
	}
	return sets
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
