package api

import (
	"errors"
	"sync"
	"time"

	"nguon/catalog"
)

// maxBrief bounds what a [brief] remembers; beyond it begins anew.
const maxBrief = 4096

// A brief remembers for [keyLife] what was read under a key, or that there is
// none. It is safe for concurrent use.
type brief[K comparable, V any] struct {
	now func() time.Time

	mu   sync.Mutex
	read map[K]briefly[V]
}

type briefly[V any] struct {
	value V
	err   error // nil, or of kind ErrNotFound
	at    time.Time
}

func newBrief[K comparable, V any](now func() time.Time) *brief[K, V] {
	return &brief[K, V]{now: now, read: make(map[K]briefly[V])}
}

// get returns what is remembered, or else what load returns.
func (b *brief[K, V]) get(key K, load func() (V, error)) (V, error) {
	now := b.now()
	b.mu.Lock()
	e, ok := b.read[key]
	b.mu.Unlock()
	if ok && now.Sub(e.at) < keyLife && !now.Before(e.at) {
		return e.value, e.err
	}
	v, err := load()
	if err != nil && !errors.Is(err, catalog.ErrNotFound) {
		return v, err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if len(b.read) >= maxBrief {
		clear(b.read)
	}
	b.read[key] = briefly[V]{v, err, now}
	return v, err
}

// forget has the next [brief.get] load anew, as after a change.
func (b *brief[K, V]) forget(key K) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.read, key)
}
