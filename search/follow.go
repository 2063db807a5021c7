package search

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"time"

	"nguon/catalog"
)

const (
	eventPage   = 1000
	longestWait = 5 * time.Second // after repeated failures
)

// Follow keeps the index in step with the catalogue until ctx ends, and then
// returns nil. It builds the index if need be, replays what happened while
// nobody followed, and from then on looks for events, for releases whose time
// has come, and for an index that another process has rebuilt. What fails is
// logged and tried again.
func (x *Index) Follow(ctx context.Context) error {
	failures := 0
	for {
		wait := x.opt.Poll
		err := x.CatchUp(ctx)
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			failures++
			wait = min(wait<<min(failures, 10), max(longestWait, wait))
			x.opt.Log.Error("search index cannot follow the catalogue", slog.Any("error", err), slog.Int("failures", failures))
		default:
			failures = 0
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

// CatchUp brings the index up to the last event of the catalogue, once: after
// it, all that was published before the call is found.
func (x *Index) CatchUp(ctx context.Context) error {
	x.writing.Lock()
	defer x.writing.Unlock()
	g := x.live.Load()
	if g == nil {
		return ErrClosed
	}
	if x.damaged.CompareAndSwap(g, nil) {
		if err := x.replace(ctx, g); err != nil {
			x.damaged.Store(g)
			return err
		}
		return nil
	}
	if name := current(x.dir); name != "" && name != filepath.Base(g.path) {
		if err := x.swap(ctx, name); err != nil {
			return err
		}
		g = x.live.Load()
	}
	if !x.begun && !g.state.Built && g.state.After == "" && x.restore(ctx, g) {
		g = x.live.Load()
	}
	x.begun = true
	f := x.feeder(g)
	if err := f.verify(ctx); err != nil {
		return err
	}
	if !f.state.Built {
		x.ready.Store(false)
	}
	if err := errors.Join(f.catchUp(ctx), f.refresh()); err != nil {
		return err
	}
	x.ready.Store(true)
	x.readUse(ctx)
	return nil
}

// swap serves the named generation in place of the one that is live.
func (x *Index) swap(ctx context.Context, name string) error {
	g, err := x.openNamed(name)
	if err != nil {
		return err
	}
	f := x.feeder(g)
	if err := errors.Join(f.verify(ctx), f.catchUp(ctx), f.refresh()); err != nil {
		g.retire()
		return err
	}
	x.ready.Store(true)
	x.live.Swap(g).retire()
	x.opt.Log.Info("search index was replaced by a rebuilt one", slog.String("generation", name))
	return nil
}

// verify looks once whether the catalogue is the one that the index was made
// from. If it is not, the index counts as not built.
func (f *feeder) verify(ctx context.Context) error {
	if f.checked || !f.state.Built {
		return nil
	}
	same, err := f.sameCatalogue(ctx)
	if err != nil {
		return err
	}
	if !same {
		f.log.Warn("search index was made from another catalogue and is built anew")
		f.state = state{Format: format}
	}
	f.checked = true
	return nil
}

func (f *feeder) catchUp(ctx context.Context) error {
	if !f.state.Built {
		if err := f.build(ctx, func(int, int) {}); err != nil {
			return err
		}
	}
	for {
		events, err := f.cat.Events(ctx, f.state.Last.Seq, eventPage)
		if err != nil {
			return fmt.Errorf("search: events: %w", err)
		}
		touched, err := f.touched(ctx, events)
		if err != nil {
			return err
		}
		now := f.now()
		for s, at := range f.state.Due {
			if !at.After(now) {
				touched[s] = true
			}
		}
		if len(events) == 0 && len(touched) == 0 {
			return nil
		}
		next := f.state.clone()
		if len(events) > 0 {
			next.Last = events[len(events)-1]
		}
		if err := f.update(ctx, slices.Sorted(maps.Keys(touched)), next); err != nil {
			return err
		}
		if len(events) < eventPage {
			return nil
		}
	}
}

// sameCatalogue reports whether the last event that the index has seen is
// still one of the catalogue: it is not after the catalogue was restored from
// an older copy, or made anew.
func (f *feeder) sameCatalogue(ctx context.Context) (bool, error) {
	last := f.state.Last
	if last.Seq == 0 {
		return true, nil
	}
	events, err := f.cat.Events(ctx, last.Seq-1, 1)
	if err != nil {
		return false, fmt.Errorf("search: events: %w", err)
	}
	if len(events) == 0 {
		return false, nil
	}
	e := events[0]
	e.Time = last.Time // stores keep times to different precisions
	return e == last, nil
}

// touched returns the datasets whose documents the events may change.
func (f *feeder) touched(ctx context.Context, events []catalog.Event) (map[catalog.Slug]bool, error) {
	slugs := make(map[catalog.Slug]bool)
	agencies := make(map[string]bool)
	for _, e := range events {
		if e.Kind == catalog.AgencySaved {
			agencies[e.Agency] = true
		} else if e.Dataset != "" {
			slugs[e.Dataset] = true
		}
	}
	if len(agencies) > 0 { // what is below an agency counts as its own
		all, err := f.cat.Agencies(ctx)
		if err != nil {
			return nil, fmt.Errorf("search: agencies: %w", err)
		}
		for range maxDepth {
			for _, a := range all {
				if agencies[a.Parent] {
					agencies[a.Code] = true
				}
			}
		}
	}
	for code := range agencies {
		ds, err := f.cat.Datasets(ctx, catalog.DatasetFilter{Agency: code})
		if err != nil {
			return nil, fmt.Errorf("search: datasets of %s: %w", code, err)
		}
		for _, d := range ds {
			slugs[d.Slug] = true
		}
	}
	return slugs, nil
}
