package search

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"nguon/catalog"
)

// format is the version of the documents and of the analysis. An index of
// another format is built anew.
const format = 1

const (
	asTerms    = index.IndexField
	asPhrases  = index.IndexField | index.IncludeTermVectors
	asDocValue = index.IndexField | index.DocValues
)

// newDocument makes the document of a dataset whose newest public release is
// r. The agency may be the zero value if it is not known.
func newDocument(d catalog.Dataset, r catalog.Release, a catalog.Agency) (*document.Document, error) {
	doc := document.NewDocument(string(d.Slug))
	passages := passagesOf(d, r, a)
	addTerms(doc, passages)

	source, err := json.Marshal(passages)
	if err != nil {
		return nil, fmt.Errorf("search: document of %s: %w", d.Slug, err)
	}
	doc.AddField(document.NewTextFieldCustom(fieldSource, nil, source, index.StoreField, nil))

	var keys []string
	for _, title := range []string{d.Title.Vi, d.Title.En} {
		exact, folded := titleKeys(tokenize(normalize(title)))
		keys = append(keys, exact, folded)
	}
	slices.Sort(keys)
	addValues(doc, fieldTitleKey, asTerms, slices.Compact(keys)...)
	for _, lang := range []catalog.Lang{catalog.Vietnamese, catalog.English} {
		addValues(doc, fieldCollate+string(lang), asDocValue, collationKey(lang, d.Title.In(lang)))
	}
	addValues(doc, fieldSlug, asDocValue, string(d.Slug))
	addValues(doc, fieldPublished, asDocValue, hex.EncodeToString(
		binary.BigEndian.AppendUint64(nil, uint64(max(0, r.PublishAt.UnixNano())))))
	for facet, values := range facetValues(d, r) {
		addValues(doc, facetNames[facet], asDocValue, values...)
	}
	return doc, nil
}

func facetValues(d catalog.Dataset, r catalog.Release) [facetCount][]string {
	var formats []string
	if len(r.Tables) > 0 {
		formats = []string{"csv", "parquet"} // every table is offered as both
	}
	return [facetCount][]string{
		facetAgency:    {d.Agency},
		facetTheme:     d.Themes,
		facetFormat:    formats,
		facetLicence:   {d.Licence},
		facetFrequency: {d.Frequency},
	}
}

// passagesOf gathers all of a dataset that is searched, most telling first.
func passagesOf(d catalog.Dataset, r catalog.Release, a catalog.Agency) []passage {
	var ps []passage
	add := func(tier int, field string, lang catalog.Lang, text string) {
		if text = strings.TrimSpace(normalize(text)); text != "" {
			ps = append(ps, passage{Field: field, Lang: lang, Text: text, tier: tier})
		}
	}
	both := func(tier int, field string, t catalog.Text) {
		add(tier, field, catalog.Vietnamese, t.Vi)
		add(tier, field, catalog.English, t.En)
	}
	both(tierTitle, "title", d.Title)
	for _, k := range d.Keywords.Vi {
		add(tierSubject, "keywords", catalog.Vietnamese, k)
	}
	for _, k := range d.Keywords.En {
		add(tierSubject, "keywords", catalog.English, k)
	}
	both(tierSubject, "agency", a.Title)
	add(tierSubject, "agency", "", d.Agency)
	for _, t := range d.Themes {
		if term, ok := catalog.Themes.Find(t); ok {
			both(tierSubject, "theme", term.Title)
		}
		add(tierSubject, "theme", "", t)
	}
	for _, res := range d.Resources {
		both(tierColumn, "resource", res.Title)
		add(tierColumn, "resource", "", res.Name)
		both(tierText, "resource", res.Description)
	}
	for _, t := range r.Tables {
		for _, c := range t.Columns {
			both(tierColumn, "column", c.Title)
			add(tierColumn, "column", "", c.Name)
			both(tierText, "column", c.Description)
		}
	}
	both(tierText, "description", d.Description)
	both(tierText, "place", d.Place.Title)
	if licence, ok := catalog.FindLicence(d.Licence); ok {
		both(tierText, "licence", licence.Title)
	}
	add(tierText, "licence", "", d.Licence)
	both(tierText, "frequency", catalog.Frequencies.Title(d.Frequency))
	add(tierSubject, "slug", "", string(d.Slug))
	return ps
}

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

func addValues(doc *document.Document, name string, options index.FieldIndexingOptions, values ...string) {
	var stream analysis.TokenStream
	for i, v := range values {
		stream = append(stream, &analysis.Token{Term: []byte(v), Position: i + 1})
	}
	if stream != nil {
		doc.AddField(document.NewTextFieldCustom(name, nil, nil, options, ready(stream)))
	}
}

// ready is the analysis of a text that has been analysed.
type ready analysis.TokenStream

// Analyze returns the tokens.
func (r ready) Analyze([]byte) analysis.TokenStream { return analysis.TokenStream(r) }

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

// collationKey returns a string that sorts as the title does in a dictionary.
// It is in hexadecimal because doc values may not hold every byte.
func collationKey(lang catalog.Lang, title string) string {
	// A Collator is not safe for concurrent use, and cheap to make.
	c := collate.New(language.Make(string(lang)), collate.Numeric)
	return hex.EncodeToString(c.KeyFromString(&collate.Buffer{}, normalize(title)))
}
