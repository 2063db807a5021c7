package minio

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"

	s3 "github.com/minio/minio-go/v7"

	"nguon/storage"
)

// OpenThrough is [Open] by a transport, for buckets of others: their addresses
// may lead anywhere.
func OpenThrough(ctx context.Context, rawURL string, cred Credentials, through http.RoundTripper) (*Store, error) {
	return open(ctx, rawURL, cred, through)
}

// An Object is one that somebody else has put into a bucket, and may put there
// anew.
type Object struct {
	Key  string
	ETag string
	Size int64
}

// Latest returns the last object, by the order of its key, directly under the
// prefix of s whose name fits a pattern of [path.Match]; an error that is
// [storage.ErrNotExist] if there is none.
func (s *Store) Latest(ctx context.Context, pattern string) (Object, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var last Object
	for info := range s.client.ListObjectsIter(ctx, s.address.bucket, s3.ListObjectsOptions{Prefix: s.address.prefix}) {
		if info.Err != nil {
			return last, s.explain("list", pattern, info.Err)
		}
		name := strings.TrimPrefix(info.Key, s.address.prefix)
		if fits, err := path.Match(pattern, name); err != nil {
			return last, err
		} else if fits && name > last.Key {
			last = Object{Key: name, ETag: info.ETag, Size: info.Size}
		}
	}
	if err := ctx.Err(); err != nil { // minio-go just stops
		return last, err
	}
	if last.Key == "" {
		return last, fmt.Errorf("objects that fit %q: %w", pattern, storage.ErrNotExist)
	}
	return last, nil
}

// Fitting returns the objects directly under the prefix of s whose names fit a
// pattern of [path.Match], in the order of their keys, at most so many; an error
// that is [storage.ErrNotExist] if there is none.
func (s *Store) Fitting(ctx context.Context, pattern string, most int) ([]Object, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var all []Object
	for info := range s.client.ListObjectsIter(ctx, s.address.bucket, s3.ListObjectsOptions{Prefix: s.address.prefix}) {
		if info.Err != nil {
			return nil, s.explain("list", pattern, info.Err)
		}
		name := strings.TrimPrefix(info.Key, s.address.prefix)
		fits, err := path.Match(pattern, name)
		if err != nil {
			return nil, err
		}
		if fits && name != "" {
			all = append(all, Object{Key: name, ETag: info.ETag, Size: info.Size})
		}
		if len(all) == most {
			return all, nil
		}
	}
	if err := ctx.Err(); err != nil { // minio-go just stops
		return nil, err
	}
	if all == nil {
		return nil, fmt.Errorf("objects that fit %q: %w", pattern, storage.ErrNotExist)
	}
	return all, nil
}

// ErrChanged says that an object is not the one any more that it was.
var ErrChanged = errors.New("the object was changed")

// Read returns the bytes of o, or an error that is [ErrChanged]. A read fails
// when the server sends nothing for a minute.
func (s *Store) Read(ctx context.Context, o Object) (io.ReadCloser, error) {
	var opts s3.GetObjectOptions
	if err := opts.SetMatchETag(o.ETag); err != nil {
		return nil, err
	}
	r, err := s.get(ctx, s.address.prefix+o.Key, opts)
	if code(err) == s3.PreconditionFailed {
		return nil, ErrChanged
	}
	return r, s.explain("read", o.Key, err)
}
