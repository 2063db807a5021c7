package minio

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"math"
	"strings"
	"time"

	s3 "github.com/minio/minio-go/v7"

	"nguon/storage"
)

// Open implements [storage.Store]. A read fails when the server sends nothing
// for a minute.
func (s *Store) Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	if err := begin(ctx, key); err != nil {
		return nil, err
	}
	if off < 0 {
		return nil, fmt.Errorf("open %q: the offset %d is below zero", key, off)
	}
	if n == 0 || off == math.MaxInt64 { // no range header says nothing
		_, err := s.Stat(ctx, key)
		return io.NopCloser(&bytes.Reader{}), err
	}
	var opts s3.GetObjectOptions
	if off > 0 || n > 0 {
		last := int64(0) // to the end
		if n > 0 {
			last = off + min(n, math.MaxInt64-off) - 1
		}
		if err := opts.SetRange(off, last); err != nil {
			return nil, err
		}
	}
	body, err := s.get(ctx, s.address.prefix+key, opts)
	if code(err) == s3.InvalidRange {
		return io.NopCloser(&bytes.Reader{}), nil // from the end or beyond
	}
	return body, s.explain("open", key, err)
}

// get returns a body that fails when nothing comes for too long.
func (s *Store) get(ctx context.Context, name string, opts s3.GetObjectOptions) (io.ReadCloser, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	r, _, _, err := s.client.GetObject(ctx, s.address.bucket, name, opts)
	if err != nil {
		cancel(nil)
		return nil, err
	}
	b := &body{ReadCloser: r, ctx: ctx, cancel: cancel, limit: s.idle}
	b.idle = time.AfterFunc(math.MaxInt64, func() { cancel(fmt.Errorf("the server has sent nothing for %v", s.idle)) })
	return b, nil
}

// A body is the content of an object on its way.
type body struct {
	io.ReadCloser
	ctx    context.Context
	cancel context.CancelCauseFunc
	idle   *time.Timer // runs during a Read
	limit  time.Duration
}

// Read implements [io.Reader].
func (b *body) Read(p []byte) (int, error) {
	b.idle.Reset(b.limit)
	n, err := b.ReadCloser.Read(p)
	b.idle.Stop()
	if err != nil && b.ctx.Err() != nil {
		err = context.Cause(b.ctx)
	}
	return n, err
}

// Close implements [io.Closer].
func (b *body) Close() error {
	b.idle.Stop()
	b.cancel(nil)
	return b.ReadCloser.Close()
}

// Stat implements [storage.Store].
func (s *Store) Stat(ctx context.Context, key string) (storage.Info, error) {
	if err := begin(ctx, key); err != nil {
		return storage.Info{}, err
	}
	info, err := s.client.StatObject(ctx, s.address.bucket, s.address.prefix+key, s3.StatObjectOptions{})
	if err != nil {
		return storage.Info{}, s.explain("stat", key, err)
	}
	return describe(key, info), nil
}

func describe(key string, info s3.ObjectInfo) storage.Info {
	return storage.Info{Key: key, Size: info.Size, Modified: info.LastModified.UTC()}
}

// List implements [storage.Store]. It leaves out what has a name that is no
// key, such as the markers that other programs make for empty folders: no Put
// of this program can have made it.
func (s *Store) List(ctx context.Context, prefix string) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		if !storage.CanBegin(prefix) { // a server may call it an error
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		opts := s3.ListObjectsOptions{Prefix: s.address.prefix + prefix, Recursive: true, FetchOwner: new(false)}
		for info := range s.client.ListObjectsIter(ctx, s.address.bucket, opts) {
			if info.Err != nil {
				yield(storage.Info{}, s.explain("list", prefix, info.Err))
				return
			}
			key := strings.TrimPrefix(info.Key, s.address.prefix)
			if storage.CheckKey(key) == nil && !yield(describe(key, info), nil) {
				return
			}
		}
		if err := ctx.Err(); err != nil { // minio-go just stops
			yield(storage.Info{}, s.explain("list", prefix, err))
		}
	}
}

// Remove implements [storage.Store].
func (s *Store) Remove(ctx context.Context, key string) error {
	if err := begin(ctx, key); err != nil {
		return err
	}
	err := s.client.RemoveObject(ctx, s.address.bucket, s.address.prefix+key, s3.RemoveObjectOptions{})
	return s.explain("remove", key, err)
}
