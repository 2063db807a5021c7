package table

import (
	"bytes"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// scanPeriod finds the shape of a month, a quarter or a year, or returns
// shapeText. The stamp is the first day of it. A year by itself is a number; it
// is a period if the word for year stands before it.
func scanPeriod(v []byte, t *stamp) shape {
	*t = stamp{}
	if year, rest, ok := yearFirst(v); ok {
		return t.period(year, rest)
	}
	n := len(v) - 4
	year, digits := number(v[n:])
	if digits != 4 || year == 0 || v[n-1]-'0' <= 9 {
		return shapeText
	}
	return t.period(year, v[:n])
}

// yearFirst reads 2025-07, 2025/07, 2025-Q3 and 2025Q3.
func yearFirst(v []byte) (year int, rest []byte, ok bool) {
	year, n := number(v)
	if n != 4 || year == 0 || len(v) < 6 {
		return 0, nil, false
	}
	switch v = v[4:]; {
	case (v[0] == '-' || v[0] == '/') && (len(v) == 3 || v[1]|0x20 == 'q'):
		return year, v[1:], true
	case v[0]|0x20 == 'q':
		return year, v, true
	}
	return 0, nil, false
}

// period takes what is written beside the year.
func (t *stamp) period(year int, rest []byte) shape {
	words := string(bytes.ToLower(rest))
	if strings.ContainsFunc(words, func(r rune) bool { return r >= 0x80 }) {
		words = norm.NFC.String(words)
	}
	words = strings.TrimRight(words, " -/.")
	words = strings.TrimRight(strings.TrimSuffix(words, "năm"), " ,-/.")
	t.ymd, t.year, t.a, t.b = true, year, 1, 1
	if words == "" {
		if len(rest) > 0 && rest[0]|0x20 == 'n' {
			return shapeYear
		}
		return shapeText
	}
	for _, of := range []string{"tháng", "thg", "t"} {
		if tail, ok := strings.CutPrefix(words, of); ok {
			return t.month(strings.Trim(tail, " ."))
		}
	}
	for _, of := range []string{"quý", "qúy", "quí", "q"} {
		if tail, ok := strings.CutPrefix(words, of); ok {
			return t.quarter(strings.Trim(tail, " ."))
		}
	}
	if words[0]-'0' > 9 {
		return t.quarter(words)
	}
	return t.month(words)
}

func (t *stamp) month(digits string) shape {
	m, n := number([]byte(digits))
	if n == 0 || n != len(digits) || n > 2 || m < 1 || m > 12 {
		return shapeText
	}
	t.a = m
	return shapeMonth
}

func (t *stamp) quarter(q string) shape {
	n, ok := map[string]int{"1": 1, "2": 2, "3": 3, "4": 4, "i": 1, "ii": 2, "iii": 3, "iv": 4, "01": 1, "02": 2, "03": 3, "04": 4}[q]
	if !ok {
		return shapeText
	}
	t.a = 3*n - 2
	return shapeQuarter
}
