package aggregate

import (
	"cmp"
	"context"
	"slices"
)

// A State is what becomes of a cell.
type State uint8

// The states.
const (
	Published State = iota
	Primary         // suppressed because it is unsafe
	Secondary       // suppressed because it would give away an unsafe cell
)

// A Pattern is which cells of a table are suppressed, and what is left to be
// computed about them.
type Pattern struct {
	States []State      // of each cell
	Needs  []Protection // of each cell
	Audits []Audit      // of the suppressed cells, in their order

	// Open are unsafe cells that could not be protected. A table with any must
	// not be published: coarser groups, or rounding, are the way.
	Open []int
}

// Suppress suppresses unsafe cells and chooses others so that no unsafe cell
// can be computed more closely than its protection level allows.
//
// Cells are chosen greedily: no sum may have a single suppressed cell, nor one
// beside that of a single contributor, who knows what is his own; then every
// unsafe cell whose interval is still too narrow gets another cell beside it,
// until the audit finds nothing. Cells that close several gaps at once come
// first, then small ones; empty cells last, since they are often known to be
// empty. At the end suppressed cells that are not needed are published again,
// large ones first. The pattern is not the smallest there could be.
//
// Where suppressed cells depend on one another by the thousand, their system is
// over the limits, and its unsafe cells are left open: such a table is better
// rounded, or made of coarser groups.
func (t *Table) Suppress(ctx context.Context, r *Rules, l Limits) (*Pattern, error) {
	needs, err := t.Unsafe(r)
	if err != nil {
		return nil, err
	}
	l = l.withDefaults()
	s := &suppressor{t: t, needs: needs, hidden: make([]bool, len(needs)), limits: l, work: l.Work, passed: make(map[int][]int), unknown: make(map[int]bool)}
	for range t.Axes {
		s.counts = append(s.counts, make([]int32, len(needs)))
	}
	for cell, n := range needs {
		if n.Reason != 0 {
			s.hide(cell, true)
			s.primary = append(s.primary, cell)
		}
	}
	if err := s.close(ctx, s.primary); err != nil {
		return nil, err
	}
	for {
		failing, err := s.failing(ctx, s.primary)
		if err != nil {
			return nil, err
		}
		if added := s.widen(failing); len(added) > 0 {
			if err := s.close(ctx, added); err != nil {
				return nil, err
			}
			continue
		}
		break
	}
	if err := s.clean(ctx); err != nil {
		return nil, err
	}
	return s.pattern(ctx)
}

type suppressor struct {
	t       *Table
	needs   []Protection
	hidden  []bool
	counts  [][]int32 // of each axis and parent, the suppressed cells of the relation
	primary []int
	limits  Limits
	passed  map[int][]int // by first cell, components that were found to hold
	unknown map[int]bool  // failing cells whose system is too large: more cells make it larger
	work    int64         // left for audits
}

func (s *suppressor) pattern(ctx context.Context) (*Pattern, error) {
	p := &Pattern{States: make([]State, len(s.needs)), Needs: s.needs}
	var err error
	if p.Audits, err = s.t.Audit(ctx, s.hidden, s.limits); err != nil {
		return nil, err
	}
	for _, a := range p.Audits {
		p.States[a.Cell] = Secondary
		if s.needs[a.Cell].Reason == 0 {
			continue
		}
		p.States[a.Cell] = Primary
		if !s.protected(&a) {
			p.Open = append(p.Open, a.Cell)
		}
	}
	return p, nil
}

func (s *suppressor) protected(a *Audit) bool {
	n, c := &s.needs[a.Cell], &s.t.Cells[a.Cell]
	return !a.Unknown && n.Count.holds(c.Count, a.Count) && (!s.t.summed || n.Sum.holds(c.Sum, a.Sum))
}

// failing returns those of the cells, one for each component, that are not
// protected.
func (s *suppressor) failing(ctx context.Context, cells []int) ([]int, error) {
	var failing []int
	seen := make(map[int]bool)
	for _, cell := range cells {
		if seen[cell] || !s.hidden[cell] {
			continue
		}
		component, relations := s.t.component(cell, s.hidden)
		for _, c := range component {
			seen[c] = true
		}
		if slices.Equal(s.passed[cell], component) {
			continue
		}
		bad, err := s.weakest(ctx, component, relations)
		if err != nil {
			return nil, err
		}
		if bad >= 0 {
			failing = append(failing, bad)
		} else {
			s.passed[cell] = component
		}
	}
	return failing, nil
}

// weakest returns an unsafe cell of a component that is not protected, or −1.
func (s *suppressor) weakest(ctx context.Context, component []int, relations []relation) (int, error) {
	audits, err := s.t.audit(ctx, component, relations, s.hidden, s.limits.System, &s.work)
	if err != nil {
		return -1, err
	}
	for i := range audits {
		if s.needs[audits[i].Cell].Reason != 0 && !s.protected(&audits[i]) {
			s.unknown[audits[i].Cell] = audits[i].Unknown
			return audits[i].Cell, nil
		}
	}
	return -1, nil
}

// clean publishes again what need not be suppressed.
func (s *suppressor) clean(ctx context.Context) error {
	var secondary []int
	for cell, h := range s.hidden {
		if h && s.needs[cell].Reason == 0 {
			secondary = append(secondary, cell)
		}
	}
	slices.SortStableFunc(secondary, func(a, b int) int { return cmp.Compare(s.value(b), s.value(a)) })
	if failing, err := s.failing(ctx, s.primary); err != nil || len(failing) > 0 {
		return err // nothing to spare
	}
	s.work = s.limits.Work
	for _, cell := range secondary[:min(len(secondary), s.limits.Clean)] {
		if s.work < 0 {
			break
		}
		before, _ := s.t.component(cell, s.hidden)
		s.hide(cell, false)
		alone := false
		s.t.relations(cell, func(r relation) { alone = alone || s.exposed(r) })
		if !alone {
			unsafe := slices.DeleteFunc(before, func(c int) bool { return s.needs[c].Reason == 0 })
			slices.Sort(unsafe)
			failing, err := s.failing(ctx, unsafe)
			if err != nil {
				return err
			}
			alone = len(failing) > 0
		}
		if alone {
			s.hide(cell, true)
		}
	}
	return nil
}
