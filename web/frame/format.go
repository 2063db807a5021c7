package frame

import (
	"math"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
)

// Vietnam is the zone of every time that a page shows.
var Vietnam = time.FixedZone("UTC+7", 7*60*60)

// Int writes n with the separator of thousands of the language.
func (l *Locale) Int(n int64) string {
	return l.Group(strconv.FormatInt(n, 10))
}

// Float writes f with at most the given number of decimals, without trailing
// zeros. What is too large to read so, or too small to have three digits left,
// is written with an exponent.
func (l *Locale) Float(f float64, decimals int) string {
	size := math.Abs(f)
	if size >= 1e15 || size > 0 && size < min(math.Pow10(2-decimals), 0.001) {
		return l.Point(strconv.FormatFloat(f, 'e', 3, 64))
	}
	whole, fraction, found := strings.Cut(strconv.FormatFloat(f, 'f', decimals, 64), ".")
	fraction = strings.TrimRight(fraction, "0")
	if whole == "-0" && fraction == "" {
		whole = "0"
	}
	if !found || fraction == "" {
		return l.Group(whole)
	}
	return l.Group(whole) + l.Mark() + fraction
}

// Percent writes a share of 1. What is not quite none or all does not read as
// if it were.
func (l *Locale) Percent(share float64) string {
	switch {
	case share > 0 && share < 0.001:
		return "< " + l.Float(0.1, 1) + "%"
	case share < 1 && share > 0.999:
		return "> " + l.Float(99.9, 1) + "%"
	}
	return l.Float(100*share, 1) + "%"
}

// Bytes writes a size in powers of 1,000.
func (l *Locale) Bytes(n int64) string {
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
func (l *Locale) Date(t time.Time) string { return l.Day(t.In(Vietnam)) }

// Day writes the day of the calendar that t says in its own zone.
func (l *Locale) Day(t time.Time) string {
	if l.Lang == catalog.English {
		return t.Format("2 Jan 2006")
	}
	return t.Format("02/01/2006")
}

// Time writes the day and the minute that t is in Viet Nam.
func (l *Locale) Time(t time.Time) string {
	return l.Date(t) + " " + t.In(Vietnam).Format("15:04")
}

// Period writes the half-open span p by its first and last day. Whole years
// are written as years.
func (l *Locale) Period(p catalog.Period) string {
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

func (l *Locale) boundary(t time.Time) string {
	if isNewYear(t) {
		return strconv.Itoa(t.Year())
	}
	return l.Day(t)
}

func isNewYear(t time.Time) bool { return t.Month() == time.January && t.Day() == 1 }

// Mark is the decimal mark of the language.
func (l *Locale) Mark() string {
	if l.Lang == catalog.English {
		return "."
	}
	return ","
}

// Point writes the point of a number as the decimal mark.
func (l *Locale) Point(s string) string { return strings.Replace(s, ".", l.Mark(), 1) }

// Group separates the thousands of a run of digits that may have a sign.
func (l *Locale) Group(digits string) string {
	separator := ","
	if l.Lang != catalog.English {
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

// Duration writes a duration in the greatest unit that it fills.
func (l *Locale) Duration(d time.Duration) string {
	for _, unit := range []struct {
		size time.Duration
		key  string
	}{{24 * time.Hour, "span.days"}, {time.Hour, "span.hours"}, {time.Minute, "span.minutes"}} {
		if d >= unit.size && d%unit.size == 0 {
			return l.N(unit.key, int64(d/unit.size))
		}
	}
	return l.N("span.seconds", int64(d.Seconds()))
}
