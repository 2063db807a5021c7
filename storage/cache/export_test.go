package cache

import (
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"
)

// FakeClock makes s live in a time that goes on by what is added to it, in
// nanoseconds.
func (s *Store) FakeClock() *atomic.Int64 {
	start, passed := time.Now(), new(atomic.Int64)
	s.now = func() time.Time { return start.Add(time.Duration(passed.Load())) }
	return passed
}

// Waiting returns how many wait for the download of an object.
func (s *Store) Waiting(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.flights[nameOf(key)]; f != nil {
		return f.waiting
	}
	return 0
}

// Accounted returns the bytes that s believes its copies to have.
func (s *Store) Accounted() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.size
}

// OnDisk returns the bytes of all files in the folder.
func (s *Store) OnDisk(t *testing.T) int64 {
	t.Helper()
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		t.Fatal(err)
	}
	var total int64
	for _, e := range entries {
		if info, err := e.Info(); err == nil { // else it is gone
			total += info.Size()
		}
	}
	return total
}

// Seed makes s believe that it has copies of objects, which have no bytes.
func (s *Store) Seed(keys []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, key := range keys {
		s.keep(&file{name: nameOf(key), path: filepath.Join(s.dir, nameOf(key)), checked: s.now().Add(time.Hour)})
	}
}
