package search

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"
)

const (
	suggestTries   = 24 // texts that are tried
	suggestPerWay  = 3  // other words for one word
	suggestWords   = 12 // in a text
	suggestLetters = 24 // of a word; the automaton that compares it grows with it
)

// A guess is a text that may have been meant, as words without marks.
type guess struct {
	words []string
	cost  int
}

// correct looks for what may have been meant where e finds nothing: words close
// to those of e that stand together in a dataset. It returns nil if there are
// none. Words are compared without their marks.
func (v *view) correct(ctx context.Context, e expression) (*attempt, error) {
	if len(e.order) == 0 || len(e.order) > suggestWords || len(e.excluded) > 0 || e.bound() {
		return nil, nil
	}
	guesses := []guess{{}}
	for i, t := range e.order {
		ways, err := v.waysToSpell(t.folded, i == len(e.order)-1)
		if err != nil {
			return nil, err
		}
		var longer []guess
		for _, g := range guesses {
			for _, w := range ways {
				longer = append(longer, guess{append(slices.Clone(g.words), w.words...), g.cost + w.cost})
			}
		}
		slices.SortStableFunc(longer, func(a, b guess) int { return a.cost - b.cost })
		guesses = longer[:min(len(longer), suggestTries)]
	}
	for _, g := range guesses {
		if g.cost == 0 {
			continue // that is what found nothing
		}
		try := parse(strings.Join(g.words, " ")+" ", false) // the words are whole
		a, err := v.try(ctx, try, false)
		if err != nil {
			return nil, err
		}
		best, err := v.collect(a.match, newTally(v, Request{}), SortRelevance, "", 1)
		if err != nil {
			return nil, err
		}
		if len(best) == 0 {
			continue
		}
		a.corrected, err = v.spelled(best[0].doc, try)
		return a, err
	}
	return nil, nil
}

// bound reports whether words are bound to a scope, or to be as they are.
func (e expression) bound() bool {
	return slices.ContainsFunc(e.words, func(w word) bool { return w.scope != nil || w.quoted })
}

// spelled returns the words of e in the spelling of a document.
func (v *view) spelled(doc uint32, e expression) (string, error) {
	ps, err := v.passages(doc)
	if err != nil {
		return "", err
	}
	var folded []string
	for _, t := range e.order {
		folded = append(folded, t.folded)
	}
	return spelling(ps, folded), nil
}

// waysToSpell returns the words of the index that are close to a word, itself
// at no cost if it is there. A word may also be two that were typed together,
// or the keys of an input method that was off.
func (v *view) waysToSpell(folded string, last bool) ([]guess, error) {
	near, err := v.similar(folded)
	if err != nil {
		return nil, err
	}
	var ways []guess
	known := len(near) > 0 && near[0].EditDistance == 0
	if known {
		ways, near = append(ways, guess{words: []string{folded}}), near[1:]
	}
	if typed := withoutKeys(folded); typed != folded {
		if has, err := v.has(typed); err != nil {
			return nil, err
		} else if has {
			ways = append(ways, guess{[]string{typed}, 1})
		}
	}
	for _, e := range near[:min(len(near), suggestPerWay)] {
		ways = append(ways, guess{[]string{e.Term}, 2 * int(e.EditDistance)})
	}
	if !known {
		split, err := v.split(folded)
		if err != nil {
			return nil, err
		}
		ways = append(ways, split...)
	}
	if len(ways) == 0 && last { // perhaps the beginning of a word
		ways = append(ways, guess{words: []string{folded}})
	}
	return ways, nil
}

// has reports whether a word without marks is in the index.
func (v *view) has(folded string) (bool, error) {
	for _, t := range tiers {
		dict, err := v.FieldDictRange(t.name+viFolded, []byte(folded), []byte(folded))
		if err != nil {
			return false, err
		}
		if len(termsOf(dict, func(e *index.DictEntry) bool { return e.Term == folded })) > 0 {
			return true, nil
		}
	}
	return false, nil
}

// similar returns the words of the index that are a mistake of typing away,
// the closest first and among them the most frequent.
func (v *view) similar(folded string) ([]index.DictEntry, error) {
	if len(folded) < 3 || len(folded) > suggestLetters || strings.ContainsFunc(folded, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return nil, nil // automata of other alphabets take a second to make
	}
	found := make(map[string]index.DictEntry)
	for i, t := range tiers {
		for _, form := range []string{viFolded, enFolded} {
			if i == tierValue && form == enFolded {
				continue
			}
			dict, err := v.FieldDictFuzzy(t.name+form, folded, 2, "")
			if err != nil {
				return nil, err
			}
			termsOf(dict, func(e *index.DictEntry) bool {
				if d := mistakes(folded, e.Term); d <= allowed(folded, e.Term) {
					before := found[e.Term]
					found[e.Term] = index.DictEntry{Term: e.Term, Count: before.Count + e.Count, EditDistance: uint8(d)}
				}
				return false
			})
		}
	}
	return slices.SortedFunc(maps.Values(found), func(a, b index.DictEntry) int {
		return cmp.Or(cmp.Compare(a.EditDistance, b.EditDistance), cmp.Compare(b.Count, a.Count), cmp.Compare(a.Term, b.Term))
	}), nil
}

// split returns the ways in which a word is two words that stand side by side
// in the index.
func (v *view) split(folded string) ([]guess, error) {
	var ways []guess
	for i := range folded {
		if i == 0 {
			continue
		}
		a, b := folded[:i], folded[i:]
		for _, t := range tiers {
			dict, err := v.FieldDictPrefix(t.name+viPair, []byte(pair(a, b)))
			if err != nil {
				return nil, err
			}
			whole := termsOf(dict, func(e *index.DictEntry) bool { return e.Term == pair(a, b) })
			if len(whole) > 0 {
				ways = append(ways, guess{[]string{a, b}, 1})
				break
			}
		}
	}
	return ways, nil
}

// spelling writes words as the passages do: side by side if they stand so
// anywhere, or each as it is first met.
func spelling(ps []passage, words []string) string {
	alone := make([]string, len(words))
	for text := range textsOf(ps) {
		tokens := tokenize(text)
		shown := func(t token) string { return strings.ToLower(text[t.start:t.end]) }
		for i := range tokens {
			if i+len(words) <= len(tokens) && slices.EqualFunc(tokens[i:i+len(words)], words, func(t token, w string) bool { return t.folded == w }) {
				var together []string
				for _, t := range tokens[i : i+len(words)] {
					together = append(together, shown(t))
				}
				return strings.Join(together, " ")
			}
			for j, w := range words {
				if alone[j] == "" && tokens[i].folded == w {
					alone[j] = shown(tokens[i])
				}
			}
		}
	}
	for j, w := range words {
		if alone[j] == "" { // found by its stem, in another form
			alone[j] = w
		}
	}
	return strings.Join(alone, " ")
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
