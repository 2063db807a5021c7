package query

import (
	"regexp"
	"strings"
	"testing"
)

func FuzzMatchLike(f *testing.F) {
	for _, s := range [][2]string{
		{"Hà Nội", "H%"}, {"Hà Nội", "_à N_i"}, {"100%", `100\%`}, {"a_b", `%\_%`}, {"", "%"}, {"", ""}, {"aaab", "%a%ab"}, {"a\nb", "a_b"}, {`a\`, `a\\`}, {"abc", "%b"},
	} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, s, pattern string) {
		s, pattern = strings.ToValidUTF8(s, "?"), strings.ToValidUTF8(pattern, "?")
		if len(pattern) > 200 || danglingEscape(pattern) {
			return
		}
		want := regexp.MustCompile(`\A(?:` + likePattern(pattern) + `)\z`).MatchString(s)
		if got := matchLike(s, []rune(pattern)); got != want {
			t.Fatalf("%q like %q: %v, want %v", s, pattern, got, want)
		}
	})
}
