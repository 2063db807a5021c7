package search

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	index "github.com/blevesearch/bleve_index_api"

	"nguon/catalog"
	"nguon/search/bulk"
)

// build fills a generation with all of the catalogue, or goes on where an
// earlier build of it has stopped. Events that happen meanwhile are for the
// next catchUp.
func (f *feeder) build(ctx context.Context, progress func(done, total int)) error {
	next, err := f.begin(ctx)
	if err != nil {
		return err
	}
	w, err := f.writer(ctx)
	if err != nil {
		return err
	}
	for {
		if progress(next.Done, 0); ctx.Err() != nil {
			return ctx.Err()
		}
		more, err := f.round(ctx, w, &next, progress)
		if err != nil {
			return err
		}
		if !more {
			break
		}
	}
	progress(next.Done, next.Done)
	next.Built, next.After, next.Done = true, "", 0
	return errors.Join(f.commit(index.NewBatch(), next), f.refresh())
}

// begin returns the state from which a build goes on.
func (f *feeder) begin(ctx context.Context) (state, error) {
	if f.state.After != "" {
		same, err := f.sameCatalogue(ctx)
		if err != nil {
			return state{}, err
		}
		if same { // segments come before the state that tells of them
			return f.state.clone(), f.empty(f.state.After)
		}
	}
	next := state{Format: format}.clone()
	var err error
	if next.Last, err = f.lastEvent(ctx); err != nil {
		return state{}, err
	}
	return next, f.empty("")
}

// round writes the next datasets, into a segment for each processor, and notes
// how far it has come. It reports whether there may be more.
func (f *feeder) round(ctx context.Context, w *writer, next *state, progress func(done, total int)) (more bool, err error) {
	r := &round{feeder: f, writer: w, pages: make(chan []catalog.Dataset), due: next.Due}
	processors := runtime.GOMAXPROCS(0)
	for range processors {
		r.work.Go(func() { r.fail(r.segment(ctx)) })
	}
	for n := 0; n < processors*draftSize && !r.full.Load(); {
		ds, err := f.cat.Datasets(ctx, catalog.DatasetFilter{After: next.After, Limit: batchSize})
		if err = errors.Join(err, ctx.Err()); err != nil {
			r.fail(fmt.Errorf("search: datasets: %w", err))
			break
		}
		if more = len(ds) == batchSize; len(ds) == 0 {
			break
		}
		r.pages <- ds
		n += len(ds)
		next.After, next.Done = ds[len(ds)-1].Slug, next.Done+len(ds)
		if progress(next.Done, 0); !more {
			break
		}
	}
	close(r.pages)
	r.work.Wait()
	return more, r.commit(next)
}

// A round is a part of a build: the pages of the catalogue come one after the
// other, and go to whoever is free.
type round struct {
	*feeder
	writer *writer
	pages  chan []catalog.Dataset
	work   sync.WaitGroup
	full   atomic.Bool // no more pages are wanted

	mu      sync.Mutex
	drafts  []*draft // those that are finished
	due     map[catalog.Slug]time.Time
	failure error
}

func (r *round) fail(err error) {
	if err == nil {
		return
	}
	r.full.Store(true)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failure = errors.Join(r.failure, err)
}

// segment writes a segment of the pages that come. After a failure it goes on
// to take them.
func (r *round) segment(ctx context.Context) error {
	var out *draft
	var failure error
	for ds := range r.pages {
		if failure == nil && out == nil {
			out, failure = r.newDraft()
		}
		if failure == nil {
			failure = r.page(ctx, out, ds)
		}
		if failure != nil || out.Full() {
			r.full.Store(true)
		}
	}
	if out == nil {
		return failure
	}
	if failure != nil || out.Docs() == 0 {
		out.Abort()
		return failure
	}
	if err := out.Finish(); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.drafts = append(r.drafts, out)
	return nil
}

// page writes the datasets of a page.
func (r *round) page(ctx context.Context, out *draft, ds []catalog.Dataset) error {
	due, err := r.put(ctx, out, ds, r.writer)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	maps.Copy(r.due, due)
	return nil
}

// commit puts the segments into the index, and with the last of them the state
// that they lead to.
func (r *round) commit(next *state) error {
	batch := index.NewBatch()
	for i, d := range r.drafts {
		if r.failure != nil {
			r.fail(os.Remove(d.path))
			continue
		}
		bulk.Add(batch, d.path)
		if i < len(r.drafts)-1 {
			r.fail(r.store.Batch(batch))
			batch.Reset()
		}
	}
	if r.failure != nil {
		return r.failure
	}
	return r.feeder.commit(batch, next.clone())
}

// lastEvent returns the last event of the catalogue, which it looks for by
// halves.
func (f *feeder) lastEvent(ctx context.Context) (catalog.Event, error) {
	var last catalog.Event
	look := func(after int64) (bool, error) {
		events, err := f.cat.Events(ctx, after, 1)
		if err != nil {
			return false, fmt.Errorf("search: events: %w", err)
		}
		if len(events) > 0 {
			last = events[0]
		}
		return len(events) > 0, nil
	}
	step := int64(1)
	for ; ; step *= 2 { // forward in strides that grow, until there is nothing
		more, err := look(last.Seq + step - 1)
		if err != nil {
			return last, err
		}
		if !more {
			break
		}
	}
	for ; step >= 1; step /= 2 { // and back to what is last
		for {
			more, err := look(last.Seq + step - 1)
			if err != nil {
				return last, err
			}
			if !more {
				break
			}
		}
	}
	return last, nil
}

// empty deletes what an earlier build has left of the datasets after the given
// one.
func (f *feeder) empty(after catalog.Slug) error {
	v, done := f.view()
	defer done()
	batch := index.NewBatch()
	for s, cols := range v.columns {
		deleted := v.segments[s].Deleted()
		for doc := range cols.size {
			if slug := cols.slug(doc); slug > string(after) && (deleted == nil || !deleted.Contains(uint32(doc))) {
				batch.Delete(slug)
			}
		}
	}
	if len(batch.IndexOps) == 0 {
		return nil
	}
	if err := f.store.Batch(batch); err != nil {
		return fmt.Errorf("search: write: %w", err)
	}
	return f.refresh()
}
