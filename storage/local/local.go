// Package local keeps objects as files of a folder: the key of an object is the
// path of its file, which anyone may copy or back up.
//
// An object appears under its key with a hard link, whole or not at all: the
// file system must have hard links, as all usual ones of Unix and Windows do.
// Several processes may use one folder.
package local

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"syscall"
	"time"

	"nguon/storage"
)

// tempDir holds the files of Puts that go on. Its name is no valid key.
const tempDir = ".tmp"

// leftover is the age from which a temporary file is that of a Put which
// crashed, because nobody has written to it for so long.
const leftover = 24 * time.Hour

// A Store is a [storage.Store] and a [storage.Locator] in a folder.
type Store struct {
	dir  string // absolute
	root *os.Root
}

// New returns the store in dir, which is made if there is none, and removes
// what Puts that crashed more than a day ago left behind.
func New(dir string) (*Store, error) {
	s, err := open(dir)
	if err != nil {
		return nil, fmt.Errorf("open the object folder %s: %w", dir, err)
	}
	return s, nil
}

func open(dir string) (*Store, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	s := &Store{dir: dir, root: root}
	if err := root.MkdirAll(tempDir, 0o755); err != nil {
		root.Close() //nolint:errcheck // nothing was written through it
		return nil, err
	}
	if err := s.removeLeftovers(time.Now().Add(-leftover)); err != nil {
		root.Close() //nolint:errcheck // as above
		return nil, err
	}
	return s, nil
}

func (s *Store) removeLeftovers(before time.Time) error {
	entries, err := fs.ReadDir(s.root.FS(), tempDir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) {
			continue // its Put has ended
		}
		if err != nil {
			return err
		}
		if info.ModTime().Before(before) {
			if err := s.root.Remove(path.Join(tempDir, e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}

// Locate returns the path of the object itself; done does nothing.
func (s *Store) Locate(ctx context.Context, key string) (file string, done func(), err error) {
	if _, err := s.Stat(ctx, key); err != nil {
		return "", nil, err
	}
	return filepath.Join(s.dir, filepath.FromSlash(key)), func() {}, nil
}

// begin says whether a method may go on.
func begin(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return storage.CheckKey(key)
}

// explain makes an error say what failed and where: those of the folder name
// no more than the path below it.
func (s *Store) explain(method, key string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, storage.ErrKey):
		return err
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		err = storage.ErrNotExist
	}
	return fmt.Errorf("%s %q in %s: %w", method, key, s.dir, err)
}
