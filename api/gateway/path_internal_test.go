package gateway

import (
	"net/url"
	"path"
	"strings"
	"testing"
)

func FuzzCleanPath(f *testing.F) {
	for _, seed := range []string{"/a", "/a/", "/", "/%2e%2e/x", "/a%252fb", "/%25%32%65", "/50%25.csv", "/H%C3%A0", "/..", "/a\\b", "//", "/..;/x", "/%2e%2e%3bx/", "/%c0%ae%c0%ae/"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, escaped string) {
		plain, err := cleanPath(escaped)
		if err != nil {
			return
		}
		// However often a server unescapes it, it stays below where it began.
		for range 3 {
			for segment := range strings.SplitSeq(plain, "/") {
				if name, _, _ := strings.Cut(segment, ";"); name == "." || name == ".." {
					t.Fatalf("%q is read as %q, whose dots have parameters", escaped, plain)
				}
			}
			if cleaned := path.Clean(plain); cleaned != strings.TrimSuffix(plain, "/") && plain != "/" || strings.Contains(plain, "\\") {
				t.Fatalf("%q is read as %q, and as %q", escaped, plain, cleaned)
			}
			again, err := url.PathUnescape(plain)
			if err != nil {
				return
			}
			plain = again
		}
	})
}

func FuzzLifetime(f *testing.F) {
	f.Add("public, max-age=60")
	f.Add(`max-age="1", s-maxage=99999999999999999999`)
	f.Fuzz(func(t *testing.T, directives string) {
		if life := lifetime([]string{directives}); life < 0 {
			t.Errorf("%q: %v", directives, life)
		}
	})
}
