package minio_test

import (
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"sync"
	"testing"
	"testing/iotest"

	s3 "github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"nguon/storage"
	"nguon/storage/minio"
	"nguon/storage/storagetest"
)

// smallParts returns a store that sends parts of 5 MiB, and its bucket.
func smallParts(t *testing.T, server *storagetest.Server) (*minio.Store, string) {
	t.Helper()
	rawURL := server.URL(t)
	s := open(t, server, rawURL)
	s.SmallParts()
	bucket, _, _ := strings.Cut(strings.TrimPrefix(rawURL, "s3://"), "?")
	return s, bucket
}

// wantNoUploads fails the test if an upload of key is neither completed nor
// aborted: nobody sees it, but it takes space.
func wantNoUploads(t *testing.T, server *storagetest.Server, bucket, key string) {
	t.Helper()
	client, err := s3.NewCore(strings.TrimPrefix(server.Endpoint, "http://"),
		&s3.Options{Creds: credentials.NewStaticV4(server.AccessKey, server.SecretKey, "")})
	if err != nil {
		t.Fatal(err)
	}
	found, err := client.ListMultipartUploads(t.Context(), bucket, key, "", "", "", 100)
	if err != nil || len(found.Uploads) > 0 {
		t.Errorf("uploads left over: %+v, %v; want none", found.Uploads, err)
	}
}

func generated(n int64) io.Reader {
	return io.LimitReader(rand.NewChaCha8([32]byte{7}), n)
}

func TestPutThatFailsAbortsItsUpload(t *testing.T) {
	server := storagetest.MinIO(t)
	s, bucket := smallParts(t, server)
	broken := errors.New("disk on fire")
	for _, test := range []struct {
		name string
		size int64
	}{
		{"before a part is sent", 5<<20 - 1},
		{"after a part", 5 << 20},
		{"after several parts", 33 << 20},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := io.MultiReader(generated(test.size), iotest.ErrReader(broken))
			if err := s.Put(t.Context(), "a/b", r); !errors.Is(err, broken) {
				t.Errorf("Put: %v, want %v", err, broken)
			}
			wantNoUploads(t, server, bucket, "a/b")
			ctx, cancel := context.WithCancel(t.Context())
			r = io.MultiReader(generated(test.size), reader(func([]byte) (int, error) { cancel(); return 1, nil }))
			if err := s.Put(ctx, "a/b", r); !errors.Is(err, context.Canceled) {
				t.Errorf("Put: %v, want %v", err, context.Canceled)
			}
			wantNoUploads(t, server, bucket, "a/b")
			if _, err := s.Stat(t.Context(), "a/b"); !errors.Is(err, storage.ErrNotExist) {
				t.Errorf("Stat: %v, want %v", err, storage.ErrNotExist)
			}
		})
	}
}

type reader func([]byte) (int, error)

func (r reader) Read(p []byte) (int, error) { return r(p) }

// All but one find out only when they complete their uploads.
func TestConcurrentUploadsHaveOneWinner(t *testing.T) {
	server := storagetest.MinIO(t)
	s, bucket := smallParts(t, server)
	const writers, size = 4, 6 << 20
	var errs [writers]error
	var wg, begun sync.WaitGroup
	begun.Add(writers)
	for i := range writers {
		wg.Go(func() {
			var once sync.Once
			all := reader(func([]byte) (int, error) { // nobody ends before all have sent a part
				once.Do(func() { begun.Done(); begun.Wait() })
				return 0, io.EOF
			})
			content := strings.NewReader(strings.Repeat(string(rune('A'+i)), size))
			errs[i] = s.Put(t.Context(), "a/b", io.MultiReader(content, all))
		})
	}
	wg.Wait()
	winner := -1
	for i, err := range errs {
		if err == nil && winner < 0 {
			winner = i
		} else if !errors.Is(err, storage.ErrExist) {
			t.Errorf("Put %d: %v; want one nil, the others %v", i, err, storage.ErrExist)
		}
	}
	r, err := s.Open(t.Context(), "a/b", 0, -1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); err != nil || string(b) != strings.Repeat(string(rune('A'+winner)), size) {
		t.Errorf("the object is not what the winner %d put; %v", winner, err)
	}
	wantNoUploads(t, server, bucket, "a/b")
}

func TestPutSizesAroundAPart(t *testing.T) {
	server := storagetest.MinIO(t)
	s, _ := smallParts(t, server)
	for _, size := range []int64{5<<20 - 1, 5 << 20, 5<<20 + 1, 10 << 20, 10<<20 + 1} {
		key := "size/" + strings.Repeat("x", int(size%7)+1)
		if err := s.Put(t.Context(), key, generated(size)); err != nil {
			t.Fatalf("Put of %d bytes: %v", size, err)
		}
		if info, err := s.Stat(t.Context(), key); err != nil || info.Size != size {
			t.Errorf("Stat: %+v, %v; want %d bytes", info, err, size)
		}
		if err := s.Remove(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPutNeedsLittleMemory(t *testing.T) {
	server := storagetest.MinIO(t)
	s, _ := smallParts(t, server)
	heap := func() uint64 {
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	const size, most = 150 << 20, 40 << 20 // four parts and what HTTP needs
	before, peak := heap(), uint64(0)
	source, n := generated(size), 0
	r := reader(func(p []byte) (int, error) {
		got, err := source.Read(p)
		if n += got; n > 10<<20 {
			n, peak = 0, max(peak, heap())
		}
		return got, err
	})
	if err := s.Put(t.Context(), "a", r); err != nil {
		t.Fatal(err)
	}
	if peak == 0 || peak > before+most {
		t.Errorf("Put of %d MiB used %d MiB, want at most %d", size>>20, (peak-before)>>20, most>>20)
	}
}
