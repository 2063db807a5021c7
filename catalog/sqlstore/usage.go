package sqlstore

import (
	"context"
	"log/slog"
	"maps"
	"sync"
	"time"

	"nguon/catalog/account"
)

// usage remembers when keys were used, between two writes.
type usage struct {
	mu   sync.Mutex
	last map[string]time.Time // by ID
}

func (u *usage) touch(id string, at time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.last == nil {
		u.last = make(map[string]time.Time)
	}
	if at.After(u.last[id]) {
		u.last[id] = at
	}
}

// latest returns what is remembered of a key, or stored if that is later.
func (u *usage) latest(id string, stored time.Time) time.Time {
	u.mu.Lock()
	defer u.mu.Unlock()
	if at := stamp(u.last[id]).Time; at.After(stored) {
		return at
	}
	return stored
}

// snapshot returns a copy of what is remembered.
func (u *usage) snapshot() map[string]time.Time {
	u.mu.Lock()
	defer u.mu.Unlock()
	return maps.Clone(u.last)
}

// forget drops what was written, unless the key was used again since.
func (u *usage) forget(written map[string]time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	for id, at := range written {
		if u.last[id].Equal(at) {
			delete(u.last, id)
		}
	}
}

// TouchKey implements [account.Keys]. It only remembers the time: what is
// remembered is written once in [account.TouchPeriod], in one transaction for
// all keys, and when the Store is closed. Readers of this Store see it at once.
func (s *Store) TouchKey(_ context.Context, id string, at time.Time) error {
	s.used.touch(id, at)
	return nil
}

// keepUsage writes what is remembered of the use of keys, again and again
// until ctx ends, and then once more.
func (s *Store) keepUsage(ctx context.Context) {
	tick := time.NewTicker(account.TouchPeriod)
	defer tick.Stop()
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
		// The last write must not fail because of the end that it is for.
		if err := s.saveUsage(context.WithoutCancel(ctx)); err != nil {
			s.log.LogAttrs(ctx, slog.LevelError, "use of API keys not recorded", slog.Any("error", err))
		}
	}
}

func (s *Store) saveUsage(ctx context.Context) error {
	used := s.used.snapshot()
	if len(used) == 0 {
		return nil
	}
	err := s.change(ctx, "save use of keys", func(ctx context.Context, c *change) error {
		for id, at := range used {
			_, err := c.NewUpdate().Model((*keyRow)(nil)).Set("last_used = ?", stamp(at)).
				Where("id = ?", id).Where("last_used IS NULL OR last_used < ?", stamp(at)).Exec(ctx)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		s.used.forget(used)
	}
	return err
}
