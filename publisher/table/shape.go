package table

import "time"

// A shape is how a cell is written, as far as it matters to what it may mean.
type shape uint8

const (
	shapeEmpty shape = iota
	shapeToken       // stands for a missing value in a column of numbers, dates or booleans
	shapeText

	shapeInt          // up to three digits
	shapeLong         // four digits or more
	shapeWide         // an integer of 64 bits that a double does not hold
	shapeZeros        // digits after a leading zero
	shapeBig          // an integer of more than 64 bits
	shapePrecise      // a number of more digits than a double holds, with a decimal point
	shapePreciseComma // likewise, with a decimal comma
	shapeExponent     // 1e5, 1.5e-3

	// Numbers with one or two kinds of separator. Where a kind may be read in
	// two ways, the name says so.
	shapeDot         // 1.5
	shapeComma       // 1,5
	shapeDotThree    // 1.234: a fraction, or thousands
	shapeCommaThree  // 1,234: likewise
	shapeDots        // 1.234.567: thousands
	shapeCommas      // 1,234,567
	shapeDotsComma   // 1.234,5
	shapeCommasDot   // 1,234.5
	shapeSpaces      // 1 234 567
	shapeSpacesDot   // 1 234.5
	shapeSpacesComma // 1 234,5
	shapePlain       // 1234.5 as a number of the file's own, whatever the signs of its texts

	shapePercentInt   // 12%
	shapePercentDot   // 12.5%
	shapePercentComma // 12,5%
	shapePercentPlain // 12.5% as a number of the file's own

	shapeTrueFalse
	shapeYesNo
	shapeCoKhong
	shapeCross // x: ticked, in a column of nothing else; a missing value among numbers

	shapeYMD    // 2025-07-01, 2025/7/1
	shapeDMY    // 31/12/2025, 31-12-2025, 31.12.2025
	shapeMDY    // 12/31/2025
	shapeEither // 1/7/2025

	shapeMonth   // 07/2025, 2025-07, tháng 7 năm 2025
	shapeQuarter // Quý III/2025, 2025-Q3
	shapeYear    // năm 2025

	shapeClock  // 13:45, 13h45
	shapeDayEnd // 24:00: the end of a day, which no time of the day is, or a length of time
	shapeHours  // 36:15:00, longer than a day
	shapeSpan   // PT1H30M

	shapeZoned      // 2025-07-01T10:00:00Z
	shapeYMDTime    // 2025-07-01 10:00
	shapeDMYTime    // 31/12/2025 10:00
	shapeMDYTime    // 12/31/2025 10:00
	shapeEitherTime // 1/7/2025 10:00

	shapes
)

// A scanned cell is a shape and what the digits say.
type scanned struct {
	shape    shape
	negative bool
	exact    bool   // mantissa and fraction are the whole number; if not, its text must be parsed
	mantissa uint64 // all digits, whatever the separators
	fraction int    // digits after the last separator
	digits   int    // of the mantissa, from the first that is not zero
	token    int    // of shapeToken: index in tokens
	yes      bool   // of booleans
	time     stamp  // of dates and times
}

// tokens stand for missing values.
var tokens = [...]string{"NA", "N/A", "n/a", "N.A.", "n.a.", "#N/A", "null", "NULL", "-", "–", "—", "…", "...", "..", ":", "NaN", "nan"}

// scan finds the shape of a cell.
func scan(v []byte, s *scanned) {
	*s = scanned{}
	if len(v) == 0 {
		return
	}
	if v[0] <= ' ' || v[len(v)-1] <= ' ' || blankAt(v) > 0 || blankBefore(v) > 0 {
		if v = trim(v); len(v) == 0 {
			return
		}
	}
	if c := v[0]; c-'0' > 9 && c != '-' && c != '+' && c != '.' && c != ',' {
		scanWord(v, s)
		return
	}
	// Most cells that begin with a digit are short integers.
	if len(v) <= 18 {
		m, i := uint64(0), 0
		for i < len(v) && v[i]-'0' <= 9 {
			m = m*10 + uint64(v[i]-'0')
			i++
		}
		if i == len(v) {
			s.mantissa, s.exact, s.shape = m, true, shapeOfInt(v, m)
			return
		}
	}
	if len(v) == len(time.DateTime) && s.time.plain(v) {
		s.shape = shapeYMDTime
		return
	}
	s.shape = scanNumber(v, s)
	if s.shape == shapeText {
		s.shape = scanTime(v, &s.time)
	}
	if s.shape == shapeText {
		scanWord(v, s)
	}
}

// mark begins a cell that holds a number of the file's own, in the text that
// stands for tables of other formats. No text of UTF-8 holds such a byte.
const mark = 0xff

