package aggregate

import (
	"cmp"
	"context"
	"errors"
	"math"
)

// Unbounded is the upper end of an interval that has none.
const Unbounded = math.MaxInt64

// An Interval is the values of a suppressed cell that agree with everything
// published, both ends included.
type Interval struct{ Low, High int64 }

// An Audit is what an attacker can compute about one suppressed cell.
type Audit struct {
	Cell       int
	Count, Sum Interval

	// Unknown means that the system of relations was too large for the limits.
	// Such a cell must be taken for unprotected.
	Unknown bool
}

// Limits bound the work of audits and suppression. The zero value of a field
// means its default.
type Limits struct {
	System int   // numbers in one system of relations; default 4,000,000 (32 MB)
	Work   int64 // multiplications in all systems of one stage; default 2·10⁹
	Clean  int   // cells that are tried to be published again; default 1,000
}

func (l Limits) withDefaults() Limits {
	return Limits{System: cmp.Or(l.System, 4_000_000), Work: cmp.Or(l.Work, 2_000_000_000), Clean: cmp.Or(l.Clean, 1000)}
}

// Audit computes the feasibility interval of every cell in hidden, by linear
// programming in exact arithmetic over all relations of the table, for an
// attacker who knows all other cells and that no value is negative. Ends that
// are not integers are rounded inwards. It returns the audits in the order of
// the cells.
func (t *Table) Audit(ctx context.Context, hidden []bool, l Limits) ([]Audit, error) {
	if len(hidden) != len(t.Cells) {
		return nil, &Error{Code: BadPattern, Got: int64(len(hidden)), Want: int64(len(t.Cells))}
	}
	l = l.withDefaults()
	work := l.Work
	done := make(map[int]Audit)
	var all []Audit
	for cell, h := range hidden {
		if !h {
			continue
		}
		if _, ok := done[cell]; !ok {
			cells, relations := t.component(cell, hidden)
			audits, err := t.audit(ctx, cells, relations, hidden, l.System, &work)
			if err != nil {
				return nil, err
			}
			for _, a := range audits {
				done[a.Cell] = a
			}
		}
		all = append(all, done[cell])
	}
	return all, nil
}

// audit computes the intervals of one component.
func (t *Table) audit(ctx context.Context, cells []int, relations []relation, hidden []bool, system int, work *int64) ([]Audit, error) {
	audits := make([]Audit, len(cells))
	for i, cell := range cells {
		audits[i].Cell = cell
	}
	counts := func(c *Cell) int64 { return c.Count }
	err := t.intervals(ctx, cells, relations, hidden, system, work, counts, func(i int, v Interval) { audits[i].Count = v })
	if err == nil && t.summed {
		sums := func(c *Cell) int64 { return c.Sum }
		err = t.intervals(ctx, cells, relations, hidden, system, work, sums, func(i int, v Interval) { audits[i].Sum = v })
	}
	if errors.Is(err, errTooLarge) {
		for i := range audits {
			audits[i] = Audit{Cell: audits[i].Cell, Unknown: true}
		}
		err = nil
	}
	return audits, err
}

func (t *Table) intervals(ctx context.Context, cells []int, relations []relation, hidden []bool, system int, work *int64, value func(*Cell) int64, found func(i int, v Interval)) error {
	if (len(cells)+1+len(relations))*len(relations) > system {
		return errTooLarge
	}
	place := make(map[int]int, len(cells))
	for i, cell := range cells {
		place[cell] = i
	}
	equations := make([][]int64, len(relations))
	for i, r := range relations {
		e := make([]int64, len(cells)+1)
		t.members(r, func(cell int) {
			sign := int64(1)
			if cell == r.parent {
				sign = -1
			}
			if hidden[cell] {
				e[place[cell]+1] = sign
			} else {
				e[0] -= sign * value(&t.Cells[cell])
			}
		})
		equations[i] = e
	}
	s, ok, err := newSimplex(ctx, equations, len(cells), work)
	if err != nil {
		return err
	}
	if !ok {
		return errTooLarge // cannot be: the true values are a solution
	}
	for i := range cells {
		low, err := s.extreme(ctx, i, false)
		if err != nil {
			return err
		}
		high, err := s.extreme(ctx, i, true)
		if err != nil {
			return err
		}
		found(i, Interval{low, high})
	}
	return nil
}
