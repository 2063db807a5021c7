package lattice

import (
	"context"
	"slices"
)

// outcome is what a node gives.
type outcome struct {
	Node
	bound  float64 // of the metric here and above
	fails  bool    // what is monotone fails, and so it does below
	unsure bool    // it may hold, though Holds is false
}

// check judges a node. Without all, a node that fails is left as soon as that
// is known, and only its bound and the booleans are valid.
func (l *lattice) check(ctx context.Context, levels []int, all bool) (*outcome, error) {
	if !all && l.views != nil && l.p.Metric.separable() {
		// The views are smaller, and often enough.
		j, err := l.glance(ctx, levels)
		if err != nil {
			return nil, err
		}
		if j.fails || j.rows > l.limit {
			return &outcome{Node: Node{Levels: slices.Clone(levels)}, bound: l.separable(levels), fails: j.fails}, nil
		}
	}
	c, err := l.whole.at(ctx, levels)
	if err != nil {
		return nil, err
	}
	t := tally{rows: int64(l.rows), classes: int64(len(c.sizes)), weight: l.weight, lost: l.lost, separable: l.separable(levels)}
	for _, n := range c.sizes {
		t.squares += n * n
	}
	j, err := l.judge(ctx, c, all)
	if err != nil {
		return nil, err
	}
	o := &outcome{
		Node: Node{
			Levels: slices.Clone(levels), Classes: t.classes, Smallest: j.smallest, Suppressed: j.rows,
			Holds: !j.fails && !j.unsure && !j.over && j.rows <= l.limit,
			K:     j.k, Average: j.average, AtRisk: j.atRisk,
		},
		bound: l.p.Metric.bound(&t), fails: j.fails, unsure: j.unsure,
	}
	if !o.Holds && !all {
		return o, nil
	}
	for class, n := range c.sizes {
		if j.out[class] {
			t.outClasses++
			t.outRows += n
			t.outSquares += n * n
			if l.p.Metric == Loss {
				t.outShares += float64(n) * l.share(c, class)
			}
		}
	}
	o.Metric = l.p.Metric.value(&t)
	return o, nil
}

func (l *lattice) separable(levels []int) float64 {
	sum := 0.0
	for i, a := range l.axes {
		sum += a.cost[levels[i]]
	}
	return sum
}

// share sums the shares of the dictionaries that the values of a class cover.
func (l *lattice) share(c *classes, class int) float64 {
	sum := 0.0
	for i, a := range l.axes {
		code := c.keys[class*c.words+a.word] >> a.shift & a.mask
		sum += a.share[c.levels[i]][code]
	}
	return sum
}
