package schedule

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
)

// shelf is a catalogue of a test.
type shelf struct {
	datasets []catalog.Dataset
	releases map[catalog.Slug]catalog.Releases
	events   []catalog.Event
	reads    int   // of releases
	err      error // of reading releases
}

func (s *shelf) Datasets(_ context.Context, f catalog.DatasetFilter) ([]catalog.Dataset, error) {
	var found []catalog.Dataset
	for _, d := range s.datasets {
		if slices.Contains(f.Slugs, d.Slug) {
			found = append(found, d)
		}
	}
	return found, nil
}

func (s *shelf) Releases(_ context.Context, slug catalog.Slug) (catalog.Releases, error) {
	s.reads++
	return s.releases[slug], s.err
}

func (s *shelf) Events(_ context.Context, after int64, limit int) ([]catalog.Event, error) {
	left := s.events[min(int(after), len(s.events)):]
	return left[:min(limit, len(left))], nil
}

// tell adds events of datasets.
func (s *shelf) tell(slugs ...catalog.Slug) {
	for _, slug := range slugs {
		s.events = append(s.events, catalog.Event{Seq: int64(len(s.events) + 1), Kind: catalog.DatasetSaved, Dataset: slug})
	}
}

func TestAgendaShowsWhatWasPromisedAndKept(t *testing.T) {
	monthly := &catalog.Schedule{Every: "month", Day: "10", At: "09:00"}
	late := releases(t, "2026-09-10 09:00", "2026-10-12 09:00")
	embargoed := releases(t, "2026-12-10 09:00")
	source := &shelf{
		datasets: []catalog.Dataset{
			{Slug: "rain", Agency: "A", Themes: []string{"environment"}, Schedule: monthly},
			{Slug: "secret", Agency: "A", Schedule: monthly},
			{Slug: "prices", Agency: "B", Schedule: monthly},
			{Slug: "whenever", Agency: "B"},
		},
		releases: map[catalog.Slug]catalog.Releases{"rain": late, "secret": embargoed, "prices": append(embargoed, releases(t, "2026-10-01 09:00")...), "whenever": late},
	}
	source.tell("rain", "secret", "prices", "whenever")
	now := instant(t, "2026-11-22 12:00")
	a := NewAgenda(source, nil, func() time.Time { return now })
	span := Filter{From: instant(t, "2026-09-01 00:00"), Until: instant(t, "2026-12-31 00:00")}
	for _, test := range []struct {
		name   string
		change func(*Filter)
		want   string
	}{
		{"all that is public, in order", func(*Filter) {},
			"09-10 rain on-time; 10-10 prices on-time; 10-10 rain late; 11-10 prices overdue; 11-10 rain overdue; 12-10 prices expected; 12-10 rain expected"},
		{"of an agency", func(f *Filter) { f.Agency = "B" }, "10-10 prices on-time; 11-10 prices overdue; 12-10 prices expected"},
		{"of a theme, from a day on", func(f *Filter) { f.Theme = "environment"; f.From = instant(t, "2026-11-10 09:00") }, "11-10 rain overdue; 12-10 rain expected"},
		{"of a dataset that is not public yet", func(f *Filter) { f.Dataset = "secret" }, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			f := span
			test.change(&f)
			entries, err := a.Entries(t.Context(), f, 100)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range entries {
				got = append(got, fmt.Sprintf("%s %s %s", e.DueDay().Format("01-02"), e.Dataset.Slug, e.State()))
			}
			if s := strings.Join(got, "; "); s != test.want {
				t.Errorf("got  %s\nwant %s", s, test.want)
			}
		})
	}
	if _, err := a.Entries(t.Context(), span, 6); !errors.Is(err, catalog.ErrTooLarge) {
		t.Errorf("more than the limit: err = %v, want %v", err, catalog.ErrTooLarge)
	}
	now = instant(t, "2026-12-10 09:00")
	if all, err := a.All(t.Context()); err != nil || len(all) != 3 {
		t.Errorf("at the time of its first release the dataset is not in the agenda: %d, %v", len(all), err)
	}
}

func TestAgendaReadsWhatChangedAlone(t *testing.T) {
	monthly := &catalog.Schedule{Every: "month", Day: "10", At: "09:00"}
	source := &shelf{releases: make(map[catalog.Slug]catalog.Releases)}
	for i := range 1200 {
		slug := catalog.Slug(fmt.Sprintf("set-%04d", i))
		source.datasets = append(source.datasets, catalog.Dataset{Slug: slug, Schedule: monthly})
		source.releases[slug] = releases(t, "2026-10-10 09:00")
		source.tell(slug, slug)
	}
	now := instant(t, "2026-11-09 23:00")
	a := NewAgenda(source, nil, func() time.Time { return now })
	look := func(reads, datasets int, late string) {
		t.Helper()
		source.reads = 0
		now = now.Add(lookEvery)
		all, err := a.All(t.Context())
		if err != nil || len(all) != datasets || source.reads != reads {
			t.Errorf("%d datasets by %d reads, %v, want %d by %d", len(all), source.reads, err, datasets, reads)
		}
		overdue := 0
		for _, s := range all {
			overdue += s.Standing.Late
		}
		if got := fmt.Sprint(overdue); got != late {
			t.Errorf("late by %s days together, want %s", got, late)
		}
	}
	look(1200, 1200, "0")
	look(0, 1200, "0")

	source.datasets = source.datasets[1:] // gone
	source.releases["set-0001"] = releases(t, "2026-10-10 09:00", "2026-11-10 09:00")
	source.datasets[2].Schedule = nil
	source.tell("set-0000", "set-0001", "set-0003")
	source.err = errors.New("the database is away")
	now = now.Add(lookEvery)
	if _, err := a.All(t.Context()); !errors.Is(err, source.err) {
		t.Errorf("err = %v, want %v", err, source.err)
	}
	source.err = nil
	look(1, 1198, "0") // the release of the 10th is known, and looked at again in its time
	now = instant(t, "2026-11-10 09:00").Add(-lookEvery)
	look(1, 1198, "0")
	now = instant(t, "2026-11-11 00:00")
	look(0, 1198, "1197")
}

