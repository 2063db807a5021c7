package search

import (
	"strings"
)

// A clause is one term in one field, or all that begin as it does, as one of
// the ways to find a word.
type clause struct {
	field, term string
	weight      float32
	tier        *tier // nil if length does not count

	begins bool   // it stands for the longer terms that begin so,
	except string // but for this one,
	tone   string // with these marks at their end, if any
}

// A marking says how the marks of what was typed are taken.
type marking struct {
	loose bool // marks that were typed do not count
}

// clauses returns all ways to find a word.
//
// In a text that was typed with marks, a word is found with its own marks, or
// where the agency wrote it without any, but not with others: "bò" is not
// "bộ", and "giao" in "giao thông" is not "giáo". In a text without marks, a
// word is found with any.
func (m marking) clauses(w word) []clause {
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
func (m marking) clausesIn(i int, w word) []clause {
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
func (m marking) valueClauses(w word) []clause {
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
		cs = append(cs, clause{field: t.name + viPair, term: strings.TrimRight(begin, toneMarks), weight: float32(t.weight), begins: true, except: begin})
	}
	return cs
}

// tells reports whether the word says something alone: it is all that is asked
// for, or no Vietnamese syllable.
func (w word) tells() bool {
	return w.before.folded == "" && w.after.folded == "" || !isSyllable(w.folded)
}

// viPair is the term for two words side by side in Vietnamese.
func (m marking) viPair(a, b token) string {
	if !m.loose && !a.guessed && !b.guessed && (a.marked() || b.marked()) {
		return pair(a.exact, b.exact)
	}
	return pair(a.folded, b.folded)
}

// scopedClauses returns the ways to find a word in a scope that is no tier.
func (m marking) scopedClauses(w word) []clause {
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
		cs = append(cs, clause{field: fieldScope, term: scopedFolded(name, w.folded), weight: ofBeginning, begins: true})
	}
	return cs
}

// beginnings returns the clauses for the words of a tier that begin with w.
func (m marking) beginnings(i int, w word) []clause {
	const worth = 0.4 // of a whole word
	t := &tiers[i]
	c := clause{field: t.name + viFolded, term: w.folded, weight: float32(t.weight * worth), begins: true, except: w.exact}
	en := c
	en.field = t.name + enFolded
	if w.marked() && !m.loose {
		c.field = t.name + viExact
		c.term, c.tone = splitTone(w.exact)
	}
	if i == tierValue {
		return []clause{c}
	}
	return []clause{c, en}
}

const toneMarks = "\u0300\u0301\u0303\u0309\u0323"

// splitTone parts an exact form from the tone marks at its end.
func splitTone(exact string) (letters, tone string) {
	letters = strings.TrimRight(exact, toneMarks)
	return letters, exact[len(letters):]
}

// beginning stands before the first word of a title: a title that begins with
// what was typed is about it.
var beginning = token{exact: "^", folded: "^"}

// pairClauses returns the ways to find two words side by side, or another name
// of what both are a part of.
func (m marking) pairClauses(a, b token, meanings []meant) []clause {
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
