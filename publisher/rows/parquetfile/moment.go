package parquetfile

import (
	"errors"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"nguon/publisher/rows"
)

var errLength = errors.New("a value has not the length of its type")

// The days since 1970-01-01 that ISO 8601 has four digits for.
var firstDay, lastDay = time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC).Unix() / daySeconds, time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC).Unix() / daySeconds

const daySeconds = 24 * 60 * 60

func date(t *table, c *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
	days := int64(v.Int32())
	if days < firstDay || days > lastDay {
		return t.outOfCalendar(c, out, days)
	}
	return rows.Date, time.Unix(days*daySeconds, 0).UTC().AppendFormat(out, time.DateOnly), nil
}

// outOfCalendar keeps the number of units since 1970.
func (t *table) outOfCalendar(c *column, out []byte, n int64) (rows.Kind, []byte, error) {
	from := len(out)
	out = strconv.AppendInt(out, n, 10)
	t.note(OutOfCalendar, rows.Warning, c, out[from:])
	return rows.Broken, out, nil
}

// clock is of times of a day.
func clock(u format.TimeUnit) converter {
	unit := unitOf(u)
	return func(t *table, c *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
		n := v.Int64()
		if unit == 1e3 {
			n = int64(v.Int32())
		}
		if n < 0 || n >= daySeconds*unit {
			return t.outOfCalendar(c, out, n)
		}
		when := time.Unix(n/unit, n%unit*(1e9/unit)).UTC()
		out = when.AppendFormat(out, "15:04:05.999999")
		t.noteFine(c, when, out)
		return rows.Time, out, nil
	}
}

// timestamp is of times since 1970, of an instant or as a clock shows them.
func timestamp(u format.TimeUnit, instant bool) converter {
	unit := unitOf(u)
	return func(t *table, c *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
		n := v.Int64()
		seconds, rest := n/unit, n%unit
		if rest < 0 {
			seconds, rest = seconds-1, rest+unit
		}
		return t.moment(c, out, seconds, rest*(1e9/unit), instant, n)
	}
}

func (t *table) moment(c *column, out []byte, seconds, nanos int64, instant bool, raw int64) (rows.Kind, []byte, error) {
	if seconds < firstDay*daySeconds || seconds >= (lastDay+1)*daySeconds {
		return t.outOfCalendar(c, out, raw)
	}
	when := time.Unix(seconds, nanos).UTC()
	out = when.AppendFormat(out, "2006-01-02T15:04:05.999999")
	if instant {
		out = append(out, 'Z')
	}
	t.noteFine(c, when, out)
	return rows.DateTime, out, nil
}

// noteFine tells that digits were cut off.
func (t *table) noteFine(c *column, when time.Time, out []byte) {
	if when.Nanosecond()%1000 != 0 {
		t.note(TooFine, rows.Warning, c, out)
	}
}

// int96 holds nanoseconds of a day and the Julian day, in the old form of
// Impala, Hive and Spark.
func int96(t *table, c *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
	const unixEpoch = 2_440_588 // the Julian day of 1970-01-01
	n := v.Int96()
	nanos := int64(uint64(n[1])<<32 | uint64(n[0]))
	days := int64(n[2]) - unixEpoch
	t.note(LegacyInstant, rows.Warning, c, nil)
	if nanos < 0 || nanos >= daySeconds*1e9 {
		return t.outOfCalendar(c, out, nanos)
	}
	return t.moment(c, out, days*daySeconds+nanos/1e9, nanos%1e9, true, days)
}

// interval holds months, days and milliseconds, each with no sign.
func interval(_ *table, _ *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
	b := v.ByteArray()
	if len(b) != 12 {
		return 0, nil, errLength
	}
	part := func(i int) uint64 {
		return uint64(b[i]) | uint64(b[i+1])<<8 | uint64(b[i+2])<<16 | uint64(b[i+3])<<24
	}
	out = append(out, 'P')
	if n := part(0); n > 0 {
		out = append(strconv.AppendUint(out, n, 10), 'M')
	}
	if n := part(4); n > 0 {
		out = append(strconv.AppendUint(out, n, 10), 'D')
	}
	if n := part(8); n > 0 || len(out) > 0 && out[len(out)-1] == 'P' {
		out = strconv.AppendUint(append(out, 'T'), n/1000, 10)
		if n %= 1000; n > 0 {
			out = append(out, '.', byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10))
		}
		out = append(out, 'S')
	}
	return rows.Duration, out, nil
}
