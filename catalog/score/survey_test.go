package score_test

import (
	"context"
	"iter"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/catalog/schedule"
	"nguon/catalog/score"
)

// A ledger keeps figures in memory, and answers what a test says.
type ledger struct {
	days     map[time.Time][]score.Figure
	taken    map[time.Time]time.Time
	saved    []time.Time // days, in the order of saving
	demand   []score.Demand
	released map[catalog.Slug]int64
	replies  []score.Reply
}

func (l *ledger) SaveFigures(_ context.Context, day, taken time.Time, figures []score.Figure) error {
	l.days[day], l.taken[day], l.saved = figures, taken, append(l.saved, day)
	return nil
}

func (l *ledger) FiguresTaken(_ context.Context, day time.Time) (taken, first time.Time, err error) {
	for d := range l.days {
		if first.IsZero() || d.Before(first) {
			first = d
		}
	}
	return l.taken[day], first, nil
}

func (l *ledger) Figures(context.Context, score.Filter) iter.Seq2[score.Figure, error] { return nil }

func (l *ledger) Demand(context.Context, time.Time, time.Time) ([]score.Demand, error) {
	return l.demand, nil
}

func (l *ledger) Released(context.Context, time.Time, time.Time) (map[catalog.Slug]int64, error) {
	return l.released, nil
}

func (l *ledger) Replies(context.Context, time.Time, time.Time) ([]score.Reply, error) {
	return l.replies, nil
}

// shelf is a catalogue of two agencies, one of which has nothing.
type shelf struct {
	datasets []catalog.Dataset
	latest   map[catalog.Slug]catalog.Release
}

func (s shelf) Agencies(context.Context) ([]catalog.Agency, error) {
	return []catalog.Agency{{Code: "A"}, {Code: "B"}}, nil
}

func (s shelf) Datasets(_ context.Context, f catalog.DatasetFilter) ([]catalog.Dataset, error) {
	var some []catalog.Dataset
	for _, d := range s.datasets {
		if d.Slug > f.After && len(some) < f.Limit {
			some = append(some, d)
		}
	}
	return some, nil
}

func (s shelf) Latest(_ context.Context, at time.Time, slugs ...catalog.Slug) (map[catalog.Slug]catalog.Release, error) {
	found := make(map[catalog.Slug]catalog.Release)
	for _, slug := range slugs {
		if r, ok := s.latest[slug]; ok && !r.PublishAt.After(at) {
			found[slug] = r
		}
	}
	return found, nil
}

var both = catalog.Text{Vi: "Mưa", En: "Rain"}

func survey(l *ledger, now *time.Time) *score.Survey {
	day := time.Date(2026, 11, 1, 3, 0, 0, 0, time.UTC)
	table := func(score int) catalog.Table {
		return catalog.Table{Resource: "t", Checks: catalog.Checks{Quality: &catalog.Quality{Score: score}}}
	}
	s := shelf{
		datasets: []catalog.Dataset{{Slug: "air", Agency: "A", Title: both, Description: both}, {Slug: "later", Agency: "A"}, {Slug: "note", Agency: "A", Title: both},
			{Slug: "taken-back", Agency: "A", Title: both, Description: both}},
		latest: map[catalog.Slug]catalog.Release{
			"air":        {State: catalog.StatePublished, PublishAt: day, Tables: []catalog.Table{table(90), table(71)}},
			"later":      {State: catalog.StatePublished, PublishAt: day.AddDate(1, 0, 0), Tables: []catalog.Table{table(100)}},
			"note":       {State: catalog.StatePublished, PublishAt: day},
			"taken-back": {State: catalog.StateWithdrawn, PublishAt: day, Tables: []catalog.Table{table(10)}},
		},
	}
	record := func(due time.Time, late int) schedule.Record {
		return schedule.Record{Occurrence: schedule.Occurrence{Due: due}, Late: late}
	}
	return score.NewSurvey(score.Options{Store: l, Catalogue: s, Now: func() time.Time { return *now },
		Products: func(context.Context) ([]market.Product, error) {
			return []market.Product{{Name: "rain", Agency: "B"}}, nil
		},
		Agenda: func(context.Context) ([]*schedule.Scheduled, error) {
			return []*schedule.Scheduled{{Dataset: s.datasets[0], Standing: schedule.Standing{Past: []schedule.Record{
				record(now.AddDate(-2, 0, 0), 3), record(now.AddDate(0, -2, 0), 0), record(now.AddDate(0, -1, 0), 2), record(now.AddDate(0, 0, -1), 0), record(now.Add(time.Hour), 0)}}}}, nil
		}})
}

