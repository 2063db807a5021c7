package storagetest

import (
	"bytes"
	"context"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"nguon/storage"
)

// Run tests the stores that open returns. Each test gets a new, empty one.
func Run(t *testing.T, open func(t *testing.T) storage.Store) {
	tests := map[string]func(*testing.T, storage.Store){
		"put and read back":                      testRoundTrip,
		"put refuses to overwrite":               testPutTwice,
		"failed put leaves nothing":              testPutFails,
		"cancelled put leaves nothing":           testPutCancelled,
		"large object":                           testLarge,
		"one winner of concurrent puts":          testConcurrentPuts,
		"put after remove":                       testPutAfterRemove,
		"folder and object of one name":          testFolder,
		"ranged read":                            testRange,
		"what does not exist":                    testNotExist,
		"stat":                                   testStat,
		"list in byte order":                     testListOrder,
		"list by prefix":                         testListPrefix,
		"list more than a page":                  testListMany,
		"list stops when told":                   testListStops,
		"remove is idempotent":                   testRemove,
		"keys that leave the root are refused":   testNastyKeys,
		"methods return when the context is off": testContext,
	}
	for _, name := range slices.Sorted(maps.Keys(tests)) {
		t.Run(name, func(t *testing.T) { tests[name](t, open(t)) })
	}
}

// put stores an object that the test needs.
func put(t *testing.T, s storage.Store, key, content string) {
	t.Helper()
	if err := s.Put(t.Context(), key, strings.NewReader(content)); err != nil {
		t.Fatalf("Put %q: %v", key, err)
	}
}

// read returns a range of an object.
func read(ctx context.Context, s storage.Store, key string, off, n int64) (string, error) {
	r, err := s.Open(ctx, key, off, n)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	return string(b), err
}

// wantContent fails the test unless the object has this content.
func wantContent(t *testing.T, s storage.Store, key, want string) {
	t.Helper()
	got, err := read(t.Context(), s, key, 0, -1)
	if err != nil {
		t.Errorf("read %q: %v", key, err)
	} else if got != want {
		t.Errorf("%q has %d bytes %.40q, want %d bytes %.40q", key, len(got), got, len(want), want)
	}
}

// wantKeys fails the test unless these keys, in this order, are listed.
func wantKeys(t *testing.T, s storage.Store, prefix string, want ...string) {
	t.Helper()
	var got []string
	for info, err := range s.List(t.Context(), prefix) {
		if err != nil {
			t.Fatalf("List %q: %v", prefix, err)
		}
		got = append(got, info.Key)
	}
	if !slices.Equal(got, want) {
		t.Errorf("List %q = %q, want %q", prefix, got, want)
	}
}

// wantNothing fails the test if there is an object under key, or any listed.
func wantNothing(t *testing.T, s storage.Store, key string) {
	t.Helper()
	if _, err := s.Open(t.Context(), key, 0, -1); !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("Open %q: err = %v, want %v", key, err, storage.ErrNotExist)
	}
	if _, err := s.Stat(t.Context(), key); !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("Stat %q: err = %v, want %v", key, err, storage.ErrNotExist)
	}
	wantKeys(t, s, "")
}

// repeated returns n bytes that differ from those of another letter.
func repeated(letter byte, n int) string {
	return string(bytes.Repeat([]byte{letter}, n))
}
