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

	monotone []Criterion // whose failing tells of all nodes below
	others   []Criterion

	bottom *classes
	kept   []*classes // made before, the bottom aside
	room   int64      // bytes left for kept
	clock  int
	group  grouper
	class  Class
}

func newLattice(ctx context.Context, p *Problem, memory int64) (*lattice, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	l := &lattice{p: p, rows: len(p.Dimensions[0].Column.Codes), room: memory}
	l.limit = int64(math.Floor(p.Outliers*float64(l.rows) + 1e-9)) // 0.29 of 100 rows is 29 rows
	for i := range p.Dimensions {
		l.weight += p.Dimensions[i].weight()
	}
	for i := range p.Dimensions {
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
	l.class.hist = make([]risk.Distribution, len(p.Sensitive))
	for _, c := range p.Criteria {
		if m := c.Monotone(); m == IfAnyHolds || m == IfAllHold && l.limit == 0 {
			l.monotone = append(l.monotone, c)
		} else {
			l.others = append(l.others, c)
		}
	}
	l.words = pack(l.axes)
	low := make([]int, len(l.axes))
	for i, a := range l.axes {
		low[i] = a.low
	}
	var err error
	l.bottom, err = collapse(ctx, l.axes, p.Sensitive, low, l.words, l.rows, nil)
	return l, err
}

func (d *Dimension) weight() float64 { return cmp.Or(d.Weight, 1) }

func (p *Problem) check() error {
	if len(p.Dimensions) == 0 {
		return &Error{Code: NoDimension}
	}
	if !(p.Outliers >= 0 && p.Outliers <= 1) {
		return &Error{Code: BadLimit, Value: strconv.FormatFloat(p.Outliers, 'g', -1, 64)}
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

// at returns the classes of a node, merged from the smallest that are below it.
func (l *lattice) at(ctx context.Context, levels []int) (*classes, error) {
	from := l.bottom
	for _, c := range l.kept {
		if len(c.sizes) < len(from.sizes) && reaches(c.levels, levels) {
			from = c
		}
	}
	l.clock++
	from.used = l.clock
	if slices.Equal(from.levels, levels) {
		return from, nil
	}
	c, _, err := from.rise(ctx, &l.group, l.axes, l.widths, levels)
	if err != nil {
		return nil, err
	}
	c.used = l.clock
	l.keep(c)
	return c, nil
}

// reaches tells whether classes at levels from can be merged into those at to.
func reaches(from, to []int) bool {
	for i := range from {
		if from[i] > to[i] {
			return false
		}
	}
	return true
}

// mostKept bounds the list that is searched for something to merge from.
const mostKept = 256

func (l *lattice) keep(c *classes) {
	l.room -= c.bytes()
	l.kept = append(l.kept, c)
	for len(l.kept) > 1 && (l.room < 0 || len(l.kept) > mostKept) {
		oldest := 0
		for i, k := range l.kept {
			if k.used < l.kept[oldest].used {
				oldest = i
			}
		}
		l.room += l.kept[oldest].bytes()
		l.kept = slices.Delete(l.kept, oldest, oldest+1)
	}
}

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
