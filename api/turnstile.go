package api

import (
	"context"
	"errors"
	"sync"
	"time"
)

// errCrowded is what a turnstile answers to those whom it turns away.
var errCrowded = errors.New("too many are waiting")

// A turnstile lets a bounded number through at one time, for each name by
// itself. A bounded number may wait for a bounded time; the others are turned
// away at once.
type turnstile struct {
	mu    sync.Mutex
	lines map[string]*line // only those with somebody in them
}

type line struct {
	inside chan struct{}
	here   int // inside and waiting
}

func newTurnstile() *turnstile { return &turnstile{lines: make(map[string]*line)} }

// enter returns when there is room for one more under name, where width may be
// inside and queue wait. The caller must call leave. It returns errCrowded
// when the queue is full or patience ends, and the error of ctx when ctx ends.
func (t *turnstile) enter(ctx context.Context, name string, width, queue int, patience time.Duration) (leave func(), err error) {
	t.mu.Lock()
	l := t.lines[name]
	if l == nil {
		l = &line{inside: make(chan struct{}, width)}
		t.lines[name] = l
	}
	if l.here >= cap(l.inside)+queue {
		t.mu.Unlock()
		return nil, errCrowded
	}
	l.here++
	t.mu.Unlock()

	leave = sync.OnceFunc(func() { <-l.inside; t.drop(name, l) })
	select {
	case l.inside <- struct{}{}: // there is room, however little the patience
		return leave, nil
	default:
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case l.inside <- struct{}{}:
		return leave, nil
	case <-timer.C:
		err = errCrowded
	case <-ctx.Done():
		err = ctx.Err()
	}
	t.drop(name, l)
	return nil, err
}

func (t *turnstile) drop(name string, l *line) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if l.here--; l.here == 0 {
		delete(t.lines, name)
	}
}
