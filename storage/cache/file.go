package cache

import (
	"cmp"
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"
)

// tempPrefix begins the name of a file that is not complete.
const tempPrefix = "."

// copyName is the name of a copy: that of the object, and digits that no other
// copy of it has.
var copyName = regexp.MustCompile(`^([0-9a-f]{64})-[0-9]+$`)

// nameOf is the name of an object in the cache: a key may have slashes, and
// more bytes than a file name.
func nameOf(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// A file is a copy of an object. Its fields are guarded by the mutex of the
// store, but for those that never change.
type file struct {
	name string // of the object; never changes
	path string // never changes; no other file ever has it
	size int64  // never changes

	checked time.Time     // when the remote store was last seen to have it
	pins    int           // readers
	elem    *list.Element // nil if it is no longer in copies
}

// keep puts a copy into the list of those that others may use, and makes room
// for it. An object above the bound is not kept: it goes with its last reader.
func (s *Store) keep(c *file) {
	if c.size > s.max {
		return
	}
	s.drop(s.copies[c.name])
	s.copies[c.name] = c
	c.elem = s.used.PushFront(c)
	s.size += c.size
	s.shrink()
}

// shrink drops copies that nobody reads, the longest unused first, until the
// rest is within the bound or being read.
func (s *Store) shrink() {
	for e := s.used.Back(); e != nil && s.size > s.max; {
		c := e.Value.(*file) //nolint:errcheck // the list has nothing else
		e = e.Prev()
		if c.pins == 0 {
			s.drop(c)
		}
	}
}

// drop takes a copy out of the list. Its bytes go with its last reader. A nil
// copy is none.
func (s *Store) drop(c *file) {
	if c == nil || c.elem == nil {
		return
	}
	s.used.Remove(c.elem)
	c.elem = nil
	s.size -= c.size
	delete(s.copies, c.name)
	s.erase(c)
}

// erase deletes the bytes of a copy that is in no list and has no reader. What
// cannot be deleted is found by the next scan.
func (s *Store) erase(c *file) {
	if c.elem == nil && c.pins == 0 {
		os.Remove(c.path)
	}
}

// unpin returns the function with which a reader of c says that it is done.
func (s *Store) unpin(c *file) func() {
	return sync.OnceFunc(func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.release(c)
	})
}

func (s *Store) release(c *file) {
	c.pins--
	s.erase(c)
	s.shrink()
}

// scan takes over the copies that are in the folder. They are believed once the
// remote store has been asked. Files with other names are left alone.
func (s *Store) scan() error {
	entries, err := os.ReadDir(s.dir)
	if err != nil {
		return err
	}
	type found struct {
		*file
		used time.Time
	}
	var all []found
	for _, e := range entries {
		path := filepath.Join(s.dir, e.Name())
		name, unfinished := strings.CutPrefix(e.Name(), tempPrefix)
		match := copyName.FindStringSubmatch(name)
		if match == nil || !e.Type().IsRegular() {
			continue
		}
		if unfinished {
			if err := os.Remove(path); err != nil {
				return err
			}
			continue
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		all = append(all, found{&file{name: match[1], path: path, size: info.Size()}, info.ModTime()})
	}
	slices.SortFunc(all, func(a, b found) int { return cmp.Or(a.used.Compare(b.used), strings.Compare(a.path, b.path)) })
	for _, f := range all {
		s.keep(f.file)
		s.erase(f.file)
	}
	return nil
}

// touch makes the order of use survive a restart, as far as the rechecks tell.
func (s *Store) touch(c *file) {
	os.Chtimes(c.path, time.Time{}, c.checked) //nolint:errcheck // costs the order, nothing else
}
