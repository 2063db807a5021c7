package products

import (
	"context"
	"log/slog"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/search"
)

// Options of a [Finder]. The zero value works.
type Options struct {
	Now  func() time.Time // default [time.Now]
	Log  *slog.Logger     // default: nothing is logged
	Poll time.Duration    // how often [Finder.Follow] looks for changes; default 250 ms

	// Operations returns what the OpenAPI document with a hash describes, in the
	// order of the document. By default, documents are not searched.
	Operations func(ctx context.Context, sha256 string) ([]Operation, error)
}

// A Finder finds registered APIs. Its methods are safe for concurrent use.
type Finder struct {
	index *search.Index
	shelf *shelf
}

// Open opens the index of products in dir, as [search.Open] does. It finds
// nothing until [Finder.CatchUp] or [Finder.Follow] has brought it up to the
// last event.
func Open(dir string, cat catalog.Reader, store market.Products, o Options) (*Finder, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &shelf{Reader: cat, store: store, operations: o.Operations, log: o.Log}
	index, err := search.Open(dir, s, search.Options{Now: o.Now, Log: o.Log, Poll: o.Poll})
	if err != nil {
		return nil, err
	}
	return &Finder{index, s}, nil
}

// Close closes the index when the searches that are under way have ended.
func (f *Finder) Close() error { return f.index.Close() }

// CatchUp brings the index up to the last event, once.
func (f *Finder) CatchUp(ctx context.Context) error {
	if err := f.shelf.load(ctx); err != nil {
		return err
	}
	return f.index.CatchUp(ctx)
}

// Follow keeps the index in step with the products until ctx ends, and then
// returns nil. What fails is logged and tried again.
func (f *Finder) Follow(ctx context.Context) error {
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 5*time.Second) {
		err := f.shelf.load(ctx)
		if err == nil {
			return f.index.Follow(ctx)
		}
		if ctx.Err() != nil {
			return nil
		}
		f.shelf.log.LogAttrs(ctx, slog.LevelError, "products cannot be read", slog.Any("error", err))
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait):
		}
	}
}

// Ready returns [search.ErrNotReady] as long as the index is not whole.
func (f *Finder) Ready() error { return f.index.Ready() }

// Product returns a product that the public sees, as the index knows it.
func (f *Finder) Product(name catalog.Slug) (*market.Product, bool) { return f.shelf.product(name) }

// All returns all products that the public sees, in the order of their names.
// They belong to the finder: do not change them.
func (f *Finder) All() []*market.Product { return f.shelf.public() }
