package lattice

import (
	"context"
	"math"
)

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
	if err := l.outliers(ctx, c, j, all); err != nil {
		return nil, err
	}
	if j.rows <= l.limit || all {
		j.add(l, l.count(c.sizes, j.out))
	}
	return j, nil
}

// outliers adds to j the classes that break a criterion. Unless all are wanted
// it stops when it is known that there are too many, here and below.
func (l *lattice) outliers(ctx context.Context, c *classes, j *judgement, all bool) error {
	var need int64
	for i, n := range c.sizes {
		if i%pause == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		l.class.Size = n
		for column := range c.hist {
			l.class.hist[column] = c.hist[column].of(i)
		}
		if !l.satisfied(l.closed) {
			need += n
		} else if some, broken := l.loss(); broken {
			need += some
		} else {
			continue
		}
		j.out[i] = true
		j.rows += n
		if need > l.limit && !all {
			break
		}
	}
	j.fails = j.fails || need > l.limit
	return nil
}

// loss tells whether the class that is looked at breaks a criterion that
// merging classes may break, and how many of its rows are suppressed at least,
// then, by any node below. What such a node keeps of the class is a union of
// classes that hold, so it satisfies what is [IfAllHold]: a row at least is
// missing from it, and more if the criterion can tell.
func (l *lattice) loss() (rows int64, broken bool) {
	for _, criterion := range l.others {
		if criterion.Holds(&l.class) {
			continue
		}
		broken = true
		if criterion.Monotone() == IfAllHold {
			rows = max(rows, 1)
			if m, ok := criterion.(Measure); ok && m.Excess != nil {
				d := l.class.Sensitive(m.Column)
				rows = max(rows, int64(math.Ceil(m.Excess(d)*float64(d.Rows())-1e-6)))
			}
		}
	}
	return rows, broken
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
	j := &judgement{out: make([]bool, len(c.sizes)), fails: l.hopeless(c.sizes)}
	if err := l.outliers(ctx, c, j, true); err != nil {
		return nil, err
	}
	s := &sight{broken: j.rows, least: l.count(c.sizes, nil).least, fails: j.fails}
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
