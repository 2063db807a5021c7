package chart

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/paulmach/orb"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/web/frame"
)

// askTimeout bounds the query of a chart.
const askTimeout = 4 * time.Second

// A figure is what a chart shows: the values in order, and what must be said
// beside them.
type figure struct {
	Series []string // the names of the columns of values; one, which is empty, without series
	Rows   []row
	Said   []string // what is left out, in words
	page   *query.Page

	// Of a map:
	heads   []string // of the columns of Texts, where these are not the series
	mapped  *mapping // how it is laid out
	signs   []archipelago
	gathers bool // marks stand for several rows
}

// A row is one point of an axis, or one point of a scatter plot.
type row struct {
	Label string
	x     float64   // the place on an axis, if the chart has one
	until float64   // where a bin of a histogram ends; x of others
	y     []float64 // one for each series; meaningless where Texts is empty
	Texts []string  // the values in words; empty where there is none

	// Of a map:
	shape  orb.Geometry // nil if the boundary is not known
	series int
	valued bool  // y has a value
	count  int64 // rows that it stands for
}

// figure answers the query of a plan. An error names the field of the form that
// would mend it, if one would.
func (c *Room) figure(ctx context.Context, l *frame.Locale, s *subject, p *plan) (*figure, error) {
	if p.Kind == Histogram {
		return binned(l, p), nil
	}
	q, err := p.query(s.target(), askTimeout)
	if err != nil {
		return nil, err
	}
	page, err := c.query.Run(ctx, s.target(), q)
	if err != nil {
		return nil, err
	}
	switch p.Kind {
	case Scatter:
		return scattered(l, p, page)
	case Map:
		return located(l, p, page, c.base(ctx))
	case Areas:
		return c.bounded(ctx, l, p, page)
	}
	return pivoted(l, p, page)
}

func unfit(field, vi, en string, args ...any) error {
	text := catalog.Textf(vi, en, args...)
	return &catalog.Error{Kind: catalog.ErrInvalid, Public: text, Fields: []catalog.FieldError{{Field: field, Position: -1, Detail: text}}}
}

// binned is the distribution of a column over all rows.
func binned(l *frame.Locale, p *plan) *figure {
	f := &figure{Series: []string{""}}
	for _, b := range p.x.Stats.Histogram {
		places := digitsOf(max(b.Until, -b.From))
		f.Rows = append(f.Rows, row{
			Label: l.T("chart.bin", "from", l.Float(b.From, places), "until", l.Float(b.Until, places)), x: b.From, until: b.Until,
			y: []float64{float64(b.Count)}, Texts: []string{l.Int(b.Count)},
		})
	}
	if n := p.x.Stats.Nulls; n > 0 {
		f.Said = append(f.Said, l.N("chart.said.nulls", n))
	}
	return f
}

// at is the index of a column of an answer.
func at(page *query.Page, name string) int {
	return slices.IndexFunc(page.Columns, func(c query.OutColumn) bool { return c.Name == name })
}

// scattered makes a row of each pair of quantities.
func scattered(l *frame.Locale, p *plan, page *query.Page) (*figure, error) {
	x, y, by := at(page, p.X), at(page, p.Y), at(page, p.Series)
	f := &figure{page: page}
	if err := f.name(l, p, page, by); err != nil {
		return nil, err
	}
	var left int64
	for _, values := range page.Rows {
		vx, ok := number(values[x])
		vy, also := number(values[y])
		if !ok || !also {
			left++
			continue
		}
		r := row{Label: say(l, values[x], p.x), x: vx, until: vx, y: make([]float64, len(f.Series)), Texts: make([]string, len(f.Series))}
		n := f.seriesOf(l, page, values, by)
		r.y[n], r.Texts[n] = vy, say(l, values[y], p.y)
		f.Rows = append(f.Rows, r)
	}
	if left > 0 {
		f.Said = append(f.Said, l.N("chart.said.pairs", left))
	}
	if page.Next != "" && page.Total != nil {
		f.Said = append(f.Said, l.T("chart.said.first", "shown", len(page.Rows), "total", *page.Total))
	}
	return f, nil
}

