package search

import (
	"math"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
)

// A period is the time that data describe, in days since 1970-01-01 UTC: from
// ≤ day < until. The zero value says nothing.
type period struct {
	known       bool
	from, until int32 // the least and the greatest number where a bound is open
	// first and last are the years that the period touches; where a bound is
	// open, the year of the other one, or of the release.
	first, last int32
}

func dayOf(t time.Time) int32 {
	return int32(max(math.MinInt32+1, min(math.MaxInt32-1, math.Floor(float64(t.Unix())/86400))))
}

// dayUntil is the first day that is wholly after a span that ends before t.
func dayUntil(t time.Time) int32 { return dayOf(t.Add(24*time.Hour - time.Nanosecond)) }

// periodText writes a period as it stands in a row. An open end lasts until
// the release.
func periodText(p catalog.Period, released time.Time) string {
	if p.IsZero() {
		return ""
	}
	from, until := int32(math.MinInt32), int32(math.MaxInt32)
	var first, last int
	if !p.From.IsZero() {
		from, first = dayOf(p.From), p.From.UTC().Year()
	}
	if !p.Until.IsZero() {
		until, last = dayUntil(p.Until), p.Until.UTC().Add(-time.Nanosecond).Year()
	} else {
		last = max(first, released.UTC().Year())
	}
	if p.From.IsZero() {
		first = last
	}
	var b strings.Builder
	for i, n := range []int64{int64(from), int64(until), int64(first), int64(last)} {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(strconv.FormatInt(n, 10))
	}
	return b.String()
}

// spanOf returns a span of days that is asked for; a zero bound is open.
func spanOf(from, until time.Time) period {
	p := period{known: true, from: math.MinInt32, until: math.MaxInt32}
	if !from.IsZero() {
		p.from = dayOf(from)
	}
	if !until.IsZero() {
		p.until = dayUntil(until)
	}
	return p
}

// parsePeriod reads what periodText has written. Damaged text says nothing.
func parsePeriod(text string) period {
	var n [4]int32
	f := strings.Fields(text)
	if len(f) != len(n) {
		return period{}
	}
	for i := range n {
		v, err := strconv.ParseInt(f[i], 10, 32)
		if err != nil {
			return period{}
		}
		n[i] = int32(v)
	}
	// A calendar has years of four digits: see yearCounts.
	if n[2] < minYear || n[3] > maxYear || n[2] > n[3] {
		return period{known: true, from: n[0], until: n[1], first: 1, last: 0}
	}
	return period{known: true, from: n[0], until: n[1], first: n[2], last: n[3]}
}

const minYear, maxYear = 1, 9999

// overlaps reports whether a day of p is in [from, until).
func (p period) overlaps(from, until int32) bool { return p.known && p.from < until && from < p.until }

// touches reports whether p has a day of the year.
func (p period) touches(year int32) bool { return p.known && p.first <= year && year <= p.last }
