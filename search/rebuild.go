package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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
// their number, which is 0 until it is known, at the end. A build that was
// stopped goes on where it was. If another rebuild is under way, the error is of kind
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
	g, err := x.unfinished()
	if err != nil {
		return err
	}
	path, name := g.path, filepath.Base(g.path)
	err = x.feeder(g).build(ctx, progress)
	resumable := g.state.After != ""
	// It must be closed before another process may open it.
	err = errors.Join(err, g.end())
	if err == nil && current(x.dir) > name {
		err = &catalog.Error{Kind: catalog.ErrConflict, Public: catalog.Text{
			Vi: "Chỉ mục tìm kiếm vừa được thay bằng một bản mới hơn.", En: "The search index was replaced by a newer one meanwhile."}}
	}
	if err == nil {
		err = setCurrent(x.dir, name)
	}
	if err != nil {
		if !resumable {
			os.RemoveAll(path)
		}
		return err
	}
	clean(x.dir)
	return nil
}

// unfinished opens the generation of a build that was stopped, or a new one.
// The caller holds the lock of rebuilds.
func (x *Index) unfinished() (*generation, error) {
	names, err := generations(x.dir)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		if name <= current(x.dir) {
			continue
		}
		path := filepath.Join(x.dir, name)
		g, err := openGeneration(path, x.queue)
		if errors.Is(err, errBusy) {
			continue
		}
		if err == nil && g.state.After != "" {
			return g, nil
		}
		if err == nil {
			err = g.end()
		}
		x.opt.Log.Info("an unfinished search index is of no use", slog.String("generation", name), slog.Any("error", err))
		os.RemoveAll(path)
	}
	name, err := newName(x.dir)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(x.dir, name)
	g, err := openGeneration(path, x.queue)
	if err != nil {
		os.RemoveAll(path)
	}
	return g, err
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
