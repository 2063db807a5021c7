package schedule

import (
	"testing"

	"nguon/catalog"
)

func TestPeopleAreRemindedOnWorkingDaysAhead(t *testing.T) {
	for _, test := range []struct {
		name     string
		schedule catalog.Schedule
		now      string // the occurrence is the next after it
		days     int
		want     string
	}{
		{"a week before", catalog.Schedule{Every: "month", Day: "26", At: "09:00"}, "2026-11-01 00:00", 7, "2026-11-19 08:00"},
		{"a day before a Monday is the Friday", catalog.Schedule{Every: "month", Day: "30", At: "09:00"}, "2026-11-01 00:00", 1, "2026-11-27 08:00"},
		{"a day before the end of Tết is before Tết", catalog.Schedule{Every: "month", Day: "23", At: "09:00"}, "2026-02-10 00:00", 1, "2026-02-13 08:00"},
		{"a week before the end of Tết too", catalog.Schedule{Every: "month", Day: "23", At: "09:00"}, "2026-02-10 00:00", 7, "2026-02-13 08:00"},
		{"from the day to which it was moved", catalog.Schedule{Every: "month", Day: "20", At: "09:00", Holidays: "after"}, "2026-02-10 00:00", 10, "2026-02-13 08:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := compile(t, test.schedule)
			o, ok := p.Next(instant(t, test.now))
			if !ok {
				t.Fatal("nothing is due")
			}
			if got, want := p.Ahead(o, test.days), instant(t, test.want); !got.Equal(want) {
				t.Errorf("Ahead(%s, %d) = %s, want %s", o.Due.In(Zone), test.days, got.In(Zone), want)
			}
		})
	}
}

func TestWhatIsMissedIsSaidOnDaysOffToo(t *testing.T) {
	p := compile(t, catalog.Schedule{Every: "month", Day: "27", At: "09:00"}) // a Friday in November 2026
	o, _ := p.Next(instant(t, "2026-11-01 00:00"))
	if got, want := o.Behind(1), instant(t, "2026-11-28 08:00"); !got.Equal(want) {
		t.Errorf("Behind(1) = %s, want %s", got.In(Zone), want)
	}
	if got := o.DaysTo(instant(t, "2026-11-29 23:59")); got != -2 {
		t.Errorf("DaysTo two days later = %d", got)
	}
	if got := o.DaysTo(instant(t, "2026-11-26 00:00")); got != 1 {
		t.Errorf("DaysTo from the day before = %d", got)
	}
}

func TestTheOccurrenceBefore(t *testing.T) {
	for _, test := range []struct {
		name     string
		schedule catalog.Schedule
		want     string
	}{
		{"of every working day", catalog.Schedule{Every: "working-day", At: "09:00"}, "2026-11-20 09:00"},
		{"of every month", catalog.Schedule{Every: "month", Day: "23", At: "09:00"}, "2026-10-23 09:00"},
		{"of every year", catalog.Schedule{Every: "year", Month: 11, Day: "23", At: "09:00"}, "2025-11-23 09:00"},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := compile(t, test.schedule)
			o, _ := p.Next(instant(t, "2026-11-22 12:00"))
			got, ok := p.Before(o)
			if want := instant(t, test.want); !ok || !got.Due.Equal(want) {
				t.Errorf("before %s is %s, %v; want %s", o.Due.In(Zone), got.Due.In(Zone), ok, want)
			}
		})
	}
	p := compile(t, catalog.Schedule{Every: "month", Day: "1", At: "09:00", From: "2026-12-01"})
	first, _ := p.Next(instant(t, "2026-11-22 12:00"))
	if before, ok := p.Before(first); ok {
		t.Errorf("before the first there is %v", before)
	}
}