func newLedger() *ledger {
	return &ledger{days: make(map[time.Time][]score.Figure), taken: make(map[time.Time]time.Time)}
}

func TestFiguresAreThoseOfTheirDefinitions(t *testing.T) {
	now := time.Date(2026, 11, 22, 5, 0, 0, 0, time.UTC)
	l := newLedger()
	l.demand = []score.Demand{{"data/air", "/v1/data/:dataset/:resource/rows", 40}, {"data/air", "/v1/data/:dataset/:resource/file.parquet", 2},
		{"api/rain", "/apis/rain/v1", 7}, {"data/gone", "/v1/data/:dataset/:resource/rows", 1}, {"catalogue", "/v1/datasets", 1000}, {"sql", "/v1/sql", 10}}
	l.released = map[catalog.Slug]int64{"air": 2, "taken-back": 1}
	due := now.Add(-time.Hour)
	l.replies = []score.Reply{{Product: "api/rain", Due: due, Answered: due.Add(-time.Hour)}, {Product: "api/rain", Due: due, Answered: now}, {Product: "api/rain", Due: due},
		{Agency: "A", Due: due, Answered: due}, {Due: due}}
	if err := survey(l, &now).CatchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	day := score.DayOf(now)
	got := make(map[string][2]int64)
	for _, f := range l.days[day] {
		if !f.Day.Equal(day) {
			t.Errorf("%+v is of another day", f)
		}
		got[f.Agency+" "+string(f.Code)] = [2]int64{f.Part, f.Whole}
	}
	want := map[string][2]int64{
		"A datasets": {2, 0}, "A machine-readable": {1, 2}, "A described": {1, 2}, "A quality": {161, 2}, "A on-time": {2, 3}, "A releases": {3, 0},
		"A api-calls": {40, 0}, "A downloads": {2, 0}, "A answers-in-time": {1, 1},
		"B datasets": {}, "B machine-readable": {}, "B described": {}, "B quality": {}, "B on-time": {}, "B releases": {}, "B api-calls": {7, 0}, "B downloads": {}, "B answers-in-time": {1, 3},
		" datasets": {2, 0}, " machine-readable": {1, 2}, " described": {1, 2}, " quality": {161, 2}, " on-time": {2, 3}, " releases": {3, 0},
		" api-calls": {48, 0}, " downloads": {2, 0}, " answers-in-time": {2, 5},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
}

func TestDaysThatWereMissedAreMadeUpFor(t *testing.T) {
	now := time.Date(2026, 11, 1, 5, 0, 0, 0, time.UTC)
	l := newLedger()
	s := survey(l, &now)
	day := func(n int) time.Time { return time.Date(2026, 11, n, 0, 0, 0, 0, time.UTC) }
	for _, step := range []struct {
		name string
		at   time.Time
		want []time.Time
	}{
		{"the first time, today alone", now, []time.Time{day(1)}},
		{"again, a little later", now.Add(10 * time.Minute), nil},
		{"again, within the day", now.Add(2 * time.Hour), []time.Time{day(1)}},
		{"after midnight in Viet Nam, the end of the day before", time.Date(2026, 11, 1, 17, 30, 0, 0, time.UTC), []time.Time{day(2), day(1)}},
		{"an hour later, only today", time.Date(2026, 11, 1, 18, 30, 0, 0, time.UTC), []time.Time{day(2)}},
		{"after a rest", time.Date(2026, 11, 5, 5, 0, 0, 0, time.UTC), []time.Time{day(5), day(4), day(3), day(2)}},
	} {
		t.Run(step.name, func(t *testing.T) {
			now, l.saved = step.at, nil
			if err := s.CatchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(l.saved, step.want) {
				t.Errorf("took %v, want %v", l.saved, step.want)
			}
		})
	}
}

func TestNothingToMeasureIsNoZero(t *testing.T) {
	for _, c := range []struct {
		name string
		f    score.Figure
		unit score.Unit
		want float64
		ok   bool
	}{
		{"a count of nothing", score.Figure{}, score.Count, 0, true},
		{"a share of nothing", score.Figure{}, score.Share, 0, false},
		{"none of some", score.Figure{Whole: 4}, score.Share, 0, true},
		{"a mean", score.Figure{Part: 161, Whole: 2}, score.Points, 80.5, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got, ok := c.f.Value(c.unit); got != c.want || ok != c.ok {
				t.Errorf("%v, %v", got, ok)
			}
		})
	}
}
