package duckdb

import (
	"context"
	"errors"
	"log/slog"
	"math"
	"time"

	"nguon/api/query"
	"nguon/catalog"
)

// KeepCopies makes copies of the tables that are asked often, one at a time,
// until ctx ends.
func (e *Engine) KeepCopies(ctx context.Context) {
	if e.copies == nil {
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case s := <-e.copies.wanted:
			err := e.copies.make(ctx, s, e.copies.ledger.spent(s.Table.File.SHA256))
			if err != nil && ctx.Err() == nil {
				e.copies.o.Log.LogAttrs(ctx, slog.LevelWarn, "table not copied", slog.String("object", s.Table.File.Key), slog.Any("error", err))
			}
		}
	}
}

// Copy makes a copy of a table now, whatever it is worth, unless there is one or
// one is being made.
func (e *Engine) Copy(ctx context.Context, s query.Source) error {
	if e.copies == nil {
		return errors.New("the engine keeps no copies")
	}
	return e.copies.make(ctx, s, math.Inf(1))
}

// Forget ends the statements that read a published file, with
// storage.ErrNotExist, and removes its copy from the disk.
func (e *Engine) Forget(f catalog.File) {
	e.running.end(f.Key)
	e.copies.forget(f.SHA256)
}

// Copies counts the copies.
func (e *Engine) Copies() query.CopyStats {
	if e.copies == nil {
		return query.CopyStats{}
	}
	e.copies.mu.Lock()
	defer e.copies.mu.Unlock()
	s := e.copies.stats
	s.Files, s.Bytes = len(e.copies.kept), e.copies.size
	return s
}

// followEvery is how often the catalogue is asked for what was withdrawn.
const followEvery = 250 * time.Millisecond

// Follow forgets the files of releases as they are withdrawn, in this process or
// another, until ctx ends. It begins with the first event of the catalogue, so
// that what was withdrawn while no process ran has no copy either.
func (e *Engine) Follow(ctx context.Context, from catalog.Reader, log *slog.Logger) {
	var seen int64
	tick := time.NewTicker(followEvery)
	defer tick.Stop()
	for {
		err := e.catchUp(ctx, from, &seen)
		if err != nil && ctx.Err() == nil {
			log.LogAttrs(ctx, slog.LevelError, "the engine cannot follow the catalogue", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// catchUp takes in the events after the one with the number seen.
func (e *Engine) catchUp(ctx context.Context, from catalog.Reader, seen *int64) error {
	const batch = 1000
	for {
		events, err := from.Events(ctx, *seen, batch)
		if err != nil {
			return err
		}
		for _, ev := range events {
			if ev.Kind == catalog.ReleaseWithdrawn {
				if err := e.withdrawn(ctx, from, ev.Dataset, ev.Version); err != nil {
					return err
				}
			}
			*seen = ev.Seq
		}
		if len(events) < batch {
			return nil
		}
	}
}

// withdrawn forgets the files of a release, but for copies of tables that other
// releases of its dataset have as well.
func (e *Engine) withdrawn(ctx context.Context, from catalog.Reader, dataset catalog.Slug, version int) error {
	_, err := from.Dataset(ctx, dataset)
	if moved, ok := errors.AsType[*catalog.Moved](err); ok {
		dataset = moved.To
	}
	all, err := from.Releases(ctx, dataset)
	if err != nil && !errors.Is(err, catalog.ErrNotFound) {
		return err
	}
	public := make(map[catalog.Digest]bool)
	for _, r := range all {
		for _, t := range r.Tables {
			public[t.File.SHA256] = public[t.File.SHA256] || r.State != catalog.StateWithdrawn
		}
	}
	for _, r := range all {
		if r.Version != version {
			continue
		}
		for _, t := range r.Tables {
			if e.running.end(t.File.Key); !public[t.File.SHA256] {
				e.Forget(t.File)
			}
		}
	}
	return nil
}
