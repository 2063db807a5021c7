package schedule

import "time"

// morning is the time of the day in Viet Nam at which people are reminded.
const morning = 8 * time.Hour

// Ahead returns when people are reminded of o so many days before its day: in
// the morning of that day, or of the last working day before, so that nobody
// learns during Tết of what is due right after it.
func (p *Plan) Ahead(o Occurrence, days int) time.Time {
	return morningOf(p.calendar.work(o.DueDay().AddDate(0, 0, -days), -1))
}

// Behind returns when it is said that o has been missed for so many days: in the
// morning of that day, be it one off, for the public sees it from then on too.
func (o Occurrence) Behind(days int) time.Time {
	return morningOf(o.DueDay().AddDate(0, 0, days))
}

// Before returns the occurrence before o, and false if there was none in the
// last year.
func (p *Plan) Before(o Occurrence) (Occurrence, bool) {
	for _, days := range []int{10, 100, 400} {
		if all := p.Between(o.Due.AddDate(0, 0, -days), o.Due); len(all) > 0 {
			return all[len(all)-1], true
		}
	}
	return Occurrence{}, false
}

// DaysTo returns the days of the calendar in Viet Nam from now to the day of o;
// they are negative once it has passed.
func (o Occurrence) DaysTo(now time.Time) int { return days(dayOf(now), o.DueDay()) }

func morningOf(day time.Time) time.Time {
	y, m, d := day.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Zone).Add(morning).UTC()
}