func TestStandingIsTheSameAllDay(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 15))
	begin := instant(t, "2022-01-01 00:00")
	for _, s := range []catalog.Schedule{
		{Every: "month", Day: "29", At: "09:00", Holidays: "before"},
		{Rule: "FREQ=WEEKLY;BYDAY=MO", At: "23:30", Holidays: "after"},
		{Rule: "FREQ=DAILY", At: "00:30"},
	} {
		p := compile(t, s)
		for range 60 {
			var rs catalog.Releases
			for at := begin; len(rs) < 30; at = at.Add(time.Duration(r.IntN(50*24)) * time.Hour) {
				rs = append(rs, catalog.Release{Version: len(rs) + 1, State: catalog.StatePublished, PublishAt: at})
			}
			slices.Reverse(rs)
			midnight := begin.AddDate(0, 0, r.IntN(4*366))
			at := midnight.Add(time.Duration(r.Int64N(int64(24 * time.Hour))))
			seen := rs.At(midnight)
			if d := cmp.Diff(p.Standing(seen, midnight), p.Standing(seen, at)); d != "" {
				t.Fatalf("%v, %s: -at midnight +at %v:\n%s", rs, s.Rule, at.In(Zone), d)
			}
		}
	}
}

func BenchmarkStanding(b *testing.B) {
	now := time.Date(2026, 11, 22, 2, 0, 0, 0, time.UTC)
	rs := catalog.Releases{{Version: 1, State: catalog.StatePublished, PublishAt: now.AddDate(-4, 0, 0)}}
	for _, rule := range []string{"FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO", "FREQ=MONTHLY;BYMONTHDAY=10"} {
		s := catalog.Schedule{Rule: rule, At: "09:00", Holidays: "before"}
		b.Run("of=compile/rule="+rule, func(b *testing.B) {
			for b.Loop() {
				if _, err := Compile(s, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
		p, err := Compile(s, nil)
		if err != nil {
			b.Fatal(err)
		}
		b.Run("of=standing/rule="+rule, func(b *testing.B) {
			for b.Loop() {
				p.Standing(rs, now)
			}
		})
	}
}

// A slow shelf answers for releases when it is told to.
type slowShelf struct {
	*shelf
	asked, answer chan struct{}
}

func (s *slowShelf) Releases(ctx context.Context, slug catalog.Slug) (catalog.Releases, error) {
	s.asked <- struct{}{}
	<-s.answer
	return s.shelf.Releases(ctx, slug)
}

func TestThePromiseOfADatasetDoesNotWaitForTheCalendar(t *testing.T) {
	monthly := &catalog.Schedule{Every: "month", Day: "10", At: "09:00"}
	d := catalog.Dataset{Slug: "rain", Schedule: monthly}
	source := &slowShelf{&shelf{datasets: []catalog.Dataset{d}}, make(chan struct{}), make(chan struct{})}
	source.tell("rain")
	a := NewAgenda(source, nil, func() time.Time { return instant(t, "2026-11-22 12:00") })
	done := make(chan error)
	go func() { _, err := a.All(t.Context()); done <- err }()
	<-source.asked
	if got := a.Of(d, releases(t, "2026-10-12 09:00")); got == nil || got.Standing.Next == nil {
		t.Errorf("while the calendar is read, the promise is %+v", got)
	}
	close(source.answer)
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func TestACalendarThatIsReadInPartsGoesOnWhereItEnded(t *testing.T) {
	monthly := &catalog.Schedule{Every: "month", Day: "10", At: "09:00"}
	source := &shelf{releases: make(map[catalog.Slug]catalog.Releases)}
	for i := range 2 * eventPage {
		slug := catalog.Slug(fmt.Sprintf("d-%04d", i))
		source.datasets = append(source.datasets, catalog.Dataset{Slug: slug, Schedule: monthly})
		source.tell(slug)
	}
	now := instant(t, "2026-11-22 12:00")
	a := NewAgenda(source, nil, func() time.Time { return now })
	if _, err := a.All(t.Context()); err != nil || source.reads != 2*eventPage {
		t.Fatalf("%d reads, %v", source.reads, err)
	}
	b := NewAgenda(&endingShelf{shelf: source, left: 1}, nil, func() time.Time { return now })
	source.reads = 0
	for _, wantErr := range []bool{true, false} {
		if _, err := b.All(t.Context()); (err != nil) != wantErr {
			t.Errorf("the calendar: %v", err)
		}
	}
	if source.reads != 2*eventPage {
		t.Errorf("%d releases were read, want each once", source.reads)
	}
}

// An ending shelf fails once, after some pages of events.
type endingShelf struct {
	*shelf
	left int
}

func (s *endingShelf) Events(ctx context.Context, after int64, limit int) ([]catalog.Event, error) {
	if s.left--; s.left == -1 {
		return nil, errors.New("the time is over")
	}
	return s.shelf.Events(ctx, after, limit)
}
