// Package cache keeps copies of remote objects on the disk of this machine, for
// readers that need files. The copies take no more than a bounded space, are
// found again after a restart, and can all be deleted at any time when no
// process uses them.
//
// A folder of copies belongs to one process at a time.
package cache

import (
	"container/list"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"nguon/storage"
)

const (
	// recheckAfter is how long a copy is believed without asking the remote
	// store whether it still has the object.
	recheckAfter = 5 * time.Minute

	// recheckWithin is how long a reader waits for the answer. A store that
	// does not answer does not keep copies from being read.
	recheckWithin = 2 * time.Second
)

// A Store is the remote store that it wraps, and a [storage.Locator] that gives
// its objects as files. An object that another process removes is found out
// within five minutes of reading.
type Store struct {
	storage.Store // the remote one

	dir string
	max int64
	now func() time.Time

	mu      sync.Mutex
	copies  map[string]*file   // by the names of their objects
	flights map[string]*flight // the same
	used    *list.List         // of *file: those in copies, the last used first
	size    int64              // bytes of those in copies
}

// New returns a cache of remote in dir, which is made if there is none. The
// copies together have at most maxBytes bytes, apart from those that are being
// fetched or read.
func New(dir string, maxBytes int64, remote storage.Store) (*Store, error) {
	if maxBytes < 0 {
		return nil, fmt.Errorf("cache: a negative size of %d bytes", maxBytes)
	}
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	s := &Store{
		Store: remote, dir: dir, max: maxBytes, now: time.Now,
		copies: map[string]*file{}, flights: map[string]*flight{}, used: list.New(),
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("make the cache folder %s: %w", dir, err)
	}
	if err := s.scan(); err != nil {
		return nil, fmt.Errorf("read the cache folder %s: %w", dir, err)
	}
	return s, nil
}

// Remove removes the object and its copy. Who reads the copy may go on.
func (s *Store) Remove(ctx context.Context, key string) error {
	if err := s.Store.Remove(ctx, key); err != nil {
		return err
	}
	s.Forget(key)
	return nil
}

// Forget removes the copy of an object that another process has removed,
// without asking the remote store. Who reads the copy may go on.
func (s *Store) Forget(key string) {
	name := nameOf(key)
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.flights[name]; f != nil {
		s.abandon(f)
	}
	s.drop(s.copies[name])
}

// Locate implements [storage.Locator]. It fetches an object that has no copy;
// concurrent callers share one download, which goes on until the last of them
// has left.
func (s *Store) Locate(ctx context.Context, key string) (path string, done func(), err error) {
	if err := ctx.Err(); err != nil {
		return "", nil, err
	}
	if err := storage.CheckKey(key); err != nil {
		return "", nil, err
	}
	name := nameOf(key)
	s.mu.Lock()
	c := s.copies[name]
	if c != nil && s.now().Sub(c.checked) < recheckAfter {
		defer s.mu.Unlock()
		s.used.MoveToFront(c.elem)
		c.pins++
		return c.path, s.unpin(c), nil
	}
	f := s.flights[name]
	if f == nil {
		f = s.takeOff(ctx, name, key)
	}
	f.waiting++
	s.mu.Unlock()

	select {
	case <-f.landed:
	case <-ctx.Done():
		s.leave(f)
		return "", nil, ctx.Err()
	}
	if f.err != nil {
		return "", nil, f.err
	}
	return f.file.path, s.unpin(f.file), nil
}
