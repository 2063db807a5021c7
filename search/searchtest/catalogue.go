package searchtest

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
)

// A Catalogue is a catalogue of made-up datasets. It is safe for concurrent
// use. Every dataset has one published release.
type Catalogue struct {
	catalog.Reader // for the methods that search does not use

	size     int
	seed     uint64
	agencies []catalog.Agency
}

// New returns a catalogue of size datasets.
func New(size int, seed uint64) *Catalogue {
	agencies := allAgencies()
	slices.SortFunc(agencies, func(a, b catalog.Agency) int { return cmp.Compare(a.Code, b.Code) })
	return &Catalogue{size: size, seed: seed, agencies: agencies}
}

// Start is when the first dataset was published; each of the others follows a
// minute after the one before it.
var Start = time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)

// Size returns the number of datasets.
func (c *Catalogue) Size() int { return c.size }

// Agencies returns all agencies in the order of their codes.
func (c *Catalogue) Agencies(context.Context) ([]catalog.Agency, error) { return c.agencies, nil }

// Datasets returns the datasets that f selects, in the order of their slugs,
// which is that of their numbers.
func (c *Catalogue) Datasets(_ context.Context, f catalog.DatasetFilter) ([]catalog.Dataset, error) {
	var found []catalog.Dataset
	take := func(i int) {
		if d, _ := c.At(i); (f.Agency == "" || d.Agency == f.Agency) && d.Slug > f.After {
			found = append(found, d)
		}
	}
	if len(f.Slugs) > 0 {
		for _, s := range f.Slugs {
			if i, ok := c.number(s); ok {
				take(i)
			}
		}
		return found, nil
	}
	first := 0
	if f.After != "" {
		i, _ := c.number(f.After)
		first = i + 1
	}
	for i := first; i < c.size && (f.Limit == 0 || len(found) < f.Limit); i++ {
		take(i)
	}
	return found, nil
}

// number returns the number of the dataset with the given slug.
func (c *Catalogue) number(s catalog.Slug) (int, bool) {
	head, _, _ := strings.Cut(string(s), "-")
	i, err := strconv.Atoi(strings.TrimPrefix(head, "d"))
	return i, err == nil && i < c.size
}

// Releases returns the one release of a dataset.
func (c *Catalogue) Releases(_ context.Context, s catalog.Slug) (catalog.Releases, error) {
	i, ok := c.number(s)
	if !ok {
		return nil, nil
	}
	_, r := c.At(i)
	return catalog.Releases{r}, nil
}

// Latest returns the releases of the datasets that are public at a time.
func (c *Catalogue) Latest(_ context.Context, at time.Time, slugs ...catalog.Slug) (map[catalog.Slug]catalog.Release, error) {
	latest := make(map[catalog.Slug]catalog.Release, len(slugs))
	for _, s := range slugs {
		if i, ok := c.number(s); ok {
			if _, r := c.At(i); !r.PublishAt.After(at) {
				latest[s] = r
			}
		}
	}
	return latest, nil
}

// Upcoming returns when the releases of the datasets are due that are not public
// at a time.
func (c *Catalogue) Upcoming(_ context.Context, after time.Time, slugs ...catalog.Slug) (map[catalog.Slug]time.Time, error) {
	due := make(map[catalog.Slug]time.Time)
	for _, s := range slugs {
		if i, ok := c.number(s); ok {
			if _, r := c.At(i); r.PublishAt.After(after) {
				due[s] = r.PublishAt
			}
		}
	}
	return due, nil
}

// Events returns the publication of each dataset.
func (c *Catalogue) Events(_ context.Context, after int64, limit int) ([]catalog.Event, error) {
	var events []catalog.Event
	for i := int(after); i < c.size && len(events) < limit; i++ {
		d, r := c.At(i)
		events = append(events, catalog.Event{Seq: int64(i + 1), Time: r.PublishAt, Kind: catalog.ReleasePublished, Dataset: d.Slug, Version: 1})
	}
	return events, nil
}

// At returns dataset number i, from 0, with its release.
func (c *Catalogue) At(i int) (catalog.Dataset, catalog.Release) {
	m := maker{Rand: rand.New(rand.NewPCG(c.seed, uint64(i))), words: vocabulary()}
	return m.dataset(i)
}

func (m maker) slug(i int, parts ...string) catalog.Slug {
	s := fmt.Sprintf("d%07d", i)
	for _, p := range parts {
		if p = plain(p); p != "" && len(s)+1+len(p) <= 80 {
			s += "-" + p
		}
	}
	return catalog.Slug(s)
}
