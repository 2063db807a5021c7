package lattice

import (
	"context"
	"slices"
)

// outcome is what a node gives.
type outcome struct {
	Node
	bound float64 // of the metric here and above
	fails bool    // the monotone criteria fail, and so they do below
}

// check judges a node. Without all, a node that fails is left as soon as that
// is known, and only its bound and the two booleans are valid.
func (l *lattice) check(ctx context.Context, levels []int, all bool) (*outcome, error) {
	c, err := l.at(ctx, levels)
	if err != nil {
		return nil, err
	}
	t := tally{rows: int64(l.rows), classes: int64(len(c.sizes)), weight: l.weight, lost: l.lost, separable: l.separable(levels)}
	o := &outcome{Node: Node{Levels: slices.Clone(levels), Classes: t.classes}}
	for _, n := range c.sizes {
		t.squares += n * n
		if o.Smallest == 0 || n < o.Smallest {
			o.Smallest = n
		}
	}
	o.bound = l.p.Metric.bound(&t)
	out, err := l.outliers(ctx, c, l.monotone, nil, all)
	if err != nil {
		return nil, err
	}
	o.Suppressed = out.rows
	o.fails = out.rows > l.limit
	if !o.fails || all {
		if out, err = l.outliers(ctx, c, l.others, out, all); err != nil {
			return nil, err
		}
		o.Suppressed = out.rows
	}
	o.Holds = o.Suppressed <= l.limit
	if !o.Holds && !all {
		return o, nil
	}
	for class, n := range c.sizes {
		switch {
		case !out.has[class]:
			if o.K == 0 || n < o.K {
				o.K = n
			}
		default:
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

// outlying are classes that break a criterion.
type outlying struct {
	has  []bool
	rows int64
}

// outliers adds to known the classes that break one of criteria. It stops
// over the limit unless all are wanted.
func (l *lattice) outliers(ctx context.Context, c *classes, criteria []Criterion, known *outlying, all bool) (*outlying, error) {
	if known == nil {
		known = &outlying{has: make([]bool, len(c.sizes))}
	}
	if len(criteria) == 0 {
		return known, nil
	}
	for i, n := range c.sizes {
		if i%pause == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		if known.has[i] || l.holds(c, i, criteria) {
			continue
		}
		known.has[i] = true
		known.rows += n
		if known.rows > l.limit && !all {
			break
		}
	}
	return known, nil
}

func (l *lattice) holds(c *classes, class int, criteria []Criterion) bool {
	l.class.Size = c.sizes[class]
	for i := range c.hist {
		l.class.hist[i] = c.hist[i].of(class)
	}
	for _, criterion := range criteria {
		if !criterion.Holds(&l.class) {
			return false
		}
	}
	return true
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
