package table

// A stamp is a date or a time as it is written. Of the first two numbers of a
// date that does not begin with its year, the format says which is the day.
type stamp struct {
	year   int
	a, b   int // month and day; or the first two numbers in their order
	ymd    bool
	short  bool  // the year has two digits
	micros int64 // of the day, or of a length of time
	offset int   // seconds east of UTC, if zoned
	zoned  bool
}

// scanTime finds the shape of a date or time, or returns shapeText.
func scanTime(v []byte, t *stamp) shape {
	*t = stamp{}
	rest, ok := t.date(v)
	if !ok {
		return scanClock(v, t)
	}
	kind := t.kind()
	if len(rest) == 0 || kind == shapeText {
		return kind
	}
	if rest[0] != ' ' && rest[0] != 'T' && rest[0] != 't' || !t.clock(rest[1:]) {
		return shapeText
	}
	if t.zoned && t.ymd {
		return shapeZoned
	}
	if t.zoned {
		return shapeText
	}
	return kind + (shapeYMDTime - shapeYMD)
}

// plain reads YYYY-MM-DD HH:MM:SS, which is what most files have, or reports
// false and leaves the matter to others.
func (t *stamp) plain(v []byte) bool {
	_ = v[18]
	if v[4] != '-' || v[7] != '-' || v[10] != ' ' && v[10] != 'T' || v[13] != ':' || v[16] != ':' {
		return false
	}
	bad := false
	two := func(i int) int {
		a, b := v[i]-'0', v[i+1]-'0'
		bad = bad || a > 9 || b > 9
		return int(a)*10 + int(b)
	}
	year, month, day := two(0)*100+two(2), two(5), two(8)
	hour, minute, second := two(11), two(14), two(17)
	if bad || year == 0 || !isDay(year, month, day) || hour > 23 || minute > 59 || second > 59 {
		return false
	}
	t.ymd, t.year, t.a, t.b = true, year, month, day
	t.micros = int64((hour*60+minute)*60+second) * 1e6
	return true
}

// kind tells the shapes of dates apart by the size of their numbers.
func (t *stamp) kind() shape {
	if t.ymd {
		if !isDay(t.year, t.a, t.b) {
			return shapeText
		}
		return shapeYMD
	}
	dmy, mdy := isDay(t.year, t.b, t.a), isDay(t.year, t.a, t.b)
	switch {
	case dmy && mdy && t.a == t.b:
		return shapeYMD // of 5/5/2025 both orders say the same
	case dmy && mdy:
		return shapeEither
	case dmy:
		return shapeDMY
	case mdy:
		return shapeMDY
	}
	return shapeText
}

// date reads year, month and day in one of the orders from the head of v.
func (t *stamp) date(v []byte) (rest []byte, ok bool) {
	a, n := number(v)
	if n == 0 || n == 3 || n > 4 || n >= len(v) {
		return nil, false
	}
	sep := v[n]
	if sep != '-' && sep != '/' && (sep != '.' || n == 4) {
		return nil, false
	}
	v = v[n+1:]
	b, m := number(v)
	if m == 0 || m > 2 || m >= len(v) || v[m] != sep {
		return nil, false
	}
	v = v[m+1:]
	c, k := number(v)
	switch {
	case n == 4 && (k == 1 || k == 2):
		t.ymd, t.year, t.a, t.b = true, a, b, c
	case n <= 2 && k == 4:
		t.year, t.a, t.b = c, a, b
	case k == 2 && (sep == '/' || sep == '-' && n == 2 && m == 2):
		t.year, t.a, t.b, t.short = century(c), a, b, true
	default:
		return nil, false
	}
	return v[k:], t.year > 0
}

// century returns the year that two digits stand for, as POSIX has it: from 1969
// to 2068.
func century(year int) int {
	if year >= 69 {
		return 1900 + year
	}
	return 2000 + year
}

// clock reads HH:MM[:SS[.ffffff]], AM or PM (SA or CH), and a zone.
func (t *stamp) clock(v []byte) bool {
	for len(v) > 0 && v[0] == ' ' {
		v = v[1:]
	}
	hour, n := number(v)
	if n == 0 || n > 2 || n >= len(v) || v[n] != ':' {
		return false
	}
	v = v[n+1:]
	minute, n := number(v)
	if n != 2 {
		return false
	}
	v = v[n:]
	second, micros := 0, 0
	if len(v) > 0 && v[0] == ':' {
		if second, n = number(v[1:]); n != 2 {
			return false
		}
		v = v[1+n:]
		if len(v) > 1 && (v[0] == '.' || v[0] == ',') {
			if micros, n = fraction(v[1:]); n == 0 {
				return false
			}
			v = v[1+n:]
		}
	}
	v, ok := t.half(v, &hour)
	if !ok || hour > 23 || minute > 59 || second > 59 || !t.zone(v) {
		return false
	}
	t.micros = int64((hour*60+minute)*60+second)*1e6 + int64(micros)
	return true
}

// half reads the half of the day.
func (t *stamp) half(v []byte, hour *int) (rest []byte, ok bool) {
	w := v
	if len(w) > 0 && w[0] == ' ' {
		w = w[1:]
	}
	if len(w) < 2 {
		return v, true
	}
	pm := false
	switch string(w[:2]) {
	case "AM", "am", "SA":
	case "PM", "pm", "CH":
		pm = true
	default:
		return v, true
	}
	if *hour < 1 || *hour > 12 {
		return nil, false
	}
	*hour %= 12
	if pm {
		*hour += 12
	}
	return w[2:], true
}

// zone reads Z, ±HH, ±HHMM or ±HH:MM to the end of v.
func (t *stamp) zone(v []byte) bool {
	if len(v) > 0 && v[0] == ' ' {
		v = v[1:]
	}
	if len(v) == 0 {
		return true
	}
	t.zoned = true
	if len(v) == 1 && (v[0] == 'Z' || v[0] == 'z') {
		return true
	}
	sign := 1
	switch v[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return false
	}
	h, n := number(v[1:])
	m := 0
	switch v = v[1+n:]; {
	case n == 4:
		h, m = h/100, h%100
	case n != 2:
		return false
	case len(v) == 3 && v[0] == ':':
		if m, n = number(v[1:]); n != 2 {
			return false
		}
		v = v[3:]
	}
	t.offset = sign * (h*60 + m) * 60
	return len(v) == 0 && h <= 15 && m <= 59
}

// number reads at most five digits.
func number(v []byte) (value, n int) {
	for n < len(v) && n < 5 && v[n]-'0' <= 9 {
		value = value*10 + int(v[n]-'0')
		n++
	}
	return value, n
}

// fraction reads digits of a second as microseconds, or nothing if that would
// lose some.
func fraction(v []byte) (micros, n int) {
	unit := 100_000
	for n < len(v) && v[n]-'0' <= 9 {
		if unit == 0 && v[n] != '0' {
			return 0, 0
		}
		micros += unit * int(v[n]-'0')
		unit /= 10
		n++
	}
	return micros, n
}
