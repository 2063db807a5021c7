package schedule

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
)

// shelf is a catalogue of a test.
type shelf struct {
	datasets []catalog.Dataset
	releases map[catalog.Slug]catalog.Releases
}

func (s shelf) Datasets(context.Context, catalog.DatasetFilter) ([]catalog.Dataset, error) {
	return s.datasets, nil
}

func (s shelf) Releases(_ context.Context, slug catalog.Slug) (catalog.Releases, error) {
	return s.releases[slug], nil
}

func TestAgendaShowsWhatWasPromisedAndKept(t *testing.T) {
	monthly := &catalog.Schedule{Every: "month", Day: "10", At: "09:00"}
	late := releases(t, "2026-09-10 09:00", "2026-10-12 09:00")
	embargoed := releases(t, "2026-12-10 09:00")
	source := shelf{
		datasets: []catalog.Dataset{
			{Slug: "rain", Agency: "A", Themes: []string{"environment"}, Schedule: monthly},
			{Slug: "secret", Agency: "A", Schedule: monthly},
			{Slug: "prices", Agency: "B", Schedule: monthly},
			{Slug: "whenever", Agency: "B"},
		},
		releases: map[catalog.Slug]catalog.Releases{"rain": late, "secret": embargoed, "prices": append(embargoed, releases(t, "2026-10-01 09:00")...), "whenever": late},
	}
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
