package query

import (
	"cmp"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"nguon/catalog"
)

const dateLayout = "2006-01-02"

// parseValue reads a value of type t in the text form of the API. If it is
// none, it says what one looks like.
func parseValue(t catalog.Type, s string) (any, catalog.Text) {
	switch t {
	case catalog.Boolean:
		switch s {
		case "true":
			return true, catalog.Text{}
		case "false":
			return false, catalog.Text{}
		}
		return nil, catalog.Text{Vi: "Hãy viết true hoặc false.", En: "Write true or false."}
	case catalog.Integer:
		if n, err := strconv.ParseInt(s, 10, 64); err == nil {
			return n, catalog.Text{}
		}
		return nil, catalog.Text{Vi: "Hãy viết một số nguyên 64 bit, ví dụ 1200.", En: "Write a whole number of 64 bits, such as 1200."}
	case catalog.Number:
		if f, ok := parseNumber(s); ok {
			return f, catalog.Text{}
		}
		return nil, catalog.Text{Vi: "Hãy viết một số với dấu chấm thập phân, ví dụ 12.5.", En: "Write a number with a decimal point, such as 12.5."}
	case catalog.Date:
		if d, err := time.Parse(dateLayout, s); err == nil {
			return d, catalog.Text{}
		}
		return nil, catalog.Text{Vi: "Hãy viết ngày theo dạng năm-tháng-ngày, ví dụ 2026-11-22.", En: "Write a date as year-month-day, such as 2026-11-22."}
	case catalog.DateTime:
		if d, ok := parseTime(s); ok {
			return d, catalog.Text{}
		}
		return nil, catalog.Text{
			Vi: "Hãy viết thời điểm theo ISO 8601, nhiều nhất đến micrô giây, ví dụ 2026-11-22T08:30:00Z.",
			En: "Write a time as in ISO 8601, to the microsecond at most, such as 2026-11-22T08:30:00Z.",
		}
	default:
		if utf8.ValidString(s) {
			return norm.NFC.String(s), catalog.Text{}
		}
		return nil, catalog.Text{Vi: "Hãy viết bằng UTF-8.", En: "Write it in UTF-8."}
	}
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

// parseTime reads a date-time with a zone, or without one as UTC, or a date as
// its first instant in UTC. A blank before the zone is a plus sign that was
// not escaped in a URL.
func parseTime(s string) (time.Time, bool) {
	if n := len(s); n > 6 && s[n-6] == ' ' && s[n-3] == ':' {
		s = s[:n-6] + "+" + s[n-5:]
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00", "2006-01-02T15:04", dateLayout} {
		if d, err := time.Parse(layout, s); err == nil {
			return d.UTC(), d.Nanosecond()%1000 == 0
		}
	}
	return time.Time{}, false
}

// appendText appends a value as a filter has it, in the text form of the API.
// Dates have midnight as their time.
func appendText(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return b
	case bool:
		return strconv.AppendBool(b, v)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case float64:
		return appendNumber(b, v)
	case time.Time:
		return appendTime(b, v)
	case string:
		return append(b, v...)
	default:
		return fmt.Append(b, v)
	}
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

func appendDate(b []byte, t time.Time) []byte {
	year, month, day := t.Date()
	b = appendPadded(b, year, 4)
	b = append(b, '-')
	b = appendPadded(b, int(month), 2)
	b = append(b, '-')
	return appendPadded(b, day, 2)
}

// appendTime appends t in UTC with as many digits after the second as it has.
func appendTime(b []byte, t time.Time) []byte {
	t = t.UTC()
	hour, minute, second := t.Clock()
	b = appendDate(b, t)
	b = append(b, 'T')
	b = appendPadded(b, hour, 2)
	b = append(b, ':')
	b = appendPadded(b, minute, 2)
	b = append(b, ':')
	b = appendPadded(b, second, 2)
	if micros := t.Nanosecond() / 1000; micros != 0 {
		b = append(b, '.')
		b = appendPadded(b, micros, 6)
		for b[len(b)-1] == '0' {
			b = b[:len(b)-1]
		}
	}
	return append(b, 'Z')
}

// appendPadded appends n with width digits, which are enough. Years before 0 and after
// 9999 have a sign, as ISO 8601 says.
func appendPadded(b []byte, n, width int) []byte {
	if width == 4 && (n < 0 || n > 9999) {
		if n < 0 {
			b, n = append(b, '-'), -n
		} else {
			b = append(b, '+')
		}
		width = 6
	}
	from := len(b)
	b = append(b, "000000"[:width]...)
	for i := len(b) - 1; i >= from; i-- {
		b[i] += byte(n % 10)
		n /= 10
	}
	return b
}

// AppendText appends v, a value of a [Page] in a column of type t, in the text
// form of the API, which CSV and filters share. A missing value is empty.
func AppendText(b []byte, v any, t catalog.Type) []byte {
	if d, ok := v.(time.Time); ok && t == catalog.Date {
		return appendDate(b, d)
	}
	return appendText(b, v)
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
	case time.Time:
		b, _ := b.(time.Time)
		return a.Compare(b)
	case string:
		b, _ := b.(string)
		return strings.Compare(a, b)
	}
	return 0
}
