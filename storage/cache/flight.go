package cache

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"nguon/storage"
)

// A flight fetches or rechecks one object for all who wait for it.
type flight struct {
	name   string        // of the object
	landed chan struct{} // closed when err and file are set
	cancel context.CancelFunc

	// Guarded by the mutex of the store.
	waiting int
	stale   bool // the object was removed meanwhile, or nobody waits

	file *file // with a pin for each who waited
	err  error
}

// takeOff begins a flight that outlives the caller, if others wait as well.
// The mutex is held.
func (s *Store) takeOff(ctx context.Context, name, key string) *flight {
	ctx, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{name: name, landed: make(chan struct{}), cancel: cancel}
	s.flights[name] = f
	old := s.copies[name]
	if old != nil {
		old.pins++ // it must not go while the remote store is asked
	}
	go func() {
		defer cancel()
		c, err := s.fly(ctx, key, old)
		s.land(f, old, c, err)
	}()
	return f
}

// fly returns the copy of an object: the old one, if the remote store still has
// the object, or a new one.
func (s *Store) fly(ctx context.Context, key string, old *file) (*file, error) {
	if old == nil {
		return s.fetch(ctx, key)
	}
	within, cancel := context.WithTimeout(ctx, recheckWithin)
	defer cancel()
	info, err := s.Stat(within, key)
	switch {
	case errors.Is(err, storage.ErrNotExist):
		return nil, err
	case err == nil && info.Size != old.size:
		return s.fetch(ctx, key)
	}
	return old, nil
}

// land hands the copy, or the error, to those who wait.
func (s *Store) land(f *flight, old, c *file, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.flights[f.name] == f {
		delete(s.flights, f.name)
	}
	if f.file, f.err = c, err; c != nil {
		c.pins += f.waiting
		c.checked = s.now()
		s.touch(c)
		if c.elem != nil {
			s.used.MoveToFront(c.elem)
		} else if !f.stale {
			s.keep(c)
		}
		s.erase(c)
	} else if errors.Is(err, storage.ErrNotExist) {
		s.drop(old)
	}
	if old != nil {
		s.release(old)
	}
	close(f.landed)
}

// leave ends the waiting of one caller, and the flight with the last of them.
func (s *Store) leave(f *flight) {
	s.mu.Lock()
	defer s.mu.Unlock()
	select {
	case <-f.landed: // in the same moment
		if f.file != nil {
			s.release(f.file)
		}
		return
	default:
	}
	if f.waiting--; f.waiting == 0 {
		f.cancel()
		s.abandon(f)
	}
}

// abandon keeps others from joining a flight, whose copy will not be kept.
func (s *Store) abandon(f *flight) {
	f.stale = true
	if s.flights[f.name] == f {
		delete(s.flights, f.name)
	}
}

// fetch downloads an object to a new file.
func (s *Store) fetch(ctx context.Context, key string) (*file, error) {
	info, err := s.Stat(ctx, key)
	if err != nil {
		return nil, err
	}
	name := nameOf(key)
	temp, err := os.CreateTemp(s.dir, tempPrefix+name+"-*")
	if err != nil {
		return nil, fmt.Errorf("locate %q: %w", key, err)
	}
	path := filepath.Join(s.dir, strings.TrimPrefix(filepath.Base(temp.Name()), tempPrefix))
	err = s.download(ctx, temp, info)
	if err = errors.Join(err, temp.Close()); err == nil {
		err = os.Rename(temp.Name(), path)
	}
	if err != nil {
		os.Remove(temp.Name())
		return nil, fmt.Errorf("locate %q: fetch a copy: %w", key, err)
	}
	return &file{name: name, path: path, size: info.Size}, nil
}

func (s *Store) download(ctx context.Context, to *os.File, info storage.Info) error {
	r, err := s.Open(ctx, info.Key, 0, -1)
	if err != nil {
		return err
	}
	defer r.Close()
	n, err := io.Copy(to, r)
	if err != nil {
		return err
	}
	if n != info.Size {
		return fmt.Errorf("%w: got %d of %d bytes", storage.ErrCorrupt, n, info.Size)
	}
	return to.Sync() // a copy is found again after a loss of power as well
}
