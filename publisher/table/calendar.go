package table

import "time"

func isDay(year, month, day int) bool {
	if month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	if day <= 28 {
		return true
	}
	switch month {
	case 4, 6, 9, 11:
		return day <= 30
	case 2:
		return day == 29 && year%4 == 0 && (year%100 != 0 || year%400 == 0)
	}
	return true
}

// day returns the days from 1970-01-01 to the date, in the calendar of today.
func (t *stamp) day(order DateOrder) int64 {
	y, m, d := t.year, t.a, t.b
	if !t.ymd && order != MonthDayYear {
		m, d = d, m
	}
	if m <= 2 {
		y--
		m += 12
	}
	era := y / 400 // years are above zero
	yearOfEra := y - era*400
	dayOfYear := (153*(m-3)+2)/5 + d - 1
	return int64(era*146097 + yearOfEra*365 + yearOfEra/4 - yearOfEra/100 + dayOfYear - 719468)
}

// A zoneCache turns local times into instants. It remembers the span in which its
// last offset holds, because looking it up is slow.
type zoneCache struct {
	location    *time.Location
	offset      int64
	from, until int64 // seconds of local time, well within the span
}

// instant returns microseconds since 1970-01-01 UTC.
func (z *zoneCache) instant(t *stamp, order DateOrder) int64 {
	seconds := t.day(order) * 86400
	if t.zoned {
		return (seconds-int64(t.offset))*1e6 + t.micros
	}
	if local := seconds + t.micros/1e6; local < z.from || local >= z.until {
		at := time.Unix(local, 0).UTC()
		when := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, z.location)
		_, offset := when.Zone()
		z.offset, z.from, z.until = int64(offset), local, local+1
		start, end := when.ZoneBounds()
		const margin = 2 * 86400 // no zone jumps by so much
		if start.IsZero() {
			z.from = -1 << 60
		} else if from := start.Unix() + margin; from < local {
			z.from = from
		}
		if end.IsZero() {
			z.until = 1 << 60
		} else if until := end.Unix() - margin; until > local {
			z.until = until
		}
		return when.Unix()*1e6 + t.micros%1e6
	}
	return (seconds-z.offset)*1e6 + t.micros
}
