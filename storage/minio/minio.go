// Package minio keeps objects in a bucket of MinIO or another server that
// speaks S3. It is the only user of minio-go.
//
// The server must honour If-None-Match on PUT and on the completion of a
// multipart upload, as MinIO and Amazon S3 do: that is what keeps an object
// from being overwritten.
//
// In a bucket with versioning, the bytes of a removed object stay until the
// lifecycle rules of the bucket delete old versions.
package minio

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	s3 "github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"nguon/storage"
)

// Credentials are the keys of an account of the server. They print as a
// placeholder.
type Credentials struct {
	AccessKey string
	SecretKey string
}

const hidden = "[credentials]"

// String hides the keys.
func (Credentials) String() string { return hidden }

// GoString hides the keys.
func (Credentials) GoString() string { return hidden }

// LogValue hides the keys.
func (Credentials) LogValue() slog.Value { return slog.StringValue(hidden) }

// Time that a server may take.
const (
	dialTimeout   = 5 * time.Second
	openTimeout   = 15 * time.Second // of the check that the bucket is there
	headerTimeout = 30 * time.Second // from the request to the first byte of the answer
	partTimeout   = 5 * time.Minute  // to send one part
	idleTimeout   = time.Minute      // of a server that sends a body
)

// maxRetries is how often a request that may succeed later is sent; the pauses
// add up to about three seconds.
const maxRetries = 5

// A Store is a [storage.Store] and a [storage.Presigner] in a bucket.
type Store struct {
	client   *s3.Core
	address  address
	partSize int           // bytes of a part of a multipart upload
	workers  int           // parts of one Put on their way at a time
	idle     time.Duration // longest silence of a server that sends a body
}

// Open returns the store in the bucket that rawURL names, in the form
//
//	s3://bucket/prefix?endpoint=http://127.0.0.1:9000&region=us-east-1
//
// where the endpoint is required, and the prefix and the region are not: the
// server is asked for the region. Open creates nothing, but it verifies that
// the bucket is there and that cred may use it. No error contains rawURL or
// the keys.
func Open(ctx context.Context, rawURL string, cred Credentials) (*Store, error) {
	return open(ctx, rawURL, cred, newTransport())
}

func open(ctx context.Context, rawURL string, cred Credentials, through http.RoundTripper) (*Store, error) {
	a, err := parseAddress(rawURL)
	if err != nil {
		return nil, fmt.Errorf("storage address: %w", err)
	}
	if cred.AccessKey == "" || cred.SecretKey == "" {
		return nil, fmt.Errorf("storage %s: the access key and the secret key are not set", a)
	}
	client, err := s3.NewCore(a.host, &s3.Options{
		Creds:      credentials.NewStaticV4(cred.AccessKey, cred.SecretKey, ""),
		Secure:     a.secure,
		Region:     a.region,
		Transport:  through,
		MaxRetries: maxRetries,
	})
	if err != nil {
		return nil, fmt.Errorf("storage %s: %w", a, err)
	}
	s := &Store{client: client, address: a, partSize: defaultPartSize, workers: defaultWorkers, idle: idleTimeout}
	if err := s.checkBucket(ctx); err != nil {
		return nil, fmt.Errorf("storage %s: %w", a, err)
	}
	return s, nil
}

// String returns the address without secrets.
func (s *Store) String() string { return s.address.String() }

func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: dialTimeout, KeepAlive: 30 * time.Second}).DialContext,
		TLSHandshakeTimeout:   10 * time.Second,
		ResponseHeaderTimeout: headerTimeout,
		ExpectContinueTimeout: 10 * time.Second,
		IdleConnTimeout:       90 * time.Second,
		MaxIdleConns:          100,
		MaxIdleConnsPerHost:   32,
		DisableCompression:    true, // the bytes of an object are to come as they are
	}
}

// checkBucket says what to do where the bucket cannot be used.
func (s *Store) checkBucket(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, openTimeout)
	defer cancel()
	found, err := s.client.BucketExists(ctx, s.address.bucket)
	resp, answered := errors.AsType[s3.ErrorResponse](err)
	switch {
	case err == nil && found:
		return nil
	case err == nil:
		return fmt.Errorf("the bucket %q does not exist: create it (mc mb ALIAS/%[1]s) or correct the address", s.address.bucket)
	case answered && resp.StatusCode == http.StatusForbidden:
		return fmt.Errorf("the server refuses these keys for the bucket %q (%s): check both keys and what they may do", s.address.bucket, resp.Code)
	case answered:
		return fmt.Errorf("the server cannot be used: %w", err)
	}
	return fmt.Errorf("the server does not answer: check the endpoint and that it runs: %w", err)
}

// begin says whether a method may go on.
func begin(ctx context.Context, key string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return storage.CheckKey(key)
}

// explain makes an error say what failed and where, in the terms of the port.
func (s *Store) explain(method, key string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s %q in %s: %w", method, key, s.address, translate(err))
}

func translate(err error) error {
	switch c := code(err); c {
	case "":
		return err
	case s3.NoSuchKey:
		return storage.ErrNotExist
	case s3.PreconditionFailed:
		return storage.ErrExist
	default:
		return fmt.Errorf("%s: %w", c, err)
	}
}

// code returns what the server calls an error, or nothing if err is not of the
// server.
func code(err error) string {
	resp, _ := errors.AsType[s3.ErrorResponse](err)
	return resp.Code
}
