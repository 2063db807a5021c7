package storagetest

import (
	"context"
	"errors"
	"strings"
	"testing"

	"nguon/storage"
)

// nasty are keys that would leave the root of a store that trusted them, hide
// an object, or name one object twice.
var nasty = []string{
	"",
	".",
	"..",
	"../a",
	"a/../../b",
	"a/..",
	"a/./b",
	"./a",
	"/a",
	"//a",
	"a//b",
	"a/",
	"/",
	".hidden",
	"a/.hidden",
	".minio.sys/config",
	`..\a`,
	`a\..\..\b`,
	`C:\a`,
	"a\x00b",
	"a\nb",
	"a\x7fb",
	"a\xffb",
	strings.Repeat("a", storage.MaxSegment+1),
	strings.Repeat("a/", storage.MaxKey/2) + "b",
}

func testNastyKeys(t *testing.T, s storage.Store) {
	put(t, s, "safe", "safe")
	for _, key := range nasty {
		for method, err := range eachMethod(t.Context(), s, key) {
			if !errors.Is(err, storage.ErrKey) {
				t.Errorf("%s %.40q: err = %v, want %v", method, key, err, storage.ErrKey)
			}
		}
	}
	wantKeys(t, s, "", "safe")
	wantContent(t, s, "safe", "safe")
}

// eachMethod calls every method that takes a key and returns what they answer.
func eachMethod(ctx context.Context, s storage.Store, key string) map[string]error {
	errs := map[string]error{
		"Put":    s.Put(ctx, key, strings.NewReader("x")),
		"Remove": s.Remove(ctx, key),
	}
	_, errs["Open"] = read(ctx, s, key, 0, -1)
	_, errs["Stat"] = s.Stat(ctx, key)
	if l, ok := s.(storage.Locator); ok {
		_, done, err := l.Locate(ctx, key)
		if err == nil {
			done()
		}
		errs["Locate"] = err
	}
	return errs
}

func testContext(t *testing.T, s storage.Store) {
	put(t, s, "a", "x")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for method, err := range eachMethod(ctx, s, "a") {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("%s with a cancelled context: err = %v, want %v", method, err, context.Canceled)
		}
	}
	wantContent(t, s, "a", "x")
}
