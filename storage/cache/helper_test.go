package cache_test

import (
	"os"
	"strings"
	"testing"

	"nguon/storage"
)

// put stores an object of n bytes.
func put(t testing.TB, s storage.Store, key string, n int) {
	t.Helper()
	if err := s.Put(t.Context(), key, strings.NewReader(strings.Repeat("x", n))); err != nil {
		t.Fatal(err)
	}
}

// locate returns the copy of an object.
func locate(t testing.TB, s storage.Locator, key string) (file string, done func()) {
	t.Helper()
	file, done, err := s.Locate(t.Context(), key)
	if err != nil {
		t.Fatalf("Locate %q: %v", key, err)
	}
	return file, done
}

// touch uses an object for a moment.
func touch(t testing.TB, s storage.Locator, keys ...string) {
	t.Helper()
	for _, key := range keys {
		_, done := locate(t, s, key)
		done()
	}
}

func size(t testing.TB, file string) int64 {
	t.Helper()
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// wantFile fails the test unless the copy of an object has n bytes.
func wantFile(t testing.TB, s storage.Locator, key string, n int64) {
	t.Helper()
	file, done := locate(t, s, key)
	defer done()
	if got := size(t, file); got != n {
		t.Errorf("the copy of %q has %d bytes, want %d", key, got, n)
	}
}

// wantFiles fails the test unless the cache folder has so many files, hidden
// ones included, with so many bytes.
func wantFiles(t testing.TB, dir string, files int, bytes int64) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var total int64
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			t.Fatal(err)
		}
		total += info.Size()
	}
	if len(entries) != files || total != bytes {
		t.Errorf("the folder has %d files with %d bytes, want %d with %d: %v", len(entries), total, files, bytes, entries)
	}
}

// zeros is content of n bytes.
func zeros(n int) *strings.Reader { return strings.NewReader(strings.Repeat("\x00", n)) }
