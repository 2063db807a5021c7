package lattice

import "context"

// judgement is what the criteria leave of the classes of a node.
type judgement struct {
	out      []bool // of each class, whether its rows have to go
	rows     int64  // of these
	fails    bool   // what is monotone fails here, and so it does below
	unsure   bool   // judging was given up; everything is out
	over     bool   // the risk of what is left is over its bounds
	smallest int64  // class of any view before anything is out

	// Of what is left, in the worst view; only if nothing fails or all was asked for.
	k               int64
	average, atRisk float64
}

// judge judges the classes of a node. Without all, one that does not hold is
// left as soon as that is known.
func (l *lattice) judge(ctx context.Context, c *classes, all bool) (*judgement, error) {
	if l.views != nil {
		return l.joint(ctx, c, all)
	}
	j := &judgement{out: make([]bool, len(c.sizes)), smallest: l.count(c.sizes, nil).least, fails: l.hopeless(c.sizes)}
	if j.fails && !all {
		return j, nil
	}
	if err := l.outliers(ctx, c, l.monotone, j, all); err != nil {
		return nil, err
	}
	j.fails = j.fails || j.rows > l.limit
	if !j.fails || all {
		if err := l.outliers(ctx, c, l.others, j, all); err != nil {
			return nil, err
		}
	}
	if j.rows <= l.limit || all {
		j.add(l, l.count(c.sizes, j.out))
	}
	return j, nil
}

// outliers adds to j the classes that break one of criteria. It stops over
// the limit unless all are wanted.
func (l *lattice) outliers(ctx context.Context, c *classes, criteria []Criterion, j *judgement, all bool) error {
	if len(criteria) == 0 {
		return nil
	}
	for i, n := range c.sizes {
		if i%pause == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if j.out[i] || l.holds(c, i, criteria) {
			continue
		}
		j.out[i] = true
		j.rows += n
		if j.rows > l.limit && !all {
			break
		}
	}
	return nil
}

func (l *lattice) holds(c *classes, class int, criteria []Criterion) bool {
	l.class.Size = c.sizes[class]
	for i := range c.hist {
		l.class.hist[i] = c.hist[i].of(class)
	}
	return l.satisfied(criteria)
}

// joint judges the classes of a node in several views. The criteria that
// allow for a greatest set come first, then all of them together.
func (l *lattice) joint(ctx context.Context, c *classes, all bool) (*judgement, error) {
	j := &judgement{out: make([]bool, len(c.sizes))}
	var views []*gathering
	for _, view := range l.views {
		g, err := l.gather(ctx, c, view)
		if err != nil {
			return nil, err
		}
		views = append(views, g)
		if least := l.count(g.sizes, nil).least; j.smallest == 0 || least < j.smallest {
			j.smallest = least
		}
		// What breaks in one view before anything is out has to go anyway.
		if broken := l.broken(g, l.monotone); broken > l.limit || l.hopeless(g.sizes) {
			j.fails = true
			if !all {
				j.rows = broken
				return j, nil
			}
		}
	}
	p := l.newPeeling(c, views)
	gaveUp, err := p.run(ctx, l.closed, all)
	if err != nil {
		return nil, err
	}
	if !gaveUp {
		j.fails = j.fails || p.rows > l.limit
		if len(l.closed) < len(l.all) && (p.rows <= l.limit || all) {
			if gaveUp, err = p.run(ctx, l.all, all); err != nil {
				return nil, err
			}
		}
	}
	j.out, j.rows, j.unsure = p.out, p.rows, gaveUp
	if j.rows <= l.limit || all {
		for _, g := range views {
			j.add(l, l.count(g.sizes, nil))
		}
	}
	return j, nil
}

// add notes what is left in a view.
func (j *judgement) add(l *lattice, c census) {
	j.over = j.over || !l.tolerable(c)
	if j.k == 0 || c.least < j.k {
		j.k = c.least
	}
	j.average = max(j.average, share(c.classes, c.rows))
	j.atRisk = max(j.atRisk, share(c.small, c.rows))
}
