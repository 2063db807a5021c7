package web

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"nguon/catalog"
)

// An eventLog is a catalogue of which only the events and releases are known.
type eventLog struct {
	catalog.Reader
	events   []catalog.Event
	releases map[catalog.Slug]catalog.Releases
	reads    int
	err      error
}

func (e *eventLog) Agencies(context.Context) ([]catalog.Agency, error) { return nil, nil }

func (e *eventLog) Events(_ context.Context, after int64, limit int) ([]catalog.Event, error) {
	rest := e.events[min(int(after), len(e.events)):]
	return rest[:min(limit, len(rest))], e.err
}

func (e *eventLog) Latest(_ context.Context, at time.Time, slugs ...catalog.Slug) (map[catalog.Slug]catalog.Release, error) {
	e.reads += len(slugs)
	latest := make(map[catalog.Slug]catalog.Release)
	for _, s := range slugs {
		for _, r := range e.releases[s].At(at) {
			if r.State == catalog.StatePublished {
				latest[s] = r
			}
		}
	}
	return latest, nil
}

func (e *eventLog) Upcoming(_ context.Context, after time.Time, slugs ...catalog.Slug) (map[catalog.Slug]time.Time, error) {
	due := make(map[catalog.Slug]time.Time)
	for _, s := range slugs {
		for _, r := range e.releases[s] { // the newest comes first
			if r.State == catalog.StatePublished && r.PublishAt.After(after) {
				due[s] = r.PublishAt
			}
		}
	}
	return due, nil
}

func (e *eventLog) publish(slug catalog.Slug, version int, at time.Time) {
	e.events = append(e.events, catalog.Event{Seq: int64(len(e.events) + 1), Kind: catalog.ReleasePublished, Dataset: slug, Version: version})
	r := catalog.Release{Dataset: slug, Version: version, State: catalog.StatePublished, PublishAt: at, Tables: []catalog.Table{{Rows: 10}}}
	e.releases[slug] = append(catalog.Releases{r}, e.releases[slug]...)
}

func TestFactsFollowTheEvents(t *testing.T) {
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	log := &eventLog{releases: make(map[catalog.Slug]catalog.Releases)}
	f := NewFacts(log, func() time.Time { return now })
	want := func(step string, datasets int, releases int64) {
		t.Helper()
		s, err := f.summary(t.Context())
		if err != nil {
			t.Fatalf("%s: %v", step, err)
		}
		if len(s.Datasets) != datasets || s.Releases != releases || s.Rows != int64(10*datasets) {
			t.Errorf("%s: %d datasets, %d releases, %d rows, want %d, %d, %d", step, len(s.Datasets), s.Releases, s.Rows, datasets, releases, 10*datasets)
		}
	}
	want("an empty catalogue", 0, 0)
	for i := range 1200 {
		log.publish(catalog.Slug("d-"+time.Duration(i).String()), 1, now)
	}
	want("within the second nothing is looked at", 0, 0)
	now = now.Add(factsAge)
	want("more events than fit one batch", 1200, 1200)

	log.reads = 0
	log.publish("d-7ns", 2, now)
	log.publish("d-later", 1, now.Add(time.Hour))
	now = now.Add(factsAge)
	want("a second release, and one of the future", 1200, 1201)
	if log.reads > 10 {
		t.Errorf("%d datasets were read for two events", log.reads)
	}
	now = now.Add(time.Hour)
	want("the hour of the future one came, without an event", 1201, 1202)

	log.releases["d-7ns"][0].State = catalog.StateWithdrawn
	log.events = append(log.events, catalog.Event{Seq: int64(len(log.events) + 1), Kind: catalog.ReleaseWithdrawn, Dataset: "d-7ns", Version: 2})
	now = now.Add(factsAge)
	want("a release was withdrawn", 1201, 1201)

	log.err = errors.New("down")
	now = now.Add(factsAge)
	if _, err := f.summary(t.Context()); !errors.Is(err, log.err) {
		t.Errorf("summary of a broken catalogue: err = %v, want %v", err, log.err)
	}
	log.err = nil
	want("it came back", 1201, 1201)
}

