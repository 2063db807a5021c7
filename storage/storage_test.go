package storage_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"nguon/storage"
)

func TestCheckKey(t *testing.T) {
	for _, test := range []struct {
		name, key string
		ok        bool
	}{
		{"one segment", "a", true},
		{"several segments", "datasets/dia-danh/1/data.parquet", true},
		{"Vietnamese letters", "Đà Nẵng/dân số.parquet", true},
		{"a dot inside", "a.b/c..d", true},
		{"a dot at the end", "a./b..", true},
		{"characters with a meaning in URLs", "a?b=c&d#e%2e+f", true},
		{"longest segments", strings.Repeat("a", storage.MaxSegment) + "/" + strings.Repeat("b", storage.MaxSegment), true},

		{"empty", "", false},
		{"longest key and one", strings.Repeat("a/", storage.MaxKey/2) + "a", false},
		{"longest segment and one", "a/" + strings.Repeat("b", storage.MaxSegment+1), false},
		{"parent", "..", false},
		{"parent inside", "a/../b", false},
		{"parent at the end", "a/..", false},
		{"current folder", "./a", false},
		{"absolute", "/etc/passwd", false},
		{"slash at the end", "a/", false},
		{"empty segment", "a//b", false},
		{"hidden", ".tmp/a", false},
		{"hidden inside", "a/.b", false},
		{"backslash", `a\..\b`, false},
		{"NUL", "a\x00b", false},
		{"line break", "a\nb", false},
		{"C1 control", "a\u0085b", false},
		{"not UTF-8", "a\xff", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := storage.CheckKey(test.key)
			if test.ok && err != nil || !test.ok && !errors.Is(err, storage.ErrKey) {
				t.Errorf("CheckKey(%q) = %v, want ok = %t", test.key, err, test.ok)
			}
		})
	}
}

func TestCanBegin(t *testing.T) {
	longest := strings.Repeat("a", storage.MaxSegment) + "/" + strings.Repeat("b", storage.MaxSegment)
	for prefix, want := range map[string]bool{
		"": true, "a": true, "a/": true, "a/b": true, "Đà Nẵng/": true, longest: true,
		"/": false, "a//": false, ".": false, "a/.": false, "../": false, "a/../b": false, "a\xc3": false, longest + "bb": false,
	} {
		if got := storage.CanBegin(prefix); got != want {
			t.Errorf("CanBegin(%.40q) = %t, want %t", prefix, got, want)
		}
	}
}

func TestCheckKeyErrorIsShort(t *testing.T) {
	err := storage.CheckKey(strings.Repeat("x", 1<<20))
	if err == nil || len(err.Error()) > 200 {
		t.Errorf("the error for a key of 1 MB has %d bytes", len(err.Error()))
	}
}

// FuzzCheckKey protects the promise that an accepted key is a safe file path.
func FuzzCheckKey(f *testing.F) {
	for _, key := range []string{"a/b", "../a", "a/../../b", "Huế/1", `C:\a`, "a//b", ".a", "a/./b", "\x00"} {
		f.Add(key)
	}
	f.Fuzz(func(t *testing.T, key string) {
		if storage.CheckKey(key) != nil {
			return
		}
		if !filepath.IsLocal(filepath.FromSlash(key)) || filepath.ToSlash(filepath.Clean(key)) != key {
			t.Errorf("CheckKey accepts %q, which is not a local path", key)
		}
		for i := range key {
			if !storage.CanBegin(key[:i]) {
				t.Errorf("CanBegin(%q) = false, but it begins the key %q", key[:i], key)
			}
		}
		for segment := range strings.SplitSeq(key, "/") {
			if segment == "" || segment[0] == '.' || len(segment) > storage.MaxSegment {
				t.Errorf("CheckKey accepts %q with the segment %q", key, segment)
			}
		}
	})
}
