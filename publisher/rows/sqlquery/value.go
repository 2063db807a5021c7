package sqlquery

import (
	"encoding/hex"
	"math"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"nguon/publisher/rows"
)

// paged are the types of SQL Server whose text is of the code page of a collation.
var paged = []string{"CHAR", "VARCHAR", "TEXT"}

// cell appends the text of a value to that of the record.
func (t *table) cell(c *column, v any) (rows.Kind, error) {
	switch v := v.(type) {
	case nil:
		return rows.Empty, nil
	case bool:
		t.text = strconv.AppendBool(t.text, v)
		return rows.Bool, nil
	case int64:
		return t.integer(c, v), nil
	case uint64:
		t.text = strconv.AppendUint(t.text, v, 10)
		return rows.Number, nil
	case float32:
		return t.number(c, float64(v), 32), nil
	case float64:
		if c.sql == "FLOAT4" || c.sql == "REAL" {
			// The driver made a float32 longer than it is.
			if float64(float32(v)) == v {
				return t.number(c, v, 32), nil
			}
		}
		return t.number(c, v, 64), nil
	case time.Time:
		return t.time(c, v), nil
	case string:
		if t.apart && slices.Contains(paged, c.sql) {
			v = norm.NFC.String(v)
		}
		return t.characters(c, []byte(v))
	case []byte:
		return t.characters(c, v)
	}
	return 0, binaryColumn(c, t.record)
}

func binaryColumn(c *column, record int64) error {
	err := rows.Fatal(BinaryColumn, rows.Spot{Line: record, Value: c.sql}, "")
	err.Column = c.Name
	return err
}

func (t *table) integer(c *column, n int64) rows.Kind {
	if c.family == boolean && (n == 0 || n == 1) {
		t.text = strconv.AppendBool(t.text, n == 1)
		return rows.Bool
	}
	t.text = strconv.AppendInt(t.text, n, 10)
	return rows.Number
}

func (t *table) number(c *column, f float64, bits int) rows.Kind {
	from := len(t.text)
	t.text = strconv.AppendFloat(t.text, f, 'g', -1, bits)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		t.note(NotANumber, c, string(t.text[from:]))
		return rows.Broken
	}
	return rows.Number
}

// time writes a time as the type of its column has it. Where the type is not
// known, a zone is written if it is not that of drivers without zones, UTC.
func (t *table) time(c *column, v time.Time) rows.Kind {
	from := len(t.text)
	if c.family != clock && (v.Year() < 0 || v.Year() > 9999) {
		t.text = v.AppendFormat(t.text, time.RFC3339)
		t.note(OutOfCalendar, c, string(t.text[from:]))
		return rows.Broken
	}
	kind, layout := rows.DateTime, "2006-01-02T15:04:05.999999"
	switch c.family {
	case date:
		kind, layout = rows.Date, time.DateOnly
	case clock:
		kind, layout = rows.Time, "15:04:05.999999"
	case instant:
		layout += "Z07:00"
		if c.sql == "TIMESTAMPTZ" {
			v = v.UTC() // its zone is that of this machine, not of the value
		}
	default:
		if _, offset := v.Zone(); offset != 0 {
			layout += "Z07:00"
		}
	}
	t.text = v.AppendFormat(t.text, layout)
	if kind != rows.Date && v.Nanosecond()%1000 != 0 {
		t.note(TooFine, c, v.Format("15:04:05.999999999"))
	}
	return kind
}

// characters reads what a driver leaves as text.
func (t *table) characters(c *column, b []byte) (rows.Kind, error) {
	switch c.family {
	case bit:
		if n, ok := bits(b); ok {
			t.text = strconv.AppendUint(t.text, n, 10)
			return rows.Number, nil
		}
	case guid:
		if len(b) == 16 {
			t.text = appendGUID(t.text, b)
			return rows.Text, nil
		}
	case integer, decimal, number:
		if isNumber(b) {
			t.text = append(t.text, b...)
			return rows.Number, nil
		}
		switch string(b) {
		case "NaN", "Infinity", "-Infinity":
			t.text = append(t.text, b...)
			t.note(NotANumber, c, string(b))
			return rows.Broken, nil
		}
	case date, clock, timestamp, instant:
		if kind := t.written(c, string(b)); kind != rows.Empty {
			return kind, nil
		}
	}
	if !utf8.Valid(b) {
		return 0, binaryColumn(c, t.record)
	}
	t.text = append(t.text, b...)
	return rows.Text, nil
}

// written reads a date or time that a driver leaves as text; Empty is what it
// cannot read.
func (t *table) written(c *column, s string) rows.Kind {
	switch {
	case s == "infinity" || s == "-infinity" || len(s) >= 10 && s[:10] == "0000-00-00":
		t.text = append(t.text, s...)
		t.note(OutOfCalendar, c, s)
		return rows.Broken
	case c.family == date:
		if v, err := time.Parse(time.DateOnly, s); err == nil {
			return t.time(c, v)
		}
	case c.family == clock:
		if v, err := time.Parse("15:04:05", s); err == nil {
			return t.time(c, v)
		}
	default:
		if v, err := time.Parse(time.DateTime, s); err == nil {
			return t.time(c, v)
		}
	}
	return rows.Empty
}

// bits reads the bytes of a BIT(n) as a number.
func bits(b []byte) (n uint64, ok bool) {
	for _, c := range b {
		n = n<<8 | uint64(c)
	}
	return n, len(b) > 0 && len(b) <= 8
}

// appendGUID writes an identifier of SQL Server, whose first three groups are
// little-endian.
func appendGUID(out, b []byte) []byte {
	for i, at := range []int{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15} {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			out = append(out, '-')
		}
		out = hex.AppendEncode(out, b[at:at+1])
	}
	return out
}

// isNumber tells whether b is a sign, digits, a point and an exponent.
func isNumber(b []byte) bool {
	if len(b) == 0 || len(b) > 2000 {
		return false
	}
	for _, c := range b {
		if (c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E' {
			return false
		}
	}
	_, err := strconv.ParseFloat(string(b), 64)
	return err == nil || err.(*strconv.NumError).Err == strconv.ErrRange //nolint:errorlint // ParseFloat says so
}
