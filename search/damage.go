package search

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
)

// suspect is called with what went wrong in a search of g. If segments of g
// are damaged, the index is not ready from now on, rather than answer wrongly,
// until the next [Index.CatchUp] has built another.
func (x *Index) suspect(g *generation, cause error) error {
	if err := g.verify(); err == nil {
		return cause
	}
	if x.damaged.Swap(g) != g {
		x.opt.Log.Error("search index is damaged and will be built anew", slog.Any("error", cause))
	}
	x.ready.Store(false)
	return ErrNotReady
}

// replace serves a new generation, restored or built, in place of a damaged one.
// The caller holds writing.
func (x *Index) replace(ctx context.Context, bad *generation) error {
	if x.restore(ctx, bad) {
		x.ready.Store(true)
		return nil
	}
	name, err := newName(x.dir)
	if err != nil {
		return err
	}
	g, err := x.openNamed(name)
	if err != nil {
		return err
	}
	if err := errors.Join(x.feeder(g).build(ctx, func(int, int) {}), x.feeder(g).catchUp(ctx), g.refresh(),
		setCurrent(x.dir, filepath.Base(g.path))); err != nil {
		g.retire()
		return err
	}
	x.live.Swap(g).retire()
	x.ready.Store(true)
	x.opt.Log.Info("search index was built anew", slog.String("generation", name))
	return nil
}
