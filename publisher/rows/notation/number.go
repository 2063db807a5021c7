package notation

import (
	"bytes"
	"math"
	"strconv"
)

// exactDigits is the number of decimal digits that a double always keeps: a
// decimal of no more of them is the shortest of its double.
const exactDigits = 15

// IsPlain reports whether b is in the form that numbers are given in already,
// as most are.
func IsPlain(b []byte) bool {
	if len(b) > 0 && b[0] == '-' {
		b = b[1:]
		if len(b) == 1 && b[0] == '0' {
			return false
		}
	}
	if len(b) == 0 || b[0] == '0' && len(b) > 1 && b[1] != '.' {
		return false
	}
	point := -1
	for i, c := range b {
		if c == '.' && point < 0 {
			point = i
		} else if c-'0' > 9 {
			return false
		}
	}
	if point < 0 {
		return true
	}
	return point > 0 && len(b)-1 <= exactDigits && b[len(b)-1] != '0' && b[len(b)-1] != '.'
}

// AppendNumber appends the number that a file has as raw, if it is one: an
// integer digit for digit, anything else as the shortest decimal that is the
// same double.
func AppendNumber(dst, raw []byte) ([]byte, bool) {
	if IsPlain(raw) {
		return append(dst, raw...), true
	}
	if digits, negative := wholeDigits(raw); digits != nil {
		if negative && digits[0] != '0' {
			dst = append(dst, '-')
		}
		return append(dst, digits...), true
	}
	v, ok := ParseFloat(raw)
	if !ok {
		return dst, false
	}
	return appendFloat(dst, v), true
}

// wholeDigits returns the digits of an integer without leading zeros; none if
// it is not one.
func wholeDigits(raw []byte) (digits []byte, negative bool) {
	if len(raw) > 0 && (raw[0] == '-' || raw[0] == '+') {
		negative, raw = raw[0] == '-', raw[1:]
	}
	for _, c := range raw {
		if c-'0' > 9 {
			return nil, false
		}
	}
	for len(raw) > 1 && raw[0] == '0' {
		raw = raw[1:]
	}
	if len(raw) == 0 {
		return nil, false
	}
	return raw, negative
}

// ParseFloat reads a decimal number; what else Go takes for one is none.
func ParseFloat(raw []byte) (float64, bool) {
	const longest = 400 // digits of a double written out
	if len(raw) == 0 || len(raw) > longest || bytes.ContainsFunc(raw, func(r rune) bool {
		return (r < '0' || r > '9') && r != '+' && r != '-' && r != '.' && r != 'e' && r != 'E'
	}) {
		return 0, false
	}
	v, err := strconv.ParseFloat(string(raw), 64)
	return v, err == nil
}

// appendFloat appends the shortest decimal that is v, without an exponent
// unless it would be long.
func appendFloat(dst []byte, v float64) []byte {
	if v == 0 {
		return append(dst, '0')
	}
	if abs := math.Abs(v); abs >= 1e-6 && abs < 1e21 {
		return strconv.AppendFloat(dst, v, 'f', -1, 64)
	}
	from := len(dst)
	dst = strconv.AppendFloat(dst, v, 'e', -1, 64)
	// Go writes exponents with two digits at least: 1e-07.
	if e := bytes.LastIndexByte(dst[from:], 'e') + from; dst[e+2] == '0' {
		dst = append(dst[:e+2], dst[e+3:]...)
	}
	if e := bytes.Index(dst[from:], []byte("e+")); e >= 0 {
		dst = append(dst[:from+e+1], dst[from+e+2:]...)
	}
	return dst
}
