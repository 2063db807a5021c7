package search

import (
	"hash/fnv"
	"strings"

	index "github.com/blevesearch/bleve_index_api"

	"nguon/catalog"
)

// lengths are the numbers of words of the tiers, in Vietnamese and in English.
type lengths [len(tiers)][2]int

// addTerms adds the terms of all passages, and returns how many words stand in
// each tier in each language.
func addTerms(doc *document, passages []passage, known *memo) lengths {
	var words lengths
	fields := make(map[string]index.TokenFrequencies, 40)
	add := func(p *passage, text string) {
		a := known.analyse(p, text)
		if p.Lang != catalog.English {
			words[p.tier][0] += a.words
		}
		if p.Lang != catalog.Vietnamese {
			words[p.tier][1] += a.words
		}
		for _, f := range a.fields {
			terms := fields[f.name]
			if terms == nil {
				terms = make(index.TokenFrequencies, 2*len(f.terms))
				fields[f.name] = terms
			}
			for _, t := range f.terms {
				terms[t] = occurs
			}
		}
	}
	for i := range passages {
		p := &passages[i]
		if p.Values == nil {
			add(p, p.Text)
		}
		for _, v := range p.Values {
			add(p, v)
		}
	}
	for name, terms := range fields {
		doc.fields = append(doc.fields, &termField{name: name, options: index.IndexField, terms: terms})
	}
	return words
}

// An analysis is what a text puts into the index. Whether words stand side by
// side is said by terms of two words, so that no positions need be kept.
type analysis struct {
	words  int
	fields []fieldTerms
}

type fieldTerms struct {
	name  string
	terms []string
}

func (a *analysis) put(field, term string) {
	for i := range a.fields {
		if a.fields[i].name == field {
			a.fields[i].terms = append(a.fields[i].terms, term)
			return
		}
	}
	a.fields = append(a.fields, fieldTerms{field, []string{term}})
}

// analyse makes the terms of a text that stands in a passage.
func analyse(p *passage, text string) *analysis {
	name, tokens := tiers[p.tier].name, tokenize(text)
	a := &analysis{words: len(tokens)}
	if p.Field == "slug" { // it repeats the title without its marks
		for _, t := range tokens {
			a.put(name+viFolded, t.folded)
			a.put(fieldScope, scopedFolded(p.Field, t.folded))
		}
		return a
	}
	vi := p.Lang != catalog.English
	open := !anyMarked(tokens)
	en := p.tier != tierValue && (p.Lang == catalog.English || p.Lang == "" && open)
	var stems []string
	if en {
		stems = make([]string, len(tokens))
	}
	scoped := isScope(p.Field)
	for i, t := range tokens {
		if vi {
			a.put(name+viFolded, t.folded)
			a.put(name+viExact, t.exact)
			if open {
				a.put(name+viExact, unmarked(t.folded))
			}
		}
		if en {
			stems[i] = stem(t.folded)
			a.put(name+enFolded, t.folded)
			if stems[i] != t.folded {
				a.put(name+enStem, stems[i])
			}
		}
		if scoped {
			a.put(fieldScope, scopedFolded(p.Field, t.folded))
			a.put(fieldScope, scopedExact(p.Field, t.exact))
			if en && stems[i] != t.folded {
				a.put(fieldScope, scopedFolded(p.Field, stems[i]))
			}
		}
	}
	a.pairs(p, tokens, stems)
	a.suggest(p, text, tokens)
	for _, m := range words.mentions(tokens, stems, open, &text) {
		a.put(name+meaning, words.concepts[m.concept].key)
	}
	return a
}

// pairs adds the words that stand side by side, those that begin a title, and
// those that are a whole value.
func (a *analysis) pairs(p *passage, tokens []token, stems []string) {
	name := tiers[p.tier].name
	for i, t := range tokens {
		before, beforeStem := beginning, beginning.folded
		if i > 0 {
			before = tokens[i-1]
		} else if p.tier != tierTitle && (p.tier != tierValue || len(tokens) > 1) {
			continue
		}
		if p.Lang != catalog.English {
			a.put(name+viPair, pair(before.folded, t.folded))
			if before.marked() || t.marked() {
				a.put(name+viPair, pair(before.exact, t.exact))
			}
		}
		if stems == nil {
			continue
		}
		if i > 0 {
			beforeStem = stems[i-1]
		}
		words, stemmed := pair(before.folded, t.folded), pair(beforeStem, stems[i])
		a.put(name+enPair, words)
		if words != stemmed {
			a.put(name+enPair, stemPair(stemmed))
		}
	}
}

// unmarked is the term of a word in a text that has no marks at all: there it
// may be meant with any.
func unmarked(folded string) string { return "?" + folded }

func pair(a, b string) string { return a + " " + b }

// stemPair is the term of two stems that are not the words themselves.
func stemPair(stems string) string { return "~" + stems }

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
