package query

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"golang.org/x/text/unicode/norm"

	"nguon/catalog"
)

// parseValue reads a value of a column in the text form of the API. If it is
// none, it says what one looks like.
func parseValue(c *catalog.Column, s string) (any, catalog.Text) {
	var v any
	var ok bool
	switch c.Type {
	case catalog.Boolean:
		v, ok = s == "true", s == "true" || s == "false"
	case catalog.Integer:
		n, err := strconv.ParseInt(s, 10, 64)
		v, ok = n, err == nil
	case catalog.Decimal:
		v, ok = parseDecimal(s, c.Scale)
	case catalog.Number:
		v, ok = parseNumber(s)
	case catalog.Date:
		v, ok = parseDate(s, c.Precision)
	case catalog.Time:
		v, ok = parseClock(s)
	case catalog.DateTime:
		v, ok = parseTime(s)
	case catalog.Duration:
		v, ok = parseSpan(s)
	default:
		v, ok = norm.NFC.String(s), utf8.ValidString(s)
	}
	if !ok {
		return nil, looksLike(c)
	}
	return v, catalog.Text{}
}

// ParseText reads a value of a column in the text form of the API, as
// [AppendText] writes it and statistics hold it. A geometry has none that is
// read.
func ParseText(c *catalog.Column, s string) (any, bool) {
	v, wrong := parseValue(c, s)
	return v, wrong.IsZero() && c.Type != catalog.Geometry
}

// parseNumber reads a finite decimal number; ParseFloat alone would take
// "0x1p-2", "1_000" and "inf" too.
func parseNumber(s string) (float64, bool) {
	if s == "" || strings.Trim(s, "+-.0123456789eE") != "" {
		return 0, false
	}
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil && !math.IsInf(f, 0)
}

// appendNumber appends the shortest text that reads as f again, in the form of
// ECMAScript. f is finite.
func appendNumber(b []byte, f float64) []byte {
	if a := math.Abs(f); a != 0 && (a < 1e-6 || a >= 1e21) {
		b = strconv.AppendFloat(b, f, 'e', -1, 64)
		// 1e-09 is 1e-9.
		if n := len(b); n >= 4 && b[n-4] == 'e' && b[n-3] == '-' && b[n-2] == '0' {
			b[n-2] = b[n-1]
			b = b[:n-1]
		}
		return b
	}
	return strconv.AppendFloat(b, f, 'f', -1, 64)
}

// AppendText appends v, a value of a [Page] in column c, in the text form of
// the API, which CSV and filters share: numbers with a decimal point and
// decimals with all their digits, ISO 8601, true and false, well-known text. A
// missing value is empty.
func AppendText(b []byte, v any, c *catalog.Column) []byte {
	switch v := v.(type) {
	case nil:
		return b
	case bool:
		return strconv.AppendBool(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case Decimal:
		return v.append(b)
	case float64:
		return appendNumber(b, v)
	case time.Time:
		if c.Type == catalog.Date {
			return appendDate(b, v, c.Precision)
		}
		return appendTime(b, v)
	case Clock:
		return v.append(b)
	case Span:
		return v.append(b)
	case string:
		return append(b, v...)
	case orb.Geometry:
		return appendWKT(b, v)
	default:
		return fmt.Append(b, v)
	}
}

// compareValues orders two values of the same type as sorting does; neither
// is missing.
func compareValues(a, b any) int {
	switch a := a.(type) {
	case bool:
		b, _ := b.(bool)
		switch {
		case a == b:
			return 0
		case b:
			return -1
		}
		return 1
	case int64:
		b, _ := b.(int64)
		return cmp.Compare(a, b)
	case float64:
		b, _ := b.(float64)
		return cmp.Compare(a, b)
	case Decimal:
		b, _ := b.(Decimal)
		return a.compare(b)
	case Clock:
		b, _ := b.(Clock)
		return cmp.Compare(a, b)
	case Span:
		b, _ := b.(Span)
		return cmp.Compare(a, b)
	case time.Time:
		b, _ := b.(time.Time)
		return a.Compare(b)
	case string:
		b, _ := b.(string)
		return strings.Compare(a, b)
	}
	return 0
}
