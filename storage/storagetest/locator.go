package storagetest

import (
	"crypto/sha256"
	"errors"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"nguon/storage"
)

// A LocatorStore is a Store whose objects are files.
type LocatorStore interface {
	storage.Store
	storage.Locator
}

// RunLocator tests that the stores that open returns give their objects as
// files. Each test gets a new, empty one. [Run] tests the rest.
func RunLocator(t *testing.T, open func(t *testing.T) LocatorStore) {
	t.Run("the file has the bytes of the object", func(t *testing.T) { testLocate(t, open(t)) })
	t.Run("what does not exist has no file", func(t *testing.T) { testLocateNotExist(t, open(t)) })
	t.Run("concurrent readers", func(t *testing.T) { testLocateConcurrently(t, open(t)) })
}

func testLocate(t *testing.T, s LocatorStore) {
	for key, content := range map[string]string{"a/dân số": "12345", "empty": "", "large": repeated('x', 3<<20)} {
		put(t, s, key, content)
		for range 2 {
			file, done, err := s.Locate(t.Context(), key)
			if err != nil {
				t.Fatalf("Locate %q: %v", key, err)
			}
			if b, err := os.ReadFile(file); err != nil || string(b) != content {
				t.Errorf("%q is a file of %d bytes, %v; want %d", key, len(b), err, len(content))
			}
			done()
			done()
		}
	}
}

func testLocateNotExist(t *testing.T, s LocatorStore) {
	put(t, s, "a/b", "x")
	for _, key := range []string{"c", "a", "a/b/c"} {
		if file, _, err := s.Locate(t.Context(), key); !errors.Is(err, storage.ErrNotExist) {
			t.Errorf("Locate %q = %q, %v; want %v", key, file, err, storage.ErrNotExist)
		}
	}
	if err := s.Remove(t.Context(), "a/b"); err != nil {
		t.Fatal(err)
	}
	if file, _, err := s.Locate(t.Context(), "a/b"); !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("Locate after Remove = %q, %v; want %v", file, err, storage.ErrNotExist)
	}
}

func testLocateConcurrently(t *testing.T, s LocatorStore) {
	const size = 1 << 20
	var want [3][32]byte
	for i := range want {
		key := strings.Repeat("k", i+1)
		h := sha256.New()
		if err := s.Put(t.Context(), key, io.TeeReader(generated(byte(i), size), h)); err != nil {
			t.Fatal(err)
		}
		want[i] = [32]byte(h.Sum(nil))
	}
	var wg sync.WaitGroup
	for reader := range 12 {
		wg.Go(func() {
			i := reader % len(want)
			file, done, err := s.Locate(t.Context(), strings.Repeat("k", i+1))
			if err != nil {
				t.Errorf("Locate: %v", err)
				return
			}
			defer done()
			if b, err := os.ReadFile(file); err != nil || sha256.Sum256(b) != want[i] {
				t.Errorf("reader %d: wrong bytes or %v", reader, err)
			}
		})
	}
	wg.Wait()
}
