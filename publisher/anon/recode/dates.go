package recode

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"nguon/publisher/anon/micro"
)

// A Step is how exact a date is.
type Step string

// The steps, from the finest.
const (
	Day     Step = "day" // 2025-07-01: the time of day goes
	Month   Step = "month"
	Quarter Step = "quarter" // 2025-Q3
	Year    Step = "year"
	Decade  Step = "decade" // 2020–2029
)

// AllSteps are the steps from the finest.
var AllSteps = []Step{Day, Month, Quarter, Year, Decade}

// Dates is a hierarchy of dates and times. A value that is less exact than a
// level asks for stays as it is there.
type Dates struct {
	Name  string
	Steps []Step // from the finest; nil is AllSteps
}

// Compile makes the hierarchy for the dates of c.
func (s Dates) Compile(c *micro.Column) (*Hierarchy, error) {
	steps := s.Steps
	if steps == nil {
		steps = AllSteps
	}
	names := make([]string, len(steps))
	for i, step := range steps {
		names[i] = string(step)
		at := slices.Index(AllSteps, step)
		if at < 0 || i > 0 && at <= slices.Index(AllSteps, steps[i-1]) {
			return nil, bad(c.Name, "steps", step)
		}
	}
	var wrong tally
	for _, value := range c.Values {
		if _, ok := parseMoment(value); !ok {
			wrong.add(value)
		}
	}
	if err := wrong.err(NotDate, c.Name, s.Name); err != nil {
		return nil, err
	}
	return build(s.Name, c, names, func(_ int, value string, labels []string) bool {
		m, ok := parseMoment(value)
		for i, step := range steps {
			labels[i] = m.at(step)
		}
		return ok
	})
}

// Truncate makes the dates of c no more exact than step. A column that is
// derived from the date, such as an age beside the date of an event, gives it
// back: it must be treated as well.
func Truncate(c *micro.Column, step Step) (*micro.Column, error) {
	h, err := Dates{Steps: []Step{step}}.Compile(c)
	if err != nil {
		return nil, err
	}
	return Generalise(c, h, 1)
}

// A moment is a date that may lack its day, month or quarter.
type moment struct {
	year, quarter, month, day int // 0 where it lacks them
}

// parseMoment reads 2025, 2025-Q3, 2025-07, 2025-07-01 and 2025-07-01T08:30:00.
func parseMoment(s string) (moment, bool) {
	if len(s) < 4 {
		return moment{}, false
	}
	year, err := strconv.Atoi(s[:4])
	m := moment{year: year}
	if err != nil || year < 1 {
		return m, false
	}
	rest := s[4:]
	switch {
	case rest == "":
		return m, true
	case len(rest) == 3 && rest[:2] == "-Q":
		m.quarter = int(rest[2] - '0')
		return m, m.quarter >= 1 && m.quarter <= 4
	case len(rest) == 3:
		t, err := time.Parse("2006-01", s)
		m.month = int(t.Month())
		m.quarter = (m.month + 2) / 3
		return m, err == nil
	case len(rest) < 6:
		return m, false
	}
	t, err := time.Parse(time.DateOnly, s[:10])
	m.month, m.day = int(t.Month()), t.Day()
	m.quarter = (m.month + 2) / 3
	return m, err == nil && isTime(s[10:])
}

// isTime reports whether what follows a date is nothing or a time of day, with
// or without its zone.
func isTime(s string) bool {
	if s == "" {
		return true
	}
	if s[0] != 'T' && s[0] != ' ' {
		return false
	}
	clock := strings.ReplaceAll(s[1:], " ", "")
	for _, layout := range []string{"15:04:05Z07:00", "15:04:05Z0700", "15:04:05", "15:04Z07:00", "15:04"} {
		if _, err := time.Parse(layout, clock); err == nil {
			return true
		}
	}
	return false
}

// at writes m as exact as step, or as exact as it is.
func (m moment) at(step Step) string {
	switch {
	case step == Decade:
		from := m.year - m.year%10
		return fmt.Sprintf("%04d–%04d", from, from+9)
	case step == Year || m.quarter == 0:
		return fmt.Sprintf("%04d", m.year)
	case step == Quarter || m.month == 0:
		return fmt.Sprintf("%04d-Q%d", m.year, m.quarter)
	case step == Month || m.day == 0:
		return fmt.Sprintf("%04d-%02d", m.year, m.month)
	}
	return fmt.Sprintf("%04d-%02d-%02d", m.year, m.month, m.day)
}
