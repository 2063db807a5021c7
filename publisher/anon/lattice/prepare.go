package lattice

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"

	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

// lattice is a problem made ready.
type lattice struct {
	p      *Problem
	axes   []*axis
	widths []int // of the histograms
	words  int
	rows   int
	limit  int64   // rows that may be suppressed
	weight float64 // of all axes
	lost   float64 // of a row that is suppressed, in the terms of Loss

	closed []Criterion // those that merging classes never breaks
	others []Criterion
	all    []Criterion
	small  int64 // rows of smaller classes have a risk above Risk.Above; 0 if that is not set

	whole *ladder
	views []*ladder // nil: one, of all axes

	// For the work.
	group   grouper
	merger  merger
	class   Class               // that is looked at
	scratch []risk.Distribution // of each sensitive column
}

func newLattice(ctx context.Context, p *Problem) (*lattice, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	l := &lattice{p: p, rows: len(p.Dimensions[0].Column.Codes)}
	l.limit = int64(math.Floor(p.Outliers*float64(l.rows) + 1e-9)) // 0.29 of 100 rows is 29 rows
	for i := range p.Dimensions {
		l.weight += p.Dimensions[i].weight()
	}
	for i := range p.Dimensions {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d := &p.Dimensions[i]
		a, err := newAxis(d)
		if err != nil {
			return nil, err
		}
		a.measure(p.Metric, d.weight(), l.weight)
		l.axes = append(l.axes, a)
		if len(d.Column.Values) > 1 {
			l.lost += d.weight()
		}
	}
	for _, s := range p.Sensitive {
		l.widths = append(l.widths, len(s.Values))
	}
	l.class.hist, l.scratch = make([]risk.Distribution, len(p.Sensitive)), make([]risk.Distribution, len(p.Sensitive))
	l.all = p.Criteria
	if k, ok := p.Risk.everywhere(); ok {
		l.all = append(slices.Clone(l.all), k)
	}
	if p.Risk.Above > 0 {
		l.small = risk.SizeFor(p.Risk.Above)
	}
	for _, c := range l.all {
		if c.Monotone() == IfAnyHolds {
			l.closed = append(l.closed, c)
		} else {
			l.others = append(l.others, c)
		}
	}
	l.words = pack(l.axes)
	for _, view := range p.views() {
		knows := make([]bool, len(l.axes))
		for _, axis := range view {
			knows[axis] = true
		}
		l.views = append(l.views, &ladder{lattice: l, knows: knows, sights: make(map[string]*sight)})
	}
	return l, nil
}

// stand puts the ladders on the classes from which all others are merged, of
// which so many bytes are kept.
func (l *lattice) stand(bottom *classes, memory int64) {
	room := memory / int64(len(l.views)+1)
	l.whole = &ladder{lattice: l, bottom: bottom, room: room}
	for _, v := range l.views {
		v.room = room
	}
}

func (d *Dimension) weight() float64 { return cmp.Or(d.Weight, 1) }

func (p *Problem) check() error {
	if len(p.Dimensions) == 0 {
		return &Error{Code: NoDimension}
	}
	if !(p.Outliers >= 0 && p.Outliers <= 1) {
		return &Error{Code: BadLimit, Value: strconv.FormatFloat(p.Outliers, 'g', -1, 64)}
	}
	if err := p.checkViews(); err != nil {
		return err
	}
	if err := p.Risk.check(); err != nil {
		return err
	}
	if !p.Metric.known() {
		return &Error{Code: UnknownMetric, Value: string(p.Metric)}
	}
	rows := len(p.Dimensions[0].Column.Codes)
	if rows > math.MaxInt32 {
		return &Error{Code: TooManyRows, Value: strconv.Itoa(rows)}
	}
	for i := range p.Dimensions {
		if d := &p.Dimensions[i]; len(d.Column.Codes) != rows {
			return &Error{Code: UnevenRows, Column: d.Column.Name, Value: strconv.Itoa(len(d.Column.Codes))}
		}
	}
	for _, s := range p.Sensitive {
		if len(s.Codes) != rows {
			return &Error{Code: UnevenRows, Column: s.Name, Value: strconv.Itoa(len(s.Codes))}
		}
		for _, code := range s.Codes {
			if code != micro.Missing && int(code) >= len(s.Values) {
				return &Error{Code: Hole, Column: s.Name, Value: "#" + strconv.Itoa(int(code))}
			}
		}
	}
	for _, c := range p.Criteria {
		if m, ok := c.(Measure); ok && (m.Column < 0 || m.Column >= len(p.Sensitive)) {
			return &Error{Code: BadCriterion, Value: strconv.Itoa(m.Column)}
		}
	}
	return nil
}
