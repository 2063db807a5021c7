package tabulate

import (
	"cmp"
	"slices"
	"strconv"

	"nguon/publisher/anon/aggregate"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/recode"
)

// axis is what the nodes of a dimension are called.
type axis struct {
	labels [][]string // of each level
	steps  []string   // the name of each level; nil if the level is not shown
}

// layout names the columns of the file and says what is to be counted.
func (t *Table) layout(in *Input) (*aggregate.Spec, error) {
	spec := &aggregate.Spec{}
	for _, name := range t.spec.By {
		c, err := in.column(name)
		if err != nil {
			return nil, err
		}
		d, a, err := dimension(c, in.Hierarchies[name])
		if err != nil {
			return nil, err
		}
		spec.By, t.axes = append(spec.By, d), append(t.axes, a)
		t.Header = append(t.Header, name)
		if a.steps != nil {
			t.Header = append(t.Header, name+LevelSuffix)
		}
	}
	if t.spec.Count != "" {
		t.Header = append(t.Header, t.spec.Count)
	}
	var err error
	if t.spec.Sum != "" {
		t.Header = append(t.Header, t.spec.Sum)
		if spec.Value, err = in.column(t.spec.Sum); err != nil {
			return nil, err
		}
	}
	if t.spec.Owner != "" {
		if spec.Owner, err = in.column(t.spec.Owner); err != nil {
			return nil, err
		}
	}
	if t.spec.Dominance != nil {
		spec.Largest = int(t.spec.Dominance.N)
	}
	t.Header = append(t.Header, StatusColumn)
	for i, name := range t.Header {
		if slices.Contains(t.Header[:i], name) {
			return nil, &Error{Code: SameName, Column: name}
		}
	}
	t.Figures.By = slices.Clone(t.spec.By)
	return spec, nil
}

func (in *Input) column(name string) (*micro.Column, error) {
	c, ok := in.Rows.Column(name)
	if !ok {
		return nil, &Error{Code: NoColumn, Column: name}
	}
	return c, nil
}

// dimension is a column at the finest level that is shown, with what is above.
func dimension(c *micro.Column, h Hierarchy) (d aggregate.Dimension, a axis, err error) {
	if h.Hierarchy == nil {
		a.labels = [][]string{c.Values}
		d.Column = c
	} else {
		switch {
		case h.From < 0 || h.From >= h.Levels:
			err = &recode.Error{Code: recode.NoLevel, Column: c.Name, Hierarchy: h.Name, Value: strconv.Itoa(h.From)}
		case len(h.Labels) == 0 || len(h.Labels[0]) != len(c.Values):
			err = &recode.Error{Code: recode.Ragged, Column: c.Name, Hierarchy: h.Name, Want: int64(len(c.Values))}
		default:
			if bad := h.Check(); bad != nil {
				err = bad
			}
		}
		if err != nil {
			return d, a, err
		}
		d, a = climb(c, h)
	}
	if slices.Contains(a.labels[0], recode.Star) {
		return d, a, &Error{Code: SameLabel, Column: c.Name}
	}
	return d, a, nil
}

func climb(c *micro.Column, h Hierarchy) (d aggregate.Dimension, a axis) {
	d.Column = &micro.Column{Name: c.Name, Values: h.Labels[h.From], Codes: make([]uint32, len(c.Codes))}
	for i, code := range c.Codes {
		if code != micro.Missing {
			code = h.Parents[h.From][code]
		}
		d.Column.Codes[i] = code
	}
	a.labels = h.Labels[h.From:]
	for level := h.From; level < h.Levels; level++ {
		up := make([]uint32, len(h.Labels[h.From]))
		for code, at := range h.Parents[h.From] {
			up[at] = h.Parents[level][code]
		}
		d.Parents = append(d.Parents, up)
		step := strconv.Itoa(level)
		if level < len(h.Steps) {
			step = cmp.Or(h.Steps[level], step)
		}
		a.steps = append(a.steps, step)
	}
	if len(a.labels) <= 2 {
		a.steps = nil
	}
	return d, a
}

// name returns the label of a node, and the name of its level.
func (a *axis) name(n aggregate.Node) (label, step string) {
	switch {
	case n.Parent < 0:
		return recode.Star, recode.Star
	case n.Code == micro.Missing:
		return "", ""
	case a.steps == nil:
		return a.labels[n.Level][n.Code], ""
	}
	return a.labels[n.Level][n.Code], a.steps[n.Level]
}
