package atlas

import (
	"cmp"
	"context"
	"math"
	"slices"
	"time"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/web/chart"
	"nguon/web/frame"
)

// A figureView is one figure of a place, or of two.
type figureView struct {
	Title   string
	Unit    string
	Values  []string // in words, of each place
	Period  string   // empty if the table says none
	Dataset catalog.Text
	Link    string // the dataset
	Rows    string // the rows of the first place
	Over    string // a chart of its values over time; empty if there is one time
	Times   string // how many times the second value the first is; empty if that means nothing
	counted bool
}

// figures are what tables say of places: those figures that all of them have.
// People come first, and numbers of rows last. Answers of releases that are not
// the newest any more are left out.
func (room *Room) figures(ctx context.Context, l *frame.Locale, places ...*Place) ([]figureView, error) {
	var all []figureView
	for _, a := range room.survey.answers() {
		told, ok := a.about(places)
		if !ok {
			continue
		}
		rel, err := newest(ctx, room.catalog, a.dataset.Slug, room.Now())
		if err != nil {
			return nil, err
		}
		if rel == nil || rel.Version != a.release {
			continue
		}
		for i, m := range a.measures {
			if f, ok := a.figure(l, m, i, told, places); ok {
				all = append(all, f)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b figureView) int { return cmp.Compare(a.order(), b.order()) })
	return all, nil
}

// order puts people before other quantities, and these before numbers of rows.
func (f *figureView) order() int {
	switch {
	case f.counted:
		return 2
	case f.Unit == "người" || f.Unit == "person":
		return 0
	}
	return 1
}

// about is what an answer says of all of the places.
func (a *answer) about(places []*Place) ([]told, bool) {
	var all []told
	for _, p := range places {
		t, ok := a.of[p.Code]
		if !ok {
			return nil, false
		}
		all = append(all, t)
	}
	return all, true
}

func (a *answer) figure(l *frame.Locale, m measure, i int, of []told, places []*Place) (figureView, bool) {
	f := figureView{Dataset: a.dataset.Title, Link: frame.Prefixed(l.Lang, "/datasets/"+string(a.dataset.Slug)), counted: m.column == nil}
	f.Rows = frame.Prefixed(l.Lang, a.rows(a.dataset.Slug, a.table, of[0].value))
	switch {
	case m.column == nil:
		f.Title = l.T("atlas.rows", "table", a.title)
	case m.sum:
		f.Title, f.Unit = l.T("atlas.sum", "name", chart.InSentence(titleOf(l, m.column))), m.column.Unit
	default:
		f.Title, f.Unit = titleOf(l, m.column), m.column.Unit
	}
	if a.time != nil {
		f.Over = a.over(l, m, of[0].value, places[0])
		f.Period = periodOf(l, a.time, a.latest)
	}
	var numbers []float64
	for _, t := range of {
		n, ok := number(t.figures[i])
		if !ok {
			return figureView{}, false
		}
		numbers = append(numbers, n)
		f.Values = append(f.Values, words(l, t.figures[i]))
	}
	if len(numbers) == 2 && numbers[0] > 0 && numbers[1] > 0 && f.Unit != "°C" {
		f.Times = l.Float(numbers[0]/numbers[1], 2)
	}
	return f, true
}

// over is the address of a chart of a measure of one place at all times that the
// table has.
func (a *answer) over(l *frame.Locale, m measure, value string, p *Place) string {
	if m.column == nil || a.time.Stats.Distinct < 2 {
		return ""
	}
	spec := chart.Spec{Table: a.table, Kind: chart.Line, X: a.time.Name, Y: m.column.Name, Column: a.place.Name, Value: value,
		Title: l.T("atlas.over_title", "name", titleOf(l, m.column), "place", p.Name)}
	if m.sum {
		spec.Agg = "sum"
	}
	return frame.Prefixed(l.Lang, "/charts/"+string(a.dataset.Slug)) + "?" + spec.Params().Encode()
}

func titleOf(l *frame.Locale, c *catalog.Column) string {
	if c.Title.IsZero() {
		return c.Name
	}
	return c.Title.In(l.Lang)
}

// periodOf writes the last time of a table: days as the language has them, and
// the rest as the API.
func periodOf(l *frame.Locale, c *catalog.Column, text string) string {
	v, ok := query.ParseText(c, text)
	day, isTime := v.(time.Time)
	if ok && isTime && c.Type == catalog.Date && c.Precision != catalog.ByMonth && c.Precision != catalog.ByQuarter && c.Precision != catalog.ByYear {
		return l.Day(day)
	}
	return text
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, !math.IsNaN(v) && !math.IsInf(v, 0)
	case query.Decimal:
		return float64(v.Unscaled) / math.Pow10(v.Scale), true
	}
	return 0, false
}

func words(l *frame.Locale, v any) string {
	switch v := v.(type) {
	case int64:
		return l.Int(v)
	case query.Decimal:
		return l.Float(float64(v.Unscaled)/math.Pow10(v.Scale), v.Scale)
	case float64:
		places := 6
		if v = v + 0; math.Abs(v) >= 1 {
			places = max(0, 5-int(math.Log10(math.Abs(v))))
		}
		return l.Float(v, places)
	}
	return ""
}
