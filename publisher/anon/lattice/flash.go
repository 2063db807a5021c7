package lattice

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// flash searches a lattice that can be enumerated, and proves its answer.
func (s *search) flash(ctx context.Context) error {
	nodes := s.byHeight()
	for i, n := range nodes {
		if err := s.patient(ctx, i); err != nil {
			return err
		}
		if !s.open(n) || s.holds.below(n) {
			continue
		}
		if err := s.bisect(ctx, s.path(n, none)); err != nil {
			return err
		}
	}
	// What is monotone in criteria and metric is done. Where a node may fail
	// or cost more though a lower one holds, those still open are looked at,
	// beginning with those that cost least if that is known.
	if s.p.Metric.separable() {
		costs := make(map[*uint8]float64, len(nodes))
		for _, n := range nodes {
			costs[&n[0]] = s.cost(n)
		}
		slices.SortStableFunc(nodes, func(a, b []uint8) int { return cmp.Compare(costs[&a[0]], costs[&b[0]]) })
	}
	for i, n := range nodes {
		if err := s.patient(ctx, i); err != nil {
			return err
		}
		if s.seen[string(n)] != nil || !s.open(n) {
			continue
		}
		if _, err := s.visit(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// patient looks at ctx and the clock now and then, as there may be many nodes
// that are not open.
func (s *search) patient(ctx context.Context, i int) error {
	if i%1024 == 0 && time.Now().After(s.deadline) {
		return errLimit
	}
	return ctx.Err()
}

// byHeight lists all nodes by the sum of their levels, then by their levels.
func (s *search) byHeight() [][]uint8 {
	height := 0
	for _, a := range s.axes {
		height += a.high - a.low
	}
	layers := make([][][]uint8, height+1)
	room := make([]uint8, 0, int(s.size)*len(s.axes)) // one allocation for all nodes
	n := s.low()
	for at := 0; ; {
		room = append(room, n...)
		layers[at] = append(layers[at], room[len(room)-len(n):])
		i := len(n) - 1
		for ; i >= 0 && int(n[i]) == s.axes[i].high; i-- {
			at -= s.axes[i].high - s.axes[i].low
			n[i] = uint8(s.axes[i].low)
		}
		if i < 0 {
			break
		}
		n[i]++
		at++
	}
	nodes := make([][]uint8, 0, s.size)
	for _, layer := range layers {
		nodes = append(nodes, layer...)
	}
	return nodes
}

// bestEffort searches a lattice too large to enumerate: a path through it,
// then down from the best nodes that hold, and up again beside the nodes
// that fail, until nothing is left in reach or a limit is.
func (s *search) bestEffort(ctx context.Context) error {
	if !s.open(s.low()) {
		return nil
	}
	if err := s.bisect(ctx, s.path(s.low(), none)); err != nil {
		return err
	}
	done := make(map[*outcome]bool)
	for stale := 0; stale < patience; stale++ {
		at := s.next(done)
		if at == nil {
			return nil
		}
		best := s.best
		done[at] = true
		if err := s.descend(ctx, s.node(at.Levels)); err != nil {
			return err
		}
		if s.best != best {
			stale = 0
		}
	}
	return nil
}

// patience is how many nodes a best effort goes down from without finding a
// better one before it gives up.
const patience = 100

// next returns the best node that holds and was not gone down from.
func (s *search) next(done map[*outcome]bool) (next *outcome) {
	for _, o := range s.order {
		if o.Holds && !done[o] && (next == nil || o.Metric < next.Metric) {
			next = o
		}
	}
	return next
}

// descend looks at each neighbour below n; beside one that fails it tries a
// path on which that column stays down and others go up in its place.
func (s *search) descend(ctx context.Context, n []uint8) error {
	for i, a := range s.axes {
		if int(n[i]) == a.low {
			continue
		}
		down := slices.Clone(n)
		down[i]--
		if s.open(down) {
			o, err := s.visit(ctx, down)
			if err != nil {
				return err
			}
			if o.Holds {
				continue
			}
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.bisect(ctx, s.path(down, i)); err != nil {
			return err
		}
	}
	return nil
}
