package sqlstore

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"sync"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog/account"
)

// usage remembers when things were used, between two writes.
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

// keepUsage writes what is remembered of the use of keys, sessions and robots,
// again and again until ctx ends, and then once more.
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
			s.log.LogAttrs(ctx, slog.LevelError, "use of keys, sessions and robots not recorded", slog.Any("error", err))
		}
	}
}

func (s *Store) saveUsage(ctx context.Context) error {
	return errors.Join(
		s.saveUsed(ctx, &s.used, "api_keys", "last_used"),
		s.saveUsed(ctx, &s.usedSessions, "sessions", "seen"),
		s.saveUsed(ctx, &s.usedRobots, "robots", "last_used"),
	)
}

// saveUsed writes what is remembered to a column of a table. Who has a session
// that was used was seen then.
func (s *Store) saveUsed(ctx context.Context, u *usage, table, column string) error {
	used := u.snapshot()
	if len(used) == 0 {
		return nil
	}
	err := s.change(ctx, "save use of "+table, func(ctx context.Context, c *change) error {
		for id, at := range used {
			_, err := c.NewUpdate().Table(table).Set("? = ?", bun.Ident(column), stamp(at)).
				Where("id = ?", id).Where("? IS NULL OR ? < ?", bun.Ident(column), bun.Ident(column), stamp(at)).Exec(ctx)
			if err != nil {
				return err
			}
			if u != &s.usedSessions {
				continue
			}
			_, err = c.NewUpdate().Table("users").Set("last_seen = ?", stamp(at)).
				Where("id = (SELECT holder FROM sessions WHERE id = ?)", id).Where("last_seen IS NULL OR last_seen < ?", stamp(at)).Exec(ctx)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		u.forget(used)
	}
	return err
}
