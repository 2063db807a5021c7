package chart

import (
	"maps"
	"net/url"
	"strconv"
	"strings"
	"time"

	"nguon/api/query"
	"nguon/catalog"
)

// Bounds on what a chart shows.
const (
	mostSeries  = 6
	mostBars    = 60
	defaultBars = 20
	mostGroups  = 5000 // points of all lines, or groups of grouped bars
	mostDots    = 2000 // of a scatter plot
	mostBands   = 130  // of a pyramid
	anyonesRows = 1000 // of a page of the API, without a key
)

// A plan is a [Spec] that fits a table, and the query that has its figures.
type plan struct {
	Spec
	table  *catalog.Table
	x, y   *catalog.Column // y is nil where rows are counted
	series *catalog.Column // nil without
	params url.Values      // of the data API; nil for a histogram, which the statistics have
	value  string          // the name of what is measured, in the answer

	// Of a map of rows:
	spot       spot
	name       *catalog.Column // that says what a row is; nil if none does
	gathered   bool            // there are too many rows: they are counted by the places that they round to
	cellDigits int
}

// newPlan fits s to a table. The error says which fields of the form are wrong.
func newPlan(s Spec, t *catalog.Table) (*plan, error) {
	p := &plan{Spec: s, table: t}
	var wrong []catalog.FieldError
	refuse := func(field, vi, en string) {
		wrong = append(wrong, catalog.FieldError{Field: field, Position: -1, Detail: catalog.Text{Vi: vi, En: en}})
	}
	find := func(field, name string) *catalog.Column {
		c, ok := t.Column(name)
		if !ok && name != "" {
			refuse(field, "Bảng không có cột này.", "The table has no such column.")
		}
		return c
	}
	p.x, p.y, p.series = find("x", s.X), find("y", s.Y), find("series", s.Series)
	find("column", s.Column)
	switch {
	case s.X == "":
		refuse("x", "Hãy chọn một cột.", "Choose a column.")
	case p.x != nil && s.Kind == Line && !isTime(p.x):
		refuse("x", "Biểu đồ đường cần một cột ngày hoặc năm.", "A line needs a column of dates or years.")
	case p.x != nil && s.Kind == Map && !isSpot(t, p.x):
		refuse("x", "Bản đồ cần một cột hình học, hoặc cột kinh độ có cột vĩ độ đi cùng.", "A map needs a column of shapes, or one of longitudes beside one of latitudes.")
	case p.x != nil && (s.Kind == Bars || s.Kind == Pyramid || s.Kind == Areas) && !isGroup(p.x):
		refuse("x", "Cột này không chia được thành nhóm.", "This column does not make groups.")
	case p.x != nil && s.Kind == Scatter && !isCounted(p.x):
		refuse("x", "Biểu đồ phân tán cần hai cột số đo.", "A scatter plot needs two columns of quantities.")
	case p.x != nil && s.Kind == Histogram && len(p.x.Stats.Histogram) < 2:
		refuse("x", "Phân bố cần một cột số có nhiều giá trị.", "A distribution needs a column of numbers with many values.")
	}
	switch {
	case p.y != nil && !isCounted(p.y):
		refuse("y", "Cột này không phải số đo.", "This column is not a quantity.")
	case s.Kind == Scatter && s.Y == "":
		refuse("y", "Biểu đồ phân tán cần hai cột số đo.", "A scatter plot needs two columns of quantities.")
	case p.y != nil && p.y == p.x:
		refuse("y", "Hãy chọn một cột khác.", "Choose another column.")
	case s.Kind == Line && s.Step != "" && p.y != nil && s.Agg == "":
		refuse("agg", "Hãy chọn cách gộp các giá trị trong mỗi khoảng thời gian.", "Choose how the values of a span of time become one.")
	}
	switch {
	case p.series != nil && (!isGroup(p.series) || p.series == p.x || p.series == p.y):
		refuse("series", "Hãy chọn một cột khác có ít giá trị.", "Choose another column, of few values.")
	case s.Kind == Pyramid && s.Series == "":
		refuse("series", "Tháp dân số cần một cột có hai giá trị, như giới tính.", "A pyramid needs a column of two values, such as sex.")
	case s.Kind == Line && p.x != nil && isYear(p.x) && s.Step != "":
		refuse("step", "Cột năm đã gộp theo năm.", "A column of years is by year already.")
	}
	if len(wrong) > 0 {
		return nil, &catalog.Error{Kind: catalog.ErrInvalid, Public: catalog.Text{Vi: "Chưa vẽ được biểu đồ.", En: "The chart cannot be drawn yet."}, Fields: wrong}
	}
	p.ask()
	return p, nil
}

