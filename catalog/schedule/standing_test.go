package schedule

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
)

// releases makes releases of "2026-01-29 09:00" or "2026-01-29 09:00 until 2026-01-01".
func releases(t *testing.T, texts ...string) catalog.Releases {
	t.Helper()
	var rs catalog.Releases
	for i, text := range texts {
		at, until, described := strings.Cut(text, " until ")
		r := catalog.Release{Version: i + 1, State: catalog.StatePublished, PublishAt: instant(t, at)}
		if described {
			r.Period.Until = date(t, until)
		}
		rs = append(rs, r)
	}
	slices.Reverse(rs)
	return rs
}

func TestStandingSaysWhatWasOnTime(t *testing.T) {
	monthly := catalog.Schedule{Every: "month", Day: "29", At: "09:00", Holidays: "before"}
	for _, test := range []struct {
		name     string
		releases []string
		now      string
		past     string // day:version:days late
		next     string
		late     int
	}{
		{"no release yet", nil, "2026-03-01 12:00", "", "2026-03-27", 0},
		{"each at its time", []string{"2026-01-29 09:00", "2026-02-27 09:00"}, "2026-03-01 12:00", "01-29:1:0 02-27:2:0", "2026-03-27", 0},
		{"later on the day is on time", []string{"2026-01-29 23:00"}, "2026-02-01 12:00", "01-29:1:0", "2026-02-27", 0},
		{"before its day", []string{"2026-01-29 09:00", "2026-02-20 09:00"}, "2026-02-21 12:00", "01-29:1:0 02-27:2:0", "2026-03-27", 0},
		{"the first release long before a due day counts for none", []string{"2026-01-02 09:00"}, "2026-01-03 12:00", "", "2026-01-29", 0},
		{"four days late", []string{"2026-01-29 09:00", "2026-03-03 08:00"}, "2026-03-05 12:00", "01-29:1:0 02-27:2:4", "2026-03-27", 0},
		{"not late before the day is over", []string{"2026-01-29 09:00"}, "2026-02-27 23:59", "01-29:1:0", "2026-02-27", 0},
		{"late now", []string{"2026-01-29 09:00"}, "2026-03-02 00:00", "01-29:1:0 02-27:0:3", "2026-02-27", 3},
		{"one missed for good does not make the next late", []string{"2026-01-29 09:00", "2026-03-27 08:59"}, "2026-04-01 12:00",
			"01-29:1:0 02-27:0:33 03-27:2:0", "2026-04-29", 0},
		{"a correction counts for none", []string{"2026-01-29 09:00 until 2026-01-01", "2026-02-20 09:00 until 2026-01-01"}, "2026-02-21 12:00",
			"01-29:1:0", "2026-02-27", 0},
		{"a later period counts however early", []string{"2026-01-29 09:00 until 2026-01-01", "2026-02-03 09:00 until 2026-02-01"}, "2026-02-05 12:00",
			"01-29:1:0 02-27:2:0", "2026-03-27", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := compile(t, monthly).Standing(releases(t, test.releases...), instant(t, test.now))
			var past []string
			onTime := 0
			for _, r := range s.Past {
				past = append(past, fmt.Sprintf("%s:%d:%d", r.DueDay().Format("01-02"), r.Version, r.Late))
				if r.Late == 0 {
					onTime++
				}
			}
			if got := strings.Join(past, " "); got != test.past {
				t.Errorf("past = %s, want %s", got, test.past)
			}
			if s.Next == nil || s.Next.DueDay().Format(time.DateOnly) != test.next || s.Late != test.late {
				t.Errorf("next = %+v, late %d, want %s, late %d", s.Next, s.Late, test.next, test.late)
			}
			if s.OnTime != onTime {
				t.Errorf("on time = %d, want %d", s.OnTime, onTime)
			}
		})
	}
}

func TestShareIsUnknownBeforeAnythingWasDue(t *testing.T) {
	s := compile(t, catalog.Schedule{Every: "month", Day: "29", At: "09:00"}).Standing(nil, instant(t, "2026-01-01 00:00"))
	if _, ok := s.Share(); ok {
		t.Error("a share of nothing")
	}
	s = compile(t, catalog.Schedule{Every: "month", Day: "1", At: "09:00"}).Standing(
		releases(t, "2026-01-01 09:00", "2026-02-03 09:00"), instant(t, "2026-02-05 00:00"))
	if share, ok := s.Share(); !ok || share != 0.5 {
		t.Errorf("share = %v, %v, want one half", share, ok)
	}
}
