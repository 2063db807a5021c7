package lattice

import (
	"context"
	"errors"
	"slices"
	"time"
)

// most nodes that are enumerated; larger lattices get a best effort.
const most = 1 << 20

// errLimit ends a search that has used up its time or its nodes.
var errLimit = errors.New("limit reached")

// search is the state of one search.
type search struct {
	*lattice
	deadline time.Time
	o        Options
	size     int64

	seen  map[string]*outcome // by node
	order []*outcome          // as they were checked
	fails front               // highest nodes known to fail what is monotone
	holds front               // lowest nodes known not to
	walls front               // lowest nodes at which the metric is known to be no better than the best
	best  *outcome

	unsure bool // a node was given up that might be better
}

// Search finds the node with the smallest metric at which the criteria hold.
// Of nodes with the same metric it takes the one that it meets first, or a
// finer one below it that is as good, which depends on nothing but p and the
// limits; only what a limit of time leaves out depends on the machine.
//
// It returns an [*Error] for a problem that makes no sense, and the error of
// ctx if that ends. Reaching a limit is no error.
func Search(ctx context.Context, p *Problem, o Options) (*Result, error) {
	o.Limits = o.Limits.withDefaults()
	deadline := time.Now().Add(o.Limits.Time)
	l, err := newLattice(ctx, p)
	if err != nil {
		return nil, err
	}
	s := &search{lattice: l, deadline: deadline, o: o, size: p.Size(), seen: make(map[string]*outcome)}
	bottom, err := l.collapse(ctx, s.levels(s.low()), nil)
	if err != nil {
		return nil, err
	}
	l.stand(bottom, o.Limits.Memory)
	complete := s.size <= most
	_, err = s.visit(ctx, s.high()) // something to fall back on, or the proof that nothing holds
	switch {
	case err != nil:
	case complete:
		err = s.flash(ctx)
	default:
		err = s.bestEffort(ctx)
	}
	switch {
	case errors.Is(err, errLimit):
		complete = false
	case err != nil:
		return nil, err
	}
	return s.result(ctx, complete)
}

func (s *search) result(ctx context.Context, complete bool) (*Result, error) {
	r := &Result{Found: s.best != nil, Checked: len(s.order), Lattice: s.size}
	at := s.high()
	if r.Found {
		at = s.node(s.best.Levels)
	}
	full, err := s.check(ctx, s.levels(at), true)
	if err != nil {
		return nil, err
	}
	r.Node = full.Node
	r.Optimal = complete && !s.unsure || s.settled()
	return r, s.refine(ctx, r)
}

// refine goes down from the node that was chosen as long as a finer one beside
// it is as good: one label for all values says less than "*", and costs no more.
func (s *search) refine(ctx context.Context, r *Result) (err error) {
	for {
		if r.Levers, err = s.levers(ctx, s.node(r.Levels)); err != nil || !r.Found {
			return err
		}
		i := slices.IndexFunc(r.Levers, func(l Lever) bool {
			return l.Holds && l.Metric <= r.Metric && l.Levels[l.Dimension] < r.Levels[l.Dimension]
		})
		if i < 0 {
			return nil
		}
		r.Node = r.Levers[i].Node
	}
}

// settled tells whether the bottom cannot be improved on, or the top fails.
func (s *search) settled() bool {
	if s.best == nil {
		return s.fails.above(s.high())
	}
	return s.walls.below(s.low()) || s.p.Metric.separable() && s.cost(s.low()) >= s.best.Metric
}

// levers measures the neighbours of a node.
func (s *search) levers(ctx context.Context, at []uint8) ([]Lever, error) {
	var found []Lever
	for i, a := range s.axes {
		for _, level := range []int{int(at[i]) - 1, int(at[i]) + 1} {
			if level < a.low || level > a.high {
				continue
			}
			levels := s.levels(at)
			levels[i] = level
			o, err := s.check(ctx, levels, true)
			if err != nil {
				return nil, err
			}
			found = append(found, Lever{Dimension: i, Node: o.Node})
		}
	}
	return found, nil
}

// visit checks a node, once, and notes what that tells about others.
func (s *search) visit(ctx context.Context, n []uint8) (*outcome, error) {
	if o := s.seen[string(n)]; o != nil {
		return o, nil
	}
	if len(s.order) >= s.o.Limits.Nodes || len(s.order) > 0 && time.Now().After(s.deadline) {
		return nil, errLimit
	}
	o, err := s.check(ctx, s.levels(n), false)
	if err != nil {
		return nil, err
	}
	s.seen[string(n)] = o
	s.order = append(s.order, o)
	s.unsure = s.unsure || o.unsure
	if o.fails {
		s.fails.addHigh(n)
	} else {
		s.holds.addLow(n)
	}
	switch {
	case o.Holds && (s.best == nil || o.Metric < s.best.Metric):
		s.best = o
		s.walls = front{}
		for _, other := range s.order {
			if other.bound >= o.Metric {
				s.walls.addLow(s.node(other.Levels))
			}
		}
	case s.best != nil && o.bound >= s.best.Metric:
		s.walls.addLow(n)
	}
	if s.o.Progress != nil {
		p := Progress{Checked: len(s.order), Lattice: s.size}
		if s.best != nil {
			p.Found, p.Best = true, s.best.Metric
		}
		s.o.Progress(p)
	}
	return o, nil
}

// open tells whether n may still hold and be better than the best.
func (s *search) open(n []uint8) bool {
	if s.best != nil && s.p.Metric.separable() && s.cost(n) >= s.best.Metric {
		return false
	}
	return !s.fails.above(n) && !s.walls.below(n)
}

func (s *search) cost(n []uint8) float64 {
	sum := 0.0
	for i, a := range s.axes {
		sum += a.cost[n[i]]
	}
	return sum
}
