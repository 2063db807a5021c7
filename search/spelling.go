package search

import (
	"iter"
	"slices"
	"strings"
)

// spelling writes words as the passages do: side by side if they stand so
// anywhere, or each as it is first met. Words keep the marks that they have.
func spelling(ps []passage, words []token) string {
	alone := make([]string, len(words))
	for text := range textsOf(ps) {
		tokens := tokenize(text)
		shown := func(t token) string { return strings.ToLower(text[t.start:t.end]) }
		for i := range tokens {
			if i+len(words) <= len(tokens) && slices.EqualFunc(tokens[i:i+len(words)], words, spells) {
				var together []string
				for _, t := range tokens[i : i+len(words)] {
					together = append(together, shown(t))
				}
				return strings.Join(together, " ")
			}
			for j, w := range words {
				if alone[j] == "" && spells(tokens[i], w) {
					alone[j] = shown(tokens[i])
				}
			}
		}
	}
	for j, w := range words {
		if alone[j] == "" { // found by its stem, in another form
			alone[j] = w.folded
			if w.marked() {
				alone[j] = normalize(w.exact)
			}
		}
	}
	return strings.Join(alone, " ")
}

// spells reports whether a word of a passage may be w.
func spells(t, w token) bool {
	return t.folded == w.folded && (t.exact == w.exact || !w.marked())
}

// textsOf yields the texts of passages, and the values.
func textsOf(ps []passage) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, p := range ps {
			if p.Values == nil && !yield(p.Text) {
				return
			}
			for _, v := range p.Values {
				if !yield(v) {
					return
				}
			}
		}
	}
}
