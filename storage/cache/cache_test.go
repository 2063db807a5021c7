package cache_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"nguon/storage"
	"nguon/storage/cache"
	"nguon/storage/local"
	"nguon/storage/minio"
	"nguon/storage/storagetest"
)

// A remote is a store that counts what it is asked and can be stopped.
type remote struct {
	storage.Store
	opens, stats atomic.Int32
	gate         chan struct{}             // nil, or Open waits until it is closed
	down         atomic.Bool               // Stat hangs until its context ends
	spoil        func(io.Reader) io.Reader // nil, or what happens to the bytes
}

func newRemote(t testing.TB) *remote {
	t.Helper()
	s, err := local.New(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return &remote{Store: s}
}

func (r *remote) Open(ctx context.Context, key string, off, n int64) (io.ReadCloser, error) {
	r.opens.Add(1)
	if r.gate != nil {
		select {
		case <-r.gate:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	body, err := r.Store.Open(ctx, key, off, n)
	if err == nil && r.spoil != nil {
		body = io.NopCloser(r.spoil(body))
	}
	return body, err
}

func (r *remote) Stat(ctx context.Context, key string) (storage.Info, error) {
	r.stats.Add(1)
	if r.down.Load() {
		<-ctx.Done()
		return storage.Info{}, ctx.Err()
	}
	return r.Store.Stat(ctx, key)
}

func newCache(t testing.TB, dir string, maxBytes int64, from storage.Store) *cache.Store {
	t.Helper()
	s, err := cache.New(dir, maxBytes, from)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	storagetest.Run(t, func(t *testing.T) storage.Store {
		return newCache(t, t.TempDir(), 1<<20, newRemote(t))
	})
}

func TestLocator(t *testing.T) {
	for name, bound := range map[string]int64{"roomy": 1 << 30, "tight": 1500 << 10, "nothing fits": 0} {
		t.Run(name, func(t *testing.T) {
			storagetest.RunLocator(t, func(t *testing.T) storagetest.LocatorStore {
				return newCache(t, t.TempDir(), bound, newRemote(t))
			})
		})
	}
}

func TestLocatorOnMinIO(t *testing.T) {
	server := storagetest.MinIO(t)
	cred := minio.Credentials{AccessKey: server.AccessKey, SecretKey: server.SecretKey}
	storagetest.RunLocator(t, func(t *testing.T) storagetest.LocatorStore {
		from, err := minio.Open(t.Context(), server.URL(t), cred)
		if err != nil {
			t.Fatal(err)
		}
		return newCache(t, t.TempDir(), 1<<30, from)
	})
}

func TestCopiesAreFetchedOnce(t *testing.T) {
	from := newRemote(t)
	s := newCache(t, t.TempDir(), 100, from)
	put(t, s, "a", 10)
	for range 5 {
		touch(t, s, "a")
	}
	if got := from.opens.Load(); got != 1 {
		t.Errorf("%d downloads for five readers one after another, want 1", got)
	}
}

func TestRemoveDropsTheCopy(t *testing.T) {
	dir := t.TempDir()
	s := newCache(t, dir, 100, newRemote(t))
	put(t, s, "a", 10)
	touch(t, s, "a")
	if err := s.Remove(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	wantFiles(t, dir, 0, 0)
	put(t, s, "a", 20)
	wantFile(t, s, "a", 20)
}

func TestRemovedCopyStaysForItsReader(t *testing.T) {
	dir := t.TempDir()
	s := newCache(t, dir, 100, newRemote(t))
	put(t, s, "a", 10)
	file, done := locate(t, s, "a")
	if err := s.Remove(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	put(t, s, "a", 20)
	wantFile(t, s, "a", 20)
	if got := size(t, file); got != 10 {
		t.Errorf("the reader of the removed object sees %d bytes, want 10", got)
	}
	done()
	wantFiles(t, dir, 1, 20)
}

// Another process removes or replaces an object: nobody tells this one.
func TestOldCopiesAreRechecked(t *testing.T) {
	from := newRemote(t)
	s := newCache(t, t.TempDir(), 100, from)
	clock := s.FakeClock()
	for _, key := range []string{"removed", "replaced", "same"} {
		put(t, s, key, 10)
		touch(t, s, key)
	}
	for _, key := range []string{"removed", "replaced"} {
		if err := from.Remove(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
	put(t, from, "replaced", 20)

	clock.Add(int64(4 * time.Minute))
	wantFile(t, s, "removed", 10) // the price of not asking each time
	clock.Add(int64(2 * time.Minute))
	if _, _, err := s.Locate(t.Context(), "removed"); !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("Locate of a removed object: %v, want %v", err, storage.ErrNotExist)
	}
	wantFile(t, s, "replaced", 20)
	opens := from.opens.Load()
	wantFile(t, s, "same", 10)
	if from.opens.Load() != opens {
		t.Error("an object that has not changed was fetched again")
	}
	stats := from.stats.Load()
	wantFile(t, s, "same", 10)
	if from.stats.Load() != stats {
		t.Error("the remote store was asked again at once")
	}
}

func TestCopiesServeWhileTheRemoteIsDown(t *testing.T) {
	from := newRemote(t)
	s := newCache(t, t.TempDir(), 100, from)
	clock := s.FakeClock()
	put(t, s, "a", 10)
	touch(t, s, "a")
	clock.Add(int64(time.Hour))
	from.down.Store(true)
	wantFile(t, s, "a", 10)
	if from.stats.Load() != 2 {
		t.Errorf("the remote store was asked %d times, want once for the download and once after an hour", from.stats.Load())
	}
}

func TestFailedDownloadLeavesNothing(t *testing.T) {
	cut := errors.New("connection cut")
	for _, test := range []struct {
		name  string
		spoil func(io.Reader) io.Reader
		want  error
	}{
		{"cut with an error", func(r io.Reader) io.Reader {
			return io.MultiReader(io.LimitReader(r, 5), errReader{cut})
		}, cut},
		{"cut without one", func(r io.Reader) io.Reader { return io.LimitReader(r, 5) }, storage.ErrCorrupt},
		{"too long", func(r io.Reader) io.Reader { return io.MultiReader(r, strings.NewReader("x")) }, storage.ErrCorrupt},
	} {
		t.Run(test.name, func(t *testing.T) {
			from, dir := newRemote(t), t.TempDir()
			s := newCache(t, dir, 100, from)
			put(t, s, "a", 10)
			from.spoil = test.spoil
			if _, _, err := s.Locate(t.Context(), "a"); !errors.Is(err, test.want) {
				t.Errorf("Locate: %v, want %v", err, test.want)
			}
			wantFiles(t, dir, 0, 0)
			from.spoil = nil
			wantFile(t, s, "a", 10)
		})
	}
}

type errReader struct{ err error }

func (r errReader) Read([]byte) (int, error) { return 0, r.err }

func TestNewRefuses(t *testing.T) {
	if _, err := cache.New(t.TempDir(), -1, newRemote(t)); err == nil {
		t.Error("New with a negative bound: no error")
	}
	if _, err := cache.New("/proc/nguon/cache", 1, newRemote(t)); err == nil || !strings.Contains(err.Error(), "/proc/nguon/cache") {
		t.Errorf("New where nothing can be made: %v; want an error that names the folder", err)
	}
}
