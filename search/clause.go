package search

import (
	"strings"

	index "github.com/blevesearch/bleve_index_api"
)

// A clause is one term in one field, as one of the ways to find a word.
type clause struct {
	field, term string
	weight      float32
	tier        *tier // nil if neither frequency nor length counts
}

// clauses returns all ways to find a word.
//
// In a text that was typed with marks, a word is found with its own marks, or
// where the agency wrote it without any, but not with others: "bò" is not
// "bộ", and "giao" in "giao thông" is not "giáo". In a text without marks, a
// word is found with any.
func (m *matcher) clauses(w word) []clause {
	if w.scope != nil && w.scope.tier < 0 {
		return m.scopedClauses(w)
	}
	var cs []clause
	for i := range tiers {
		if w.scope != nil && w.scope.tier != i {
			continue
		}
		if i == tierValue && !w.tells() {
			cs = append(cs, m.valueClauses(w)...)
		} else {
			cs = append(cs, m.clausesIn(i, w)...)
			if w.prefix {
				cs = append(cs, m.beginnings(i, w)...)
			}
		}
		for _, meant := range w.meanings {
			t := &tiers[i]
			c := clause{field: t.name + meaning, term: words.concepts[meant.concept].key, weight: float32(t.weight * meant.worth)}
			if i != tierValue {
				c.tier = t
			}
			cs = append(cs, c)
		}
	}
	return cs
}

// clausesIn returns the ways to find a word itself in one tier. Values are in
// no language, and have no English forms; how many others a column has does
// not matter.
func (m *matcher) clausesIn(i int, w word) []clause {
	var cs []clause
	t := &tiers[i]
	add := func(form, term string, worth float64) {
		switch {
		case i != tierValue:
			cs = append(cs, clause{field: t.name + form, term: term, weight: float32(t.weight * worth), tier: t})
		case form == viExact || form == viFolded:
			cs = append(cs, clause{field: t.name + form, term: term, weight: float32(t.weight * worth)})
		}
	}
	add(viExact, w.exact, 1)
	switch {
	case m.loose && w.marked():
		add(viFolded, w.folded, 0.5)
		add(enFolded, w.folded, 0.5)
		return cs
	case w.marked():
		add(viExact, unmarked(w.folded), 0.5)
		add(enFolded, w.folded, 0.5)
		return cs
	case (m.loose || !w.strict) && !w.asTyped:
		add(viFolded, w.folded, 0.9)
	}
	add(enFolded, w.folded, 1)
	if !w.quoted {
		add(enStem, w.stem, 0.8)
		if w.stem != w.folded { // a word that is its stem is not there twice
			add(enFolded, w.stem, 0.8)
		}
	}
	return cs
}

// valueClauses returns the ways to find a word among the values of columns,
// where a syllable alone says nothing: a column of a thousand places has them
// all. It must stand beside the word that it was typed with, or be the value.
func (m *matcher) valueClauses(w word) []clause {
	t := &tiers[tierValue]
	var cs []clause
	add := func(term string) {
		cs = append(cs, clause{field: t.name + viPair, term: term, weight: float32(t.weight)})
	}
	for _, ab := range [][2]token{{beginning, w.token}, {w.before, w.token}, {w.token, w.after}} {
		if ab[0].folded != "" && ab[1].folded != "" {
			add(m.viPair(ab[0], ab[1]))
		}
	}
	if w.prefix && w.before.folded != "" {
		begin := m.viPair(w.before, w.token)
		for _, term := range m.dictionary(t.name+viPair, strings.TrimRight(begin, toneMarks), begin, nil) {
			add(term)
		}
	}
	return cs
}

// tells reports whether the word says something alone: it is all that is asked
// for, or no Vietnamese syllable.
func (w word) tells() bool {
	return w.before.folded == "" && w.after.folded == "" || !isSyllable(w.folded)
}

// viPair is the term for two words side by side in Vietnamese.
func (m *matcher) viPair(a, b token) string {
	if !m.loose && !a.guessed && !b.guessed && (a.marked() || b.marked()) {
		return pair(a.exact, b.exact)
	}
	return pair(a.folded, b.folded)
}

