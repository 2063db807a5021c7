// Package sliding counts requests in windows that slide: whatever span of a
// window's length is looked at, no more requests than its limit were let through
// in it. Windows that begin with a request and end a period later let twice as
// many through around their edge.
//
// A period has a hundred parts ([Parts]), and a request counts in the part in
// which it comes. It is let through if the current part and the hundred before
// it, which are all that a span of that length can touch, have fewer than the
// limit. The oldest of them counts whole although a span has only the end of it:
// so the limit is never passed, and whoever asks as evenly as can be gets at
// least 100 of 101 parts of it. An estimate of two windows, as is often used,
// takes the requests of the last window for evenly spread, which those who mean
// to pass a limit do not do; a bucket that fills evenly (GCRA) lets a whole
// bucket through on top of what runs in.
//
// A request that is refused counts nowhere. What is kept of a key is at most 101
// numbers, for as long as its window.
//
// [Store] is a [limiter.Store]: windows longer than [Longest] are counted by
// another one, in spans that begin with a request, because their parts would be
// many minutes.
package sliding

import (
	"context"
	"time"

	"github.com/ulule/limiter/v3"
)

const (
	// Parts are in how many a period is divided.
	Parts = 100
	// Longest is the period of the longest window that slides.
	Longest = time.Hour
)

// A Counter counts requests in parts of periods. Its methods are safe for
// concurrent use.
type Counter interface {
	// Count adds n requests to those of a key if that leaves no more than limit
	// in the window that ends now. With n 0 it only looks.
	Count(ctx context.Context, key string, n, limit int64, period time.Duration) (State, error)

	// Forget drops what was counted of a key.
	Forget(ctx context.Context, key string) error
}

// A State is what was counted of a key.
type State struct {
	Taken bool          // the requests were added
	Sum   int64         // requests that count, the new ones among them
	Wait  time.Duration // until the oldest of them count no more; 0 if there are none
}

// A Store counts short windows in a [Counter] and long ones in another store.
type Store struct {
	short Counter
	long  limiter.Store
	now   func() time.Time
}

var _ limiter.Store = (*Store)(nil)

// New returns a store of both.
func New(short Counter, long limiter.Store) *Store {
	return &Store{short: short, long: long, now: time.Now}
}

// Get counts one request. Reached says that it is refused, and Reset when the
// next can be let through, or more is left: at the end of that second.
func (s *Store) Get(ctx context.Context, key string, rate limiter.Rate) (limiter.Context, error) {
	if rate.Period > Longest {
		return s.long.Get(ctx, key, rate)
	}
	return s.count(ctx, key, 1, rate)
}

// Peek counts nothing. Reached says that a request would be refused.
func (s *Store) Peek(ctx context.Context, key string, rate limiter.Rate) (limiter.Context, error) {
	if rate.Period > Longest {
		return s.long.Peek(ctx, key, rate)
	}
	got, err := s.count(ctx, key, 0, rate)
	got.Reached = err == nil && got.Remaining == 0
	return got, err
}

// Increment counts several requests, all or none.
func (s *Store) Increment(ctx context.Context, key string, n int64, rate limiter.Rate) (limiter.Context, error) {
	if rate.Period > Longest {
		return s.long.Increment(ctx, key, n, rate)
	}
	return s.count(ctx, key, n, rate)
}

// Reset forgets what was counted.
func (s *Store) Reset(ctx context.Context, key string, rate limiter.Rate) (limiter.Context, error) {
	if rate.Period > Longest {
		return s.long.Reset(ctx, key, rate)
	}
	if err := s.short.Forget(ctx, key); err != nil {
		return limiter.Context{}, err
	}
	return s.count(ctx, key, 0, rate)
}

func (s *Store) count(ctx context.Context, key string, n int64, rate limiter.Rate) (limiter.Context, error) {
	got, err := s.short.Count(ctx, key, n, rate.Limit, rate.Period)
	if err != nil {
		return limiter.Context{}, err
	}
	reset := s.now().Add(got.Wait + time.Second - 1) // whole seconds, none too early
	return limiter.Context{Limit: rate.Limit, Remaining: max(0, rate.Limit-got.Sum), Reset: reset.Unix(), Reached: !got.Taken}, nil
}
