package source

import (
	"testing"
	"time"

	"nguon/catalog/schedule"
	"nguon/catalog/supply"
	"nguon/publisher"
)

// The schedule is that of every 5th at nine in Viet Nam.
func TestASourceWithAScheduleIsLookedAtWhenAReleaseIsDue(t *testing.T) {
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 0, 0, 0, schedule.Zone)
	}
	for _, test := range []struct {
		name               string
		planned            bool
		now, changed, want time.Time
	}{
		{"without it, at its interval", false, at(2, 4, 9), at(2, 4, 9), at(2, 4, 10)},
		{"before it is due", true, at(2, 4, 9), at(1, 5, 9), at(2, 5, 9)},
		{"due, and nothing new", true, at(2, 5, 9).Add(time.Second), at(1, 5, 9), at(2, 5, 10).Add(time.Second)},
		{"still nothing new", true, at(2, 7, 9), at(1, 5, 9), at(2, 7, 10)},
		{"it has come", true, at(2, 7, 9), at(2, 7, 9), at(3, 5, 9)},
	} {
		t.Run(test.name, func(t *testing.T) {
			k := New(Deps{Now: func() time.Time { return test.now }})
			text := manifest + "schedule: {every: month, day: 5, at: '09:00'}\n"
			s := &supply.Source{Planned: test.planned, Every: time.Hour, Documents: map[string][]byte{publisher.ManifestName: []byte(text)}}
			if got := k.next(s, test.changed); !got.Equal(test.want) {
				t.Errorf("next at %v, want %v", got.In(schedule.Zone), test.want)
			}
		})
	}
}