// ask makes the query.
func (p *plan) ask() {
	if p.Kind == Histogram {
		return
	}
	p.params = url.Values{"limit": {strconv.Itoa(mostGroups)}}
	if from, until, ok := p.between(); ok {
		p.params.Set(p.Column+"__between", list([]string{from, until}))
	} else if p.Column != "" {
		p.params.Set(p.Column+"__in", list(p.values()))
	}
	if p.Kind == Map {
		p.mapAsk()
		return
	}
	keys := []string{p.X}
	if p.Series != "" {
		keys = append(keys, p.Series)
	}
	switch {
	case p.Kind == Scatter:
		p.value = p.Y
		p.params.Set("select", strings.Join(append(keys, p.Y), ","))
		p.params.Set("limit", strconv.Itoa(mostDots))
		p.params.Set("count", "exact")
		return
	case p.Y != "" && p.Agg == "":
		p.value = p.Y
		p.params.Set("select", strings.Join(append(keys, p.Y), ","))
		p.params.Set("sort", strings.Join(keys, ","))
	default:
		p.value = freeName(p.table)
		call := "count(*)"
		if p.Y != "" {
			call = p.Agg + "(" + p.Y + ")"
		}
		if p.Step != "" {
			keys[0] = "date_trunc('" + p.Step + "'," + p.X + ")"
		}
		p.params.Set("group", strings.Join(keys, ","))
		p.params.Set("agg", p.value+":"+call)
	}
	if p.Kind == Bars && p.Series == "" {
		sort := "-" + p.value
		if p.Sort == "key" {
			sort = p.X
		}
		p.params.Set("sort", sort)
		p.params.Set("limit", strconv.Itoa(p.bars()))
		p.params.Set("count", "exact")
	}
}

// between are the bounds of a filter such as 2000..2010, of a column that has an
// order.
func (p *plan) between() (from, until string, ok bool) {
	c, known := p.table.Column(p.Column)
	if !known || c.Type == catalog.String || c.Type == catalog.Boolean {
		return "", "", false
	}
	from, until, ok = strings.Cut(p.Value, "..")
	from, until = strings.TrimSpace(from), strings.TrimSpace(until)
	return from, until, ok && from != "" && until != ""
}

// leastStep is that of the axis of values: what is counted, and whole numbers that
// are not averaged, have no halves.
func (p *plan) leastStep() float64 {
	if p.y == nil || p.y.Type == catalog.Integer && p.Agg != "avg" && p.Agg != "median" {
		return 1
	}
	return 0
}

// bars is how many bars, or groups of bars, are shown.
func (p *plan) bars() int {
	if p.Limit > 0 {
		return p.Limit
	}
	return defaultBars
}

func (p *plan) query(t query.Target, timeout time.Duration) (*query.Query, error) {
	return query.Parse(p.params, t, query.Limits{Rows: mostGroups, Timeout: timeout})
}

// call are the parameters with which anybody may ask the API for the same: those
// without a key get fewer rows in a page, and where the next one is.
func (p *plan) call() url.Values {
	params := maps.Clone(p.params)
	if n, err := strconv.Atoi(params.Get("limit")); err == nil && n > anyonesRows {
		params.Set("limit", strconv.Itoa(anyonesRows))
	}
	return params
}

// list writes values as a list of the query language.
func list(values []string) string {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = `"` + strings.ReplaceAll(v, `"`, `""`) + `"`
	}
	return strings.Join(quoted, ",")
}

// freeName is a name for what is measured that no column of the table has.
func freeName(t *catalog.Table) string {
	name := "value"
	for n := 2; ; n++ {
		if _, taken := t.Column(name); !taken {
			return name
		}
		name = "value_" + strconv.Itoa(n)
	}
}

// timeSpan is how long the times of a column reach; 0 if that is not known.
func timeSpan(c *catalog.Column) time.Duration {
	if c.Stats.Min == nil || c.Stats.Max == nil {
		return 0
	}
	from, ok := query.ParseText(c, *c.Stats.Min)
	until, also := query.ParseText(c, *c.Stats.Max)
	first, isTime := from.(time.Time)
	last, areTimes := until.(time.Time)
	if !ok || !also || !isTime || !areTimes {
		return 0
	}
	return last.Sub(first)
}
