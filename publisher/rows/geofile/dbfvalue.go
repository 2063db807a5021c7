package geofile

import (
	"bytes"
	"math"
	"strconv"
	"time"

	"nguon/publisher/rows"
)

// broken keeps what is no value of its type as it is: stars, most often, which
// dBASE writes where a number is longer than its field.
func (d *dbfReader) broken(raw []byte) rows.Kind {
	d.decoded = append(d.decoded, bytes.ToValidUTF8(raw, []byte("\uFFFD"))...)
	return rows.Broken
}

func (d *dbfReader) double(v float64) rows.Kind {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return d.broken(strconv.AppendFloat(nil, v, 'g', -1, 64))
	}
	d.decoded = strconv.AppendFloat(d.decoded, v, 'g', -1, 64)
	return rows.Number
}

// date appends a date, which is written YYYYMMDD. Zeros are a missing one.
func (d *dbfReader) date(raw []byte) rows.Kind {
	if len(bytes.Trim(raw, "0")) == 0 {
		return rows.Empty
	}
	day, err := time.Parse("20060102", string(raw))
	if err != nil {
		return d.broken(raw)
	}
	d.decoded = day.AppendFormat(d.decoded, time.DateOnly)
	return rows.Date
}

// plainNumber appends a decimal in the form that package rows wants, with all
// of its digits.
func plainNumber(dst, raw []byte) ([]byte, bool) {
	start := len(dst)
	if raw[0] == '-' {
		dst = append(dst, '-')
	}
	if raw[0] == '-' || raw[0] == '+' {
		raw = raw[1:]
	}
	digits := func(b []byte) int {
		n := 0
		for n < len(b) && b[n]-'0' <= 9 {
			n++
		}
		return n
	}
	whole := digits(raw)
	for whole > 1 && raw[0] == '0' {
		raw, whole = raw[1:], whole-1
	}
	if whole == 0 {
		dst = append(dst, '0')
	}
	dst, raw = append(dst, raw[:whole]...), raw[whole:]
	if len(raw) > 0 && raw[0] == '.' {
		part := digits(raw[1:])
		if part > 0 {
			dst = append(dst, raw[:1+part]...)
		}
		whole, raw = whole+part, raw[1+part:]
	}
	if whole == 0 {
		return dst[:start], false
	}
	if len(raw) > 1 && raw[0]|0x20 == 'e' {
		sign := 0
		if raw[1] == '-' || raw[1] == '+' {
			sign = 1
		}
		power := digits(raw[1+sign:])
		if power == 0 || power > 4 {
			return dst[:start], false
		}
		dst, raw = append(dst, raw[:1+sign+power]...), raw[1+sign+power:]
	}
	return dst, len(raw) == 0
}
