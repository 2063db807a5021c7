package web

import (
	"math"
	"strconv"
	"strings"
	"time"

	"nguon/api/query"
	"nguon/catalog"
)

// vietnam is the zone of every time that a page shows.
var vietnam = time.FixedZone("UTC+7", 7*60*60)

// Int writes n with the separator of thousands of the language.
func (l *locale) Int(n int64) string {
	return l.group(strconv.FormatInt(n, 10))
}

// Float writes f with at most the given number of decimals, without trailing
// zeros. What is too large to read so, or too small to have three digits left,
// is written with an exponent.
func (l *locale) Float(f float64, decimals int) string {
	size := math.Abs(f)
	if size >= 1e15 || size > 0 && size < min(math.Pow10(2-decimals), 0.001) {
		return l.point(strconv.FormatFloat(f, 'e', 3, 64))
	}
	whole, fraction, found := strings.Cut(strconv.FormatFloat(f, 'f', decimals, 64), ".")
	fraction = strings.TrimRight(fraction, "0")
	if whole == "-0" && fraction == "" {
		whole = "0"
	}
	if !found || fraction == "" {
		return l.group(whole)
	}
	return l.group(whole) + l.mark() + fraction
}

// Decimal writes an exact number with all the digits after the point that its
// column has. Codes are not grouped.
func (l *locale) Decimal(d query.Decimal, c *catalog.Column) string {
	whole, fraction, found := strings.Cut(string(query.AppendText(nil, d, nil)), ".")
	if !isCode(c.Name) && c.Role != catalog.RoleCode {
		whole = l.group(whole)
	}
	if !found {
		return whole
	}
	return whole + l.mark() + fraction
}

// Percent writes a share of 1. What is not quite none or all does not read as
// if it were.
func (l *locale) Percent(share float64) string {
	switch {
	case share > 0 && share < 0.001:
		return "< " + l.Float(0.1, 1) + "%"
	case share < 1 && share > 0.999:
		return "> " + l.Float(99.9, 1) + "%"
	}
	return l.Float(100*share, 1) + "%"
}

// Bytes writes a size in powers of 1,000.
func (l *locale) Bytes(n int64) string {
	if n < 1000 {
		return l.Int(n) + " B"
	}
	f := float64(n)
	for _, unit := range []string{"kB", "MB", "GB", "TB"} {
		if f /= 1000; f < 999.5 || unit == "TB" {
			decimals := 1
			if f >= 100 {
				decimals = 0
			}
			return l.Float(f, decimals) + " " + unit
		}
	}
	return ""
}

// Date writes the day that t is in Viet Nam: 22/11/2026, 22 Nov 2026.
func (l *locale) Date(t time.Time) string { return l.Day(t.In(vietnam)) }

// Day writes the day of the calendar that t says in its own zone.
func (l *locale) Day(t time.Time) string {
	if l.lang == catalog.English {
		return t.Format("2 Jan 2006")
	}
	return t.Format("02/01/2006")
}

// Time writes the day and the minute that t is in Viet Nam.
func (l *locale) Time(t time.Time) string {
	return l.Date(t) + " " + t.In(vietnam).Format("15:04")
}

// Period writes the half-open span p by its first and last day. Whole years
// are written as years.
func (l *locale) Period(p catalog.Period) string {
	from, last := l.Day(p.From), l.Day(p.Until.AddDate(0, 0, -1))
	if isNewYear(p.From) && isNewYear(p.Until) {
		from, last = strconv.Itoa(p.From.Year()), strconv.Itoa(p.Until.Year()-1)
	}
	switch {
	case p.IsZero():
		return ""
	case p.Until.IsZero():
		return l.T("period.since", "from", l.boundary(p.From))
	case p.From.IsZero():
		return l.T("period.until", "last", last)
	case from == last:
		return from
	}
	return from + "–" + last
}

func (l *locale) boundary(t time.Time) string {
	if isNewYear(t) {
		return strconv.Itoa(t.Year())
	}
	return l.Day(t)
}

func isNewYear(t time.Time) bool { return t.Month() == time.January && t.Day() == 1 }

func (l *locale) mark() string {
	if l.lang == catalog.English {
		return "."
	}
	return ","
}

func (l *locale) point(s string) string { return strings.Replace(s, ".", l.mark(), 1) }

// group separates the thousands of a run of digits that may have a sign.
func (l *locale) group(digits string) string {
	separator := ","
	if l.lang != catalog.English {
		separator = "."
	}
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteString(separator)
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}
