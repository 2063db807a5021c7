package anon

import (
	"context"
	"math"
	"slices"
	"strconv"

	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
)

// Kinds of levers.
const (
	leverCoarser  = "coarser"
	leverFiner    = "finer"
	leverDrop     = "drop"
	leverSuppress = "suppress"
)

// pull measures what changes of the policy would give, while the table is at
// hand: of each quasi-identifier the next coarser form, of those whose level
// was searched the next finer one too, and how many rows would have to be
// suppressed if nothing else changed.
func (m *maker) pull(ctx context.Context) error {
	losses := make([]*float64, len(m.quasi))
	for i, q := range m.quasi {
		losses[i] = m.domainLoss(q, q.view())
	}
	before := m.effect(&m.found.Node, losses)
	add := func(l assess.Lever) {
		l.Before = before
		m.report.Levers = append(m.report.Levers, l)
	}
	if !m.found.Found {
		add(assess.Lever{Change: leverSuppress, From: number(m.policy.Search.SuppressRows), To: number(math.Ceil(before.SuppressedRows*1e4) / 1e4), After: before})
	}
	for i, q := range m.quasi {
		for _, other := range m.changes(i) {
			node := other.known
			if node == nil {
				var err error
				if node, err = m.try(ctx, i, &other.quasi); err != nil {
					return err
				}
			}
			with := slices.Clone(losses)
			with[i] = m.domainLoss(q, other.view())
			add(assess.Lever{Column: q.said.Name, Change: other.change, From: m.form(q), To: other.to, After: m.effect(node, with)})
		}
	}
	return nil
}

// A change is another form of one quasi-identifier.
type change struct {
	quasi
	change, to string
	known      *lattice.Node // what it gives, if the search has looked at it
}

// changes are the other forms of a quasi-identifier that are measured.
func (m *maker) changes(i int) (all []change) {
	q := m.quasi[i]
	if q.hierarchy == nil {
		if wider, ok := m.wider(q); ok {
			all = append(all, wider)
		}
		all = append(all, change{quasi{staged: q.staged, hierarchy: everything(q), level: 1}, leverDrop, leverDrop, nil})
		return all
	}
	add := func(kind string, level int) {
		c := change{quasi: *q, change: kind}
		c.level = level
		c.to = m.form(&c.quasi)
		at := slices.IndexFunc(m.found.Levers, func(l lattice.Lever) bool { return l.Dimension == i && l.Levels[i] == level })
		if at >= 0 {
			c.known = &m.found.Levers[at].Node
		}
		all = append(all, c)
	}
	if q.level > 0 && m.found.Found {
		add(leverFiner, q.level-1)
	}
	if q.level+1 < q.hierarchy.Levels {
		add(leverCoarser, q.level+1)
	}
	return all
}

// everything is the hierarchy of a column that has none: values, or nothing.
func everything(q *quasi) *recode.Hierarchy {
	return &recode.Hierarchy{Levels: 2, Steps: []string{"", ""}, Parents: plain(q.column), Labels: [][]string{q.column.Values, {recode.Star}}}
}

// form is what is done to a column, in short.
func (m *maker) form(q *quasi) string {
	if g := q.automatic(); g != nil {
		return g.Hierarchy + " " + q.step()
	}
	if ops := treatment(q.said); ops != "" {
		return ops
	}
	return "keep"
}

// wider is the next coarser form of a column that bands, a date or a grid are
// fixed for, if there is one.
func (m *maker) wider(q *quasi) (change, bool) {
	said := *q.said
	said.Ops = slices.Clone(said.Ops)
	changed := false
	for i := range said.Ops {
		changed = widen(&said.Ops[i]) || changed
	}
	if !changed || slices.ContainsFunc(said.Ops, joint) {
		return change{}, false
	}
	c := m.loaded[said.Name]
	for i := range said.Ops {
		var err error
		// Bands that cannot be wider, such as those that a threshold would cut,
		// are no lever.
		if c, err = m.apply(c, &said.Ops[i]); err != nil {
			return change{}, false
		}
	}
	return change{quasi{staged: &staged{said: &said, column: c}}, leverCoarser, treatment(&said), nil}, true
}

// widen makes one operation coarser, if it is one that can be.
func widen(op *policy.Op) bool {
	switch {
	case op.Bands != nil:
		width, err := strconv.ParseInt(string(op.Bands.Width), 10, 60)
		if err != nil {
			return false
		}
		b := *op.Bands
		b.Width = policy.Decimal(strconv.FormatInt(2*width, 10))
		op.Bands = &b
		return true
	case op.Date != nil:
		at := slices.Index(recode.AllSteps, recode.Step(op.Date.To))
		if at < 0 || at+1 == len(recode.AllSteps) {
			return false
		}
		op.Date = &policy.Date{To: string(recode.AllSteps[at+1])}
		return true
	case op.Geo != nil && op.Geo.GridM > 0 && 2*op.Geo.GridM <= recode.MaxGrid:
		g := *op.Geo
		g.GridM *= 2
		op.Geo = &g
		return true
	}
	return false
}

// joint reports whether an operation concerns other columns too.
func joint(op policy.Op) bool {
	return op.Geo != nil && op.Geo.With != "" || op.Microaggregate != nil && op.Microaggregate.Group != ""
}

// try measures a change: all other columns stay as they are published.
func (m *maker) try(ctx context.Context, i int, other *quasi) (*lattice.Node, error) {
	p := *m.problem
	p.Dimensions = slices.Clone(p.Dimensions)
	for j, q := range m.quasi {
		p.Dimensions[j].Min, p.Dimensions[j].Fixed = q.level, true
	}
	d := other.dimension()
	d.Min, d.Fixed = other.level, true
	p.Dimensions[i] = d
	r, err := lattice.Search(ctx, &p, lattice.Options{Limits: lattice.Limits{Time: m.policy.Search.Time}})
	if err != nil {
		return nil, err
	}
	return &r.Node, nil
}

// domainLoss is the share of its domain that a column loses in a view, rows
// that are suppressed left aside; nil is not known.
func (m *maker) domainLoss(q *quasi, v view) *float64 {
	if loss, ok := lossOf(m.loaded[q.said.Name], &v, nil); ok {
		return &loss
	}
	return nil
}

// effect is what a node gives. Its loss is that of the columns by their
// weights, and all of it for rows that are suppressed.
func (m *maker) effect(n *lattice.Node, losses []*float64) assess.Effect {
	e := assess.Effect{K: n.Smallest, SuppressedRows: float64(n.Suppressed) / float64(max(m.table.Rows, 1)), Pass: n.Holds}
	var lost, weight float64
	for i, q := range m.quasi {
		if losses[i] != nil {
			lost += q.said.Weight * *losses[i]
			weight += q.said.Weight
		}
	}
	if weight > 0 {
		e.Loss = e.SuppressedRows + (1-e.SuppressedRows)*lost/weight
	}
	return e
}

func number(x float64) string { return strconv.FormatFloat(x, 'g', 4, 64) }
