package studio

import (
	"fmt"
	"strconv"

	"nguon/catalog"
	"nguon/catalog/schedule"
	"nguon/publisher/manuscript"
	"nguon/web/frame"
)

// dueShown is how many of the coming days of a schedule are shown.
const dueShown = 5

// promise begins the names of fields that say when releases are due.
const promise = "schedule."

// written is the way of a schedule that is a rule, which only a file says.
const written = "rule"

// A promised is what a schedule means.
type promised struct {
	Words string
	Due   []due
}

// A due is one day on which a release is due.
type due struct {
	Time  string
	Moved string // the day that it was moved from; empty if it was not
}

// everyNames are the ways in which releases come again, as catalog.Schedule has
// them.
var everyNames = []struct{ every, key string }{
	{"day", "studio.schedule.every_day"}, {"working-day", "studio.schedule.every_working_day"}, {"week", "studio.schedule.every_week"}, {"month", "studio.schedule.every_month"},
	{"quarter", "studio.schedule.every_quarter"}, {"half-year", "studio.schedule.every_half_year"}, {"year", "studio.schedule.every_year"},
}

var weekdayNames = []struct{ day, key string }{
	{"monday", "studio.schedule.monday"}, {"tuesday", "studio.schedule.tuesday"}, {"wednesday", "studio.schedule.wednesday"}, {"thursday", "studio.schedule.thursday"},
	{"friday", "studio.schedule.friday"}, {"saturday", "studio.schedule.saturday"}, {"sunday", "studio.schedule.sunday"},
}

// scheduleFields ask when releases are due.
func (v *visit) scheduleFields() []frame.Field {
	l := v.l
	every := v.choiceOf(promise+"every", "studio.schedule.every", "studio.schedule.none")
	for _, e := range everyNames {
		every.Choices = append(every.Choices, frame.Choice{Value: e.every, Title: l.T(e.key)})
	}
	if v.text.Get(promise+written) != "" {
		every.Choices = append(every.Choices, frame.Choice{Value: written, Title: l.T("studio.schedule.written")})
	}
	day := v.choiceOf(promise+"day", "studio.schedule.day", "studio.about.choose")
	day.Hint = l.T("studio.schedule.day_hint")
	for n := 1; n <= 31; n++ {
		day.Choices = append(day.Choices, frame.Choice{Value: strconv.Itoa(n), Title: l.T("studio.schedule.day_of_month", "day", n)})
	}
	day.Choices = append(day.Choices, frame.Choice{Value: "last", Title: l.T("studio.schedule.last")})
	for _, w := range weekdayNames {
		day.Choices = append(day.Choices, frame.Choice{Value: w.day, Title: l.T(w.key)})
	}
	month := v.choiceOf(promise+"month", "studio.schedule.month", "studio.schedule.month_last")
	month.Hint = l.T("studio.schedule.month_hint")
	for n := 1; n <= 12; n++ {
		month.Choices = append(month.Choices, frame.Choice{Value: strconv.Itoa(n), Title: l.Int(int64(n))})
	}
	at := frame.Field{Name: promise + "at", Label: l.T("studio.schedule.at"), Type: "time", Optional: true, Hint: l.T("studio.schedule.at_hint")}
	from := frame.Field{Name: promise + "from", Label: l.T("studio.schedule.from"), Type: "date", Optional: true}
	holidays := v.choiceOf(promise+"holidays", "studio.schedule.holidays", "studio.schedule.keep", "before", "studio.schedule.before", "after", "studio.schedule.after", "skip", "studio.schedule.skip")
	return []frame.Field{every, day, month, at, from, holidays}
}

// saveSchedule keeps when releases are due; without how often, nothing is promised.
func (v *visit) saveSchedule(text *manuscript.Text) {
	given := func(name string) string { return frame.Given(v.r, promise+name) }
	if !v.r.PostForm.Has(promise + "every") {
		return
	}
	switch given("every") {
	case "":
		text.Remove("schedule")
		return
	case written:
		if text.Get(promise+written) == "" {
			return
		}
		text.Remove(promise + "every")
		text.Remove(promise + "day")
		text.Remove(promise + "month")
	default:
		text.Remove(promise + written)
		text.Set(promise+"every", given("every"))
		text.Set(promise+"day", given("day"))
		if n, err := strconv.Atoi(given("month")); err == nil {
			text.SetNumber(promise+"month", float64(n))
		} else {
			text.Remove(promise + "month")
		}
	}
	for _, name := range []string{"at", "from", "holidays"} {
		text.Set(promise+name, given(name))
	}
}

// promised is what the schedule of the description means, nil if there is none, or
// it is not right.
func (m *Room) promised(v *visit) *promised {
	if !v.text.Has("schedule") {
		return nil
	}
	get := func(name string) string { return v.text.Get(promise + name) }
	s := catalog.Schedule{Every: get("every"), Day: get("day"), Rule: get(written), At: get("at"), From: get("from"), Holidays: get("holidays"),
		Except: v.text.List(promise + "except"), Extra: v.text.List(promise + "extra")}
	s.Month, _ = strconv.Atoi(get("month")) //nolint:errcheck // none is 0
	plan, err := schedule.Compile(s, m.Days)
	if err != nil {
		return nil
	}
	p := &promised{Words: plan.Words().In(v.l.Lang)}
	for at := m.Now(); len(p.Due) < dueShown; {
		o, ok := plan.Next(at)
		if !ok {
			break
		}
		d := due{Time: fmt.Sprintf("%s, %s", v.l.T(weekdays[o.Due.In(schedule.Zone).Weekday()]), v.l.Time(o.Due))}
		if o.Moved() {
			d.Moved = v.l.Day(o.Day)
		}
		p.Due = append(p.Due, d)
		at = o.Due
	}
	return p
}

// weekdays are the days of the week from Sunday on.
var weekdays = [...]string{"studio.schedule.sunday", "studio.schedule.monday", "studio.schedule.tuesday", "studio.schedule.wednesday", "studio.schedule.thursday", "studio.schedule.friday", "studio.schedule.saturday"}
