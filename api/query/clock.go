package query

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// A Clock is the time of a day, in microseconds since midnight.
type Clock int64

// A Span is a length of time in microseconds. It may be negative.
type Span int64

const (
	second = 1_000_000 // in microseconds
	minute = 60 * second
	hour   = 60 * minute
	day    = 24 * hour
	week   = 7 * day
)

// parseClock reads 13:45, 13:45:00 or 13:45:00.5.
func parseClock(s string) (Clock, bool) {
	for _, layout := range []string{time.TimeOnly, "15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			micros := t.Sub(t.Truncate(24 * time.Hour))
			return Clock(micros.Microseconds()), micros%time.Microsecond == 0
		}
	}
	return 0, false
}

// append appends c as ISO 8601 has it, with as many digits after the second
// as it has.
func (c Clock) append(b []byte) []byte {
	b = appendPadded(b, int(c/hour), 2)
	b = append(b, ':')
	b = appendPadded(b, int(c%hour/minute), 2)
	b = append(b, ':')
	b = appendPadded(b, int(c%minute/second), 2)
	return appendMicros(b, int(c%second))
}

// appendMicros appends a fraction of a second, which is nothing if it is 0.
func appendMicros(b []byte, micros int) []byte {
	if micros == 0 {
		return b
	}
	b = appendPadded(append(b, '.'), micros, 6)
	for b[len(b)-1] == '0' {
		b = b[:len(b)-1]
	}
	return b
}

// spanUnits are the parts of a duration of ISO 8601, in their order. Years and
// months are missing: they have no length.
var spanUnits = []struct {
	letter byte
	clock  bool // stands after T
	micros int64
}{{'W', false, week}, {'D', false, day}, {'H', true, hour}, {'M', true, minute}, {'S', true, second}}

// parseSpan reads a duration of ISO 8601 in weeks, days, hours, minutes and
// seconds, the last of which may have a fraction: PT1H30M, P1DT12H, -PT0.5S. A
// day is 24 hours.
func parseSpan(s string) (Span, bool) {
	rest, negative := strings.CutPrefix(s, "-")
	rest, ok := strings.CutPrefix(rest, "P")
	if !ok || rest == "" {
		return 0, false
	}
	var total uint64
	clock, ended := false, false
	for next := 0; rest != ""; {
		if rest[0] == 'T' && !clock {
			clock, rest = true, rest[1:]
			continue
		}
		n := len(rest) - len(strings.TrimLeft(rest, "0123456789.,"))
		if n == 0 || n == len(rest) || ended {
			return 0, false
		}
		for next < len(spanUnits) && (spanUnits[next].letter != rest[n] || spanUnits[next].clock != clock) {
			next++
		}
		if next == len(spanUnits) {
			return 0, false
		}
		part, whole, ok := spanPart(rest[:n], spanUnits[next].micros)
		if total += part; !ok || total > math.MaxInt64 {
			return 0, false
		}
		ended = !whole
		rest = rest[n+1:]
		next++
	}
	if last := s[len(s)-1]; last == 'T' || last == 'P' {
		return 0, false
	}
	if negative {
		return -Span(total), true
	}
	return Span(total), true
}

// spanPart reads a number of units; whole reports whether it has no fraction.
func spanPart(s string, unit int64) (micros uint64, whole, ok bool) {
	number, fraction, found := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n > math.MaxInt64/unit || found && fraction == "" {
		return 0, false, false
	}
	if micros = uint64(n * unit); !found {
		return micros, true, true
	}
	const most = 6 // digits: a week times a million fits in 64 bits
	fraction = strings.TrimRight(fraction, "0")
	if len(fraction) > most {
		return 0, false, false
	}
	f, err := strconv.ParseInt(fraction+strings.Repeat("0", most-len(fraction)), 10, 64)
	if err != nil || f*unit%second != 0 {
		return 0, false, false
	}
	return micros + uint64(f*unit/second), false, true
}

// append appends s as ISO 8601 has it, in hours, minutes and seconds: PT36H,
// -PT0.5S, PT0S.
func (s Span) append(b []byte) []byte {
	size := uint64(s)
	if s < 0 {
		b, size = append(b, '-'), -size
	}
	b = append(b, 'P', 'T')
	if h := size / hour; h > 0 {
		b = append(strconv.AppendUint(b, h, 10), 'H')
	}
	if m := size % hour / minute; m > 0 {
		b = append(strconv.AppendUint(b, m, 10), 'M')
	}
	if left := size % minute; left > 0 || size == 0 {
		b = strconv.AppendUint(b, left/second, 10)
		b = append(appendMicros(b, int(left%second)), 'S')
	}
	return b
}
