package cache_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"testing"
	"time"

	"nguon/storage"
)

// eventually waits until what holds, which other goroutines bring about.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for range 500 {
		if holds() {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("after five seconds still not: %s", what)
}

func TestConcurrentReadersShareOneDownload(t *testing.T) {
	from, dir := newRemote(t), t.TempDir()
	s := newCache(t, dir, 100, from)
	put(t, s, "a", 10)
	from.gate = make(chan struct{})
	const readers = 20
	var wg sync.WaitGroup
	for range readers {
		wg.Go(func() {
			file, done, err := s.Locate(t.Context(), "a")
			if err != nil {
				t.Errorf("Locate: %v", err)
				return
			}
			defer done()
			if b, err := os.ReadFile(file); err != nil || len(b) != 10 {
				t.Errorf("read %d bytes, %v; want 10", len(b), err)
			}
		})
	}
	eventually(t, "a download", func() bool { return from.opens.Load() == 1 })
	close(from.gate)
	wg.Wait()
	if got := from.opens.Load(); got != 1 {
		t.Errorf("%d downloads for %d readers at once, want 1", got, readers)
	}
	wantFiles(t, dir, 1, 10)
}

// The first reader began the download, but it is not only for him.
func TestImpatientReaderDoesNotEndTheDownloadOfOthers(t *testing.T) {
	from := newRemote(t)
	s := newCache(t, t.TempDir(), 100, from)
	put(t, s, "a", 10)
	from.gate = make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	first, second := make(chan error), make(chan error)
	go func() {
		_, _, err := s.Locate(ctx, "a")
		first <- err
	}()
	eventually(t, "a download", func() bool { return from.opens.Load() == 1 })
	go func() {
		_, done, err := s.Locate(t.Context(), "a")
		if err == nil {
			done()
		}
		second <- err
	}()
	eventually(t, "two readers wait", func() bool { return s.Waiting("a") == 2 })
	cancel()
	if err := <-first; !errors.Is(err, context.Canceled) {
		t.Errorf("the impatient reader: %v, want %v", err, context.Canceled)
	}
	close(from.gate)
	if err := <-second; err != nil {
		t.Errorf("the patient reader: %v", err)
	}
	if got := from.opens.Load(); got != 1 {
		t.Errorf("%d downloads, want 1", got)
	}
}

func TestDownloadEndsWhenNobodyWaits(t *testing.T) {
	from, dir := newRemote(t), t.TempDir()
	s := newCache(t, dir, 100, from)
	put(t, s, "a", 10)
	from.gate = make(chan struct{})
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		_, _, err := s.Locate(ctx, "a")
		left <- err
	}()
	eventually(t, "a download", func() bool { return from.opens.Load() == 1 })
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("Locate: %v, want %v", err, context.Canceled)
	}
	eventually(t, "the unfinished file is gone", func() bool {
		entries, err := os.ReadDir(dir)
		return err == nil && len(entries) == 0
	})
	close(from.gate)
	wantFile(t, s, "a", 10)
}

// The download began before the removal and ends after it.
func TestRemoveDuringDownload(t *testing.T) {
	from, dir := newRemote(t), t.TempDir()
	s := newCache(t, dir, 100, from)
	put(t, s, "a", 10)
	from.gate = make(chan struct{})
	got := make(chan error)
	go func() {
		_, done, err := s.Locate(t.Context(), "a")
		if err == nil {
			done()
		}
		got <- err
	}()
	eventually(t, "a download", func() bool { return from.opens.Load() == 1 })
	if err := s.Remove(t.Context(), "a"); err != nil {
		t.Fatal(err)
	}
	close(from.gate)
	if err := <-got; err != nil && !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("Locate: %v; want the bytes or %v", err, storage.ErrNotExist)
	}
	wantFiles(t, dir, 0, 0)
	if _, _, err := s.Locate(t.Context(), "a"); !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("Locate after Remove: %v, want %v", err, storage.ErrNotExist)
	}
}

// Objects of all sizes come, go and are removed while others read them; each
// reader must find the bytes of its object in its file until it is done.
func TestEverythingAtOnce(t *testing.T) {
	dir := t.TempDir()
	s := newCache(t, dir, 60, newRemote(t))
	clock := s.FakeClock()
	const objects = 10 // with 1 to 10 bytes, and one above the bound
	sizes := map[string]int{"large": 100}
	for i := range objects {
		sizes[fmt.Sprintf("k%d", i)] = i + 1
	}
	keys := make([]string, 0, len(sizes))
	for key, n := range sizes {
		put(t, s, key, n)
		keys = append(keys, key)
	}
	var wg sync.WaitGroup
	for worker := range 8 {
		wg.Go(func() {
			random := rand.New(rand.NewPCG(1, uint64(worker)))
			for range 200 {
				key := keys[random.IntN(len(keys))]
				ctx, cancel := context.WithCancel(t.Context())
				switch random.IntN(20) {
				case 0:
					if err := s.Remove(ctx, key); err != nil {
						t.Errorf("Remove: %v", err)
					}
					put := s.Put(ctx, key, zeros(sizes[key]))
					if put != nil && !errors.Is(put, storage.ErrExist) {
						t.Errorf("Put: %v", put)
					}
				case 1:
					time.AfterFunc(time.Duration(random.IntN(1000))*time.Microsecond, cancel)
				case 2:
					clock.Add(int64(10 * time.Minute))
				}
				file, done, err := s.Locate(ctx, key)
				switch {
				case err == nil:
					for range 3 {
						if info, err := os.Stat(file); err != nil || info.Size() != int64(sizes[key]) {
							t.Errorf("the file of %q in use: %v, %v", key, info, err)
						}
					}
					done()
				case !errors.Is(err, storage.ErrNotExist) && !errors.Is(err, context.Canceled):
					t.Errorf("Locate: %v", err)
				}
				cancel()
			}
		})
	}
	wg.Wait()
	eventually(t, "the folder has what the cache believes, within the bound", func() bool {
		return s.Accounted() == s.OnDisk(t) && s.Accounted() <= 60
	})
}