func TestTheNewestAreTheLastPublished(t *testing.T) {
	now := time.Date(2026, 11, 22, 8, 0, 0, 0, time.UTC)
	log := &eventLog{releases: make(map[catalog.Slug]catalog.Releases)}
	f := NewFacts(log, func() time.Time { return now })
	slug := func(i int) catalog.Slug { return catalog.Slug(fmt.Sprintf("d-%03d", i)) }
	for i := range 3 * newestKept {
		log.publish(slug(i), 1, now.Add(-time.Duration(i*7%(3*newestKept))*time.Minute)) // 7 has no factor in common with 90
	}
	order := func() (slugs []catalog.Slug) {
		now = now.Add(factsAge)
		s, err := f.summary(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if !slices.IsSortedFunc(s.Datasets, func(a, b fact) int { return cmp.Compare(a.Slug, b.Slug) }) {
			t.Errorf("datasets are not in the order of their slugs: %v", s.Datasets)
		}
		for i, k := range s.Newest {
			if i > 0 && k.At.After(s.Newest[i-1].At) {
				t.Errorf("%s comes after %s, which is older", k.Slug, s.Newest[i-1].Slug)
			}
			slugs = append(slugs, k.Slug)
		}
		return slugs
	}
	before := order()
	if len(before) != newestKept || before[0] != slug(0) || before[1] != slug(13) { // 13 · 7 is 1 more than 90
		t.Errorf("the newest are %v", before)
	}
	log.publish(slug(45), 2, now)
	log.publish("another", 1, now)
	if after, want := order(), append([]catalog.Slug{"another", slug(45)}, before[:newestKept-2]...); !slices.Equal(after, want) {
		t.Errorf("then the newest are %v, want %v", after, want)
	}
	log.releases["another"][0].State = catalog.StateWithdrawn
	log.events = append(log.events, catalog.Event{Seq: int64(len(log.events) + 1), Kind: catalog.ReleaseWithdrawn, Dataset: "another", Version: 1})
	if after := order(); after[0] != slug(45) || slices.Contains(after, "another") {
		t.Errorf("after a withdrawal the newest are %v", after)
	}
}

func TestFreshness(t *testing.T) {
	newest := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name, frequency string
		now             time.Time
		late            bool
		next            time.Time
	}{
		{"nothing promised", "irregular", newest.AddDate(9, 0, 0), false, time.Time{}},
		{"in time", "annual", newest.AddDate(0, 6, 0), false, newest.AddDate(1, 0, 0)},
		{"a tenth is allowed for", "annual", newest.AddDate(1, 1, 0), false, newest.AddDate(1, 0, 0)},
		{"late", "annual", newest.AddDate(1, 2, 0), true, newest.AddDate(1, 0, 0)},
		{"daily", "daily", newest.AddDate(0, 0, 3), true, newest.AddDate(0, 0, 1)},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := freshnessOf(test.frequency, newest, test.now)
			if got.Late != test.late || !got.Next.Equal(test.next) {
				t.Errorf("got %+v, want late %t, next %s", got, test.late, test.next)
			}
		})
	}
}

func TestHistogramShowsOneValueAsSomething(t *testing.T) {
	l := localeIn(t, catalog.English)
	c := &catalog.Column{Type: catalog.Number, Stats: catalog.Stats{Histogram: []catalog.Bin{{From: 0, Until: 1, Count: 1_000_000}, {From: 1, Until: 2}, {From: 2, Until: 3, Count: 1}}}}
	h := l.histogram(c)
	if h == nil || len(h.Bars) != 2 {
		t.Fatalf("histogram = %+v", h)
	}
	if h.Bars[0].Height != histogramHeight || h.Bars[1].Height != 1 {
		t.Errorf("heights %v, %v, want %d, 1", h.Bars[0].Height, h.Bars[1].Height, histogramHeight)
	}
	if c.Stats.Histogram = nil; l.histogram(c) != nil {
		t.Error("a column without bins has a histogram")
	}
}

func TestPagesWaitForTheCatalogueNoLongerThanTheyMay(t *testing.T) {
	log := &eventLog{releases: make(map[catalog.Slug]catalog.Releases), err: errors.New("down")}
	log.publish("air", 1, time.Now().Add(-time.Hour))
	f := NewFacts(log, time.Now)
	if err := f.Ready(); !errors.Is(err, catalog.ErrNotReady) {
		t.Errorf("before: ready with %v", err)
	}
	short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	if err := f.Learn(short); !errors.Is(err, context.DeadlineExceeded) || f.Ready() == nil {
		t.Errorf("without a database: %v, ready with %v", err, f.Ready())
	}
	f.turn <- struct{}{} // somebody reads a large catalogue
	if _, err := f.summary(short); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("in a queue: err = %v", err)
	}
	<-f.turn
	log.err = nil
	if err := f.Learn(t.Context()); err != nil || f.Ready() != nil {
		t.Errorf("afterwards: %v, ready with %v", err, f.Ready())
	}
}
