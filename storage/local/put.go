package local

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path"
	"syscall"

	"nguon/storage"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Put implements [storage.Store]. When it returns, the object is on the disk,
// as far as the operating system can tell.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) error {
	if err := begin(ctx, key); err != nil {
		return err
	}
	err := s.put(ctx, key, r)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, fs.ErrExist):
		err = storage.ErrExist
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, syscall.EISDIR):
		err = fmt.Errorf("%w: one part of it is both a folder and an object", storage.ErrKey)
	}
	return fmt.Errorf("put %q in %s: %w", key, s.dir, err)
}

func (s *Store) put(ctx context.Context, key string, r io.Reader) error {
	if err := s.vacant(key); err != nil { // spares the reading; link decides
		return err
	}
	temp := path.Join(tempDir, rand.Text())
	defer s.root.Remove(temp) //nolint:errcheck // New removes what is left
	if err := s.write(temp, &reader{ctx, r}); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.link(temp, key)
}

// vacant returns an error if something has the name of key.
func (s *Store) vacant(key string) error {
	info, err := s.root.Lstat(key)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return syscall.EISDIR
	}
	return fs.ErrExist
}

// write makes a file of what it reads and verifies it.
func (s *Store) write(name string, r io.Reader) error {
	f, err := s.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o444)
	if err != nil {
		return err
	}
	defer f.Close()
	sum := crc32.New(castagnoli)
	n, err := io.CopyBuffer(io.MultiWriter(f, sum), r, make([]byte, 128<<10))
	if err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if err := verify(f, n, sum.Sum32()); err != nil {
		return err
	}
	return f.Close()
}

// verify returns [storage.ErrCorrupt] unless f has n bytes with this CRC-32C.
func verify(f io.Reader, n int64, sum uint32) error {
	found := crc32.New(castagnoli)
	m, err := io.CopyBuffer(found, f, make([]byte, 128<<10))
	if err != nil {
		return err
	}
	if m != n || found.Sum32() != sum {
		return fmt.Errorf("%w: wrote %d bytes with CRC-32C %08x, found %d with %08x",
			storage.ErrCorrupt, n, sum, m, found.Sum32())
	}
	return nil
}

// link gives a written file its key, if nothing has it.
func (s *Store) link(temp, key string) error {
	dir := path.Dir(key)
	var err error
	for range 10 { // a Remove beside us may take the folder away again
		if err = s.mkdir(dir); err == nil {
			err = s.root.Link(temp, key)
		}
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	if errors.Is(err, fs.ErrExist) {
		return s.vacant(key)
	}
	if err != nil {
		return err
	}
	if err := s.syncDir(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return errors.Join(err, s.root.Remove(key))
	}
	return nil
}

// mkdir makes a folder and those above it, each for good.
func (s *Store) mkdir(dir string) error {
	if dir == "." {
		return nil
	}
	err := s.root.Mkdir(dir, 0o755)
	if errors.Is(err, fs.ErrNotExist) {
		if err := s.mkdir(path.Dir(dir)); err != nil {
			return err
		}
		err = s.root.Mkdir(dir, 0o755)
	}
	switch {
	case err == nil:
		return s.syncDir(path.Dir(dir))
	case errors.Is(err, fs.ErrExist):
		return nil
	}
	return err
}

// A reader ends with the error of its context when that is cancelled.
type reader struct {
	ctx context.Context
	r   io.Reader
}

func (r *reader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.r.Read(p)
}
