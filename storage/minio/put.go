package minio

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"time"

	s3 "github.com/minio/minio-go/v7"

	"nguon/storage"
)

const (
	// putID is the metadata that holds the identity of the Put that made an
	// object.
	putID = "Nguon-Put"

	// grace is the time that the last request of a Put has after the Put is
	// cancelled, so that what came of it is known.
	grace = 15 * time.Second

	checksumMode       = "x-amz-checksum-type"
	checksumFullObject = "FULL_OBJECT"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// Put implements [storage.Store]. It sends what fits into one part of 16 MiB
// with one request, and more than that in such parts, three at a time: one Put
// uses at most 64 MiB and stores at most 156 GiB.
//
// Every part goes with its CRC-32C, which the server verifies. The checksum
// that the server then reports for the whole object is compared with that of
// what was read; from a server that reports none, the object is read back.
func (s *Store) Put(ctx context.Context, key string, r io.Reader) error {
	if err := begin(ctx, key); err != nil {
		return err
	}
	u := &upload{Store: s, name: s.address.prefix + key, id: rand.Text()}
	u.src = &source{ctx: ctx, r: r, sum: crc32.New(castagnoli)}
	return s.explain("put", key, u.put(ctx))
}

// An upload is one Put.
type upload struct {
	*Store
	name string // of the object in the bucket
	id   string // of this Put
	src  *source
}

func (u *upload) put(ctx context.Context) error {
	first, err := u.src.part(nil, u.partSize)
	if err != nil {
		return err
	}
	if u.src.ended {
		return u.putWhole(ctx, first)
	}
	// A server may refuse an existing name only after the last part.
	if _, err := u.client.StatObject(ctx, u.address.bucket, u.name, s3.StatObjectOptions{}); err == nil {
		return storage.ErrExist
	}
	return u.putParts(ctx, first)
}

// putWhole sends an object that fits into one request.
func (u *upload) putWhole(ctx context.Context, content []byte) error {
	ctx, cancel := u.finish(ctx)
	defer cancel()
	opts := u.options(map[string]string{putID: u.id, s3.ChecksumCRC32C.Key(): u.src.checksum()})
	_, err := u.client.PutObject(ctx, u.address.bucket, u.name, bytes.NewReader(content), int64(len(content)), "", "", opts)
	return u.settle(ctx, err)
}

// options are those of a request that makes an object, if there is none yet.
func (u *upload) options(metadata map[string]string) s3.PutObjectOptions {
	opts := s3.PutObjectOptions{UserMetadata: metadata}
	opts.SetMatchETagExcept("*")
	return opts
}

// finish returns the context of the request that makes the object. Once that
// is sent, cancelling must not leave open what came of it.
func (u *upload) finish(ctx context.Context) (context.Context, context.CancelFunc) {
	if ctx.Err() != nil {
		return ctx, func() {}
	}
	lasting, cancel := context.WithTimeout(context.WithoutCancel(ctx), partTimeout)
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(grace, cancel) })
	return lasting, func() { stop(); cancel() }
}

// settle finds out what came of the request that was to make the object, and
// verifies or removes it. A request may have succeeded although it seems to
// have failed: its answer was lost, and minio-go has sent it again.
func (u *upload) settle(ctx context.Context, failed error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	info, err := u.client.StatObject(ctx, u.address.bucket, u.name, s3.StatObjectOptions{Checksum: true})
	ours := err == nil && info.UserMetadata[putID] == u.id
	switch {
	case failed != nil && !ours:
		if err == nil && code(failed) == "ConditionalRequestConflict" {
			return storage.ErrExist // how Amazon S3 tells the loser of a race
		}
		return failed
	case err == nil && !ours:
		return fmt.Errorf("%w: another object has its name", storage.ErrCorrupt)
	case err == nil:
		err = u.verify(ctx, info)
	}
	if err == nil {
		return nil
	}
	remove := s3.RemoveObjectOptions{VersionID: info.VersionID}
	return errors.Join(err, u.client.RemoveObject(ctx, u.address.bucket, u.name, remove))
}

// verify returns [storage.ErrCorrupt] unless the server has what was read.
func (u *upload) verify(ctx context.Context, info s3.ObjectInfo) error {
	size, sum := info.Size, info.ChecksumCRC32C
	if sum == "" || info.ChecksumMode != "" && info.ChecksumMode != checksumFullObject {
		read, err := u.readBack(ctx)
		if err != nil {
			return err
		}
		size, sum = read.n, read.checksum()
	}
	if want := u.src.checksum(); size != u.src.n || sum != want {
		return fmt.Errorf("%w: sent %d bytes with CRC-32C %s, the server has %d with %s",
			storage.ErrCorrupt, u.src.n, want, size, sum)
	}
	return nil
}

// readBack reads the object. The time that it may take grows with the size.
func (u *upload) readBack(ctx context.Context) (*source, error) {
	parts := time.Duration(u.src.n/int64(u.partSize) + 1)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), parts*partTimeout)
	defer cancel()
	body, err := u.get(ctx, u.name, s3.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	defer body.Close()
	back := &source{ctx: ctx, r: body, sum: crc32.New(castagnoli)}
	_, err = io.Copy(io.Discard, back)
	return back, err
}
