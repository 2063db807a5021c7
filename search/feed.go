package search

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"time"

	index "github.com/blevesearch/bleve_index_api"

	"nguon/catalog"
	"nguon/search/bulk"
)

var batchSize = 1000 // datasets in one batch; tests take fewer

func (x *Index) feeder(g *generation) *feeder {
	return &feeder{generation: g, cat: x.cat, now: x.opt.Now, log: x.opt.Log, within: x.opt.Within}
}

// A feeder writes what is in the catalogue into a generation.
type feeder struct {
	*generation
	cat    catalog.Reader
	now    func() time.Time
	log    *slog.Logger
	within func(string) string
}

// update writes the documents of the datasets anew, or deletes them, and with
// the last of them the next state.
func (f *feeder) update(ctx context.Context, slugs []catalog.Slug, next state) error {
	w, err := f.writer(ctx)
	if err != nil {
		return err
	}
	for {
		n := min(len(slugs), batchSize)
		batch := index.NewBatch()
		if n > 0 {
			if err := f.replace(ctx, batch, slugs[:n], w, &next); err != nil {
				return err
			}
		}
		slugs = slugs[n:]
		if len(slugs) > 0 { // the state comes with the last batch: until then the events are seen again
			if err := f.store.Batch(batch); err != nil {
				return fmt.Errorf("search: write: %w", err)
			}
			continue
		}
		return f.commit(batch, next)
	}
}

// replace deletes the documents of datasets, and adds them as they are now.
func (f *feeder) replace(ctx context.Context, batch *index.Batch, slugs []catalog.Slug, w *writer, next *state) error {
	ds, err := f.cat.Datasets(ctx, catalog.DatasetFilter{Slugs: slugs})
	if err != nil {
		return fmt.Errorf("search: datasets: %w", err)
	}
	for _, s := range slugs {
		batch.Delete(string(s))
		delete(next.Due, s)
	}
	out, err := f.newDraft()
	if err != nil {
		return err
	}
	due, err := f.put(ctx, out, ds, w)
	if err != nil || out.Docs() == 0 {
		out.Abort()
		maps.Copy(next.Due, due)
		return err
	}
	maps.Copy(next.Due, due)
	if err := out.Finish(); err != nil {
		return err
	}
	bulk.Add(batch, out.path)
	return nil
}

func (f *feeder) writer(ctx context.Context) (*writer, error) {
	list, err := f.cat.Agencies(ctx)
	if err != nil {
		return nil, fmt.Errorf("search: agencies: %w", err)
	}
	w := &writer{agencies: make(map[string]catalog.Agency), within: f.within}
	for _, a := range list {
		w.agencies[a.Code] = a
	}
	return w, nil
}

// put writes the documents of those datasets that the public sees now, and
// returns when those with a release in the future are due.
func (f *feeder) put(ctx context.Context, out *draft, ds []catalog.Dataset, w *writer) (map[catalog.Slug]time.Time, error) {
	if len(ds) == 0 {
		return nil, nil
	}
	slugs := make([]catalog.Slug, len(ds))
	for i, d := range ds {
		slugs[i] = d.Slug
	}
	now := f.now()
	latest, err := f.cat.Latest(ctx, now, slugs...)
	if err != nil {
		return nil, fmt.Errorf("search: latest releases: %w", err)
	}
	due, err := f.cat.Upcoming(ctx, now, slugs...)
	if err != nil {
		return nil, fmt.Errorf("search: scheduled releases: %w", err)
	}
	for _, d := range ds {
		if r, ok := latest[d.Slug]; ok {
			w.write(out, &d, &r)
		}
	}
	return due, nil
}
