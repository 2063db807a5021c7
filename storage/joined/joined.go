// Package joined lets objects be made of others: a table that grows by a part a
// month is one object to its readers, and each part is stored once, however many
// releases have it.
//
// An object whose key ends in [Suffix] is stored as a document, which names other
// objects and holds what comes after their bytes (see [Document]). A [Store]
// reads it as the bytes of those objects and that tail. It does not look after
// them: whoever removes an object must know that nothing is made of it any more.
package joined

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"nguon/storage"
)

// Suffix ends the keys of objects that are made of others.
const Suffix = ".joined"

// Is reports whether an object is made of others, by its key.
func Is(key string) bool { return strings.HasSuffix(key, Suffix) }

// A Store is the store that it wraps, in which documents are read as the objects
// that they describe. List alone gives their own sizes, and Put takes them as
// they are stored.
type Store struct {
	storage.Store
}

// New returns a view of s.
func New(s storage.Store) *Store { return &Store{s} }

// document reads what an object is made of.
func (s *Store) document(ctx context.Context, key string) (*document, error) {
	r, err := s.Store.Open(ctx, key, 0, int64(head)+maxList)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	d, err := parse(r)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", storage.ErrCorrupt, key, err)
	}
	return d, nil
}

// Stat implements [storage.Store].
func (s *Store) Stat(ctx context.Context, key string) (storage.Info, error) {
	info, err := s.Store.Stat(ctx, key)
	if err != nil || !Is(key) {
		return info, err
	}
	d, err := s.document(ctx, key)
	if err != nil {
		return storage.Info{}, err
	}
	info.Size = d.size()
	return info, nil
}

// Open implements [storage.Store]. A part that is not there, or has another size
// than it had, is [storage.ErrCorrupt] when it is read.
func (s *Store) Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if !Is(key) || off < 0 {
		return s.Store.Open(ctx, key, off, n)
	}
	d, err := s.document(ctx, key)
	if err != nil {
		return nil, err
	}
	if rest := max(d.size()-off, 0); n < 0 || n > rest {
		n = rest
	}
	r := &reader{ctx: ctx, store: s.Store, key: key}
	add := func(object string, at, size int64) {
		if skip := min(off, size); skip > 0 {
			off, at, size = off-skip, at+skip, size-skip
		}
		if size = min(size, n); size > 0 {
			r.spans = append(r.spans, span{object, at, size})
			n -= size
		}
	}
	for _, p := range d.Parts {
		add(p.Key, 0, p.Size)
	}
	add(key, d.tailAt, d.Tail)
	return r, nil
}

// A span is some bytes of an object.
type span struct {
	key     string
	at, len int64
}

// A reader reads spans one after the other.
type reader struct {
	ctx   context.Context
	store storage.Store
	key   string
	spans []span
	now   io.ReadCloser // of the first span; nil if it is not open
}

func (r *reader) Read(b []byte) (int, error) {
	if len(b) == 0 {
		return 0, nil
	}
	for len(r.spans) > 0 {
		s := &r.spans[0]
		if r.now == nil {
			var err error
			if r.now, err = r.store.Open(r.ctx, s.key, s.at, s.len); err != nil {
				return 0, r.broken(err)
			}
		}
		n, err := r.now.Read(b)
		s.at, s.len = s.at+int64(n), s.len-int64(n)
		switch {
		case s.len <= 0:
			if err := r.Close(); err != nil {
				return n, err
			}
			r.spans = r.spans[1:]
		case errors.Is(err, io.EOF):
			return n, r.broken(io.ErrUnexpectedEOF)
		case err != nil:
			return n, err
		}
		if n > 0 {
			return n, nil
		}
	}
	return 0, io.EOF
}

// broken says that the object cannot be whole, if that is why.
func (r *reader) broken(err error) error {
	if errors.Is(err, storage.ErrNotExist) || errors.Is(err, io.ErrUnexpectedEOF) {
		return fmt.Errorf("%w: a part of %s: %w", storage.ErrCorrupt, r.key, err)
	}
	return err
}

// Close ends the reading.
func (r *reader) Close() error {
	if r.now == nil {
		return nil
	}
	now := r.now
	r.now = nil
	return now.Close()
}
