package search_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"nguon/search"
)

// FuzzAnyTextIsASearch holds that no text makes a search fail, that the answer
// is sound, and that it does not depend on the Unicode form of the text. The store
// works in the background, which unsettles coverage: run it with
// -fuzzminimizetime=1x.
func FuzzAnyTextIsASearch(f *testing.F) {
	for _, test := range golden {
		f.Add(test.query)
	}
	for _, text := range []string{"", " ", "\"", "\"\"", "-", "--", "-\"", "-\"dân số", "\"dân số\"-\"nhà ở\"", "dân  -", "\xff\xfe", "\u0301", "a\u0301\u0301", "đ̣", "'s", "x's", "ﬁ", "한국", "ΑΣ", "İ",
		"\x00", "^", "^ dân", "a b c d e f g h i j k l m n o p", "-a -b -c", "title:gạo", "cột:", "agency:\"bộ y tế\"", "exact:exact:bo", "a:b:c", "-value:gao", "which dataset has column icd", "nào", "số số số", strings.Repeat("dan ", 200)} {
		f.Add(text)
	}
	x := openFixture(f)
	all := find(f, x, search.Request{}).Total
	f.Fuzz(func(t *testing.T, text string) {
		r := find(t, x, search.Request{Text: text, Limit: 5, Explain: true})
		if r.Total > all || len(r.Hits) != min(r.Total, 5) {
			t.Errorf("%q: %d hits of %d, of %d datasets", text, len(r.Hits), r.Total, all)
		}
		for _, h := range r.Hits {
			if !utf8.ValidString(h.Snippet) || strings.Count(h.Snippet, "<mark>") != strings.Count(h.Snippet, "</mark>") {
				t.Errorf("%q: snippet %q", text, h.Snippet)
			}
		}
		if r.Total > 0 && (len(r.Close) > 0 || r.DidYouMean != "") || r.Total == 0 && r.Corrected != "" {
			t.Errorf("%q: %d hits, %d close, corrected to %q", text, r.Total, len(r.Close), r.Corrected)
		}
		if !utf8.ValidString(text) {
			return
		}
		if got := find(t, x, search.Request{Text: norm.NFD.String(text)}).Total; got != r.Total {
			t.Errorf("%q finds %d, decomposed %d", text, r.Total, got)
		}
	})
}
