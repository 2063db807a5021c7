package ods

import (
	"math"
	"strconv"
	"strings"

	"nguon/publisher/rows"
	"nguon/publisher/rows/notation"
)

const day = 86_400 * notation.Second

// parseDuration reads a duration such as PT12H30M00.5S in microseconds. Years
// and months, which have no fixed length, are none.
func parseDuration(raw []byte) (us int64, ok bool) {
	s, negative := strings.CutPrefix(string(raw), "-")
	s, ok = strings.CutPrefix(s, "P")
	if !ok {
		return 0, false
	}
	units := []struct {
		letter byte
		us     float64
	}{{'D', day}, {'H', 3600 * notation.Second}, {'M', 60 * notation.Second}, {'S', notation.Second}}
	clock, parts, sum := false, 0, 0.0
	for s != "" {
		if !clock && s[0] == 'T' {
			clock, s = true, s[1:]
			continue
		}
		n := strings.IndexFunc(s, func(r rune) bool { return (r < '0' || r > '9') && r != '.' && r != ',' })
		if n <= 0 {
			return 0, false
		}
		for len(units) > 0 && units[0].letter != s[n] {
			units = units[1:]
		}
		if len(units) == 0 || clock == (s[n] == 'D') {
			return 0, false
		}
		v, err := strconv.ParseFloat(strings.Replace(s[:n], ",", ".", 1), 64)
		if err != nil {
			return 0, false
		}
		sum += v * units[0].us
		units, s = units[1:], s[n+1:]
		parts++
	}
	if parts == 0 || sum > math.MaxInt64/2 {
		return 0, false
	}
	us = int64(math.Round(sum))
	if negative {
		us = -us
	}
	return us, true
}

// appendTime appends a value of type time, which is both the time of a day and
// a duration in OpenDocument.
func appendTime(dst []byte, us int64, elapsed bool) ([]byte, rows.Kind) {
	if elapsed || us < 0 || us >= day {
		return notation.AppendDuration(dst, us), rows.Duration
	}
	return notation.AppendClock(dst, us), rows.Time
}

// isElapsed reports whether cells of a column show durations if they have no
// style of their own.
func (g *grid) isElapsed(column int) bool {
	for _, r := range g.columns {
		if column >= r.from && column < r.to {
			return true
		}
	}
	return false
}
