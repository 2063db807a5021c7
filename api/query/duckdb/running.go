package duckdb

import (
	"context"
	"fmt"
	"sync"

	"nguon/api/query"
	"nguon/storage"
)

// running are the statements under way, by the objects that they read, so that
// those on an object that was withdrawn can be ended. Its zero value has none.
type running struct {
	mu  sync.Mutex
	all map[string]map[*context.CancelCauseFunc]struct{}
}

// enter returns the context of a statement that begins, and a function to call
// at its end.
func (r *running) enter(ctx context.Context, sources []query.Source) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(ctx)
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.all == nil {
		r.all = make(map[string]map[*context.CancelCauseFunc]struct{})
	}
	for _, s := range sources {
		key := s.Table.File.Key
		if r.all[key] == nil {
			r.all[key] = make(map[*context.CancelCauseFunc]struct{})
		}
		r.all[key][&cancel] = struct{}{}
	}
	return ctx, func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		for _, s := range sources {
			key := s.Table.File.Key
			if delete(r.all[key], &cancel); len(r.all[key]) == 0 {
				delete(r.all, key)
			}
		}
		cancel(nil)
	}
}

// end ends the statements that read an object: they fail with
// [storage.ErrNotExist].
func (r *running) end(object string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for cancel := range r.all[object] {
		(*cancel)(fmt.Errorf("%w: %s", storage.ErrNotExist, object))
	}
}
