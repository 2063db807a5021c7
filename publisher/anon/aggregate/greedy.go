package aggregate

import (
	"cmp"
	"context"
	"slices"
)

// value is what a cell is worth to its readers.
func (s *suppressor) value(cell int) int64 {
	if s.t.summed {
		return s.t.Cells[cell].Sum
	}
	return s.t.Cells[cell].Count
}

// need is what another cell must be able to give for a cell to be protected.
func (s *suppressor) need(cell int) int64 {
	if s.t.summed {
		return s.needs[cell].Sum.Upper
	}
	return s.needs[cell].Count.Upper
}

// hide suppresses a cell or publishes it again.
func (s *suppressor) hide(cell int, hidden bool) {
	s.hidden[cell] = hidden
	s.t.relations(cell, func(r relation) {
		if hidden {
			s.counts[r.axis][r.parent]++
		} else {
			s.counts[r.axis][r.parent]--
		}
	})
}

// exposed tells whether the suppressed cells of a relation give one away: one
// that is alone, or an unsafe one beside that of a single contributor.
func (s *suppressor) exposed(r relation) bool {
	switch s.counts[r.axis][r.parent] {
	case 1:
		return true
	case 2:
		cells := s.t.hiddenOf(r, s.hidden)
		a, b := cells[0], cells[1]
		return s.insider(a, b) || s.insider(b, a)
	}
	return false
}

func (s *suppressor) insider(knows, other int) bool {
	return s.t.Cells[knows].Contributors == 1 && s.needs[other].Reason != 0 && !s.same(knows, other)
}

// same tells whether one of two cells holds all rows of the other because it
// is a sum with nothing else in it: its contributor is the other's.
func (s *suppressor) same(a, b int) bool {
	return s.t.Cells[a].Count == s.t.Cells[b].Count && s.t.Cells[a].Sum == s.t.Cells[b].Sum
}

// close suppresses further cells until no relation gives a cell away.
func (s *suppressor) close(ctx context.Context, cells []int) error {
	queue := slices.Clone(cells)
	for len(queue) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		cell := queue[0]
		queue = queue[1:]
		s.t.relations(cell, func(r relation) {
			for s.exposed(r) {
				best := s.beside(r)
				if best < 0 {
					return
				}
				s.hide(best, true)
				queue = append(queue, best)
			}
		})
	}
	return nil
}

// beside returns the best cell to suppress next in a relation, or −1.
func (s *suppressor) beside(r relation) int {
	best, need := -1, int64(0)
	for _, h := range s.t.hiddenOf(r, s.hidden) {
		need = max(need, s.need(h))
	}
	s.t.members(r, func(other int) {
		if !s.hidden[other] && (best < 0 || s.better(other, best, need)) {
			best = other
		}
	})
	return best
}

// better tells whether a is a better cell to suppress than b.
func (s *suppressor) better(a, b int, need int64) bool {
	order := func(cell int) (empty, gaps, small int) {
		v := s.value(cell)
		if v == 0 {
			empty = 1
		}
		if v < need {
			small = 1
		}
		s.t.relations(cell, func(r relation) {
			switch s.counts[r.axis][r.parent] {
			case 0:
				gaps++
			case 1:
				gaps--
			}
		})
		return empty, gaps, small
	}
	emptyA, gapsA, smallA := order(a)
	emptyB, gapsB, smallB := order(b)
	return cmp.Or(cmp.Compare(emptyA, emptyB), cmp.Compare(gapsA, gapsB), cmp.Compare(smallA, smallB),
		cmp.Compare(s.value(a), s.value(b)), cmp.Compare(a, b)) < 0
}

// widen suppresses one more cell for each that fails: beside it if there is
// one left, else anywhere beside what it depends on.
func (s *suppressor) widen(failing []int) (added []int) {
	for _, cell := range failing {
		if s.unknown[cell] {
			continue
		}
		component, _ := s.t.component(cell, s.hidden)
		best := -1
		for _, near := range component { // the cell itself is first
			s.t.relations(near, func(r relation) {
				s.t.members(r, func(other int) {
					if !s.hidden[other] && (best < 0 || s.better(other, best, s.need(cell))) {
						best = other
					}
				})
			})
			if best >= 0 {
				s.hide(best, true)
				added = append(added, best)
				break
			}
		}
	}
	return added
}