// unmark takes the mark off a cell, and reports whether there was one.
func unmark(v []byte) ([]byte, bool) {
	if len(v) > 0 && v[0] == mark {
		return v[1:], true
	}
	return v, false
}

// scanPlain finds the shape of a number of the file's own. It proves nothing
// about the signs of numbers that are text.
func scanPlain(v []byte, s *scanned) {
	*s = scanned{}
	switch s.shape = scanNumber(v, s); s.shape {
	case shapeLong:
		s.shape = shapeInt
	case shapeDot, shapeDotThree, shapeExponent:
		s.shape = shapePlain
	case shapePercentDot, shapePercentInt:
		s.shape = shapePercentPlain
	}
}

func shapeOfInt(digits []byte, m uint64) shape {
	switch {
	case len(digits) > 1 && digits[0] == '0':
		return shapeZeros
	case m > 1<<53 && uint64(float64(m)) != m:
		return shapeWide
	case len(digits) > 3:
		return shapeLong
	}
	return shapeInt
}

// trim takes the blanks off both ends, those of ASCII and those that look like
// them or like nothing: no-break spaces and the zero-width one.
func trim(v []byte) []byte {
	for len(v) > 0 {
		if v[0] <= ' ' {
			v = v[1:]
		} else if n := blankAt(v); n > 0 {
			v = v[n:]
		} else {
			break
		}
	}
	for len(v) > 0 {
		if v[len(v)-1] <= ' ' {
			v = v[:len(v)-1]
		} else if n := blankBefore(v); n > 0 {
			v = v[:len(v)-n]
		} else {
			break
		}
	}
	return v
}

// blankAt returns how many bytes a blank takes that is not of ASCII and begins
// v, or 0.
func blankAt(v []byte) int {
	switch {
	case v[0] != 0xc2 && v[0] != 0xe2:
	case len(v) >= 2 && v[0] == 0xc2 && v[1] == 0xa0:
		return 2
	case len(v) >= 3 && v[0] == 0xe2 && v[1] == 0x80 && (v[2] == 0xaf || v[2] == 0x8b):
		return 3
	}
	return 0
}

// blankBefore is blankAt of one that ends v.
func blankBefore(v []byte) int {
	n := len(v)
	switch last := v[n-1]; {
	case last != 0xa0 && last != 0xaf && last != 0x8b:
	case n >= 2 && blankAt(v[n-2:]) == 2:
		return 2
	case n >= 3 && blankAt(v[n-3:]) == 3:
		return 3
	}
	return 0
}

// longest is the length of the longest token or boolean, in bytes: "không"
// with marks of their own.
const longest = len("kho\u0302ng")

// A period ends with the digits of its year.
const shortestPeriod, longestPeriod = len("1/2025"), len("Thang\u0301 12 na\u0306m 2025")

// heads marks the bytes that a token or a boolean begins with.
var heads = func() (of [256]bool) {
	for _, t := range tokens {
		of[t[0]] = true
	}
	for _, c := range []byte("tTfFyYnNcCkKxXqQiIvVpP\xe2") {
		of[c] = true
	}
	return of
}()

func scanWord(v []byte, s *scanned) {
	s.shape = shapeText
	if !heads[v[0]] && v[0]-'0' > 9 {
		return
	}
	if n := len(v); n >= shortestPeriod && n <= longestPeriod && v[n-1]-'0' <= 9 {
		if s.shape = scanPeriod(v, &s.time); s.shape != shapeText {
			return
		}
	}
	if v[0]|0x20 == 'p' {
		s.shape = scanSpan(v, &s.time)
		return
	}
	if len(v) > longest {
		return
	}
	for i, t := range tokens {
		if string(v) == t {
			s.shape, s.token = shapeToken, i
			return
		}
	}
	switch string(v) {
	case "x", "X", "✓", "✔", "☑", "☒":
		s.shape, s.yes = shapeCross, true
		return
	}
	if len(v) < 2 {
		return
	}
	switch v[0] | 0x20 {
	case 't', 'f', 'y', 'n', 'c', 'k':
		s.shape, s.yes = scanBool(v)
	}
}

// scanBool reads a word for yes or no in English or Vietnamese, in small
// letters, capitals, or with a capital at the head.
func scanBool(v []byte) (kind shape, yes bool) {
	switch string(v) {
	case "true", "True", "TRUE":
		return shapeTrueFalse, true
	case "false", "False", "FALSE":
		return shapeTrueFalse, false
	case "yes", "Yes", "YES":
		return shapeYesNo, true
	case "no", "No", "NO":
		return shapeYesNo, false
	case "có", "Có", "CÓ", "co\u0301", "Co\u0301", "CO\u0301":
		return shapeCoKhong, true
	case "không", "Không", "KHÔNG", "kho\u0302ng", "Kho\u0302ng", "KHO\u0302NG":
		return shapeCoKhong, false
	}
	return shapeText, false
}
