package search_test

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/search"
)

// fakeCatalogue is a catalogue in memory.
type fakeCatalogue struct {
	catalog.Reader // for the methods that search does not use

	mu       sync.Mutex
	agencies map[string]catalog.Agency
	datasets map[catalog.Slug]catalog.Dataset
	releases map[catalog.Slug]catalog.Releases // newest first
	events   []catalog.Event
}

func newFakeCatalogue() *fakeCatalogue {
	return &fakeCatalogue{
		agencies: make(map[string]catalog.Agency),
		datasets: make(map[catalog.Slug]catalog.Dataset),
		releases: make(map[catalog.Slug]catalog.Releases),
	}
}

func (c *fakeCatalogue) Agencies(context.Context) ([]catalog.Agency, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var all []catalog.Agency
	for _, a := range c.agencies {
		all = append(all, a)
	}
	slices.SortFunc(all, func(a, b catalog.Agency) int { return strings.Compare(a.Code, b.Code) })
	return all, nil
}

func (c *fakeCatalogue) Datasets(_ context.Context, f catalog.DatasetFilter) ([]catalog.Dataset, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var found []catalog.Dataset
	if len(f.Slugs) > 0 {
		for _, s := range f.Slugs {
			if d, ok := c.datasets[s]; ok {
				found = append(found, d)
			}
		}
		return found, nil
	}
	for s, d := range c.datasets {
		if f.Agency == "" || f.Agency == d.Agency && s > f.After {
			found = append(found, d)
		}
	}
	slices.SortFunc(found, func(a, b catalog.Dataset) int { return cmp.Compare(a.Slug, b.Slug) })
	return found, nil
}

func (c *fakeCatalogue) Releases(_ context.Context, s catalog.Slug) (catalog.Releases, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.releases[s]), nil
}

func (c *fakeCatalogue) Latest(_ context.Context, at time.Time, slugs ...catalog.Slug) (map[catalog.Slug]catalog.Release, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	latest := make(map[catalog.Slug]catalog.Release)
	for _, s := range slugs {
		for _, r := range c.releases[s].At(at) {
			if r.State == catalog.StatePublished {
				latest[s] = r
				break
			}
		}
	}
	return latest, nil
}

func (c *fakeCatalogue) Upcoming(_ context.Context, after time.Time, slugs ...catalog.Slug) (map[catalog.Slug]time.Time, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	due := make(map[catalog.Slug]time.Time)
	for _, s := range slugs {
		for _, r := range c.releases[s] { // the newest comes first
			if r.State == catalog.StatePublished && r.PublishAt.After(after) {
				due[s] = r.PublishAt
			}
		}
	}
	return due, nil
}

func (c *fakeCatalogue) Events(_ context.Context, after int64, limit int) ([]catalog.Event, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if after >= int64(len(c.events)) {
		return nil, nil
	}
	return slices.Clone(c.events[after:min(int(after)+limit, len(c.events))]), nil
}

func (c *fakeCatalogue) event(e catalog.Event) {
	e.Seq = int64(len(c.events) + 1)
	e.Time = start
	c.events = append(c.events, e)
}

func (c *fakeCatalogue) saveAgency(a catalog.Agency) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.agencies[a.Code] = a
	c.event(catalog.Event{Kind: catalog.AgencySaved, Agency: a.Code})
}

// publish saves the dataset and makes its next release public from at on.
func (c *fakeCatalogue) publish(d catalog.Dataset, at time.Time, tables ...catalog.Table) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.datasets[d.Slug] = d
	c.event(catalog.Event{Kind: catalog.DatasetSaved, Dataset: d.Slug})
	r := catalog.Release{Dataset: d.Slug, Version: len(c.releases[d.Slug]) + 1, State: catalog.StatePublished, PublishAt: at, Tables: tables}
	c.releases[d.Slug] = append(catalog.Releases{r}, c.releases[d.Slug]...)
	c.event(catalog.Event{Kind: catalog.ReleasePublished, Dataset: d.Slug, Version: r.Version})
}

func (c *fakeCatalogue) withdraw(s catalog.Slug, version int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := range c.releases[s] {
		if c.releases[s][i].Version == version {
			c.releases[s][i].State = catalog.StateWithdrawn
		}
	}
	c.event(catalog.Event{Kind: catalog.ReleaseWithdrawn, Dataset: s, Version: version})
}

func (c *fakeCatalogue) rename(from, to catalog.Slug) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d := c.datasets[from]
	d.Slug = to
	c.datasets[to], c.releases[to] = d, c.releases[from]
	delete(c.datasets, from)
	delete(c.releases, from)
	c.event(catalog.Event{Kind: catalog.DatasetRenamed, Dataset: from})
	c.event(catalog.Event{Kind: catalog.DatasetSaved, Dataset: to})
}

var start = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// clock is a clock that the test sets.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// dataset returns a small valid dataset.
func dataset(slug catalog.Slug, vi, en string) catalog.Dataset {
	return catalog.Dataset{
		Slug: slug, Agency: "H29", Title: catalog.Text{Vi: vi, En: en},
		Description: catalog.Text{Vi: "Mô tả.", En: "Description."},
		Themes:      []string{"government"}, Licence: "CC-BY-4.0", Frequency: "annual",
		Resources: []catalog.Resource{{Name: "main", Title: catalog.Text{Vi: "Bảng", En: "Table"}, Kind: catalog.KindTable}},
	}
}

func open(t testing.TB, dir string, cat catalog.Reader, opt search.Options) *search.Index {
	t.Helper()
	x, err := search.Open(dir, cat, opt)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { x.Close() })
	return x
}

func openCaughtUp(t testing.TB, cat catalog.Reader) *search.Index {
	t.Helper()
	x := open(t, t.TempDir(), cat, search.Options{})
	if err := x.CatchUp(t.Context()); err != nil {
		t.Fatalf("CatchUp: %v", err)
	}
	return x
}

func find(t testing.TB, x *search.Index, r search.Request) *search.Result {
	t.Helper()
	result, err := x.Search(t.Context(), r)
	if err != nil {
		t.Fatalf("Search(%+v): %v", r, err)
	}
	return result
}

func slugs(r *search.Result) []string {
	var all []string
	for _, h := range r.Hits {
		all = append(all, string(h.Slug))
	}
	return all
}
