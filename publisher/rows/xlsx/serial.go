package xlsx

import (
	"math"
	"time"

	"nguon/publisher/rows"
	"nguon/publisher/rows/notation"
)

const (
	microsecond = 1
	millisecond = 1000
	second      = notation.Second
	day         = 86_400 * second // microseconds
	maxDays     = 2_958_466       // after 9999-12-31, the last day of Excel, in the system of 1900
	longest     = 100_000_000     // days of a duration
	days1904    = 1462            // from the system of 1900 to that of 1904
)

// moment appends what a format makes of a serial number, which counts days
// and has the time as its fraction, and returns the kind of it; Number, with
// nothing appended, if the serial is no date or time.
//
// Nothing that the file has is dropped: a serial with a time is a DateTime
// though its format shows the date only, and one with a date though its format
// shows the time only. A serial without a date, below 1, is a Time.
//
// Doubles of today hold times to about 0.6 µs, and writers round them to 15
// digits, to about 4 µs: what is within 10 µs of a millisecond is that
// millisecond. Excel itself adds up times to no better than a millisecond:
// what is within 1 ms of a second is that second, unless the format shows
// fractions of seconds. All else is given to the microsecond.
func (f format) moment(dst []byte, serial float64, date1904 bool) ([]byte, rows.Kind) {
	if math.IsNaN(serial) || math.Abs(serial) >= longest {
		return dst, rows.Number
	}
	whole := math.Floor(serial)
	days, us := int64(whole), f.round((serial-whole)*day)
	days, us = days+us/day, us%day
	switch {
	case f&elapsed != 0 && f&date == 0:
		return notation.AppendDuration(dst, days*day+us), rows.Duration
	case days < 0:
		return dst, rows.Number
	case days == 0 && f&clock != 0 && (f&date == 0 || !date1904):
		return notation.AppendClock(dst, us), rows.Time
	}
	// The system of 1900 has a 29 February 1900, which was not: day 60.
	epoch := time.Date(1899, time.December, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		days += days1904
	case days == 0 || days == 60:
		return dst, rows.Number
	case days < 60:
		days++
	}
	if days >= maxDays {
		return dst, rows.Number
	}
	y, m, d := epoch.AddDate(0, 0, int(days)).Date()
	dst = notation.AppendDate(dst, y, int(m), d)
	if us == 0 && f&clock == 0 {
		return dst, rows.Date
	}
	return notation.AppendClock(append(dst, 'T'), us), rows.DateTime
}

// round rounds microseconds as [format.moment] says.
func (f format) round(us float64) int64 {
	n := int64(math.Round(us))
	near := func(unit, tolerance int64) bool {
		rest := n % unit
		if rest <= tolerance {
			n -= rest
		} else if unit-rest <= tolerance {
			n += unit - rest
		} else {
			return false
		}
		return true
	}
	if f&fraction != 0 || !near(second, millisecond) {
		near(millisecond, 10*microsecond)
	}
	return n
}
