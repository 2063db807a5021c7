package search

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	index "github.com/blevesearch/bleve_index_api"
	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"nguon/catalog"
)

// Rebuild builds the index in dir anew from the catalogue, beside the one that
// is there, and then makes it the one to be served. A process that has the
// index open sees it within a second (see [Index.Follow]) and goes on serving
// all the while. It calls progress, if not nil, with the datasets done and
// their number. If another rebuild is under way, the error is of kind
// [catalog.ErrConflict].
func Rebuild(ctx context.Context, dir string, cat catalog.Reader, opt Options, progress func(done, total int)) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("search: %w", err)
	}
	queue := index.NewAnalysisQueue(runtime.GOMAXPROCS(0))
	defer queue.Close()
	x := &Index{dir: dir, cat: cat, opt: opt.withDefaults(), queue: queue}
	return x.rebuild(ctx, progress)
}

// Rebuild is like the function [Rebuild], and serves the new index when it
// returns.
func (x *Index) Rebuild(ctx context.Context, progress func(done, total int)) error {
	if err := x.rebuild(ctx, progress); err != nil {
		return err
	}
	return x.CatchUp(ctx)
}

func (x *Index) rebuild(ctx context.Context, progress func(done, total int)) error {
	if progress == nil {
		progress = func(int, int) {}
	}
	unlock, err := lockRebuild(x.dir)
	if err != nil {
		return err
	}
	defer unlock()
	name, err := newName(x.dir)
	if err != nil {
		return err
	}
	path := filepath.Join(x.dir, name)
	g, err := openGeneration(path, x.queue)
	if err == nil {
		err = x.feeder(g).build(ctx, progress)
		// It must be closed before another process may open it.
		err = errors.Join(err, g.store.Close())
	}
	if err == nil && current(x.dir) > name {
		err = &catalog.Error{Kind: catalog.ErrConflict, Public: catalog.Text{
			Vi: "Chỉ mục tìm kiếm vừa được thay bằng một bản mới hơn.", En: "The search index was replaced by a newer one meanwhile."}}
	}
	if err == nil {
		err = setCurrent(x.dir, name)
	}
	if err != nil {
		os.RemoveAll(path)
		return err
	}
	clean(x.dir)
	return nil
}

// lockRebuild lets one process rebuild at a time. The lock ends with the
// process.
func lockRebuild(dir string) (unlock func(), err error) {
	db, err := bolt.Open(filepath.Join(dir, "rebuild.lock"), 0o600, &bolt.Options{Timeout: 100 * time.Millisecond})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, &catalog.Error{Kind: catalog.ErrConflict, Err: err, Public: catalog.Text{
			Vi: "Chỉ mục tìm kiếm đang được xây dựng lại.", En: "The search index is being rebuilt already."}}
	}
	if err != nil {
		return nil, fmt.Errorf("search: lock: %w", err)
	}
	return func() { db.Close() }, nil
}

// build fills a generation with all of the catalogue. Events that happen
// meanwhile are for the next catchUp.
func (f *feeder) build(ctx context.Context, progress func(done, total int)) error {
	next := state{Format: format, Built: true, Due: make(map[catalog.Slug]time.Time)}
	for {
		events, err := f.cat.Events(ctx, next.Last.Seq, eventPage)
		if err != nil {
			return fmt.Errorf("search: events: %w", err)
		}
		if len(events) == 0 {
			break
		}
		next.Last = events[len(events)-1]
	}
	all, err := f.cat.Datasets(ctx, catalog.DatasetFilter{})
	if err != nil {
		return fmt.Errorf("search: datasets: %w", err)
	}
	agencies, err := f.agencies(ctx)
	if err != nil {
		return err
	}
	if err := f.empty(); err != nil {
		return err
	}
	for done := 0; done < len(all); {
		progress(done, len(all))
		n := min(batchSize, len(all)-done)
		batch := index.NewBatch()
		if err := f.put(ctx, batch, all[done:done+n], agencies, &next); err != nil {
			return err
		}
		if err := f.store.Batch(batch); err != nil {
			return fmt.Errorf("search: write: %w", err)
		}
		done += n
	}
	progress(len(all), len(all))
	return f.commit(index.NewBatch(), next)
}

// empty deletes what an earlier build has left.
func (f *feeder) empty() error {
	v, done, err := f.view("")
	if err != nil {
		return err
	}
	defer done()
	batch := index.NewBatch()
	for s, segment := range v.Segments() {
		for doc := range v.columns[s].size {
			if deleted := segment.Deleted(); deleted == nil || !deleted.Contains(uint32(doc)) {
				batch.Delete(v.columns[s].slugs[doc])
			}
		}
	}
	if len(batch.IndexOps) == 0 {
		return nil
	}
	if err := f.store.Batch(batch); err != nil {
		return fmt.Errorf("search: write: %w", err)
	}
	return nil
}
