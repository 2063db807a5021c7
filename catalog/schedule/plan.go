package schedule

import (
	"slices"
	"time"

	"github.com/teambition/rrule-go"

	"nguon/catalog"
)

// Zone is that of Viet Nam, which has been UTC+7 since 1975: a machine without a
// zone database is served too.
var Zone = time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)

// reach is how far a day is moved at most, and more: the longest rest is that of
// Tết.
const reach = 40 * 24 * time.Hour

// A Plan computes when releases are due. It is safe for concurrent use.
type Plan struct {
	schedule catalog.Schedule
	calendar *Calendar
	option   rrule.ROption
	at       time.Duration // after midnight
	from     time.Time     // a day, or zero
	skip     bool          // days off, without their being asked for
	except   map[time.Time]bool
	extra    []time.Time
}

// An Occurrence is one time at which a release is due.
type Occurrence struct {
	Day time.Time // as the rule has it
	Due time.Time // in UTC; on another day than Day if that is a day off
}

// DueDay returns the day of the calendar in Viet Nam on which the release is
// due.
func (o Occurrence) DueDay() time.Time { return dayOf(o.Due) }

// Moved reports whether the release is due on another day than the rule says.
func (o Occurrence) Moved() bool { return !o.Day.Equal(o.DueDay()) }

// dayOf returns the day on which t is in Viet Nam.
func dayOf(t time.Time) time.Time {
	y, m, d := t.In(Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
}

// Next returns the first occurrence that is due after t, and false if there is
// none in the next twelve years.
func (p *Plan) Next(t time.Time) (Occurrence, bool) {
	for _, days := range []int{40, 400, horizon * 366} {
		if due := p.Between(t.Add(time.Nanosecond), t.AddDate(0, 0, days)); len(due) > 0 {
			return due[0], true
		}
	}
	return Occurrence{}, false
}

// Between returns the occurrences that are due in [from, until), in their order.
// Of days that are moved to the same day one remains.
func (p *Plan) Between(from, until time.Time) []Occurrence {
	if !from.Before(until) {
		return nil
	}
	var all []Occurrence
	for _, day := range p.days(dayOf(from.Add(-reach)), dayOf(until.Add(reach))) {
		if p.except[day] {
			continue
		}
		moved, ok := p.move(day)
		if ok {
			all = append(all, p.occurrence(day, moved))
		}
	}
	for _, day := range p.extra {
		all = append(all, p.occurrence(day, day))
	}
	all = slices.DeleteFunc(all, func(o Occurrence) bool {
		return o.Due.Before(from) || !o.Due.Before(until) || o.Day.Before(p.from)
	})
	slices.SortStableFunc(all, func(a, b Occurrence) int { return a.Due.Compare(b.Due) })
	return slices.CompactFunc(all, func(a, b Occurrence) bool { return a.Due.Equal(b.Due) })
}

func (p *Plan) occurrence(day, due time.Time) Occurrence {
	y, m, d := due.Date()
	return Occurrence{day, time.Date(y, m, d, 0, 0, 0, 0, Zone).Add(p.at).UTC()}
}

// move returns the day on which a release is due that the rule wants on day, or
// false if none is due then.
func (p *Plan) move(day time.Time) (time.Time, bool) {
	switch p.schedule.Holidays {
	case "before":
		return p.calendar.work(day, -1), true
	case "after":
		return p.calendar.work(day, 1), true
	case "skip":
		return day, !p.calendar.Off(day)
	}
	return day, !p.skip || !p.calendar.Off(day)
}

// days returns the days of the rule from one day to another, both included.
func (p *Plan) days(from, until time.Time) []time.Time {
	option := p.option
	if option.Interval <= 1 && (option.Dtstart.IsZero() || option.Dtstart.Before(from)) && p.chooses() {
		// A rule that counts from nowhere may begin where it is needed: with the
		// year or the week, so that positions within those are the same.
		option.Dtstart = time.Date(from.Year(), time.January, 1, 0, 0, 0, 0, time.UTC)
		if option.Freq == rrule.DAILY || option.Freq == rrule.WEEKLY {
			option.Dtstart = from.AddDate(0, 0, -7-(int(from.Weekday())+6)%7)
		}
	}
	if option.Dtstart.IsZero() {
		option.Dtstart = p.from
	}
	rule, err := rrule.NewRRule(option)
	if err != nil { // Compile has made one of it
		return nil
	}
	return rule.Between(from, until, true)
}

// chooses reports whether the rule says which days it wants, so that it does not
// take them from its first.
func (p *Plan) chooses() bool {
	o := &p.option
	return o.Freq == rrule.DAILY || len(o.Bymonthday) > 0 || len(o.Byweekday) > 0
}
