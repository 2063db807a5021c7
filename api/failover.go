package api

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/ulule/limiter/v3"
)

const (
	limiterPatience = 200 * time.Millisecond // for an answer of the shared store
	limiterRetry    = 2 * time.Second        // after which it is asked again
)

// failover counts in a shared store and, while that fails, in memory: the
// portal stays up, and every replica by itself holds a share of each limit.
// The beginning and the end of an outage are logged once each, and a gauge
// shows it; while it lasts, one request in two seconds tries the shared store,
// the others do not wait for it.
type failover struct {
	shared, local limiter.Store
	share         float64 // of a limit, in (0, 1]
	log           *slog.Logger
	mu            sync.Mutex
	down          bool
	retry         time.Time
	counted       atomic.Int64 // in memory
}

func newFailover(shared, local limiter.Store, share float64, log *slog.Logger) *failover {
	return &failover{shared: shared, local: local, share: share, log: log}
}

// up reports whether requests are counted in the shared store.
func (f *failover) up() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return !f.down
}

// look asks the shared store for nothing, so that an outage at the start is seen
// before the first request.
func (f *failover) look() {
	_, _ = f.Peek(context.Background(), "start", limiter.Rate{Limit: 1, Period: time.Second}) // report has logged it
}

// Get counts one request.
func (f *failover) Get(ctx context.Context, key string, rate limiter.Rate) (limiter.Context, error) {
	return f.ask(ctx, rate, func(ctx context.Context, s limiter.Store, rate limiter.Rate) (limiter.Context, error) {
		return s.Get(ctx, key, rate)
	})
}

// Peek counts nothing.
func (f *failover) Peek(ctx context.Context, key string, rate limiter.Rate) (limiter.Context, error) {
	return f.ask(ctx, rate, func(ctx context.Context, s limiter.Store, rate limiter.Rate) (limiter.Context, error) {
		return s.Peek(ctx, key, rate)
	})
}

// Reset forgets what was counted.
func (f *failover) Reset(ctx context.Context, key string, rate limiter.Rate) (limiter.Context, error) {
	return f.ask(ctx, rate, func(ctx context.Context, s limiter.Store, rate limiter.Rate) (limiter.Context, error) {
		return s.Reset(ctx, key, rate)
	})
}

// Increment counts several requests.
func (f *failover) Increment(ctx context.Context, key string, n int64, rate limiter.Rate) (limiter.Context, error) {
	return f.ask(ctx, rate, func(ctx context.Context, s limiter.Store, rate limiter.Rate) (limiter.Context, error) {
		return s.Increment(ctx, key, n, rate)
	})
}

type question func(context.Context, limiter.Store, limiter.Rate) (limiter.Context, error)

func (f *failover) ask(ctx context.Context, rate limiter.Rate, q question) (limiter.Context, error) {
	if !f.available() {
		return f.alone(ctx, rate, q)
	}
	short, cancel := context.WithTimeout(ctx, limiterPatience)
	defer cancel()
	got, err := q(short, f.shared, rate)
	if err != nil && errors.Is(ctx.Err(), context.Canceled) {
		return limiter.Context{}, ctx.Err() // the client left: this says nothing of the store
	}
	f.report(ctx, err)
	if err != nil {
		return f.alone(ctx, rate, q)
	}
	return got, nil
}

// alone counts towards the share of this replica.
func (f *failover) alone(ctx context.Context, rate limiter.Rate, q question) (limiter.Context, error) {
	f.counted.Add(1)
	rate.Limit = max(1, int64(float64(rate.Limit)*f.share))
	return q(ctx, f.local, rate)
}

// available reports whether to ask the shared store; during an outage it lets
// one request in a while try.
func (f *failover) available() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.down {
		return true
	}
	if now := time.Now(); !now.Before(f.retry) {
		f.retry = now.Add(limiterRetry)
		return true
	}
	return false
}

func (f *failover) report(ctx context.Context, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case err != nil && !f.down:
		f.down, f.retry = true, time.Now().Add(limiterRetry)
		f.log.LogAttrs(ctx, slog.LevelError, "the shared limiter does not answer; counting in memory",
			slog.Float64("share", f.share), slog.Any("error", err))
	case err == nil && f.down:
		f.down = false
		f.log.LogAttrs(ctx, slog.LevelInfo, "the shared limiter answers again")
	}
}
