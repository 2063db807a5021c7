package layout

import (
	"bytes"
	"unicode/utf8"

	"nguon/publisher/rows"
)

// A class is what a cell looks like, for finding the table. Types of columns
// are decided elsewhere, from all values.
type class uint8

const (
	blank   class = iota
	missing       // a mark such as - or …, or an error value
	number
	value // a date, a time, true or false, a geometry
	text
)

// isData reports whether cells of the class are found in columns of measures
// and not in headers.
func (c class) isData() bool { return c == number || c == value }

func classOf(c *rows.Cell) class {
	switch c.Kind {
	case rows.Empty:
		return blank
	case rows.Number:
		return number
	case rows.Broken:
		return missing
	case rows.Text:
		return classOfText(c.Text)
	}
	return value
}

// isBlank is classOf(c) == blank, in less time.
func isBlank(c *rows.Cell) bool {
	if c.Kind != rows.Text {
		return c.Kind == rows.Empty
	}
	return len(c.Text) == 0 || (c.Text[0] <= ' ' || c.Text[0] >= utf8.RuneSelf) && len(trim(c.Text)) == 0
}

// trim cuts the blanks around s, no-break and zero-width ones too.
func trim(s []byte) []byte {
	const zeroWidth = '\u200b'
	s = bytes.TrimSpace(s)
	for len(s) > 0 {
		r, n := utf8.DecodeRune(s)
		if r != zeroWidth && r != '\ufeff' {
			break
		}
		s = bytes.TrimSpace(s[n:])
	}
	return s
}

// longestValue is the length of the longest text that may be a number or a
// date, in bytes.
const longestValue = 40

func classOfText(s []byte) class {
	s = trim(s)
	switch {
	case len(s) == 0:
		return blank
	case len(s) > longestValue:
		return text
	case isMissing(s):
		return missing
	case isNumber(s):
		return number
	case isMoment(s):
		return value
	}
	return text
}

func isMissing(s []byte) bool {
	switch string(s) {
	case "-", "–", "—", ".", "..", "...", "…", ":", "N/A", "n/a", "NA", "#N/A", "null", "NULL":
		return true
	}
	return false
}

// isNumber accepts the usual ways of writing numbers, with any separators, a
// percent sign or the parentheses of accountants. s is not empty.
func isNumber(s []byte) bool {
	if s[0] == '(' && s[len(s)-1] == ')' {
		s = s[1 : len(s)-1]
	}
	s = bytes.TrimSuffix(s, []byte("%"))
	s = bytes.TrimLeft(s, "+-")
	digits := 0
	for i, c := range s {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' || c == ',' || c == ' ' || c == '\'':
		case c == 0xC2 && i+1 < len(s) && s[i+1] == 0xA0: // no-break space
		case c == 0xA0 && i > 0 && s[i-1] == 0xC2:
		case (c == 'e' || c == 'E') && digits > 0 && i+1 < len(s):
		case c == '-' && (s[i-1] == 'e' || s[i-1] == 'E'):
		default:
			return false
		}
	}
	return digits > 0
}

// isMoment accepts days, months of a year, times of a day, and both.
func isMoment(s []byte) bool {
	groups, digits := 0, 0
	var lengths [8]int
	var separator byte
	for i, c := range s {
		if c >= '0' && c <= '9' {
			if digits++; digits > 4 {
				return false
			}
			continue
		}
		if c != '/' && c != '-' && c != '.' && c != ':' && c != ' ' && c != 'T' && c != 'Z' && c != '+' || i == 0 || groups == len(lengths) {
			return false
		}
		if groups == 0 {
			separator = c
		}
		if digits == 0 && i != len(s)-1 {
			return false
		}
		lengths[groups], digits = digits, 0
		groups++
	}
	if groups < len(lengths) && digits > 0 {
		lengths[groups] = digits
		groups++
	}
	switch {
	case groups >= 3:
		return lengths[0] == 4 || lengths[0] <= 2 && lengths[1] <= 2
	case groups == 2 && separator == '/':
		return lengths[0] <= 2 && lengths[1] == 4
	case groups == 2:
		return separator == ':' && lengths[0] <= 2 && lengths[1] == 2
	}
	return false
}
