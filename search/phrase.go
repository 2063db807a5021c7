package search

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"

	"nguon/catalog"
)

// phrase returns those of the documents of a segment that have the words of a
// group side by side. Where each two of three words or more stand side by side,
// all of them nearly always do; whether they do is read in the stored text.
func (m *matcher) phrase(s int, g group, within *roaring.Bitmap) (*roaring.Bitmap, error) {
	var exact, folded []string
	for _, t := range g.tokens {
		exact, folded = append(exact, t.exact), append(folded, t.folded)
	}
	withMarks := !m.loose && (g.asTyped || !slices.Equal(exact, folded))
	vi := folded
	if withMarks {
		vi = exact
	}
	var chains []*roaring.Bitmap
	for i, t := range tiers {
		if g.scope != nil && g.scope.tier != i {
			continue
		}
		for form, words := range map[string][]string{viPair: vi, enPair: folded} {
			if i == tierValue && form == enPair {
				continue
			}
			docs, err := m.chain(s, t.name+form, words)
			if err != nil {
				return nil, err
			}
			if docs != nil {
				chains = append(chains, docs)
			}
		}
	}
	all := union(chains)
	if all == nil {
		return nil, nil
	}
	all = roaring.And(all, within)
	if len(folded) == 2 {
		return all, nil
	}
	having := roaring.New()
	for it := all.Iterator(); it.HasNext(); {
		doc := it.Next()
		if err := m.ctx.Err(); err != nil {
			return nil, err
		}
		ps, err := m.view.passages(m.view.firsts[s] + doc)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(ps, func(p passage) bool { return g.scope.has(p.Field) && p.hasPhrase(vi, folded, withMarks) }) {
			having.Add(doc)
		}
	}
	return having, nil
}

// chain returns the documents of a segment that have each two of the words
// side by side, or nil.
func (m *matcher) chain(s int, field string, words []string) (*roaring.Bitmap, error) {
	var all *roaring.Bitmap
	for i := range words[1:] {
		docs, err := m.readers[s].read(&clause{field: field, term: pair(words[i], words[i+1])})
		if err != nil || docs == nil {
			return nil, err
		}
		if all == nil {
			all = docs
		} else {
			all = roaring.And(all, docs)
		}
		if all.IsEmpty() {
			return nil, nil
		}
	}
	return all, nil
}

// hasPhrase reports whether the words stand side by side: in Vietnamese those
// of vi, in English those without marks.
func (p *passage) hasPhrase(vi, folded []string, withMarks bool) bool {
	has := func(text string) bool {
		r := readingOf(text)
		if !withMarks || p.Lang == catalog.English || p.Lang == "" && r.open {
			return sideBySide(r.tokens, folded, false)
		}
		return sideBySide(r.tokens, vi, true)
	}
	return p.Values == nil && has(p.Text) || slices.ContainsFunc(p.Values, has)
}

func sideBySide(tokens []token, words []string, exact bool) bool {
	for ; len(tokens) >= len(words); tokens = tokens[1:] {
		if begins(tokens, words, exact) {
			return true
		}
	}
	return false
}

func begins(tokens []token, words []string, exact bool) bool {
	for i, w := range words {
		if exact && tokens[i].exact != w || !exact && tokens[i].folded != w {
			return false
		}
	}
	return true
}
