package lattice

import (
	"context"
	"math"
)

// A Suppression is what is left out at a node so that the criteria hold in
// what is published.
type Suppression struct {
	Rows []int32 // left out as a whole, ascending

	// Cells are the rows whose value is left out, ascending, of each
	// dimension. Their other values stay.
	Cells [][]int32
}

// Suppress says what to leave out at the given levels: the rows of all classes
// that break a criterion or, as far as a share of the cells of the
// quasi-identifiers allows, only some of their values.
//
// Cells are chosen greedily: sets of columns by their number, then by their
// weight, least important first. Rows are freed if, with those columns left
// out, the classes that they join or form satisfy every criterion in every view
// and the whole is within [Problem.Risk] if it was before. A value that is left
// out is the same as a missing one. So the published rows satisfy the criteria
// in the strict reading, where a missing value equals a missing value only, and
// the more so for an attacker.
//
// The number of rows is not limited here: [Search] returns nodes within
// [Problem.Outliers].
func Suppress(ctx context.Context, p *Problem, levels []int, cells float64) (*Suppression, error) {
	if !(cells >= 0 && cells <= 1) {
		return nil, &Error{Code: BadLimit}
	}
	l, err := newLattice(ctx, p)
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
	c, err := l.collapse(ctx, levels, ids)
	if err != nil {
		return nil, err
	}
	l.stand(c, defaultMemory)
	j, err := l.judge(ctx, c, true)
	if err != nil {
		return nil, err
	}
	budget := int64(math.Floor(cells*float64(l.rows)*float64(len(l.axes)) + 1e-9))
	sets, err := l.free(ctx, c, j, budget)
	if err != nil {
		return nil, err
	}
	s := &Suppression{Cells: make([][]int32, len(l.axes))}
	for row, class := range ids {
		if !j.out[class] {
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
