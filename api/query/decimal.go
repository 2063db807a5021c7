package query

import (
	"cmp"
	"math/big"
	"strconv"
	"strings"

	"nguon/catalog"
)

// A Decimal is an exact number: Unscaled divided by the Scale-th power of ten.
// In a [Page] its scale is that of the column.
type Decimal struct {
	Unscaled int64
	Scale    int // from 0 to 18
}

// maxDigits is how many digits a decimal has at most, so that it fits in 64
// bits.
const maxDigits = 18

// exactDigits is up to how many digits a decimal is a number in JSON: every
// reader that takes numbers for doubles gives them back as they were.
const exactDigits = 15

// parseDecimal reads a decimal without an exponent. It is in the scale of the
// column if it fits there; a value that is finer than the column is kept as it
// is, so that a comparison with it is exact.
func parseDecimal(s string, scale int) (Decimal, bool) {
	number, negative := strings.CutPrefix(s, "-")
	if !negative {
		number = strings.TrimPrefix(number, "+")
	}
	whole, fraction, pointed := strings.Cut(number, ".")
	if whole == "" && fraction == "" || pointed && fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return Decimal{}, false
	}
	whole, fraction = strings.TrimLeft(whole, "0"), strings.TrimRight(fraction, "0")
	if len(fraction) < scale && len(whole)+scale <= maxDigits {
		fraction += strings.Repeat("0", scale-len(fraction))
	}
	if len(whole)+len(fraction) > maxDigits {
		return Decimal{}, false
	}
	var d Decimal
	if digits := whole + fraction; digits != "" {
		n, err := strconv.ParseInt(digits, 10, 64)
		if err != nil {
			return d, false
		}
		d.Unscaled = n
	}
	if d.Scale = len(fraction); negative {
		d.Unscaled = -d.Unscaled
	}
	return d, true
}

// compare orders by value, whatever the scales.
func (d Decimal) compare(other Decimal) int {
	if d.Scale == other.Scale {
		return cmp.Compare(d.Unscaled, other.Unscaled)
	}
	scale := max(d.Scale, other.Scale)
	return d.scaled(scale).Cmp(other.scaled(scale))
}

func (d Decimal) scaled(scale int) *big.Int {
	n := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale-d.Scale)), nil)
	return n.Mul(n, big.NewInt(d.Unscaled))
}

// append appends d with as many digits after the point as its scale says.
func (d Decimal) append(b []byte) []byte {
	if d.Scale <= 0 {
		return strconv.AppendInt(b, d.Unscaled, 10)
	}
	size := uint64(d.Unscaled)
	if d.Unscaled < 0 {
		b, size = append(b, '-'), -size
	}
	var digits [maxDigits + 2]byte
	text := strconv.AppendUint(digits[:0], size, 10)
	if point := len(text) - d.Scale; point > 0 {
		b = append(append(b, text[:point]...), '.')
		return append(b, text[point:]...)
	}
	b = append(b, '0', '.')
	for range d.Scale - len(text) {
		b = append(b, '0')
	}
	return append(b, text...)
}

// width is how many digits a decimal of c needs in a statement so that both
// sides of a comparison are of one type, as far as they can be.
func (d Decimal) width(c *catalog.Column) int {
	if d.Scale != c.Scale || c.Digits <= 0 || c.Digits >= maxDigits {
		return maxDigits
	}
	if len(strconv.FormatInt(d.Unscaled, 10)) > c.Digits { // a sign counts, too: no harm
		return maxDigits
	}
	return c.Digits
}