// scopedClauses returns the ways to find a word in a scope that is no tier.
func (m *matcher) scopedClauses(w word) []clause {
	const weight, ofBeginning = 3, 1.2
	var cs []clause
	add := func(term string, weight float32) {
		cs = append(cs, clause{field: fieldScope, term: term, weight: weight})
	}
	name := w.scope.name
	strict := (w.strict || w.asTyped) && !m.loose
	add(scopedExact(name, w.exact), weight)
	if strict && w.marked() {
		add(scopedExact(name, w.folded), weight)
	} else if !strict {
		add(scopedFolded(name, w.folded), weight)
	}
	if !w.quoted && !w.marked() {
		add(scopedFolded(name, w.stem), weight)
	}
	if w.prefix && !strict {
		for _, term := range m.dictionary(fieldScope, scopedFolded(name, w.folded), "", nil) {
			add(term, ofBeginning)
		}
	}
	return cs
}

// beginnings returns the clauses for the words of a tier that begin with w.
func (m *matcher) beginnings(i int, w word) []clause {
	const worth = 0.4 // of a whole word
	var cs []clause
	t := &tiers[i]
	add := func(form, begin string, accept func(term string) bool) {
		for _, term := range m.dictionary(t.name+form, begin, w.exact, accept) {
			cs = append(cs, clause{field: t.name + form, term: term, weight: float32(t.weight * worth)})
		}
	}
	if !w.marked() || m.loose {
		add(viFolded, w.folded, nil)
	} else {
		letters, tone := splitTone(w.exact)
		add(viExact, letters, func(term string) bool {
			_, t := splitTone(term)
			return tone == "" || t == tone
		})
	}
	if i != tierValue {
		add(enFolded, w.folded, nil)
	}
	return cs
}

const toneMarks = "\u0300\u0301\u0303\u0309\u0323"

// splitTone parts an exact form from the tone marks at its end.
func splitTone(exact string) (letters, tone string) {
	letters = strings.TrimRight(exact, toneMarks)
	return letters, exact[len(letters):]
}

// dictionary returns the terms of a field that begin as given and are longer,
// without the whole word.
// A field that cannot be read has none: the postings will say so.
func (m *matcher) dictionary(field, begin, whole string, accept func(string) bool) []string {
	dict, err := m.view.FieldDictPrefix(field, []byte(begin))
	if err != nil {
		return nil
	}
	return termsOf(dict, func(e *index.DictEntry) bool {
		return e.Term != begin && e.Term != whole && (accept == nil || accept(e.Term))
	})
}

func termsOf(dict index.FieldDict, accept func(*index.DictEntry) bool) []string {
	defer dict.Close()
	var terms []string
	for {
		e, err := dict.Next()
		if err != nil || e == nil {
			return terms
		}
		if accept(e) {
			terms = append(terms, e.Term)
		}
	}
}

// beginning stands before the first word of a title: a title that begins with
// what was typed is about it.
var beginning = token{exact: "^", folded: "^"}

// pairClauses returns the ways to find two words side by side, or another name
// of what both are a part of.
func (m *matcher) pairClauses(a, b token, meanings []meant) []clause {
	const worth, atStart = 1.2, 0.5
	vi := m.viPair(a, b)
	stems := pair(stem(a.folded), stem(b.folded))
	if a == beginning {
		title, weight := tiers[tierTitle].name, float32(tiers[tierTitle].weight*atStart)
		stems = pair(a.folded, stem(b.folded))
		return []clause{
			{field: title + viPair, term: vi, weight: weight},
			{field: title + enPair, term: stems, weight: weight},
			{field: title + enPair, term: stemPair(stems), weight: weight},
		}
	}
	var cs []clause
	for i := range tiers {
		t := &tiers[i]
		weight := float32(t.weight * worth)
		cs = append(cs, clause{field: t.name + viPair, term: vi, weight: weight})
		for _, meant := range meanings {
			cs = append(cs, clause{field: t.name + meaning, term: words.concepts[meant.concept].key, weight: weight * float32(meant.worth)})
		}
		if i != tierValue {
			cs = append(cs, clause{field: t.name + enPair, term: stems, weight: weight},
				clause{field: t.name + enPair, term: stemPair(stems), weight: weight})
		}
	}
	return cs
}
