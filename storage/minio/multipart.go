package minio

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"net/http"
	"slices"
	"sync"

	s3 "github.com/minio/minio-go/v7"
	"golang.org/x/sync/errgroup"
)

// One Put has one part more in memory than there are workers: the one that is
// being filled.
const (
	defaultPartSize = 16 << 20
	defaultWorkers  = 3
	maxParts        = 10_000 // a limit of S3
)

// putParts sends an object as a multipart upload, which no listing shows until
// it is completed. minio-go's own does not make the completion conditional,
// without which the last of several Puts would win.
func (u *upload) putParts(ctx context.Context, first []byte) error {
	uploadID, err := u.initiate(ctx)
	if err != nil {
		return err
	}
	parts, err := u.sendParts(ctx, uploadID, first)
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return errors.Join(err, u.abort(ctx, uploadID))
	}
	ctx, cancel := u.finish(ctx)
	defer cancel()
	opts := u.options(map[string]string{s3.ChecksumCRC32C.Key(): u.src.checksum(), checksumMode: checksumFullObject})
	_, err = u.client.CompleteMultipartUpload(ctx, u.address.bucket, u.name, uploadID, parts, opts)
	if err != nil {
		// Either this ends the upload or it was completed after all, and
		// settle sees which.
		err = errors.Join(err, u.abort(ctx, uploadID))
	}
	return u.settle(ctx, err)
}

// initiate begins the upload. It is not cancelled, because an upload whose
// identity nobody knows cannot be aborted.
func (u *upload) initiate(ctx context.Context) (string, error) {
	ctx, cancel := u.finish(ctx)
	defer cancel()
	opts := u.options(map[string]string{putID: u.id,
		"x-amz-checksum-algorithm": s3.ChecksumCRC32C.String(), checksumMode: checksumFullObject})
	return u.client.NewMultipartUpload(ctx, u.address.bucket, u.name, opts)
}

// abort ends an upload that failed, so that its parts take no space.
func (u *upload) abort(ctx context.Context, uploadID string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := u.client.AbortMultipartUpload(ctx, u.address.bucket, u.name, uploadID)
	if err == nil || code(err) == s3.NoSuchUpload {
		return nil
	}
	return fmt.Errorf("abort the upload: %w", err)
}

// sendParts sends what is left to read, in parts, and returns them in order.
func (u *upload) sendParts(ctx context.Context, uploadID string, buf []byte) ([]s3.CompletePart, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(u.workers)
	var parts list
	free := make(chan []byte, u.workers+1)
	var err error
	for number := 1; ; number++ {
		if number > maxParts {
			err = fmt.Errorf("more than %d parts of %d bytes", maxParts, u.partSize)
			break
		}
		full := buf
		group.Go(func() error {
			part, err := u.sendPart(ctx, uploadID, number, full)
			parts.add(part)
			free <- full
			return err
		})
		if u.src.ended || ctx.Err() != nil {
			break
		}
		select {
		case buf = <-free:
		default:
			buf = make([]byte, 0, u.partSize)
		}
		if buf, err = u.src.part(buf, u.partSize); err != nil || len(buf) == 0 {
			break
		}
	}
	if err != nil {
		cancel() // the parts on their way are of no use
	}
	sent := group.Wait()
	if err != nil {
		return nil, err
	}
	return parts.sorted(), sent
}

func (u *upload) sendPart(ctx context.Context, uploadID string, number int, content []byte) (s3.CompletePart, error) {
	ctx, cancel := context.WithTimeout(ctx, partTimeout)
	defer cancel()
	sum := encode(crc32.Checksum(content, castagnoli))
	opts := s3.PutObjectPartOptions{CustomHeader: http.Header{}}
	opts.CustomHeader.Set(s3.ChecksumCRC32C.Key(), sum)
	part, err := u.client.PutObjectPart(ctx, u.address.bucket, u.name, uploadID, number, bytes.NewReader(content), int64(len(content)), opts)
	if err != nil {
		return s3.CompletePart{}, fmt.Errorf("part %d: %w", number, err)
	}
	return s3.CompletePart{PartNumber: number, ETag: part.ETag, ChecksumCRC32C: sum}, nil
}

// A list collects parts in any order.
type list struct {
	mu    sync.Mutex
	parts []s3.CompletePart
}

func (l *list) add(p s3.CompletePart) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.parts = append(l.parts, p)
}

func (l *list) sorted() []s3.CompletePart {
	l.mu.Lock()
	defer l.mu.Unlock()
	slices.SortFunc(l.parts, func(a, b s3.CompletePart) int { return a.PartNumber - b.PartNumber })
	return l.parts
}
