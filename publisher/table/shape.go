package table

import "time"

// A shape is how a cell is written, as far as it matters to what it may mean.
type shape uint8

const (
	shapeEmpty shape = iota
	shapeToken       // stands for a missing value in a column of numbers, dates or booleans
	shapeText

	shapeInt      // up to three digits
	shapeLong     // four digits or more
	shapeWide     // an integer of 64 bits that a double does not hold
	shapeZeros    // digits after a leading zero
	shapeBig      // an integer of more than 64 bits
	shapePrecise  // a number of more digits than a double holds
	shapeExponent // 1e5, 1.5e-3

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

	shapePercentInt   // 12%
	shapePercentDot   // 12.5%
	shapePercentComma // 12,5%

	shapeTrueFalse
	shapeYesNo
	shapeCoKhong

	shapeYMD    // 2025-07-01, 2025/7/1
	shapeDMY    // 31/12/2025, 31-12-2025, 31.12.2025
	shapeMDY    // 12/31/2025
	shapeEither // 1/7/2025

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
	token    int    // of shapeToken: index in tokens
	yes      bool   // of booleans
	time     stamp  // of dates and times
}

// tokens stand for missing values.
var tokens = [...]string{"NA", "N/A", "null", "NULL", "-", "…", "...", "NaN", "nan"}

// scan finds the shape of a cell.
func scan(v []byte, s *scanned) {
	*s = scanned{}
	if len(v) == 0 {
		return
	}
	if v[0] <= ' ' || v[len(v)-1] <= ' ' {
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

// trim takes the blanks of ASCII off both ends.
func trim(v []byte) []byte {
	for len(v) > 0 && v[0] <= ' ' {
		v = v[1:]
	}
	for len(v) > 0 && v[len(v)-1] <= ' ' {
		v = v[:len(v)-1]
	}
	return v
}

// longest is the length of the longest token or boolean, in bytes: "không"
// with marks of their own.
const longest = len("kho\u0302ng")

// heads marks the bytes that a token or a boolean begins with.
var heads = func() (of [256]bool) {
	for _, t := range tokens {
		of[t[0]] = true
	}
	for _, c := range []byte("tTfFyYnNcCkK") {
		of[c] = true
	}
	return of
}()

func scanWord(v []byte, s *scanned) {
	s.shape = shapeText
	if len(v) > longest || !heads[v[0]] {
		return
	}
	for i, t := range tokens {
		if string(v) == t {
			s.shape, s.token = shapeToken, i
			return
		}
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
