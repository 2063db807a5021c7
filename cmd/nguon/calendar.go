package main

import (
	"fmt"
	"os"

	"nguon/catalog/schedule"
)

// openAgenda returns the release calendar, with the days off that were decided
// beside the law.
func (c *serveCmd) openAgenda(source schedule.Source) (*schedule.Agenda, error) {
	if c.Holidays == "" {
		return schedule.NewAgenda(source, nil, nil), nil
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
	return schedule.NewAgenda(source, schedule.NewCalendar(decided), nil), nil
}
