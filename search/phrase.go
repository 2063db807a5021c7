package search

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// eachPhraseIn calls visit for each document that has the words side by side,
// in the pairs of a field. Where each two of three words or more stand side by
// side, all of them nearly always do; whether they do is read in the stored
// text.
func (m *matcher) eachPhraseIn(field string, exact bool, words []string, visit func(doc uint32)) error {
	for s := range m.view.segments {
		docs, err := m.chain(s, field, words)
		if err != nil {
			return err
		}
		if docs == nil {
			continue
		}
		for it := docs.Iterator(); it.HasNext(); {
			doc := m.view.firsts[s] + it.Next()
			if len(words) > 2 {
				if err := m.ctx.Err(); err != nil {
					return err
				}
				has, err := m.view.hasPhrase(doc, words, exact)
				if err != nil {
					return err
				}
				if !has {
					continue
				}
			}
			visit(doc)
		}
	}
	return nil
}

// chain returns the documents of a segment that have each two of the words
// side by side, or nil.
func (m *matcher) chain(s int, field string, words []string) (*roaring.Bitmap, error) {
	d, err := m.view.dictionary(s, field)
	if err != nil {
		return nil, err
	}
	var all *roaring.Bitmap
	for i := range words[1:] {
		docs, err := d.bitmap(pair(words[i], words[i+1]))
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

// hasPhrase reports whether the words stand side by side in a passage.
func (v *view) hasPhrase(doc uint32, words []string, exact bool) (bool, error) {
	ps, err := v.passages(doc)
	if err != nil {
		return false, err
	}
	for _, p := range ps {
		if sideBySide(tokenize(p.Text), words, exact) ||
			slices.ContainsFunc(p.Values, func(v string) bool { return sideBySide(tokenize(v), words, exact) }) {
			return true, nil
		}
	}
	return false, nil
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
