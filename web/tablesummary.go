package web

import (
	"math"
	"strconv"
	"time"

	"nguon/api/query"
	"nguon/catalog"
)

// summaryValues is how many of the most frequent values stand above a column.
const summaryValues = 3

// A columnSummary says above a column what the values of the whole table are.
// Each bar and each value leads to the rows that it counts.
type columnSummary struct {
	Type        string
	Missing     string // the share of values that are missing; "" if none is
	MissingLink string
	Range       string
	Words       string // the histogram, in words
	Bars        []bar
	Top         []topValue
	Distinct    string // how many values are different, where neither bars nor values are shown
}

// summary describes a column of t, of which v is the view.
func (s tableState) summary(l *locale, t *catalog.Table, c *catalog.Column, v *columnView) columnSummary {
	sum := columnSummary{Type: v.Type, Missing: v.Missing}
	if v.Missing != "" {
		sum.MissingLink = s.only(c.Name, "null", "true")
	}
	switch {
	case v.Histogram != nil:
		sum.Range, sum.Words = v.Min+" – "+v.Max, v.Histogram.Words
		sum.Bars = s.bars(c, v.Histogram.Bars)
	case v.Top != nil:
		for i, top := range v.Top[:min(summaryValues, len(v.Top))] {
			top.Link = s.only(c.Name, "eq", c.Stats.Top[i].Value)
			sum.Top = append(sum.Top, top)
		}
	case v.Counted && c.Stats.Distinct == t.Rows-c.Stats.Nulls:
		sum.Distinct = l.T("table.all_differ")
	case v.Counted && v.Exact:
		sum.Distinct = l.N("columns.distinct", v.Distinct)
	case v.Counted:
		sum.Distinct = l.N("columns.about", v.Distinct)
	}
	return sum
}

// bars are those of a histogram of a column with their links: as many as there
// are bins that are not empty. The last bin holds its upper bound.
func (s tableState) bars(c *catalog.Column, drawn []bar) []bar {
	linked := make([]bar, 0, len(drawn))
	last := len(c.Stats.Histogram) - 1
	for i, b := range c.Stats.Histogram {
		if b.Count == 0 {
			continue
		}
		upper := "lt"
		if i == last {
			upper = "lte"
		}
		one := drawn[len(linked)]
		from, until := boundText(b.From, c), boundText(b.Until, c)
		one.Link = s.only(c.Name, "gte", from, upper, until)
		one.Chosen = s.params.Get(c.Name+"__gte") == from && s.params.Get(c.Name+"__"+upper) == until
		linked = append(linked, one)
	}
	return linked
}

// boundText is a bound of a bin in the text form of the API.
func boundText(f float64, c *catalog.Column) string {
	whole := int64(math.Round(f))
	switch c.Type {
	case catalog.Date: // as a day, whatever the precision: bins need not begin with a month
		return time.Unix(whole, 0).UTC().Format(time.DateOnly)
	case catalog.DateTime:
		return time.UnixMicro(int64(math.Round(f * 1e6))).UTC().Format("2006-01-02T15:04:05.999999Z07:00")
	case catalog.Time:
		return string(query.AppendText(nil, query.Clock(math.Round(f*1e6)), c))
	case catalog.Duration:
		return string(query.AppendText(nil, query.Span(math.Round(f*1e6)), c))
	case catalog.Integer: // the integers from f on are those from the next whole number on
		f = math.Ceil(f)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// summedUp is how many columns a plain summary tells of.
const summedUp = 3

// plainSummary says in plain sentences what is in a table: how much, and of what
// the first measures are.
func (l *locale) plainSummary(t *catalog.Table, views []columnView) []string {
	said := []string{l.N("table.size", t.Rows, "columns", len(t.Columns))}
	for i := range t.Columns {
		c, v := &t.Columns[i], &views[i]
		if len(said) > summedUp {
			break
		}
		if v.Histogram == nil || v.Mean == "" || isCode(c.Name) || c.Role != catalog.RoleNone {
			continue
		}
		unit := ""
		if c.Unit != "" {
			unit = " " + c.Unit
		}
		said = append(said, l.T("table.spread", "column", titleOf(c), "min", v.Min, "max", v.Max, "mean", v.Mean, "unit", unit))
	}
	return said
}
