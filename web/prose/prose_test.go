package prose

import (
	"regexp"
	"strings"
	"testing"
)

// active is what must not be in what is shown: something that runs, loads, or
// passes for a part of the page.
var active = regexp.MustCompile(`(?i)<(script|img|iframe|style|form|input|svg|object|h[1-6])|\son[a-z]+\s*=|href="\s*(javascript|data|vbscript):`)

func TestMarkdownIsShownAsWhatItMeans(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"nothing", "", ""},
		{"one paragraph", "Mưa và nắng", "<p>Mưa và nắng</p>"},
		{"emphasis", "*Mưa*", "<p><em>Mưa</em></p>\n"},
		{"a heading is none of the page", "# Mưa", "<p><strong>Mưa</strong></p>\n"},
		{"a link that nobody vouches for", "https://a.vn", `<p><a href="https://a.vn" rel="nofollow noreferrer">https://a.vn</a></p>` + "\n"},
		{"markup of others", "a <b onclick=x>b</b>", "<p>a b</p>\n"},
	} {
		if got := string(HTML(c.source)); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestMarkdownWithoutItsMarksIsText(t *testing.T) {
	for _, c := range []struct{ name, source, want string }{
		{"nothing", "", ""},
		{"emphasis and signs", "Dòng **12** & 13 < 14", "Dòng 12 & 13 < 14"},
		{"a link", "[xem](https://a.vn)", "xem"},
		{"markup of others", "a <b>b</b>", "a b"},
		{"what only looks like markup", "`<script>`", "<script>"},
	} {
		if got := Text(c.source); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func FuzzNothingOfAStrangerRuns(f *testing.F) {
	for _, s := range []string{"<script>alert(1)</script>", "[a](javascript:alert(1))", "![a](x onerror=alert(1))", "<a href='data:text/html,x'>a</a>", "`<img src=x>`",
		"[a]: javascript:x\n[a]", "<svg/onload=alert(1)>", "| a |\n|---|\n| <iframe> |", "&lt;script&gt;", "<javascript:alert(1)>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		shown := string(HTML(s))
		tags := regexp.MustCompile(`<[^>]*>`).FindAllString(shown, -1)
		if bad := active.FindString(strings.Join(tags, "")); bad != "" {
			t.Errorf("%q is shown with %q: %s", s, bad, shown)
		}
	})
}
