package search

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// ErrSnapshot says that a snapshot is damaged, of another format, or sealed
// with another key.
var ErrSnapshot = errors.New("snapshot of the search index is of no use")

// The bounds of what is read of a snapshot.
const (
	snapshotWindow    = 4 << 20 // of the compression
	maxSnapshotBytes  = 64 << 30
	maxSnapshotFiles  = 10_000
	maxSnapshotDetail = 4 << 20 // of a document in it
)

// asidePrefix begins the names of the folders in which snapshots are made.
const asidePrefix = "snapshot-"

var segmentName = regexp.MustCompile(`^[0-9a-f]{12,16}\.zap$`)

// An unpacker reads a snapshot into a folder.
type unpacker struct {
	ctx  context.Context
	dir  string
	key  []byte
	left int64 // bytes that may still come
	seal seal  // of what was read
}

// unpack reads a snapshot from r into the empty folder dir. Whatever the bytes
// are, nothing is written but files of the names and sizes that snapshots may
// have, and unless it returns nil they are of no use and must not be opened.
// Errors in the bytes are of kind [ErrSnapshot].
func unpack(ctx context.Context, dir string, r io.Reader, key []byte) error {
	return unpackWithin(ctx, dir, r, key, maxSnapshotBytes)
}

func unpackWithin(ctx context.Context, dir string, r io.Reader, key []byte, most int64) error {
	in := &source{ctx: ctx, r: r}
	zip, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(snapshotWindow), zstd.WithDecoderLowmem(true))
	if err != nil {
		return fmt.Errorf("search: read snapshot: %w", err)
	}
	defer zip.Close()
	u := &unpacker{ctx: ctx, dir: dir, key: key, left: most}
	err = u.read(tar.NewReader(zip))
	switch {
	case err == nil:
		return nil
	case in.err != nil: // what was read is not to blame
		return fmt.Errorf("search: read snapshot: %w", in.err)
	}
	return fmt.Errorf("search: read snapshot: %w", err)
}

// source keeps the error of a reader, other than its end.
type source struct {
	ctx context.Context
	r   io.Reader
	err error
}

// Read reads unless the context has ended.
func (s *source) Read(b []byte) (int, error) {
	if s.err = s.ctx.Err(); s.err != nil {
		return 0, s.err
	}
	n, err := s.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

func broken(message string, args ...any) error {
	return fmt.Errorf("%w: %s", ErrSnapshot, fmt.Sprintf(message, args...))
}

func (u *unpacker) read(t *tar.Reader) error {
	mac := hmac.New(sha256.New, u.key)
	head, err := u.document(t, headName)
	if err != nil {
		return err
	}
	sealWith(mac, head)
	var h snapshotHead
	if err := json.Unmarshal(head, &h); err != nil {
		return broken("its head: %v", err)
	}
	if h.Format != SnapshotFormat() {
		return broken("it is of format %.40q, not %q", h.Format, SnapshotFormat())
	}
	claimed, err := u.files(t)
	if err != nil {
		return err
	}
	sealWith(mac, claimed)
	sum, err := u.document(t, macName)
	if err != nil {
		return err
	}
	if !hmac.Equal(sum, mac.Sum(nil)) {
		return broken("it was sealed with another key, or changed")
	}
	var s seal
	if err := json.Unmarshal(claimed, &s); err != nil || !slices.Equal(s.Files, u.seal.Files) {
		return broken("its files are not those that were sealed")
	}
	if _, err := t.Next(); !errors.Is(err, io.EOF) {
		return broken("it goes on behind its end")
	}
	for _, f := range u.seal.Files {
		if err := syncFile(filepath.Join(u.dir, f.Name)); err != nil {
			return err
		}
	}
	return syncFile(u.dir)
}

// next returns the next entry, of which no more may be read than is left.
func (u *unpacker) next(t *tar.Reader) (*tar.Header, error) {
	h, err := t.Next()
	if err != nil {
		return nil, broken("%v", err)
	}
	if h.Typeflag != tar.TypeReg || h.Size < 0 || h.Size > u.left {
		return nil, broken("%.40q is of type %q and %d bytes", h.Name, h.Typeflag, h.Size)
	}
	u.left -= h.Size
	return h, nil
}

// document reads the next entry, which must have the name.
func (u *unpacker) document(t *tar.Reader, name string) ([]byte, error) {
	h, err := u.next(t)
	if err != nil {
		return nil, err
	}
	if h.Name != name {
		return nil, broken("%.40q stands where %s should", h.Name, name)
	}
	return u.detail(t, h)
}

func (u *unpacker) detail(t *tar.Reader, h *tar.Header) ([]byte, error) {
	if h.Size > maxSnapshotDetail {
		return nil, broken("%s has %d bytes", h.Name, h.Size)
	}
	var b bytes.Buffer
	if _, err := io.CopyN(&b, t, h.Size); err != nil {
		return nil, broken("%s: %v", h.Name, err)
	}
	return b.Bytes(), nil
}

// files writes the files up to the seal, which it returns.
func (u *unpacker) files(t *tar.Reader) ([]byte, error) {
	for {
		h, err := u.next(t)
		if err != nil {
			return nil, err
		}
		if h.Name == sealName {
			return u.detail(t, h)
		}
		if h.Name != rootName && !segmentName.MatchString(h.Name) {
			return nil, broken("%.40q is no name of a file in it", h.Name)
		}
		if len(u.seal.Files) == maxSnapshotFiles {
			return nil, broken("it has more than %d files", maxSnapshotFiles)
		}
		if err := u.file(t, h); err != nil {
			return nil, err
		}
	}
}

func (u *unpacker) file(t *tar.Reader, h *tar.Header) error {
	f, err := os.OpenFile(filepath.Join(u.dir, h.Name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, os.ErrExist) {
		return broken("%s is in it twice", h.Name)
	}
	if err != nil {
		return err
	}
	defer f.Close()
	sum := sha256.New()
	into := &sink{w: io.MultiWriter(f, sum)}
	if _, err := io.CopyN(into, t, h.Size); into.err != nil {
		return into.err
	} else if err != nil {
		return broken("%s: %v", h.Name, err)
	}
	u.seal.Files = append(u.seal.Files, sealedFile{h.Name, h.Size, hex.EncodeToString(sum.Sum(nil))})
	return f.Close()
}

// sink keeps the error of a writer, so that a full disk is not taken for a
// damaged snapshot.
type sink struct {
	w   io.Writer
	err error
}

// Write writes.
func (s *sink) Write(b []byte) (int, error) {
	n, err := s.w.Write(b)
	s.err = err
	return n, err
}

// syncFile writes a file to the disk, or the names of a folder.
func syncFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return f.Sync()
}
