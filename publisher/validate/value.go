package validate

import (
	"math"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/publisher/table"
)

// Limits are a bound. It lies at or between values of a column: floor is the greatest value
// that is not above it, ceil the least that is not below it. They differ where
// a bound of 0.5 is asked of integers.
type limits struct {
	floor, ceil int64
	float       float64
}

// bound reads a bound in the text form of the API as the values of col are
// stored. Exact tells whether a value of col can be equal to it.
func bound(col *catalog.Column, text string) (l limits, exact, ok bool) {
	whole := func(x int64, ok bool) (limits, bool, bool) {
		return limits{floor: x, ceil: x, float: float64(x)}, true, ok
	}
	switch col.Type {
	case catalog.Integer:
		return scaled(text, 0)
	case catalog.Decimal:
		return scaled(text, col.Scale)
	case catalog.Number:
		f, err := strconv.ParseFloat(text, 64)
		return limits{float: f}, true, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
	case catalog.Date:
		return whole(day(text))
	case catalog.DateTime:
		return whole(instant(text))
	case catalog.Time:
		return whole(clock(text))
	case catalog.Duration:
		return whole(duration(text))
	}
	return limits{}, false, false
}

var decimal = regexp.MustCompile(`^[+-]?[0-9]{1,40}(\.[0-9]{1,40})?$`)

// scaled reads a decimal number as a multiple of 10^-scale.
func scaled(text string, scale int) (l limits, exact, ok bool) {
	if !decimal.MatchString(text) {
		return l, false, false
	}
	r, ok := new(big.Rat).SetString(text)
	if !ok {
		return l, false, false
	}
	r.Mul(r, new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(scale)), nil)))
	floor, rest := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int))
	ceil := new(big.Int).Set(floor)
	if exact = rest.Sign() == 0; !exact {
		ceil.Add(ceil, big.NewInt(1))
	}
	l.floor, l.ceil = clamp(floor), clamp(ceil)
	return l, exact && floor.IsInt64(), true
}

func clamp(x *big.Int) int64 {
	switch {
	case x.IsInt64():
		return x.Int64()
	case x.Sign() < 0:
		return math.MinInt64
	}
	return math.MaxInt64
}

// day reads a date, or the month or year that begins with it.
func day(text string) (int64, bool) {
	for _, layout := range []string{time.DateOnly, "2006-01", "2006"} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.Unix() / 86400, true
		}
	}
	return 0, false
}

func instant(text string) (int64, bool) {
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t.UnixMicro(), true
		}
	}
	return 0, false
}

func clock(text string) (int64, bool) {
	for _, layout := range []string{"15:04:05.999999", "15:04"} {
		if t, err := time.Parse(layout, text); err == nil {
			midnight := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC)
			return t.Sub(midnight).Microseconds(), true
		}
	}
	return 0, false
}

var iso8601 = regexp.MustCompile(`^(-?)P(?:([0-9]{1,9})W)?(?:([0-9]{1,9})D)?(?:T(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})(?:\.([0-9]{1,6}))?S)?)?$`)

// duration reads a length of time of ISO 8601 in microseconds. Years and
// months, which have no fixed length, are not allowed.
func duration(text string) (int64, bool) {
	m := iso8601.FindStringSubmatch(text)
	if m == nil || strings.HasSuffix(text, "P") || strings.HasSuffix(text, "T") {
		return 0, false
	}
	seconds := int64(0)
	for i, unit := range []int64{7 * 86400, 86400, 3600, 60, 1} {
		n, _ := strconv.ParseInt(m[2+i], 10, 64) // of at most nine digits, or none
		seconds += n * unit
	}
	micros, _ := strconv.ParseInt((m[7] + "000000")[:6], 10, 64)
	x := seconds*1e6 + micros
	if m[1] == "-" {
		x = -x
	}
	return x, true
}

// Text returns value i of v, which is not missing, in the text form of the API,
// shortened to 80 characters; of shapes on the map it is empty.
func Text(col *catalog.Column, v *table.Vector, i int) string {
	switch col.Type {
	case catalog.String:
		return shorten(v.Bytes(i))
	case catalog.Number:
		return strconv.FormatFloat(v.Floats[i], 'f', -1, 64)
	case catalog.Boolean:
		return strconv.FormatBool(v.Bools[i])
	case catalog.Geometry:
		return ""
	}
	x := v.Ints[i]
	switch col.Type {
	case catalog.Decimal:
		return decimalText(x, col.Scale)
	case catalog.Date:
		return time.Unix(x*86400, 0).UTC().Format(time.DateOnly)
	case catalog.DateTime:
		return time.UnixMicro(x).UTC().Format("2006-01-02T15:04:05.999999Z")
	case catalog.Time:
		return time.UnixMicro(x).UTC().Format("15:04:05.999999")
	case catalog.Duration:
		return "PT" + strings.TrimSuffix(strings.TrimRight(decimalText(x, 6), "0"), ".") + "S"
	}
	return strconv.FormatInt(x, 10)
}

func decimalText(x int64, scale int) string {
	sign, digits := "", strconv.FormatInt(x, 10)
	if rest, ok := strings.CutPrefix(digits, "-"); ok {
		sign, digits = "-", rest
	}
	if scale == 0 {
		return sign + digits
	}
	if len(digits) <= scale {
		digits = strings.Repeat("0", scale+1-len(digits)) + digits
	}
	return sign + digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
}

func shorten(b []byte) string {
	const most = 80
	n := 0
	for i := range string(b[:min(len(b), 4*most+4)]) {
		if n == most {
			return string(b[:i]) + "…"
		}
		n++
	}
	return string(b)
}
