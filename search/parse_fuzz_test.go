package search

import (
	"slices"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// FuzzParse holds that what a person types is understood alike in any Unicode
// form, and that every word and phrase of it was typed.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"dân số", `"dân số" -gạo`, "cột:tuổi exact:bo", `-agency:"y tế"`, "a:b:c", ":", "title:", `"`, "-", "exact:exact:", "\xff:\u0301", "TP.HCM số"} {
		f.Add(text, false)
		f.Add(text, true)
	}
	f.Fuzz(func(t *testing.T, text string, exact bool) {
		e := parse(text, exact)
		if len(e.words) > len(e.order) {
			t.Fatalf("%q: %d words of %d that were typed", text, len(e.words), len(e.order))
		}
		for _, w := range e.words {
			if w.first >= len(e.order) || e.order[w.first].exact != w.exact || w.folded == "" {
				t.Errorf("%q: word %q was not typed", text, w.folded)
			}
			for _, m := range w.meanings {
				if m.concept < 0 || m.concept >= len(words.concepts) || w.quoted {
					t.Errorf("%q: %q means %d", text, w.folded, m.concept)
				}
			}
		}
		for _, p := range e.phrases {
			if len(p.tokens) < 2 {
				t.Errorf("%q: a phrase of %d", text, len(p.tokens))
			}
		}
		if rest, _, _, ok := e.withoutAsking(); ok && (len(rest.words) == 0 || len(rest.words) >= len(e.words)) {
			t.Errorf("%q: %d words without the %d that ask", text, len(rest.words), len(e.words))
		}
		other := parse(norm.NFD.String(normalize(text)), exact)
		same := slices.EqualFunc(e.words, other.words, func(a, b word) bool {
			return a.exact == b.exact && a.prefix == b.prefix && a.quoted == b.quoted && a.scope == b.scope
		})
		if !same {
			t.Errorf("%q is understood as %d words, and taken apart as %d", text, len(e.words), len(other.words))
		}
	})
}
