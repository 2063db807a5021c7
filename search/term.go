package search

import (
	"hash/fnv"
	"slices"
	"strings"

	"nguon/catalog"
	"nguon/search/bulk"
)

// lengths are the numbers of words of the tiers, in Vietnamese and in English.
type lengths [len(tiers)][2]int

// An analyst makes the terms of texts for one segment, and remembers those of
// short texts. Whether words stand side by side is said by terms of two words,
// so that no positions need be kept.
type analyst struct {
	out    *bulk.Writer
	words  wordCache
	known  map[memoKey]analysis
	terms  []uint32  // of the text at hand
	found  []mention // in it
	buffer []byte
}

// An analysis is what a text puts into the index.
type analysis struct {
	words int
	terms []uint32
}

// memoSize bounds the texts that an analyst remembers, and memoText how long
// they are, in bytes. Names of agencies, themes, columns and keywords are most
// of what a catalogue says, again and again.
const (
	memoSize = 50_000
	memoText = 120
)

type memoKey struct {
	text, field string
	lang        catalog.Lang
	tier        int
}

func newAnalyst(out *bulk.Writer) *analyst {
	return &analyst{out: out, words: newWordCache(), known: make(map[memoKey]analysis)}
}

// addTerms gives the document the terms of its passages, and returns how many
// words stand in each tier in each language.
func (a *analyst) addTerms(passages []passage) lengths {
	var words lengths
	for i := range passages {
		p := &passages[i]
		n := 0
		if p.Values == nil {
			n = a.add(p, p.Text)
		}
		for _, v := range p.Values {
			n += a.add(p, v)
		}
		if p.Lang != catalog.English {
			words[p.tier][0] += n
		}
		if p.Lang != catalog.Vietnamese {
			words[p.tier][1] += n
		}
	}
	return words
}

// add gives the document the terms of a text, and returns its number of words.
func (a *analyst) add(p *passage, text string) int {
	if len(text) > memoText || p.Field == "slug" || p.Field == "title" {
		n := a.analyse(p, text)
		a.out.AddAll(a.terms)
		return n
	}
	key := memoKey{text, p.Field, p.Lang, p.tier}
	known, ok := a.known[key]
	if !ok {
		known.words = a.analyse(p, text)
		known.terms = slices.Clone(a.terms)
		if len(a.known) >= memoSize {
			clear(a.known) // what is frequent comes back at once
		}
		key.text = strings.Clone(text)
		a.known[key] = known
	}
	a.out.AddAll(known.terms)
	return known.words
}

// put notes a term that is made of parts.
func (a *analyst) put(field int, parts ...string) {
	a.buffer = a.buffer[:0]
	for _, p := range parts {
		a.buffer = append(a.buffer, p...)
	}
	a.terms = append(a.terms, a.out.Term(field, a.buffer))
}

// putWord notes a term of a word.
func (a *analyst) putWord(w *cachedWord, tier, form int) {
	known := &w.terms[tier][form]
	if *known > 0 {
		a.terms = append(a.terms, *known-1)
		return
	}
	switch form {
	case wordExact:
		a.put(numberIn(tier, inViExact), w.exact)
	case wordFolded:
		a.put(numberIn(tier, inViFolded), w.folded)
	case wordUnmarked:
		a.put(numberIn(tier, inViExact), unmarkedSign, w.folded)
	case wordEnglish:
		a.put(numberIn(tier, inEnFolded), w.folded)
	case wordStem:
		a.put(numberIn(tier, inEnStem), w.stem)
	}
	*known = a.terms[len(a.terms)-1] + 1
}

