package recode

import (
	"math"
	"strconv"
	"strings"

	"nguon/publisher/anon/micro"
)

// maxDigits is how many digits a number has at most when it is taken exactly.
const maxDigits = 18

// A decimal is ±digits·10^−scale.
type decimal struct {
	negative bool
	digits   string
	scale    int // may be negative
}

// parseDecimal reads -12.50 and 1.2e5.
func parseDecimal(s string) (decimal, bool) {
	var d decimal
	rest := s
	if after, ok := strings.CutPrefix(rest, "-"); ok {
		d.negative, rest = true, after
	} else {
		rest = strings.TrimPrefix(rest, "+")
	}
	rest, exponent, hasExponent := strings.Cut(strings.ToLower(rest), "e")
	if hasExponent {
		n, err := strconv.Atoi(exponent)
		if err != nil || n < -400 || n > 400 {
			return decimal{}, false
		}
		d.scale = -n
	}
	whole, fraction, point := strings.Cut(rest, ".")
	d.digits = whole + fraction
	d.scale += len(fraction)
	if d.digits == "" || point && fraction == "" || strings.Trim(d.digits, "0123456789") != "" {
		return decimal{}, false
	}
	return d, true
}

// at returns the number in units of 10^−scale, rounded down, or up if up is
// set. It returns false if that takes more than 18 digits.
func (d decimal) at(scale int, up bool) (int64, bool) {
	digits, inexact := d.digits, false
	if cut := d.scale - scale; cut > 0 {
		keep := max(len(digits)-cut, 0)
		inexact = strings.Trim(digits[keep:], "0") != ""
		digits = digits[:keep]
	}
	digits = strings.TrimLeft(digits, "0")
	if digits != "" && d.scale < scale {
		if scale-d.scale > maxDigits {
			return 0, false
		}
		digits += strings.Repeat("0", scale-d.scale)
	}
	if len(digits) > maxDigits {
		return 0, false
	}
	n := int64(0)
	if digits != "" {
		n, _ = strconv.ParseInt(digits, 10, 64)
	}
	if inexact && d.negative != up {
		n++
	}
	if d.negative {
		n = -n
	}
	return n, true
}

// format writes n·10^−scale without zeros at the end of the fraction.
func format(n int64, scale int) string {
	if scale <= 0 {
		return strconv.FormatInt(n, 10) + strings.Repeat("0", -scale)
	}
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	digits := strconv.FormatInt(n, 10)
	if len(digits) <= scale {
		digits = strings.Repeat("0", scale+1-len(digits)) + digits
	}
	cut := len(digits) - scale
	return sign + trimZeros(digits[:cut]+"."+digits[cut:])
}

// round writes x with at most so many decimals.
func round(x float64, scale int) string {
	text := strconv.FormatFloat(x, 'f', scale, 64)
	if scale > 0 {
		text = trimZeros(text)
	}
	if text == "-0" {
		return "0"
	}
	return text
}

func trimZeros(s string) string {
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// maxNumber is the largest number that is computed with: its square is finite.
const maxNumber = 1e150

// number reads a number up to maxNumber.
func number(s string) (float64, bool) {
	if _, ok := parseDecimal(s); !ok {
		return 0, false
	}
	x, err := strconv.ParseFloat(s, 64)
	return x, err == nil && math.Abs(x) <= maxNumber
}

// maxScale is how many decimals of a column are kept when it is computed with:
// what a float64 of that size holds.
const maxScale = 15

// numbers reads the dictionary of c, and says how many decimals its values have
// at most.
func numbers(c *micro.Column) (values []float64, scale int, err error) {
	values = make([]float64, len(c.Values))
	var wrong tally
	for i, text := range c.Values {
		x, ok := number(text)
		if !ok {
			wrong.add(text)
			continue
		}
		values[i] = x
		if d, _ := parseDecimal(text); d.scale > scale {
			scale = min(d.scale, maxScale)
		}
	}
	return values, scale, wrong.err(NotNumber, c.Name, "")
}
