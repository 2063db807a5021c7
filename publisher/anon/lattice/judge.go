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

// judge judges the classes of a node over all axes. Without all, one that does
// not hold is left as soon as that is known.
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

// joint judges the classes of a node in several views.
func (l *lattice) joint(ctx context.Context, c *classes, all bool) (*judgement, error) {
	j, err := l.glance(ctx, c.levels)
	if err != nil || !all && (j.fails || j.rows > l.limit) {
		return j, err
	}
	var views, sizes []*gathering
	for _, view := range l.views {
		g, err := l.gather(ctx, c, view)
		if err != nil {
			return nil, err
		}
		views, sizes = append(views, g), append(sizes, g.sized())
	}
	if len(l.closed) < len(l.all) && !j.fails {
		p := l.newPeeling(c, sizes)
		if err := p.run(ctx, l.closed, false); err != nil {
			return nil, err
		}
		if j.fails = !p.gaveUp && p.rows > l.limit; j.fails && !all {
			return j, nil
		}
	}
	p := l.newPeeling(c, views)
	if err := p.run(ctx, l.all, all); err != nil {
		return nil, err
	}
	j.out, j.rows, j.unsure = p.out, p.rows, p.gaveUp
	j.fails = j.fails || len(l.closed) == len(l.all) && !p.gaveUp && p.rows > l.limit
	if j.rows <= l.limit || all {
		for _, g := range views {
			j.add(l, l.count(g.sizes, nil))
		}
	}
	return j, nil
}

// glance says what the views tell of a node one by one, before anything is
// out: rows of classes that break a criterion have to go whatever the other
// views say.
func (l *lattice) glance(ctx context.Context, levels []int) (*judgement, error) {
	j := new(judgement)
	for _, view := range l.views {
		s, err := view.see(ctx, levels)
		if err != nil {
			return nil, err
		}
		if j.smallest == 0 || s.least < j.smallest {
			j.smallest = s.least
		}
		j.rows = max(j.rows, s.broken)
		j.fails = j.fails || s.fails
	}
	return j, nil
}

// sight is what one view tells of a node before anything is out.
type sight struct {
	broken int64 // rows in classes that break a criterion
	least  int64 // rows of the smallest class
	fails  bool  // what is monotone fails
}

// see judges the classes of one view. Nodes that differ in other axes only
// are judged once.
func (l *ladder) see(ctx context.Context, levels []int) (*sight, error) {
	key := make([]byte, len(levels))
	for i, level := range levels {
		if l.knows[i] {
			key[i] = byte(level)
		}
	}
	if s := l.sights[string(key)]; s != nil {
		return s, nil
	}
	c, err := l.at(ctx, levels)
	if err != nil {
		return nil, err
	}
	j := &judgement{out: make([]bool, len(c.sizes))}
	if err := l.outliers(ctx, c, l.monotone, j, true); err != nil {
		return nil, err
	}
	s := &sight{least: l.count(c.sizes, nil).least, fails: j.rows > l.limit || l.hopeless(c.sizes)}
	if err := l.outliers(ctx, c, l.others, j, true); err != nil {
		return nil, err
	}
	s.broken = j.rows
	l.sights[string(key)] = s
	return s, nil
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
