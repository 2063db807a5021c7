package products

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
)

// A shelf shows products as datasets to an index, and keeps in memory those
// that it has shown last. It is safe for concurrent use.
type shelf struct {
	catalog.Reader // agencies

	store      market.Products
	operations func(ctx context.Context, sha256 string) ([]Operation, error)
	log        *slog.Logger

	mu    sync.RWMutex
	known map[catalog.Slug]*market.Product
}

// load reads all products, once: from then on the index asks for those that
// change.
func (s *shelf) load(ctx context.Context) error {
	s.mu.RLock()
	loaded := s.known != nil
	s.mu.RUnlock()
	if loaded {
		return nil
	}
	all, err := s.store.Products(ctx, market.ProductFilter{})
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = make(map[catalog.Slug]*market.Product, len(all))
	for i := range all {
		s.known[all[i].Name] = &all[i]
	}
	return nil
}

// product returns a product that the public sees, as it was shown last.
func (s *shelf) product(name catalog.Slug) (*market.Product, bool) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	p, ok := s.known[name]
	return p, ok && p.Public()
}

// public returns all products that the public sees, in the order of their
// names.
func (s *shelf) public() []*market.Product {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []*market.Product
	for _, name := range slices.Sorted(maps.Keys(s.known)) {
		if p := s.known[name]; p.Public() {
			all = append(all, p)
		}
	}
	return all
}

// Datasets implements [catalog.Reader] with products, those that the public
// does not see included: these have no release.
func (s *shelf) Datasets(ctx context.Context, f catalog.DatasetFilter) ([]catalog.Dataset, error) {
	var found []market.Product
	if len(f.Slugs) > 0 {
		for _, name := range f.Slugs {
			p, err := s.store.Product(ctx, name)
			switch {
			case errors.Is(err, catalog.ErrNotFound):
				continue
			case err != nil:
				return nil, err
			}
			found = append(found, p)
		}
	} else {
		var err error
		if found, err = s.store.Products(ctx, market.ProductFilter{Agency: f.Agency, After: f.After, Limit: f.Limit}); err != nil {
			return nil, err
		}
	}
	shown := make([]catalog.Dataset, len(found))
	for i := range found {
		s.mu.Lock()
		s.known[found[i].Name] = &found[i]
		s.mu.Unlock()
		var err error
		if shown[i], err = s.dataset(ctx, &found[i]); err != nil {
			return nil, err
		}
	}
	return shown, nil
}

// Latest implements [catalog.Reader]: what the public sees of a product is its
// one release.
func (s *shelf) Latest(_ context.Context, at time.Time, names ...catalog.Slug) (map[catalog.Slug]catalog.Release, error) {
	latest := make(map[catalog.Slug]catalog.Release)
	for _, name := range names {
		p, ok := s.product(name)
		if !ok {
			continue
		}
		r := catalog.Release{Dataset: name, Version: 1, State: catalog.StatePublished, PublishAt: Changed(p)}
		if v := p.Current(); v != nil {
			r.Note = v.Note
		}
		if r.PublishAt.After(at) { // by another clock
			r.PublishAt = at
		}
		latest[name] = r
	}
	return latest, nil
}

// Upcoming implements [catalog.Reader]: no product waits for its time.
func (s *shelf) Upcoming(context.Context, time.Time, ...catalog.Slug) (map[catalog.Slug]time.Time, error) {
	return nil, nil
}

// Events implements [catalog.Reader]: those of products name them as datasets,
// those of datasets name none.
func (s *shelf) Events(ctx context.Context, after int64, limit int) ([]catalog.Event, error) {
	events, err := s.Reader.Events(ctx, after, limit)
	for i := range events {
		events[i].Dataset, events[i].Version = events[i].Product, 0
	}
	return events, err
}

// Changed returns when the public saw something new of p last.
func Changed(p *market.Product) time.Time {
	var last time.Time
	for i := range p.Versions {
		v := &p.Versions[i]
		for _, at := range []time.Time{v.Published, v.Deprecated, v.Retired} {
			if v.State.Public() && at.After(last) {
				last = at
			}
		}
	}
	return last
}
