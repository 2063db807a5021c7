package query

import (
	"container/list"
	"context"
	"io"
	"sync"
)

// A Pool keeps values that are dear to open, by key: those in use, and a bounded
// number of the last used. It is safe for concurrent use.
type Pool[V io.Closer] struct {
	open func(ctx context.Context, key string) (V, error)
	idle int

	mu      sync.Mutex
	entries map[string]*pooled[V]
	unused  list.List // of *pooled[V]; the last used in front
	closed  bool
}

type pooled[V io.Closer] struct {
	key   string
	ready chan struct{} // closed when value and err are set
	value V
	err   error
	users int
	place *list.Element // in unused
}

// NewPool returns a pool that opens values with open, which gets a context that
// is not cancelled with the first user's, and keeps at most idle of those that
// nobody uses.
func NewPool[V io.Closer](idle int, open func(ctx context.Context, key string) (V, error)) *Pool[V] {
	return &Pool[V]{open: open, idle: idle, entries: map[string]*pooled[V]{}}
}

// Get returns the value for key, opening it if it is not there, and a function
// to call when it is no longer needed. Several callers share a value.
func (p *Pool[V]) Get(ctx context.Context, key string) (V, func(), error) {
	p.mu.Lock()
	e := p.entries[key]
	if e == nil {
		e = &pooled[V]{key: key, ready: make(chan struct{})}
		p.entries[key] = e
		go p.fill(context.WithoutCancel(ctx), e)
	}
	e.users++
	if e.place != nil {
		p.unused.Remove(e.place)
		e.place = nil
	}
	p.mu.Unlock()

	release := sync.OnceFunc(func() { p.release(e) })
	select {
	case <-e.ready:
	case <-ctx.Done():
		release()
		var zero V
		return zero, nil, ctx.Err()
	}
	if e.err != nil {
		release()
		return e.value, nil, e.err
	}
	return e.value, release, nil
}

func (p *Pool[V]) fill(ctx context.Context, e *pooled[V]) {
	e.value, e.err = p.open(ctx, e.key)
	if e.err != nil {
		p.forget(e)
	}
	close(e.ready)
}

// forget makes the next Get of the key open it anew.
func (p *Pool[V]) forget(e *pooled[V]) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.entries[e.key] == e {
		delete(p.entries, e.key)
	}
	if e.place != nil { // nobody had waited for it
		p.unused.Remove(e.place)
		e.place = nil
	}
}

func (p *Pool[V]) release(e *pooled[V]) {
	p.mu.Lock()
	e.users--
	var drop []*pooled[V]
	if e.users == 0 {
		if p.entries[e.key] == e && !p.closed {
			e.place = p.unused.PushFront(e)
		} else {
			drop = append(drop, e)
		}
	}
	for p.unused.Len() > p.idle {
		last, _ := p.unused.Remove(p.unused.Back()).(*pooled[V])
		delete(p.entries, last.key)
		drop = append(drop, last)
	}
	p.mu.Unlock()
	for _, d := range drop {
		d.close()
	}
}

// close closes the value once it is opened, without waiting for that.
func (e *pooled[V]) close() {
	go func() {
		<-e.ready
		if e.err == nil {
			e.value.Close() // opened for reading only: nothing can be lost
		}
	}()
}

// Drop makes the pool forget the values whose keys are picked: it closes those
// that nobody uses, and the others when they are released.
func (p *Pool[V]) Drop(pick func(key string) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for key, e := range p.entries {
		if !pick(key) {
			continue
		}
		delete(p.entries, key)
		if e.place != nil {
			p.unused.Remove(e.place)
			e.place = nil
			e.close()
		}
	}
}

// Close closes all values, those in use when they are released.
func (p *Pool[V]) Close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	for place := p.unused.Front(); place != nil; place = place.Next() {
		e, _ := place.Value.(*pooled[V])
		e.close()
	}
	p.unused.Init()
	clear(p.entries)
	return nil
}
