package main

import (
	"context"
	"fmt"
	"os"

	"nguon/catalog"
	"nguon/catalog/schedule"
	"nguon/web/calendar"
	"nguon/web/frame"
)

// openAgenda returns the release calendar, with the days off that were decided
// beside the law.
func (c *serveCmd) openAgenda(source schedule.Source) (*schedule.Agenda, error) {
	days, err := c.openDaysOff()
	return schedule.NewAgenda(source, days, nil), err
}

// openDaysOff returns the calendar of days off; nil knows the law alone.
func (c *serveCmd) openDaysOff() (*schedule.Calendar, error) {
	if c.Holidays == "" {
		return nil, nil
	}
	f, err := os.Open(c.Holidays)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	decided, err := schedule.ReadDecisions(f)
	if err != nil {
		return nil, fmt.Errorf("%w: --holidays: %w", errUsage, err)
	}
	return schedule.NewCalendar(decided), nil
}

// calendarRoom opens the pages of the release calendar.
func calendarRoom(a *schedule.Agenda, agencies func(context.Context) ([]catalog.Agency, error)) func(*frame.Frame) (frame.Wing, error) {
	return func(f *frame.Frame) (frame.Wing, error) {
		return calendar.New(calendar.Deps{Frame: f, Agenda: a, Agencies: agencies})
	}
}