// name finds the names of the series, in the order of the alphabet.
func (f *figure) name(l *frame.Locale, p *plan, page *query.Page, by int) error {
	if by < 0 {
		f.Series = []string{""}
		return nil
	}
	seen := make(map[string]bool)
	for _, values := range page.Rows {
		if values[by] != nil || p.Kind != Pyramid {
			seen[say(l, values[by], page.Columns[by].Column)] = true
		}
	}
	if len(seen) > mostSeries {
		return unfit("series", "Cột này có hơn %d giá trị. Hãy chọn tối đa %[1]d giá trị của nó ở phần lọc.",
			"This column has more than %d values. Choose at most %[1]d of them in the filter.", mostSeries)
	}
	for name := range seen {
		f.Series = append(f.Series, name)
	}
	slices.SortFunc(f.Series, naturally)
	return nil
}

func (f *figure) seriesOf(l *frame.Locale, page *query.Page, values []any, by int) int {
	if by < 0 {
		return 0
	}
	return slices.Index(f.Series, say(l, values[by], page.Columns[by].Column))
}

// pivoted makes a row of each value of the first key, with a value for each
// series.
func pivoted(l *frame.Locale, p *plan, page *query.Page) (*figure, error) {
	if page.Next != "" && (p.Kind != Bars || p.Series != "") {
		return nil, unfit("x", "Có hơn %d nhóm. Hãy lọc bớt, hoặc gộp theo khoảng thời gian dài hơn.",
			"There are more than %d groups. Filter some, or gather by a longer span of time.", mostGroups)
	}
	const x = 0 // both kinds of query have it first
	y, by := at(page, p.value), at(page, p.Series)
	f := &figure{page: page}
	if err := f.name(l, p, page, by); err != nil {
		return nil, err
	}
	index := make(map[string]int)
	var left int64
	for _, values := range page.Rows {
		place, ok := number(values[x])
		if p.Kind == Line && !ok || p.Kind == Pyramid && (values[x] == nil || values[by] == nil) {
			left++
			continue
		}
		key := string(query.AppendText(nil, values[x], page.Columns[x].Column))
		if values[x] == nil {
			key = "\x00" // is in no text, and not the empty one
		}
		n, known := index[key]
		if !known {
			n = len(f.Rows)
			index[key] = n
			f.Rows = append(f.Rows, f.row(l, p, say(l, values[x], labelColumn(p, page)), place))
		}
		s := f.seriesOf(l, page, values, by)
		if p.Agg == "" && p.Y != "" && known && (by < 0 || f.Rows[n].Texts[s] != "") {
			return nil, unfit("agg", "Có nhiều dòng cho “%s”. Hãy chọn cách gộp chúng thành một giá trị.",
				"There are several rows for “%s”. Choose how they become one value.", f.Rows[n].Label)
		}
		if v, ok := number(values[y]); ok {
			f.Rows[n].y[s], f.Rows[n].Texts[s] = v, say(l, values[y], page.Columns[y].Column)
		}
	}
	if left > 0 {
		f.Said = append(f.Said, l.N("chart.said.blank", left))
	}
	return f, f.arrange(l, p, page)
}

// row is one without values yet. Of what is counted, a group that the answer does
// not have has none.
func (f *figure) row(l *frame.Locale, p *plan, label string, place float64) row {
	r := row{Label: label, x: place, until: place, y: make([]float64, len(f.Series)), Texts: make([]string, len(f.Series))}
	if p.y == nil {
		for i := range r.Texts {
			r.Texts[i] = l.Int(0)
		}
	}
	return r
}

// labelColumn is the column that the rows of a plan are named by: with as much of a
// date as is left.
func labelColumn(p *plan, page *query.Page) *catalog.Column {
	if c := *page.Columns[0].Column; p.Step != "" {
		c.Type = catalog.Date
		c.Precision = map[string]catalog.Precision{"month": catalog.ByMonth, "year": catalog.ByYear}[p.Step]
		return &c
	}
	return p.x
}

// csv are the figures behind the chart: the answer of the data API, or the bins.
func (f *figure) csv(w *strings.Builder) error {
	if f.page != nil {
		return query.Encode(w, query.CSV, f.page, query.EncodeOptions{})
	}
	w.WriteString("from,until,rows\r\n")
	for _, r := range f.Rows {
		fmt.Fprintf(w, "%s,%s,%s\r\n", strconv.FormatFloat(r.x, 'f', -1, 64), strconv.FormatFloat(r.until, 'f', -1, 64), strconv.FormatFloat(r.y[0], 'f', -1, 64))
	}
	return nil
}
