package query

import (
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
)

const dateLayout = "2006-01-02"

// parseDate reads a date in full, or as short as the column has it: 2024-07,
// 2024-Q3, 2024. It is the first day of that span.
func parseDate(s string, p catalog.Precision) (time.Time, bool) {
	layout := dateLayout
	switch {
	case p == catalog.ByMonth && len(s) == len("2006-01"):
		layout = "2006-01"
	case p == catalog.ByYear && len(s) == len("2006"):
		layout = "2006"
	case p == catalog.ByQuarter && len(s) == len("2006-Q1"):
		year, quarter, ok := strings.Cut(strings.ToUpper(s), "-Q")
		n, err := strconv.Atoi(quarter)
		if !ok || err != nil || n < 1 || n > 4 {
			return time.Time{}, false
		}
		layout, s = "2006-1", year+"-"+strconv.Itoa(3*n-2)
	}
	d, err := time.Parse(layout, s)
	return d, err == nil
}

// beginsSpan reports whether a day is the first of a span, and so has its short
// form.
func beginsSpan(t time.Time, p catalog.Precision) bool {
	_, month, day := t.Date()
	switch p {
	case catalog.ByMonth:
		return day == 1
	case catalog.ByQuarter:
		return day == 1 && month%3 == 1
	case catalog.ByYear:
		return day == 1 && month == time.January
	}
	return true
}

// appendDate appends the day, or as much of it as the column knows.
func appendDate(b []byte, t time.Time, p catalog.Precision) []byte {
	year, month, day := t.Date()
	b = appendPadded(b, year, 4)
	switch p {
	case catalog.ByYear:
		return b
	case catalog.ByQuarter:
		return append(b, '-', 'Q', byte('0'+(month+2)/3))
	}
	b = appendPadded(append(b, '-'), int(month), 2)
	if p == catalog.ByMonth {
		return b
	}
	return appendPadded(append(b, '-'), day, 2)
}

// parseTime reads a date-time with a zone, or without one as UTC, or a date as
// its first instant in UTC. A blank before the zone is a plus sign that was
// not escaped in a URL.
func parseTime(s string) (time.Time, bool) {
	if n := len(s); n > 6 && s[n-6] == ' ' && s[n-3] == ':' {
		s = s[:n-6] + "+" + s[n-5:]
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", dateLayout} {
		if d, err := time.Parse(layout, s); err == nil {
			return d.UTC(), d.Nanosecond()%1000 == 0
		}
	}
	return time.Time{}, false
}

// appendTime appends t in UTC with as many digits after the second as it has.
func appendTime(b []byte, t time.Time) []byte {
	t = t.UTC()
	hour, minute, second := t.Clock()
	b = appendDate(b, t, catalog.ByDay)
	b = append(b, 'T')
	b = appendPadded(b, hour, 2)
	b = append(b, ':')
	b = appendPadded(b, minute, 2)
	b = append(b, ':')
	b = appendPadded(b, second, 2)
	return append(appendMicros(b, t.Nanosecond()/1000), 'Z')
}

// appendPadded appends n with width digits, which are enough. Years before 0 and after
// 9999 have a sign, as ISO 8601 says.
func appendPadded(b []byte, n, width int) []byte {
	if width == 4 && (n < 0 || n > 9999) {
		if n < 0 {
			b, n = append(b, '-'), -n
		} else {
			b = append(b, '+')
		}
		width = 6
	}
	from := len(b)
	b = append(b, "000000"[:width]...)
	for i := len(b) - 1; i >= from; i-- {
		b[i] += byte(n % 10)
		n /= 10
	}
	return b
}
