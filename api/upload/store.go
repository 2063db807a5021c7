package upload

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"nguon/catalog"
	"nguon/storage"
)

const (
	// Prefix begins the keys of all objects of uploads, unless Options say
	// otherwise.
	Prefix = "uploads/"

	// PartSize is the greatest size of a part in bytes.
	PartSize = 8 << 20

	infoName = "info"

	// spareParts is how many parts an upload may have beyond those that it
	// needs: how often it may be broken off.
	spareParts = 10_000
)

// Options of a [Store]. The zero value of a field means its default.
type Options struct {
	Prefix string           // of the keys of all objects; default [Prefix]
	Size   int64            // of one upload in bytes, at most; default 8 GiB
	Age    time.Duration    // after which an upload that does not grow is given up; default 24 hours
	Now    func() time.Time // default time.Now; compared with the clock of the objects
}

// A Store keeps uploads as objects. Its methods are safe for concurrent use,
// by several processes too.
type Store struct {
	blobs storage.Store
	keys  string // the prefix
	size  int64
	age   time.Duration
	now   func() time.Time
	part  int64 // size of a part
}

// New returns the store of the uploads in blobs, which must not be a cache.
func New(blobs storage.Store, o Options) *Store {
	s := &Store{blobs: blobs, keys: cmp.Or(o.Prefix, Prefix), size: cmp.Or(o.Size, 8<<30), age: cmp.Or(o.Age, 24*time.Hour), now: o.Now, part: PartSize}
	if s.now == nil {
		s.now = time.Now
	}
	return s
}

// An Info describes an upload.
type Info struct {
	ID      string
	Owner   string // the id of a key
	Size    int64  // of the whole, in bytes
	Offset  int64  // how much of it is here
	Meta    map[string]string
	Expires time.Time // unless it grows before

	parts []storage.Info
}

// Whole reports whether all of the upload is here.
func (i *Info) Whole() bool { return i.Offset == i.Size }

// document is what is kept in the object info.
type document struct {
	Owner string            `json:"owner"`
	Size  int64             `json:"size"`
	Meta  map[string]string `json:"meta,omitempty"`
}

// ErrNone is the error for an upload that is not there, has expired, or is
// someone else's.
var ErrNone = catalog.Errorf(catalog.ErrNotFound, "Không có tệp gửi lên này, hoặc đã quá hạn.", "There is no such upload, or it has expired.")

// Stat describes an upload of an owner, or returns [ErrNone].
func (s *Store) Stat(ctx context.Context, owner, id string) (*Info, error) {
	if !validID(id) {
		return nil, ErrNone
	}
	i := &Info{ID: id}
	var last time.Time
	for o, err := range s.blobs.List(ctx, s.folder(id)) {
		if err != nil {
			return nil, fmt.Errorf("upload %s: %w", id, err)
		}
		if o.Modified.After(last) {
			last = o.Modified
		}
		if at, err := strconv.ParseInt(strings.TrimPrefix(o.Key, s.folder(id)), 10, 64); err == nil && at == i.Offset {
			i.parts = append(i.parts, o)
			i.Offset += o.Size
		}
	}
	i.Expires = last.Add(s.age)
	d, err := s.document(ctx, id)
	if err != nil {
		return nil, err
	}
	if d.Owner != owner || s.now().After(i.Expires) {
		return nil, ErrNone
	}
	i.Owner, i.Size, i.Meta = d.Owner, d.Size, d.Meta
	return i, nil
}

func (s *Store) document(ctx context.Context, id string) (d document, err error) {
	r, err := s.blobs.Open(ctx, s.folder(id)+infoName, 0, -1)
	if errors.Is(err, storage.ErrNotExist) {
		return d, ErrNone
	} else if err != nil {
		return d, fmt.Errorf("upload %s: %w", id, err)
	}
	defer r.Close()
	if err := json.NewDecoder(io.LimitReader(r, 64<<10)).Decode(&d); err != nil {
		return d, fmt.Errorf("upload %s: %w", id, err)
	}
	return d, nil
}

func (s *Store) create(ctx context.Context, id string, d document) error {
	text, err := json.Marshal(d)
	if err != nil {
		return err
	}
	return s.blobs.Put(ctx, s.folder(id)+infoName, bytes.NewReader(text))
}

// Open reads an upload that is whole. The context must last as long as the
// reading.
func (s *Store) Open(ctx context.Context, i *Info) io.ReadCloser {
	return &reader{ctx: ctx, blobs: s.blobs, parts: i.parts}
}

// Remove deletes an upload of an owner. To remove what is not there is no
// error.
func (s *Store) Remove(ctx context.Context, owner, id string) error {
	if _, err := s.Stat(ctx, owner, id); errors.Is(err, ErrNone) {
		return nil
	} else if err != nil {
		return err
	}
	return s.remove(ctx, id, nil)
}

// remove deletes the objects of an upload, the info first: who is writing to
// it finds it gone. Removed, if not nil, is told of each.
func (s *Store) remove(ctx context.Context, id string, removed func(storage.Info)) error {
	var all []storage.Info
	for o, err := range s.blobs.List(ctx, s.folder(id)) {
		if err != nil {
			return err
		}
		all = append(all, o)
	}
	slices.Reverse(all) // the info is the last in the list
	for _, o := range all {
		if err := s.blobs.Remove(ctx, o.Key); err != nil {
			return err
		}
		if removed != nil {
			removed(o)
		}
	}
	return nil
}

func (s *Store) folder(id string) string { return s.keys + id + "/" }

func (s *Store) partKey(id string, offset int64) string {
	return fmt.Sprintf("%s%020d", s.folder(id), offset)
}

// validID reports whether id can be that of an upload: what crypto/rand.Text
// returns.
func validID(id string) bool {
	return len(id) == 26 && strings.Trim(id, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}
