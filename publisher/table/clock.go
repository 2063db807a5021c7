package table

import "math"

// dayMicros is the length of a day.
const dayMicros = 24 * 60 * 60 * 1e6

// scanClock finds the shape of a time of day or of a length of time in hours,
// or returns shapeText.
func scanClock(v []byte, t *stamp) shape {
	*t = stamp{}
	if t.clock(v) {
		if t.zoned {
			return shapeText
		}
		return shapeClock
	}
	*t = stamp{}
	hours, n := number(v)
	if n == 0 || n >= len(v) {
		return shapeText
	}
	switch rest := v[n+1:]; v[n] {
	case 'h', 'H', 'g': // 13h45, 7h, 7g30 as written in Vietnamese
		minutes, m := 0, 0
		if len(rest) > 0 {
			if minutes, m = number(rest); m != 2 {
				return shapeText
			}
		}
		if len(rest) != m && string(rest[m:]) != "'" && string(rest[m:]) != "p" || hours > 23 || minutes > 59 {
			return shapeText
		}
		t.micros = int64(hours*60+minutes) * 60e6
		return shapeClock
	case ':': // hours beyond a day, always with seconds, but for the end of one
		if hours == 24 && string(rest) == "00" {
			t.micros = dayMicros
			return shapeDayEnd
		}
		if len(rest) != len("15:00") || rest[2] != ':' {
			return shapeText
		}
		minutes, m := number(rest[:2])
		seconds, s := number(rest[3:])
		if m != 2 || s != 2 || minutes > 59 || seconds > 59 {
			return shapeText
		}
		t.micros = int64((hours*60+minutes)*60+seconds) * 1e6
		if t.micros == dayMicros {
			return shapeDayEnd
		}
		return shapeHours
	}
	return shapeText
}

// scanSpan finds the shape of a length of time as ISO 8601 has it, of weeks,
// days, hours, minutes and seconds, or returns shapeText. Years and months have
// no fixed length.
func scanSpan(v []byte, t *stamp) shape {
	*t = stamp{}
	if len(v) < 3 || v[0] != 'P' {
		return shapeText
	}
	v = v[1:]
	clock, parts, micros := false, 0, int64(0)
	for len(v) > 0 {
		if v[0] == 'T' && !clock {
			clock = true
			v = v[1:]
			continue
		}
		whole, n := int64(0), 0
		for n < len(v) && n < 12 && v[n]-'0' <= 9 {
			whole = whole*10 + int64(v[n]-'0')
			n++
		}
		if n == 0 || n >= len(v) {
			return shapeText
		}
		part := 0
		if (v[n] == '.' || v[n] == ',') && clock {
			var k int
			if part, k = fraction(v[n+1:]); k == 0 || n+1+k >= len(v) || v[n+1+k] != 'S' {
				return shapeText
			}
			n += 1 + k
		}
		unit := spanUnit(v[n], clock)
		if unit == 0 || whole > (math.MaxInt64-micros)/unit-1 {
			return shapeText
		}
		micros += whole*unit + int64(part)
		v = v[n+1:]
		parts++
	}
	if parts == 0 {
		return shapeText
	}
	t.micros = micros
	return shapeSpan
}

// spanUnit returns the microseconds of a unit, or 0 if there is no such unit.
func spanUnit(letter byte, clock bool) int64 {
	const second = 1_000_000
	switch {
	case !clock && letter == 'W':
		return 7 * 86400 * second
	case !clock && letter == 'D':
		return 86400 * second
	case clock && letter == 'H':
		return 3600 * second
	case clock && letter == 'M':
		return 60 * second
	case clock && letter == 'S':
		return second
	}
	return 0
}
