// Package notation writes numbers, dates and times as the texts that package
// rows promises for the kinds of cells. The readers of workbooks share it.
package notation

import (
	"bytes"
	"strconv"
	"time"

	"nguon/publisher/rows"
)

// Second is the unit of times in microseconds.
const Second = 1_000_000

// AppendDate appends a date, such as 2024-02-29.
func AppendDate(dst []byte, year, month, day int) []byte {
	dst = append(appendPadded(dst, year, 4), '-')
	return appendPadded(append(appendPadded(dst, month, 2), '-'), day, 2)
}

// AppendClock appends a time of day in microseconds, such as 08:05:00.25.
func AppendClock(dst []byte, us int64) []byte {
	s := int(us / Second)
	dst = append(appendPadded(dst, s/3600, 2), ':')
	dst = append(appendPadded(dst, s/60%60, 2), ':')
	return appendFraction(appendPadded(dst, s%60, 2), us)
}

func appendFraction(dst []byte, us int64) []byte {
	us %= Second
	if us == 0 {
		return dst
	}
	dst = appendPadded(append(dst, '.'), int(us), 6)
	for dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// AppendDuration appends a duration of microseconds in ISO 8601, as hours,
// minutes and seconds.
func AppendDuration(dst []byte, us int64) []byte {
	if us < 0 {
		dst, us = append(dst, '-'), -us
	}
	dst = append(dst, "PT"...)
	hours, minutes, rest := us/(3600*Second), us/(60*Second)%60, us%(60*Second)
	if hours > 0 {
		dst = append(strconv.AppendInt(dst, hours, 10), 'H')
	}
	if minutes > 0 {
		dst = append(strconv.AppendInt(dst, minutes, 10), 'M')
	}
	if rest > 0 || us == 0 {
		dst = append(appendFraction(strconv.AppendInt(dst, rest/Second, 10), rest), 'S')
	}
	return dst
}

func appendPadded(dst []byte, v, width int) []byte {
	for limit := 10; width > 1; width-- {
		if v < limit {
			dst = append(dst, '0')
		}
		limit *= 10
	}
	return strconv.AppendInt(dst, int64(v), 10)
}

// AppendISO appends a date, time or both that a file has in the form of ISO
// 8601, rounded to microseconds, and returns its kind; Text, with raw itself,
// if raw is something else. With dateOnly a time of 00:00:00 without a zone is
// left out.
func AppendISO(dst, raw []byte, dateOnly bool) ([]byte, rows.Kind) {
	s := string(raw)
	if t, err := time.Parse(time.DateOnly, s); err == nil {
		return t.AppendFormat(dst, time.DateOnly), rows.Date
	}
	for _, layout := range []string{"15:04:05", "15:04"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.AppendFormat(dst, "15:04:05.999999"), rows.Time
		}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", "2006-01-02T15:04", "2006-01-02 15:04:05"} {
		t, err := time.Parse(layout, s)
		if t = t.Round(time.Microsecond); err != nil || t.Year() > 9999 {
			continue
		}
		if dateOnly && t.Equal(t.Truncate(24*time.Hour)) {
			return t.AppendFormat(dst, time.DateOnly), rows.Date
		}
		return t.AppendFormat(dst, "2006-01-02T15:04:05.999999"), rows.DateTime
	}
	if t, err := time.Parse("2006-01-02T15:04:05Z07:00", s); err == nil {
		if t = t.Round(time.Microsecond); t.Year() <= 9999 {
			return t.AppendFormat(dst, "2006-01-02T15:04:05.999999Z07:00"), rows.DateTime
		}
	}
	return append(dst, bytes.TrimSpace(raw)...), rows.Text
}