// analyse makes the terms of a text that stands in a passage, and returns its
// number of words.
func (a *analyst) analyse(p *passage, text string) int {
	tokens, cached := a.words.tokenize(text)
	a.terms = a.terms[:0]
	if p.Field == "slug" { // it repeats the title without its marks
		for i, t := range tokens {
			a.putWord(cached[i], p.tier, wordFolded)
			a.put(numberScope, p.Field, foldedSign, t.folded)
		}
		return len(tokens)
	}
	vi := p.Lang != catalog.English
	open := !anyMarked(tokens)
	var stems []string
	if p.tier != tierValue && (p.Lang == catalog.English || p.Lang == "" && open) {
		stems = a.words.stemsOf(cached)
	}
	scoped := isScope(p.Field)
	for i, t := range tokens {
		if vi {
			a.putWord(cached[i], p.tier, wordFolded)
			a.putWord(cached[i], p.tier, wordExact)
			if open {
				a.putWord(cached[i], p.tier, wordUnmarked)
			}
		}
		if stems != nil {
			a.putWord(cached[i], p.tier, wordEnglish)
			if stems[i] != t.folded {
				a.putWord(cached[i], p.tier, wordStem)
			}
		}
		if scoped {
			a.put(numberScope, p.Field, foldedSign, t.folded)
			a.put(numberScope, p.Field, exactSign, t.exact)
			if stems != nil && stems[i] != t.folded {
				a.put(numberScope, p.Field, foldedSign, stems[i])
			}
		}
	}
	a.pairs(p, tokens, stems)
	a.suggest(p, text, tokens)
	a.mentions(p, text, tokens, cached, stems, open)
	return len(tokens)
}

// mentions adds the concepts that stand in a text.
func (a *analyst) mentions(p *passage, text string, tokens []token, cached []*cachedWord, stems []string, open bool) {
	a.found = a.found[:0]
	for i, w := range cached {
		a.found = words.mentionsAt(a.found, i, w.begins[0], tokens, stems, open, &text)
		if stems != nil {
			a.found = words.mentionsAt(a.found, i, w.begins[1], tokens, stems, open, &text)
		}
	}
	for _, m := range a.found {
		a.put(numberIn(p.tier, inMeaning), words.concepts[m.concept].key)
	}
}

// pairs adds the words that stand side by side, those that begin a title, and
// those that are a whole value.
func (a *analyst) pairs(p *passage, tokens []token, stems []string) {
	vi, en := numberIn(p.tier, inViPair), numberIn(p.tier, inEnPair)
	for i, t := range tokens {
		before, beforeStem := beginning, beginning.folded
		if i > 0 {
			before = tokens[i-1]
		} else if p.tier != tierTitle && (p.tier != tierValue || len(tokens) > 1) {
			continue
		}
		if p.Lang != catalog.English {
			a.put(vi, before.folded, pairSign, t.folded)
			if before.marked() || t.marked() {
				a.put(vi, before.exact, pairSign, t.exact)
			}
		}
		if stems == nil {
			continue
		}
		if i > 0 {
			beforeStem = stems[i-1]
		}
		a.put(en, before.folded, pairSign, t.folded)
		if before.folded != beforeStem || t.folded != stems[i] {
			a.put(en, stemSign, beforeStem, pairSign, stems[i])
		}
	}
}

// Signs in terms. Those of the field of scopes stand between the name of the
// scope and a word.
const (
	pairSign     = " "
	stemSign     = "~"
	unmarkedSign = "?"
	exactSign    = "="
	foldedSign   = ":"
)

// unmarked is the term of a word in a text that has no marks at all: there it
// may be meant with any.
func unmarked(folded string) string { return unmarkedSign + folded }

func pair(a, b string) string { return a + pairSign + b }

// stemPair is the term of two stems that are not the words themselves.
func stemPair(stems string) string { return stemSign + stems }

func anyMarked(tokens []token) bool {
	for _, t := range tokens {
		if t.marked() {
			return true
		}
	}
	return false
}

// titleKeys returns the terms under which a whole title is found, with and
// without marks. They are sums: titles themselves would be most of the index.
func titleKeys(tokens []token) (exact, folded string) {
	var e, f []string
	for _, t := range tokens {
		e, f = append(e, t.exact), append(f, t.folded)
	}
	return "=" + sumOf(e), "~" + sumOf(f)
}

func sumOf(words []string) string {
	h := fnv.New64a()
	h.Write([]byte(strings.Join(words, " ")))
	return string(h.Sum(nil))
}
