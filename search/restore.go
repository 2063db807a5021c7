package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"time"
)

// restore serves a snapshot, brought up to the last event, in place of a
// generation that is empty or damaged. If it cannot, it says why in the log:
// then the index has to be built. The caller holds writing.
func (x *Index) restore(ctx context.Context, poor *generation) bool {
	if x.opt.Snapshot == nil {
		return false
	}
	began := time.Now()
	g, err := x.restored(ctx)
	switch {
	case ctx.Err() != nil:
	case errors.Is(err, fs.ErrNotExist):
		x.opt.Log.Info("there is no snapshot of the search index: it is built")
	case err != nil:
		x.refused.Store(new(x.opt.Now()))
		x.opt.Log.Warn("search index is built: it could not be restored from a snapshot", slog.Any("error", err))
	default:
		x.live.Store(g)
		poor.retire()
		x.opt.Log.Info("search index was restored from a snapshot", slog.Duration("took", time.Since(began)))
		return true
	}
	return false
}

// restored makes the newest snapshot the generation to be served, and returns
// it. It is as far as the catalogue: what was withdrawn after the snapshot was
// made is not in it.
func (x *Index) restored(ctx context.Context) (*generation, error) {
	unlock, err := lockRebuild(x.dir) // a rebuild takes what is half there for its own
	if err != nil {
		return nil, err
	}
	defer unlock()
	r, err := x.opt.Snapshot(ctx)
	if err != nil {
		return nil, fmt.Errorf("search: snapshot: %w", err)
	}
	defer r.Close()
	name, err := newName(x.dir)
	if err != nil {
		return nil, err
	}
	path := filepath.Join(x.dir, name)
	g, err := (*generation)(nil), unpack(ctx, path, r, x.opt.SnapshotKey)
	if err == nil {
		g, err = x.openNamed(name)
	}
	if err == nil {
		err = x.advance(ctx, g)
	}
	if err == nil {
		err = setCurrent(x.dir, name)
	}
	if err != nil {
		if g != nil {
			err = errors.Join(err, g.end())
		}
		return nil, errors.Join(err, os.RemoveAll(path))
	}
	clean(x.dir) // what a process left that was killed while it restored
	return g, nil
}

// advance brings a restored generation up to the last event.
func (x *Index) advance(ctx context.Context, g *generation) error {
	f := x.feeder(g)
	if err := f.verify(ctx); err != nil {
		return err
	}
	if !f.state.Built {
		return broken("it was made from another catalogue")
	}
	if err := f.catchUp(ctx); err != nil {
		return err
	}
	return f.refresh()
}
