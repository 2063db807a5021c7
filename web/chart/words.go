package chart

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/web/frame"
)

// aggregateWords and kindWords are the messages that name aggregates and kinds.
var (
	aggregateWords = map[string]string{"sum": "chart.agg.sum", "avg": "chart.agg.avg", "median": "chart.agg.median", "min": "chart.agg.min", "max": "chart.agg.max"}
	kindWords      = map[Kind]string{Line: "chart.kind.line", Bars: "chart.kind.bars", Histogram: "chart.kind.histogram", Scatter: "chart.kind.scatter", Pyramid: "chart.kind.pyramid",
		Map: "chart.kind.map", Areas: "chart.kind.areas"}
	stepWords = map[string]string{"day": "chart.step.day", "month": "chart.step.month", "year": "chart.step.year"}
)

// nameOf is the title of a column, or its name if it has none.
func nameOf(l *frame.Locale, c *catalog.Column) string {
	if c.Title.IsZero() {
		return c.Name
	}
	return c.Title.In(l.Lang)
}

// within is a name as it stands within a sentence: in a small letter, unless it
// begins with more than one great letter or with two names, as CO2 and Hà Nội do.
func within(name string) string {
	first, rest, _ := strings.Cut(name, " ")
	second, _ := utf8.DecodeRuneInString(rest)
	letter, size := utf8.DecodeRuneInString(first)
	if unicode.IsUpper(second) || first[size:] != strings.ToLower(first[size:]) || strings.ContainsAny(first, "0123456789") || len(first) == size {
		return name
	}
	return string(unicode.ToLower(letter)) + name[size:]
}

// axis is the title of a column with its unit. That none is stated is said.
func axis(l *frame.Locale, c *catalog.Column) string {
	switch {
	case isTime(c) || isGroup(c) && !isCounted(c):
		return nameOf(l, c)
	case c.Unit == "":
		return l.T("chart.axis.plain", "name", nameOf(l, c))
	}
	return l.T("chart.axis.unit", "name", nameOf(l, c), "unit", c.Unit)
}

// measure is what the chart measures, in words.
func (p *plan) measure(l *frame.Locale) string {
	switch {
	case p.y == nil:
		return l.T("chart.rows")
	case p.Agg != "":
		return l.T(aggregateWords[p.Agg], "name", within(nameOf(l, p.y)))
	}
	return nameOf(l, p.y)
}

// valueAxis is the title of the axis of what is measured.
func (p *plan) valueAxis(l *frame.Locale) string {
	switch {
	case p.y == nil || p.Kind == Histogram:
		return l.T("chart.axis.rows")
	case p.y.Unit == "":
		return l.T("chart.axis.plain", "name", p.measure(l))
	}
	return l.T("chart.axis.unit", "name", p.measure(l), "unit", p.y.Unit)
}

// unit is that of the values; empty if none is stated.
func (p *plan) unit(l *frame.Locale) string {
	if p.y == nil {
		return l.T("chart.rows_unit")
	}
	return p.y.Unit
}

// says is one line about what the chart shows; also its title if it was given none.
func (p *plan) says(l *frame.Locale) string {
	var s string
	switch {
	case p.Kind == Histogram:
		s = l.T("chart.says.histogram", "x", within(nameOf(l, p.x)))
	case p.Kind == Map && p.y != nil:
		s = l.T("chart.says.map", "y", within(p.measure(l)), "name", within(p.rowName(l)))
	case p.Kind == Map:
		s = l.T("chart.says.places", "name", within(p.rowName(l)))
	case p.Kind == Scatter:
		s = l.T("chart.says.scatter", "x", nameOf(l, p.x), "y", within(nameOf(l, p.y)))
	case p.Series != "":
		s = l.T("chart.says.series", "y", p.measure(l), "x", within(nameOf(l, p.x)), "series", within(nameOf(l, p.series)))
	default:
		s = l.T("chart.says.by", "y", p.measure(l), "x", within(nameOf(l, p.x)))
	}
	if p.Column != "" {
		c, _ := p.table.Column(p.Column)
		s = l.T("chart.says.only", "chart", s, "column", within(nameOf(l, c)), "value", p.Value)
	}
	return s
}

// rowName is what the rows of a map are called.
func (p *plan) rowName(l *frame.Locale) string {
	if p.name == nil {
		return l.T("chart.map.place")
	}
	return nameOf(l, p.name)
}

// title is that of the chart.
func (p *plan) title(l *frame.Locale) string {
	if p.Title != "" {
		return p.Title
	}
	return p.says(l)
}

// number is a value as a place on an axis: times are in seconds since 1970. It
// is false for what is missing or no quantity.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	case query.Decimal:
		return float64(v.Unscaled) / math.Pow10(v.Scale), true
	case time.Time:
		return float64(v.Unix()), true
	}
	return 0, false
}

// say writes a value of a column. Names that are numbers are not grouped.
func say(l *frame.Locale, v any, c *catalog.Column) string {
	switch v := v.(type) {
	case nil:
		return l.T("chart.blank")
	case bool:
		if v {
			return l.T("value.true")
		}
		return l.T("value.false")
	case int64:
		if c.Role == catalog.RoleCode || named(c, "id", "code", "ma", "year", "nam") {
			return strconv.FormatInt(v, 10)
		}
		return l.Int(v)
	case float64:
		return l.Float(v, digitsOf(v))
	case query.Decimal:
		return l.Float(float64(v.Unscaled)/math.Pow10(v.Scale), v.Scale)
	case time.Time:
		if c.Type == catalog.DateTime {
			return l.Time(v)
		}
		return day(l, v, c.Precision)
	}
	return string(query.AppendText(nil, v, c))
}

// digitsOf is how many decimals leave a number about six digits.
func digitsOf(v float64) int {
	if v = math.Abs(v); v < 1 {
		return 6
	}
	return max(0, 5-int(math.Log10(v)))
}

// day writes as much of a date as is known.
func day(l *frame.Locale, t time.Time, p catalog.Precision) string {
	switch p {
	case catalog.ByMonth:
		return t.Format("01/2006")
	case catalog.ByQuarter:
		return "Q" + strconv.Itoa((int(t.Month())-1)/3+1) + " " + t.Format("2006")
	case catalog.ByYear:
		return t.Format("2006")
	}
	return l.Day(t)
}
