package schedule

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/teambition/rrule-go"

	"nguon/catalog"
)

const (
	maxRule     = 200  // bytes of a rule
	maxDays     = 400  // of Except and Extra, each
	maxInterval = 120  // of a rule
	horizon     = 12   // years in which a schedule must fall due at least once
	firstYear   = 1990 // of From, Except and Extra
	lastYear    = 2199 // as far as the lunar calendar is computed
)

// weekdays by their names in [catalog.Schedule], in the order of [time.Weekday].
var weekdays = []string{"sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"}

var ruleDays = []rrule.Weekday{rrule.SU, rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA}

// cycles are the months of what a schedule can be every one of.
var cycles = map[string]int{"month": 1, "quarter": 3, "half-year": 6, "year": 12}

// Compile checks s and makes it ready to compute with. What is wrong is an error
// of kind [catalog.ErrInvalid] whose fields are those of s in lower case. Days
// off are those of c.
func Compile(s catalog.Schedule, c *Calendar) (*Plan, error) {
	p := &Plan{schedule: s, calendar: c, except: make(map[time.Time]bool)}
	var w catalog.Faults
	p.times(&w)
	if s.Rule != "" {
		p.rule(&w)
	} else {
		p.cycle(&w)
	}
	if err := w.Err("Lịch công bố chưa đúng.", "The schedule is not valid."); err != nil {
		return nil, err
	}
	p.option.Dtstart = p.from
	begin := p.from
	if begin.IsZero() {
		begin = time.Date(2020, time.January, 1, 0, 0, 0, 0, time.UTC)
	}
	if _, ok := p.Next(begin.Add(-time.Nanosecond)); !ok {
		w.Check("rule", false, fmt.Sprintf("không có ngày nào trong %d năm", horizon), fmt.Sprintf("has no day within %d years", horizon))
		return nil, w.Err("Lịch công bố chưa đúng.", "The schedule is not valid.")
	}
	return p, nil
}

// times reads what is beside the rule.
func (p *Plan) times(w *catalog.Faults) {
	s := p.schedule
	at, err := time.Parse("15:04", s.At)
	w.Check("at", err == nil, "phải là giờ dạng 09:00, giờ Việt Nam", "must be a time of day such as 09:00, in Viet Nam")
	p.at = time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute
	if s.From != "" {
		p.from = day(w, "from", s.From)
	}
	w.Check("holidays", slices.Contains([]string{"", "keep", "before", "after", "skip"}, s.Holidays),
		"phải là keep, before, after hoặc skip", "must be keep, before, after or skip")
	w.Check("except", len(s.Except) <= maxDays, "có quá nhiều ngày", "has too many days")
	w.Check("extra", len(s.Extra) <= maxDays, "có quá nhiều ngày", "has too many days")
	for i, text := range s.Except[:min(len(s.Except), maxDays)] {
		p.except[day(w, "except."+strconv.Itoa(i), text)] = true
	}
	for i, text := range s.Extra[:min(len(s.Extra), maxDays)] {
		p.extra = append(p.extra, day(w, "extra."+strconv.Itoa(i), text))
	}
}

func day(w *catalog.Faults, field, text string) time.Time {
	t, err := time.Parse(time.DateOnly, text)
	w.Check(field, err == nil && t.Year() >= firstYear && t.Year() <= lastYear,
		"phải là ngày dạng 2026-01-31", "must be a day such as 2026-01-31")
	return t
}

