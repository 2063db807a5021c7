package sliding

import (
	"context"
	"hash/maphash"
	"sync"
	"time"
)

const (
	shards     = 64
	sweepEvery = 10 * time.Second // of a shard
)

// Memory counts in memory: in one process. Its zero value is ready to use.
type Memory struct {
	// Now is the clock; nil is time.Now. It is set before the first use.
	Now func() time.Time

	seed   maphash.Seed
	once   sync.Once
	shards [shards]shard
}

var _ Counter = (*Memory)(nil)

// A shard has the windows of some keys, so that requests of different keys seldom
// wait for one another.
type shard struct {
	mu      sync.Mutex
	windows map[string]*window
	swept   time.Time
}

// A window is what counts of one key.
type window struct {
	period time.Duration
	parts  []part // those with requests, by their numbers
	sum    int64
}

// A part of a period has the number of its length's multiple since 1970.
type part struct{ number, requests int64 }

// Count implements [Counter].
func (m *Memory) Count(_ context.Context, key string, n, limit int64, period time.Duration) (State, error) {
	now := m.now()
	s := m.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep(now)
	w := s.windows[key]
	if w == nil || w.period != period {
		w = &window{period: period}
		if n > 0 {
			if s.windows == nil {
				s.windows = make(map[string]*window)
			}
			s.windows[key] = w
		}
	}
	return w.count(now, n, limit), nil
}

// Forget implements [Counter].
func (m *Memory) Forget(_ context.Context, key string) error {
	s := m.shard(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.windows, key)
	return nil
}

func (m *Memory) now() time.Time {
	if m.Now != nil {
		return m.Now()
	}
	return time.Now()
}

func (m *Memory) shard(key string) *shard {
	m.once.Do(func() { m.seed = maphash.MakeSeed() })
	return &m.shards[maphash.String(m.seed, key)%shards]
}

// sweep drops, now and then, the windows that have nothing that counts.
func (s *shard) sweep(now time.Time) {
	if since := now.Sub(s.swept); since < sweepEvery && since >= 0 {
		return
	}
	s.swept = now
	for key, w := range s.windows {
		if w.drop(now); w.sum == 0 {
			delete(s.windows, key)
		}
	}
}

// count is [Counter.Count] at a moment.
func (w *window) count(now time.Time, n, limit int64) State {
	number := w.drop(now)
	taken := w.sum+n <= limit
	if taken && n > 0 {
		if last := len(w.parts) - 1; last >= 0 && w.parts[last].number >= number { // a clock that was set back stands still here
			w.parts[last].requests += n
		} else {
			w.parts = append(w.parts, part{number, n})
		}
		w.sum += n
	}
	state := State{Taken: taken, Sum: w.sum}
	if len(w.parts) > 0 {
		ends := (w.parts[0].number + Parts + 1) * int64(w.period/Parts)
		state.Wait = max(0, time.Duration(ends-now.UnixNano()))
	}
	return state
}

// drop forgets the parts that count no more and returns the number of the current
// one.
func (w *window) drop(now time.Time) int64 {
	number := now.UnixNano() / int64(w.period/Parts)
	gone := 0
	for gone < len(w.parts) && w.parts[gone].number < number-Parts {
		w.sum -= w.parts[gone].requests
		gone++
	}
	if gone > 0 {
		w.parts = w.parts[:copy(w.parts, w.parts[gone:])]
	}
	return number
}
