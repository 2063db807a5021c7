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

	// Partial means that the system of relations was too large to be solved as
	// a whole. The intervals are what remains possible if all but some cells
	// near by have their true values, so the attacker's are at least as wide.
	Partial bool

	// Unknown means that the limits did not allow even that. Such a cell must
	// be taken for unprotected.
	Unknown bool
}

// Limits bound the work of audits and suppression. The zero value of a field
// means its default.
type Limits struct {
	System int   // numbers in one system of relations; default 250,000
	Work   int64 // multiplications in all systems of one stage; default 2·10⁹
	Clean  int   // cells that are tried to be published again; default 1,000
}

func (l Limits) withDefaults() Limits {
	return Limits{System: cmp.Or(l.System, 250_000), Work: cmp.Or(l.Work, 2_000_000_000), Clean: cmp.Or(l.Clean, 1000)}
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
	return t.auditAll(ctx, hidden, l.withDefaults(), func(*Audit) bool { return false })
}

func (t *Table) auditAll(ctx context.Context, hidden []bool, l Limits, enough func(*Audit) bool) ([]Audit, error) {
	work := l.Work
	done := make(map[int]Audit)
	var all []Audit
	for cell, h := range hidden {
		if !h {
			continue
		}
		if _, ok := done[cell]; !ok {
			cells, relations := t.component(cell, hidden)
			audits, err := t.audit(ctx, cells, relations, hidden, l.System, &work, enough)
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

// audit computes the intervals of one component: as a whole, or, if it is too
// large, cell by cell until each has enough.
func (t *Table) audit(ctx context.Context, cells []int, relations []relation, hidden []bool, system int, work *int64, enough func(*Audit) bool) ([]Audit, error) {
	audits := make([]Audit, len(cells))
	for i, cell := range cells {
		audits[i].Cell = cell
	}
	err := t.solve(ctx, audits, cells, relations, hidden, system, work)
	if !errors.Is(err, errTooLarge) {
		return audits, err
	}
	place := make(map[int]int, len(cells))
	for i, cell := range cells {
		c := &t.Cells[cell]
		place[cell] = i
		audits[i] = Audit{Cell: cell, Partial: true, Count: Interval{c.Count, c.Count}, Sum: Interval{c.Sum, c.Sum}}
	}
	some := make([]bool, len(hidden))
	for i, cell := range cells {
		if enough(&audits[i]) {
			continue
		}
		near, between := t.neighbourhood(cell, hidden, some)
		found := make([]Audit, len(near))
		err := t.solve(ctx, found, near, between, some, system, work)
		for j, n := range near {
			some[n] = false
			if err == nil {
				a := &audits[place[n]]
				a.Count, a.Sum = a.Count.or(found[j].Count), a.Sum.or(found[j].Sum)
			}
		}
		switch {
		case errors.Is(err, errTooLarge):
			audits[i].Unknown = true
		case err != nil:
			return nil, err
		}
	}
	return audits, nil
}

func (v Interval) or(w Interval) Interval {
	return Interval{min(v.Low, w.Low), max(v.High, w.High)}
}

// nearby is how many cells of a system that is too large are let loose at once.
const nearby = 48

// neighbourhood returns suppressed cells around one, which it marks in some,
// and the relations that they take part in.
func (t *Table) neighbourhood(cell int, hidden, some []bool) (cells []int, between []relation) {
	some[cell] = true
	cells = []int{cell}
	seen := make(map[relation]bool)
	for i := 0; i < len(cells); i++ {
		t.relations(cells[i], func(r relation) {
			if seen[r] {
				return
			}
			seen[r] = true
			between = append(between, r)
			t.members(r, func(other int) {
				if hidden[other] && !some[other] && len(cells) < nearby {
					some[other] = true
					cells = append(cells, other)
				}
			})
		})
	}
	return cells, between
}

// solve fills in the intervals of audits, which are of the cells.
func (t *Table) solve(ctx context.Context, audits []Audit, cells []int, relations []relation, hidden []bool, system int, work *int64) error {
	counts := func(c *Cell) int64 { return c.Count }
	err := t.intervals(ctx, cells, relations, hidden, system, work, counts, func(i int, v Interval) { audits[i].Count = v })
	if err == nil && t.summed {
		sums := func(c *Cell) int64 { return c.Sum }
		err = t.intervals(ctx, cells, relations, hidden, system, work, sums, func(i int, v Interval) { audits[i].Sum = v })
	}
	return err
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
