package search

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"runtime"
	"sync"

	index "github.com/blevesearch/bleve_index_api"

	"nguon/catalog"
)

// pagesInRound is how many pages of datasets are written before a build notes
// how far it has come.
const pagesInRound = 16

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
		n, err := f.round(ctx, w, &next)
		if err != nil {
			return err
		}
		if n < pagesInRound*batchSize {
			break
		}
		if err := f.commit(index.NewBatch(), next.clone()); err != nil {
			return err
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
		if same {
			return f.state.clone(), nil
		}
	}
	next := state{Format: format}.clone()
	var err error
	if next.Last, err = f.lastEvent(ctx); err != nil {
		return state{}, err
	}
	return next, f.empty()
}

// round writes the next pages of datasets, several at a time, and returns how
// many datasets they had.
func (f *feeder) round(ctx context.Context, w *writer, next *state) (int, error) {
	var work sync.WaitGroup
	var mu sync.Mutex
	var failure error
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	fail := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		failure = errors.Join(failure, err)
	}
	failed := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return failure != nil
	}
	n, after := 0, next.After
	for range pagesInRound {
		if failed() {
			break
		}
		ds, err := f.cat.Datasets(ctx, catalog.DatasetFilter{After: after, Limit: batchSize})
		if err != nil {
			fail(fmt.Errorf("search: datasets: %w", err))
			break
		}
		if len(ds) == 0 {
			break
		}
		after = ds[len(ds)-1].Slug
		n += len(ds)
		free <- struct{}{}
		work.Go(func() {
			defer func() { <-free }()
			batch := index.NewBatch()
			due, err := f.put(ctx, batch, ds, w)
			if err == nil {
				err = f.store.Batch(batch)
			}
			if err != nil {
				fail(fmt.Errorf("search: write: %w", err))
				return
			}
			mu.Lock()
			defer mu.Unlock()
			maps.Copy(next.Due, due)
		})
		if len(ds) < batchSize {
			break
		}
	}
	work.Wait()
	next.After, next.Done = after, next.Done+n
	return n, failure
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

// empty deletes what an earlier build has left.
func (f *feeder) empty() error {
	v, done := f.view()
	defer done()
	batch := index.NewBatch()
	for s, cols := range v.columns {
		deleted := v.segments[s].Deleted()
		for doc := range cols.size {
			if deleted == nil || !deleted.Contains(uint32(doc)) {
				batch.Delete(cols.slug(doc))
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
