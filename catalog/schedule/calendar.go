package schedule

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"
)

// maxDecisions bounds the file of [ReadDecisions], in bytes.
const maxDecisions = 1 << 20

// Decisions are what was decided about single days beside the law.
type Decisions struct {
	Off     []time.Time // days off that the law does not name
	Working []time.Time // days on which work is done although it is a weekend or holiday
}

// ReadDecisions reads a YAML file with two lists of days, such as
//
//	off: [2026-01-02, 2026-08-31]
//	working: [2026-01-10, 2026-08-22]
func ReadDecisions(r io.Reader) (Decisions, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxDecisions+1))
	if err != nil {
		return Decisions{}, err
	}
	if len(text) > maxDecisions {
		return Decisions{}, errors.New("schedule: the file of days off is larger than 1 MiB")
	}
	var doc struct {
		Off     []string `yaml:"off"`
		Working []string `yaml:"working"`
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	dec.KnownFields(true)
	if err := dec.Decode(&doc); err != nil && !errors.Is(err, io.EOF) {
		return Decisions{}, fmt.Errorf("schedule: days off: %w", err)
	}
	var d Decisions
	for _, list := range []struct {
		from []string
		to   *[]time.Time
	}{{doc.Off, &d.Off}, {doc.Working, &d.Working}} {
		for _, s := range list.from {
			day, err := time.Parse(time.DateOnly, s)
			if err != nil {
				return Decisions{}, fmt.Errorf("schedule: days off: %q is no day such as 2026-01-31", s)
			}
			*list.to = append(*list.to, day)
		}
	}
	return d, nil
}

// A Calendar tells working days from days off. A nil Calendar knows the law and
// no decisions. It is safe for concurrent use.
type Calendar struct {
	decided map[time.Time]bool // day → whether it is off
}

// NewCalendar returns a calendar in which d goes before the law.
func NewCalendar(d Decisions) *Calendar {
	c := &Calendar{decided: make(map[time.Time]bool, len(d.Off)+len(d.Working))}
	for _, day := range d.Off {
		c.decided[day] = true
	}
	for _, day := range d.Working {
		c.decided[day] = false
	}
	return c
}

// Off reports whether public offices are closed on a day.
func (c *Calendar) Off(day time.Time) bool {
	if c != nil {
		if off, ok := c.decided[day]; ok {
			return off
		}
	}
	return weekend(day) || holidaysOf(day.Year())[day]
}

// work returns the working day nearest to day in steps of one day; day itself if
// it is one. A file that leaves no working day in two months gives day back.
func (c *Calendar) work(day time.Time, step int) time.Time {
	for n := range 62 {
		if moved := day.AddDate(0, 0, n*step); !c.Off(moved) {
			return moved
		}
	}
	return day
}

var years sync.Map // year → map[time.Time]bool

// holidaysOf returns the holidays of a year, which do not change.
func holidaysOf(year int) map[time.Time]bool {
	if known, ok := years.Load(year); ok {
		return known.(map[time.Time]bool)
	}
	days := make(map[time.Time]bool)
	for _, h := range Holidays(year) {
		days[h.Day] = true
	}
	years.Store(year, days)
	return days
}