// cycle makes the rule of Every, Day and Month.
func (p *Plan) cycle(w *catalog.Faults) {
	s := p.schedule
	months := cycles[s.Every]
	switch {
	case s.Every == "day" || s.Every == "working-day":
		p.option.Freq = rrule.DAILY
		w.Check("day", s.Day == "", "không dùng với lịch hằng ngày", "has no place in a daily schedule")
		if s.Every == "working-day" {
			p.skip = true
			w.Check("holidays", s.Holidays == "", "không dùng với working-day", "has no place beside working-day")
		}
	case s.Every == "week":
		p.option.Freq = rrule.WEEKLY
		n := slices.Index(weekdays, s.Day)
		w.Check("day", n >= 0, "phải là một ngày trong tuần, từ monday đến sunday", "must be a day of the week, monday to sunday")
		p.option.Byweekday = []rrule.Weekday{ruleDays[max(n, 0)]}
	case months > 0:
		p.option.Freq = rrule.MONTHLY
		p.monthDay(w)
		month := s.Month
		w.Check("month", month >= 0 && month <= months, fmt.Sprintf("phải từ 1 đến %d", months), fmt.Sprintf("must be 1 to %d", months))
		if month == 0 {
			month = months
		}
		for m := month; months > 1 && m <= 12 && m > 0; m += months {
			p.option.Bymonth = append(p.option.Bymonth, m)
		}
	default:
		w.Check("every", false, "phải là day, working-day, week, month, quarter, half-year hoặc year",
			"must be day, working-day, week, month, quarter, half-year or year")
	}
	w.Check("month", s.Month == 0 || months > 1, "chỉ dùng với quarter, half-year hoặc year", "goes with quarter, half-year or year")
}

// monthDay reads Day as that of a month.
func (p *Plan) monthDay(w *catalog.Faults) {
	if p.schedule.Day == "last" {
		p.option.Bymonthday = []int{-1}
		return
	}
	n, err := strconv.Atoi(p.schedule.Day)
	ok := err == nil && n >= 1 && n <= 31
	w.Check("day", ok, `phải là ngày 1 đến 31, hoặc "last"`, `must be a day of the month, 1 to 31, or "last"`)
	if !ok {
		return
	}
	p.option.Bymonthday = []int{n}
	if n > 28 { // the last that the month has of 28 to n
		p.option.Bymonthday, p.option.Bysetpos = nil, []int{-1}
		for d := 28; d <= n; d++ {
			p.option.Bymonthday = append(p.option.Bymonthday, d)
		}
	}
}

// ruleParts are the parts of a rule that choose days, by how often they occur in
// a rule of each frequency. A part that could leave a daily rule without any day
// for ever is not taken: the library would look for it until the year 9999.
var ruleParts = map[string][]string{
	"DAILY":   {"FREQ", "INTERVAL", "BYDAY"},
	"WEEKLY":  {"FREQ", "INTERVAL", "BYDAY"},
	"MONTHLY": {"FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"},
	"YEARLY":  {"FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS"},
}

// rule reads Rule.
func (p *Plan) rule(w *catalog.Faults) {
	s := p.schedule
	w.Check("rule", s.Every == "" && s.Day == "" && s.Month == 0, "không dùng cùng every, day, month", "cannot stand beside every, day or month")
	parts := make(map[string]string)
	ok := len(s.Rule) <= maxRule
	for part := range strings.SplitSeq(s.Rule, ";") {
		name, value, found := strings.Cut(part, "=")
		_, twice := parts[name]
		ok = ok && found && value != "" && !twice && strings.Count(value, ",") < 31
		parts[name] = value
	}
	may, known := ruleParts[parts["FREQ"]]
	for name := range parts {
		ok = ok && known && slices.Contains(may, name)
	}
	if !ok {
		w.Check("rule", false, "phải là luật lặp theo ngày của RFC 5545: FREQ (DAILY, WEEKLY, MONTHLY, YEARLY), INTERVAL, BYDAY, BYMONTH, BYMONTHDAY, BYSETPOS",
			"must be a rule of RFC 5545 for days: FREQ (DAILY, WEEKLY, MONTHLY, YEARLY), INTERVAL, BYDAY, BYMONTH, BYMONTHDAY, BYSETPOS")
		return
	}
	option, err := rrule.StrToROption(s.Rule)
	if err == nil {
		_, err = rrule.NewRRule(*option)
	}
	if err != nil {
		w.Check("rule", false, "không phải luật lặp của RFC 5545: "+err.Error(), "is no rule of RFC 5545: "+err.Error())
		return
	}
	w.Check("rule", option.Interval >= 0 && option.Interval <= maxInterval, "INTERVAL quá lớn", "has too large an INTERVAL")
	w.Check("from", option.Interval <= 1 || s.From != "", "cần có khi INTERVAL lớn hơn 1", "is needed if INTERVAL is more than 1")
	p.option = *option
	w.Check("from", p.chooses() || s.From != "", "cần có khi luật không chọn ngày", "is needed if the rule chooses no day")
}
