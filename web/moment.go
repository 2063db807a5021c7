package web

import (
	"strconv"
	"strings"
	"time"

	"nguon/api/query"
	"nguon/catalog"
)

// date writes as much of the day as a column knows.
func (l *locale) date(t time.Time, p catalog.Precision) string {
	switch p {
	case catalog.ByMonth:
		if l.Lang == catalog.English {
			return t.Format("Jan 2006")
		}
		return t.Format("01/2006")
	case catalog.ByQuarter:
		number := int(t.Month()-1) / 3
		quarter := [...]string{"I", "II", "III", "IV"}[number]
		if l.Lang == catalog.English {
			quarter = strconv.Itoa(number + 1)
		}
		return l.T("date.quarter", "quarter", quarter, "year", t.Format("2006"))
	case catalog.ByYear:
		return t.Format("2006")
	}
	return l.Day(t)
}

// Clock writes the time of a day, with seconds only if it has some.
func (l *locale) Clock(c query.Clock) string {
	text := string(query.AppendText(nil, c, nil))
	if short, ok := strings.CutSuffix(text, ":00"); ok {
		return short
	}
	return l.Point(text)
}

// Span writes a length of time in days, hours, minutes and seconds.
func (l *locale) Span(s query.Span) string {
	const second = 1_000_000
	left, sign := uint64(s), ""
	if s < 0 {
		left, sign = -left, "−"
	}
	var parts []string
	for _, unit := range []struct {
		key  string
		size uint64
	}{{"span.days", 24 * 60 * 60 * second}, {"span.hours", 60 * 60 * second}, {"span.minutes", 60 * second}} {
		if n := left / unit.size; n > 0 {
			parts = append(parts, l.N(unit.key, int64(n)))
			left %= unit.size
		}
	}
	if left > 0 || parts == nil {
		if left%second == 0 {
			parts = append(parts, l.N("span.seconds", int64(left/second)))
		} else {
			parts = append(parts, l.T("span.seconds", "n", l.Float(float64(left)/second, 6)))
		}
	}
	return sign + strings.Join(parts, " ")
}

// Decimal writes an exact number with all the digits after the point that its
// column has. Codes are not grouped.
func (l *locale) Decimal(d query.Decimal, c *catalog.Column) string {
	whole, fraction, found := strings.Cut(string(query.AppendText(nil, d, nil)), ".")
	if !isCode(c.Name) && c.Role != catalog.RoleCode {
		whole = l.Group(whole)
	}
	if !found {
		return whole
	}
	return whole + l.Mark() + fraction
}
