package minio_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"

	"nguon/storage"
	"nguon/storage/minio"
	"nguon/storage/storagetest"
)

// through returns a store whose requests to a new bucket of the real server
// pass through a proxy that change may spoil the answers of.
func through(t *testing.T, change func(*http.Response) error) *minio.Store {
	t.Helper()
	server := storagetest.MinIO(t)
	target, err := url.Parse(server.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(target); r.Out.Host = r.In.Host }, // the host is signed
		ModifyResponse: change,
		FlushInterval:  -1,                                                                              // every part of a body at once
		ErrorHandler:   func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) }, // cuts the connection
	})
	t.Cleanup(proxy.Close)
	rawURL := "s3://" + server.Bucket(t) + "?" + url.Values{"endpoint": {proxy.URL}, "region": {"us-east-1"}}.Encode()
	s := open(t, server, rawURL)
	s.SmallParts()
	return s
}

var sizes = map[string]int64{"one request": 1000, "several parts": 12 << 20}

// makesObject reports whether a request is the one that makes an object.
func makesObject(r *http.Request) bool {
	q := r.URL.Query()
	return r.Method == http.MethodPut && !q.Has("partNumber") || r.Method == http.MethodPost && q.Has("uploadId")
}

// The client sends the request again and is told that the object exists: it is
// its own.
func TestPutSucceedsWhenItsAnswerIsLost(t *testing.T) {
	for name, size := range sizes {
		t.Run(name, func(t *testing.T) {
			var lost atomic.Int32
			s := through(t, func(r *http.Response) error {
				if makesObject(r.Request) && lost.Add(1) == 1 {
					return errors.New("lost")
				}
				return nil
			})
			if err := s.Put(t.Context(), "a/b", generated(size)); err != nil {
				t.Errorf("Put: %v", err)
			}
			if lost.Load() < 2 {
				t.Errorf("the request was sent %d times: nothing was lost", lost.Load())
			}
			if err := s.Put(t.Context(), "a/b", generated(size)); !errors.Is(err, storage.ErrExist) {
				t.Errorf("Put of another with the same bytes: %v, want %v", err, storage.ErrExist)
			}
		})
	}
}

func TestPutFindsCorruption(t *testing.T) {
	const header = "X-Amz-Checksum-Crc32c"
	hide := func(r *http.Response) error {
		r.Header.Del(header)
		return nil
	}
	for _, test := range []struct {
		name   string
		change func(*http.Response) error
		want   error
	}{
		{"the server reports another checksum", func(r *http.Response) error {
			if r.Request.Method == http.MethodHead && r.Header.Get(header) != "" {
				r.Header.Set(header, "AAAAAA==")
			}
			return nil
		}, storage.ErrCorrupt},
		{"the server reports another size", func(r *http.Response) error {
			if r.Request.Method == http.MethodHead && r.Header.Get(header) != "" {
				r.Header.Set("Content-Length", "999")
			}
			return nil
		}, storage.ErrCorrupt},
		{"no checksum, the bytes are good", hide, nil},
		{"no checksum, the bytes are not", func(r *http.Response) error {
			if r.Request.Method == http.MethodGet && r.StatusCode == http.StatusOK {
				r.Body = io.NopCloser(io.LimitReader(zeros{}, r.ContentLength))
			}
			return hide(r)
		}, storage.ErrCorrupt},
	} {
		for name, size := range sizes {
			t.Run(test.name+", "+name, func(t *testing.T) {
				s := through(t, test.change)
				if err := s.Put(t.Context(), "a/b", generated(size)); !errors.Is(err, test.want) {
					t.Errorf("Put: %v, want %v", err, test.want)
				}
				_, err := s.Stat(t.Context(), "a/b")
				if gone := errors.Is(err, storage.ErrNotExist); gone != (test.want != nil) {
					t.Errorf("Stat after it: %v; want an object only if it is good", err)
				}
			})
		}
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func TestReadEndsWhenTheServerFallsSilent(t *testing.T) {
	stop := make(chan struct{})
	s := through(t, func(r *http.Response) error {
		if r.Request.Method == http.MethodGet && r.ContentLength == 1000 {
			body := r.Body
			r.Body = io.NopCloser(io.MultiReader(io.LimitReader(body, 500), reader(func([]byte) (int, error) { <-stop; return 0, io.EOF })))
		}
		return nil
	})
	defer close(stop)
	s.Impatient()
	if err := s.Put(t.Context(), "a", generated(1000)); err != nil {
		t.Fatal(err)
	}
	r, err := s.Open(t.Context(), "a", 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if _, err := io.ReadAll(r); err == nil || !strings.Contains(err.Error(), "sent nothing") {
		t.Errorf("read: %v; want to hear that the server has sent nothing", err)
	}
}

func TestReadOfACutBodyFails(t *testing.T) {
	s := through(t, func(r *http.Response) error {
		if r.Request.Method == http.MethodGet && r.ContentLength == 1000 {
			b, err := io.ReadAll(io.LimitReader(r.Body, 500))
			r.Body = io.NopCloser(bytes.NewReader(b))
			return err
		}
		return nil
	})
	if err := s.Put(t.Context(), "a", generated(1000)); err != nil {
		t.Fatal(err)
	}
	r, err := s.Open(t.Context(), "a", 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); err == nil {
		t.Errorf("read %d of 1000 bytes without an error", len(b))
	}
}
