package schedule_test

import (
	"testing"
	"time"

	"nguon/catalog/schedule"
)

func TestWhatIsDueInWorkingDaysIsDueAtTheEndOfTheLast(t *testing.T) {
	at := func(text string) time.Time {
		t.Helper()
		v, err := time.ParseInLocation("2006-01-02 15:04", text, schedule.Zone)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	odd := schedule.NewCalendar(schedule.Decisions{Off: []time.Time{time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC)},
		Working: []time.Time{time.Date(2026, 11, 28, 0, 0, 0, 0, time.UTC)}})
	for _, c := range []struct {
		name     string
		calendar *schedule.Calendar
		from     string
		days     int
		want     string
	}{
		{"within a week", nil, "2026-11-23 09:00", 3, "2026-11-27 00:00"},
		{"over a weekend", nil, "2026-11-26 23:59", 2, "2026-12-01 00:00"},
		{"from a Saturday", nil, "2026-11-28 10:00", 1, "2026-12-01 00:00"},
		{"over New Year", nil, "2026-12-31 10:00", 1, "2027-01-05 00:00"},
		{"by decisions", odd, "2026-11-23 09:00", 4, "2026-11-29 00:00"},
		{"none", nil, "2026-11-23 09:00", 0, "2026-11-24 00:00"},
		{"a day in UTC that is another in Viet Nam", nil, "2026-11-24 01:00", 1, "2026-11-26 00:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, want := c.calendar.DueIn(at(c.from).UTC(), c.days), at(c.want); !got.Equal(want) {
				t.Errorf("DueIn(%s, %d) = %v, want %v", c.from, c.days, got.In(schedule.Zone), want)
			}
		})
	}
}
