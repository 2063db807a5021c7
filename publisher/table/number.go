package table

import (
	"bytes"
	"math"
	"strconv"
)

// scanNumber finds the shape of a number, or returns shapeText. It fills in
// sign, mantissa and fraction.
func scanNumber(v []byte, s *scanned) shape {
	i := 0
	if v[0] == '-' || v[0] == '+' {
		s.negative = v[0] == '-'
		i++
	}
	var (
		digits      = 0 // since the last separator
		all         = 0 // from the first that is not zero
		whole       = 0 // before the first separator
		count       = 0 // all of them
		dots        = 0
		commas      = 0
		spaces      = 0
		last        byte // the last separator
		grouped     = true
		leading     = i < len(v) && v[i] == '0'
		percent     = false
		hasExponent = false
	)
	m := uint64(0)
scan:
	for i < len(v) {
		c := v[i]
		if d := c - '0'; d <= 9 {
			if all > 0 || d != 0 {
				all++
			}
			if all <= 19 {
				m = m*10 + uint64(d)
			}
			digits++
			count++
			i++
			continue
		}
		width := 1
		switch {
		case c == '.' || c == ',':
		case c == ' ':
		case c == 0xc2 && i+1 < len(v) && v[i+1] == 0xa0: // no-break space
			c, width = ' ', 2
		case c == 0xe2 && i+2 < len(v) && v[i+1] == 0x80 && v[i+2] == 0xaf: // narrow no-break space
			c, width = ' ', 3
		case (c == 'e' || c == 'E') && count > 0 && commas+spaces == 0 && dots <= 1:
			if !exponent(v[i+1:]) {
				return shapeText
			}
			hasExponent = true
			break scan
		case c == '%' && i == len(v)-1 && count > 0:
			percent = true
			break scan
		default:
			return shapeText
		}
		if c == ' ' && i+width == len(v)-1 && v[len(v)-1] == '%' && count > 0 { // 12,5 %
			percent = true
			break scan
		}
		if last == 0 {
			whole = digits
			grouped = digits >= 1 && digits <= 3
		} else {
			grouped = grouped && digits == 3
		}
		switch c {
		case '.':
			dots++
		case ',':
			commas++
		default:
			spaces++
		}
		if last != 0 && c != last && (last != ' ' && c == ' ' || dots > 0 && commas > 0 && spaces > 0) {
			return shapeText
		}
		last, digits = c, 0
		i += width
	}
	if count == 0 || last != 0 && digits == 0 && !hasExponent {
		return shapeText
	}
	s.mantissa, s.exact, s.digits = m, all <= 19, all
	if last != 0 {
		s.fraction = digits
	}
	seps := dots + commas + spaces
	if seps == 0 {
		whole = digits
	}
	kind := shapeOfNumber(dots, commas, spaces, last, digits, grouped, leading)
	switch {
	case kind == shapeText:
		return shapeText
	case percent:
		return percentShape(kind)
	case leading && whole > 1:
		return shapeZeros
	case hasExponent:
		s.exact = false
		if all > 15 && !reproduces(v) {
			return shapePrecise
		}
		return shapeExponent
	case seps == 0:
		if !fits64(m, all, s.negative) {
			return shapeBig
		}
		if m > 1<<53 && uint64(float64(m)) != m {
			return shapeWide
		}
		if whole > 3 {
			return shapeLong
		}
		return shapeInt
	case kind == shapeDots || kind == shapeCommas || kind == shapeSpaces:
		if all > 15 {
			return shapeBig
		}
	case all > 15 && !reproduces(plain(v, last)):
		if last == ',' {
			return shapePreciseComma
		}
		return shapePrecise
	}
	return kind
}

func shapeOfNumber(dots, commas, spaces int, last byte, digits int, grouped, leading bool) shape {
	grouped = grouped && !leading
	three := grouped && digits == 3
	switch {
	case dots+commas+spaces == 0:
		return shapeInt
	case spaces > 0 && dots+commas == 0 && grouped && digits == 3:
		return shapeSpaces
	case spaces > 0 && dots == 1 && commas == 0 && grouped:
		return shapeSpacesDot
	case spaces > 0 && commas == 1 && dots == 0 && grouped:
		return shapeSpacesComma
	case spaces > 0:
		return shapeText
	case dots == 1 && commas == 0 && three:
		return shapeDotThree
	case dots == 1 && commas == 0:
		return shapeDot
	case commas == 1 && dots == 0 && three:
		return shapeCommaThree
	case commas == 1 && dots == 0:
		return shapeComma
	case commas == 0 && grouped && digits == 3:
		return shapeDots
	case dots == 0 && grouped && digits == 3:
		return shapeCommas
	case commas == 1 && last == ',' && grouped:
		return shapeDotsComma
	case dots == 1 && last == '.' && grouped:
		return shapeCommasDot
	}
	return shapeText
}

func percentShape(kind shape) shape {
	switch kind {
	case shapeInt:
		return shapePercentInt
	case shapeDot, shapeDotThree:
		return shapePercentDot
	case shapeComma, shapeCommaThree:
		return shapePercentComma
	}
	return shapeText
}

// exponent reports whether v is an exponent without its letter.
func exponent(v []byte) bool {
	if len(v) > 0 && (v[0] == '-' || v[0] == '+') {
		v = v[1:]
	}
	if len(v) == 0 || len(v) > 3 {
		return false
	}
	for _, c := range v {
		if c-'0' > 9 {
			return false
		}
	}
	return true
}

func fits64(m uint64, digits int, negative bool) bool {
	return digits < 19 || digits == 19 && (m <= math.MaxInt64 || negative && m == 1<<63)
}

// plain returns a number as strconv reads it: decimal is its decimal sign, and
// the other separators are for thousands.
func plain(v []byte, decimal byte) []byte {
	out := make([]byte, 0, len(v))
	for _, c := range v {
		switch {
		case c-'0' <= 9, c == '-', c == '+', c == 'e', c == 'E':
			out = append(out, c)
		case c == decimal:
			out = append(out, '.')
		}
	}
	return out
}

// reproduces reports whether a double keeps all digits of a number: written in
// its shortest form it has the same.
func reproduces(v []byte) bool {
	f, err := strconv.ParseFloat(string(v), 64)
	if err != nil {
		return false
	}
	var room [32]byte
	short := strconv.AppendFloat(room[:0], f, 'e', -1, 64)
	return bytes.Equal(significant(short), significant(v))
}

// significant returns the digits of a number without sign, point, exponent,
// and zeros at either end.
func significant(v []byte) []byte {
	if i := bytes.IndexAny(v, "eE"); i >= 0 {
		v = v[:i]
	}
	out := make([]byte, 0, len(v))
	for _, c := range v {
		if c-'0' <= 9 {
			out = append(out, c)
		}
	}
	return bytes.Trim(out, "0")
}

var powers = [...]float64{1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22}

// value returns the number that was scanned from v, if its last separator is
// the given decimal sign; without one it is whole. Both operands of the
// division are exact, so that its result is the nearest double.
func (s *scanned) value(v []byte, decimal byte, isDecimal bool) float64 {
	fraction := 0
	if s.shape == shapePlain || s.shape == shapePercentPlain {
		decimal, isDecimal = '.', true
	}
	if isDecimal {
		fraction = s.fraction
	}
	if s.exact && s.mantissa < 1<<53 && fraction < len(powers) {
		f := float64(s.mantissa) / powers[fraction]
		if s.negative {
			f = -f
		}
		return f
	}
	f, _ := strconv.ParseFloat(string(plain(v, decimal)), 64)
	return f
}
