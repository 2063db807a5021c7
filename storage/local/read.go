package local

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path"

	"nguon/storage"
)

// Open implements [storage.Store].
func (s *Store) Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if err := begin(ctx, key); err != nil {
		return nil, err
	}
	f, err := s.open(key, off)
	if err != nil {
		return nil, s.explain("open", key, err)
	}
	if n < 0 {
		n = math.MaxInt64
	}
	return &section{io.LimitedReader{R: f, N: n}, f}, nil
}

func (s *Store) open(key string, off int64) (*os.File, error) {
	if off < 0 {
		return nil, fmt.Errorf("the offset %d is below zero", off)
	}
	info, err := s.stat(key) // first: opening a named pipe would block
	if err != nil {
		return nil, err
	}
	f, err := s.root.Open(key)
	if err != nil {
		return nil, err
	}
	if _, err := f.Seek(min(off, info.Size()), io.SeekStart); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// A section is a part of a file.
type section struct {
	io.LimitedReader
	file *os.File
}

// WriteTo lets the kernel copy the bytes to a network connection.
func (r *section) WriteTo(w io.Writer) (int64, error) { return io.Copy(w, &r.LimitedReader) }

// Close closes the file.
func (r *section) Close() error { return r.file.Close() }

// Stat implements [storage.Store].
func (s *Store) Stat(ctx context.Context, key string) (storage.Info, error) {
	if err := begin(ctx, key); err != nil {
		return storage.Info{}, err
	}
	info, err := s.stat(key)
	if err != nil {
		return storage.Info{}, s.explain("stat", key, err)
	}
	return describe(key, info), nil
}

// stat describes the file of an object. What is no regular file is no object.
func (s *Store) stat(key string) (fs.FileInfo, error) {
	info, err := s.root.Lstat(key)
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	return info, err
}

func describe(key string, info fs.FileInfo) storage.Info {
	return storage.Info{Key: key, Size: info.Size(), Modified: info.ModTime().UTC()}
}

// Remove implements [storage.Store]. It also removes the folders that become
// empty.
func (s *Store) Remove(ctx context.Context, key string) error {
	if err := begin(ctx, key); err != nil {
		return err
	}
	err := s.remove(key)
	if err = s.explain("remove", key, err); errors.Is(err, storage.ErrNotExist) {
		return nil
	}
	return err
}

func (s *Store) remove(key string) error {
	if _, err := s.stat(key); err != nil {
		return err
	}
	if err := s.root.Remove(key); err != nil {
		return err
	}
	dir := path.Dir(key)
	for dir != "." && s.root.Remove(dir) == nil { // fails where something is left
		dir = path.Dir(dir)
	}
	return s.syncDir(dir)
}
