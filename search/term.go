package search

import (
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"

	"nguon/catalog"
)

// Passages stand far apart, so that no phrase reaches from one into the next.
const gap = 100

// terms are those of one document, by field.
type terms struct {
	fields map[string]analysis.TokenStream
	next   map[string]int // position, by tier
}

// addTerms adds the fields of all tiers.
func addTerms(doc *document.Document, passages []passage) {
	t := terms{fields: make(map[string]analysis.TokenStream), next: make(map[string]int)}
	for i := range passages {
		p := &passages[i]
		if p.Values == nil {
			t.text(p, p.Text)
		}
		for _, v := range p.Values {
			t.text(p, v)
		}
	}
	for name, stream := range t.fields {
		options := asTerms
		if strings.HasSuffix(name, viExact) || strings.HasSuffix(name, viFolded) || strings.HasSuffix(name, enFolded) {
			options = asPhrases
		}
		doc.AddField(document.NewTextFieldCustom(name, nil, nil, options, ready(stream)))
	}
}

func (ts *terms) put(field, term string, pos int) {
	ts.fields[field] = append(ts.fields[field], &analysis.Token{Term: []byte(term), Position: pos})
}

// text adds the terms of a text that stands in a passage.
func (ts *terms) text(p *passage, text string) {
	name, tokens := tiers[p.tier].name, tokenize(text)
	pos := ts.next[name]
	ts.next[name] += len(tokens) + gap
	if p.Field == "slug" { // it repeats the title without its marks
		for i, t := range tokens {
			ts.put(name+viFolded, t.folded, pos+i+1)
			ts.put(fieldScope, scopedFolded(p.Field, t.folded), 0)
		}
		return
	}
	vi := p.Lang != catalog.English
	en := p.Lang != catalog.Vietnamese && p.tier != tierValue
	var stems []string
	if en {
		stems = make([]string, len(tokens))
	}
	scoped := isScope(p.Field)
	for i, t := range tokens {
		pos++
		if vi {
			ts.put(name+viFolded, t.folded, pos)
			ts.put(name+viExact, t.exact, pos)
		}
		if en {
			stems[i] = stem(t.folded)
			ts.put(name+enFolded, t.folded, pos)
			ts.put(name+enStem, stems[i], pos)
		}
		if scoped {
			ts.put(fieldScope, scopedFolded(p.Field, t.folded), 0)
			ts.put(fieldScope, scopedExact(p.Field, t.exact), 0)
			if en && stems[i] != t.folded {
				ts.put(fieldScope, scopedFolded(p.Field, stems[i]), 0)
			}
		}
	}
	ts.pairs(p, tokens, stems)
	for _, m := range words.mentions(tokens, stems, !anyMarked(tokens), &text) {
		ts.put(name+meaning, words.concepts[m.concept].key, 0)
	}
}

// pairs adds the words that stand side by side, and those that begin a title.
func (ts *terms) pairs(p *passage, tokens []token, stems []string) {
	name := tiers[p.tier].name
	for i, t := range tokens {
		before, beforeStem := beginning, beginning.folded
		if i > 0 {
			before = tokens[i-1]
		} else if p.tier != tierTitle {
			continue
		}
		if p.Lang != catalog.English {
			ts.put(name+viPair, pair(before.folded, t.folded), 0)
			if before.marked() || t.marked() {
				ts.put(name+viPair, pair(before.exact, t.exact), 0)
			}
		}
		if stems != nil {
			if i > 0 {
				beforeStem = stems[i-1]
			}
			ts.put(name+enPair, pair(beforeStem, stems[i]), 0)
		}
	}
}

func pair(a, b string) string { return a + " " + b }

func anyMarked(tokens []token) bool {
	for _, t := range tokens {
		if t.marked() {
			return true
		}
	}
	return false
}

// titleKeys returns the terms under which a whole title is found, with and
// without marks.
func titleKeys(tokens []token) (exact, folded string) {
	var e, f []string
	for _, t := range tokens {
		e, f = append(e, t.exact), append(f, t.folded)
	}
	return "=" + strings.Join(e, " "), "~" + strings.Join(f, " ")
}
