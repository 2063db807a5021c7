package search

import (
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"

	"nguon/catalog"
)

// addTerms adds the fields of all tiers. Passages stand far apart, so that no
// phrase reaches from one into the next.
func addTerms(doc *document.Document, passages []passage) {
	const gap = 100
	fields := make(map[string]analysis.TokenStream)
	next := make(map[string]int)
	put := func(field, term string, pos int) {
		fields[field] = append(fields[field], &analysis.Token{Term: []byte(term), Position: pos})
	}
	for _, p := range passages {
		name, tokens := tiers[p.tier].name, tokenize(p.Text)
		pos := next[name]
		next[name] += len(tokens) + gap
		before := beginning
		for i, t := range tokens {
			pos++
			if p.Lang != catalog.English {
				put(name+viFolded, t.folded, pos)
			}
			if p.Field == "slug" {
				continue // it repeats the title without its marks
			}
			if p.Lang != catalog.English {
				put(name+viExact, t.exact, pos)
			}
			if p.Lang != catalog.Vietnamese {
				put(name+enFolded, t.folded, pos)
				put(name+enStem, stem(t.folded), pos)
			}
			if i == 0 && p.tier != tierTitle {
				before = t
				continue
			}
			if p.Lang != catalog.English {
				put(name+viPair, pair(before.folded, t.folded), pos)
				if before.marked() || t.marked() {
					put(name+viPair, pair(before.exact, t.exact), pos)
				}
			}
			if p.Lang != catalog.Vietnamese {
				put(name+enPair, pair(stem(before.folded), stem(t.folded)), pos)
			}
			before = t
		}
	}
	for name, stream := range fields {
		options := asTerms
		if strings.HasSuffix(name, viExact) || strings.HasSuffix(name, viFolded) || strings.HasSuffix(name, enFolded) {
			options = asPhrases
		}
		doc.AddField(document.NewTextFieldCustom(name, nil, nil, options, ready(stream)))
	}
}

func pair(a, b string) string { return a + " " + b }

// titleKeys returns the terms under which a whole title is found, with and
// without marks.
func titleKeys(tokens []token) (exact, folded string) {
	var e, f []string
	for _, t := range tokens {
		e, f = append(e, t.exact), append(f, t.folded)
	}
	return "=" + strings.Join(e, " "), "~" + strings.Join(f, " ")
}

