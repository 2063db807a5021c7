package table

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Form returns a value of c in the text form of the API. Bits are the integer
// that a [Vector] holds, or the IEEE 754 bits of a Number; 1 is true. Texts and
// shapes have no bits.
func (c *Column) Form(bits uint64) string {
	switch n := int64(bits); c.Type {
	case Boolean:
		return strconv.FormatBool(n != 0)
	case Number:
		return formatNumber(math.Float64frombits(bits))
	case Decimal:
		return formatDecimal(n, c.Scale)
	case Date:
		return formatDate(n, c.Format.Precision)
	case Time:
		return time.UnixMicro(n).UTC().Format("15:04:05.999999")
	case DateTime:
		return time.UnixMicro(n).UTC().Format("2006-01-02T15:04:05.999999Z07:00")
	case Duration:
		return formatDuration(n)
	}
	return strconv.FormatInt(int64(bits), 10)
}

// formatNumber writes a number as JSON does: in its shortest form, with an
// exponent only if it is very small or large.
func formatNumber(f float64) string {
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// formatDecimal writes n with all digits of its scale.
func formatDecimal(n int64, scale int) string {
	sign, digits := "", strconv.FormatInt(n, 10)
	if n < 0 {
		sign, digits = "-", digits[1:]
	}
	if scale == 0 {
		return sign + digits
	}
	if missing := scale + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	return sign + digits[:len(digits)-scale] + "." + digits[len(digits)-scale:]
}

// formatDate writes as much of a date as is known.
func formatDate(days int64, by Precision) string {
	at := time.Unix(days*86400, 0).UTC()
	switch by {
	case ByMonth:
		return at.Format("2006-01")
	case ByQuarter:
		return fmt.Sprintf("%04d-Q%d", at.Year(), (int(at.Month())+2)/3)
	case ByYear:
		return at.Format("2006")
	}
	return at.Format(time.DateOnly)
}

// formatDuration writes microseconds as ISO 8601 does, in hours, minutes and
// seconds.
func formatDuration(micros int64) string {
	if micros == 0 {
		return "PT0S"
	}
	sign := ""
	if micros < 0 {
		sign, micros = "-", -micros
	}
	var b strings.Builder
	b.WriteString(sign + "PT")
	if h := micros / 3600e6; h > 0 {
		fmt.Fprintf(&b, "%dH", h)
	}
	if m := micros / 60e6 % 60; m > 0 {
		fmt.Fprintf(&b, "%dM", m)
	}
	if s := micros % 60e6; s > 0 {
		text := fmt.Sprintf("%d.%06d", s/1e6, s%1e6)
		b.WriteString(strings.TrimRight(strings.TrimRight(text, "0"), ".") + "S")
	}
	return b.String()
}
