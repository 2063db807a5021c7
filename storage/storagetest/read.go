package storagetest

import (
	"errors"
	"testing"
	"time"

	"nguon/storage"
)

func testRange(t *testing.T, s storage.Store) {
	put(t, s, "a", "0123456789")
	put(t, s, "empty", "")
	for _, test := range []struct {
		name   string
		key    string
		off, n int64
		want   string
	}{
		{"all", "a", 0, -1, "0123456789"},
		{"all by length", "a", 0, 10, "0123456789"},
		{"beginning", "a", 0, 3, "012"},
		{"middle", "a", 3, 4, "3456"},
		{"last byte", "a", 9, 1, "9"},
		{"to the end", "a", 7, -1, "789"},
		{"any negative length is to the end", "a", 7, -100, "789"},
		{"past the end", "a", 7, 100, "789"},
		{"far past the end", "a", 7, 1<<63 - 1, "789"},
		{"nothing", "a", 3, 0, ""},
		{"from the end", "a", 10, -1, ""},
		{"from the end with a length", "a", 10, 5, ""},
		{"from beyond the end", "a", 1000, 5, ""},
		{"from far beyond the end", "a", 1<<63 - 1, -1, ""},
		{"all of an empty object", "empty", 0, -1, ""},
		{"beginning of an empty object", "empty", 0, 5, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := read(t.Context(), s, test.key, test.off, test.n)
			if err != nil || got != test.want {
				t.Errorf("Open(%q, %d, %d) = %q, %v; want %q", test.key, test.off, test.n, got, err, test.want)
			}
		})
	}
	t.Run("below zero", func(t *testing.T) {
		if got, err := read(t.Context(), s, "a", -1, 5); err == nil {
			t.Errorf("Open from -1 = %q, want an error", got)
		}
	})
}

func testNotExist(t *testing.T, s storage.Store) {
	put(t, s, "a/b", "x")
	for _, key := range []string{"c", "a", "a/c", "a/b/c", "a/b/c/d", "A/b"} {
		for _, r := range []struct{ off, n int64 }{{0, -1}, {5, 10}, {0, 0}} {
			if _, err := s.Open(t.Context(), key, r.off, r.n); !errors.Is(err, storage.ErrNotExist) {
				t.Errorf("Open(%q, %d, %d): err = %v, want %v", key, r.off, r.n, err, storage.ErrNotExist)
			}
		}
		if _, err := s.Stat(t.Context(), key); !errors.Is(err, storage.ErrNotExist) {
			t.Errorf("Stat(%q): err = %v, want %v", key, err, storage.ErrNotExist)
		}
	}
}

func testStat(t *testing.T, s storage.Store) {
	// The clock of a server may differ and count in whole seconds.
	before := time.Now().Add(-time.Minute)
	put(t, s, "a/b", "12345")
	after := time.Now().Add(time.Minute)
	info, err := s.Stat(t.Context(), "a/b")
	if err != nil {
		t.Fatal(err)
	}
	if info.Key != "a/b" || info.Size != 5 {
		t.Errorf("Stat = %+v, want the key a/b and 5 bytes", info)
	}
	if info.Modified.Before(before) || info.Modified.After(after) || info.Modified.Location() != time.UTC {
		t.Errorf("Modified = %v, want about now, in UTC", info.Modified)
	}
	for listed, err := range s.List(t.Context(), "a/b") {
		if err != nil {
			t.Fatal(err)
		}
		if listed.Key != info.Key || listed.Size != info.Size || listed.Modified.Sub(info.Modified).Abs() > time.Second {
			t.Errorf("List = %+v, Stat = %+v", listed, info)
		}
		if listed.Modified.Location() != time.UTC {
			t.Errorf("List gives the time %v, want it in UTC", listed.Modified)
		}
	}
}

func testRemove(t *testing.T, s storage.Store) {
	put(t, s, "a/b/c", "x")
	put(t, s, "a/b/d", "y")
	for range 2 {
		if err := s.Remove(t.Context(), "a/b/c"); err != nil {
			t.Errorf("Remove: %v", err)
		}
	}
	// Neither a folder nor what is below an object is an object.
	for _, key := range []string{"none", "a", "a/b", "a/b/d/e", "none/at/all"} {
		if err := s.Remove(t.Context(), key); err != nil {
			t.Errorf("Remove of %q, which does not exist: %v", key, err)
		}
	}
	wantKeys(t, s, "", "a/b/d")
	wantContent(t, s, "a/b/d", "y")
	if err := s.Remove(t.Context(), "a/b/d"); err != nil {
		t.Errorf("Remove: %v", err)
	}
	wantNothing(t, s, "a/b/d")
}
