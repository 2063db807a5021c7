package search

import (
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"nguon/catalog"
)

// layout is the version of the documents and of the analysis. Of 7: terms
// without frequencies, in segments that package bulk writes.
const layout = 8

// format says how the documents of an index were made. An index of another
// format is built anew.
var format = layout<<32 | int(words.sum)

// A writer makes documents. It is safe for concurrent use.
type writer struct {
	agencies map[string]catalog.Agency
	within   func(territory string) string // see [Options]
}

// write writes the document of a dataset whose newest public release is r.
func (w *writer) write(out *draft, d *catalog.Dataset, r *catalog.Release) {
	passages := passagesOf(out.passages[:0], *d, *r, w.agencies[d.Agency])
	out.passages = passages
	out.Begin(string(d.Slug))
	words := out.addTerms(passages)
	for _, title := range []string{d.Title.Vi, d.Title.En} {
		tokens, _ := out.words.tokenize(normalize(title))
		exact, folded := titleKeys(tokens)
		out.Add(out.Term(numberTitleKey, []byte(exact)))
		out.Add(out.Term(numberTitleKey, []byte(folded)))
	}
	out.stored = encodePassages(out.stored[:0], passages)
	out.Store(numberSource, out.stored)
	out.Value(numberRow, rowOf(d, r, words, w.facets(d, r)))
	for i, lang := range langs {
		out.Value(numberCollate+i, collationKey(lang, d.Title.In(lang)))
	}
}

// facets returns the values of the facets of a dataset; in trees, the paths to
// them.
func (w *writer) facets(d *catalog.Dataset, r *catalog.Release) (values [facetCount][]string) {
	values[facetAgency] = []string{pathTo(d.Agency, func(code string) string { return w.agencies[code].Parent })}
	values[facetTheme] = d.Themes
	values[facetLicence] = []string{d.Licence}
	values[facetFrequency] = []string{d.Frequency}
	for _, code := range d.Place.Codes {
		values[facetTerritory] = append(values[facetTerritory], pathTo(code, w.within))
	}
	when := r.Period
	if when.IsZero() {
		when = d.Period
	}
	values[facetPeriod] = []string{periodText(when, r.PublishAt)}
	if values[facetFormat] = formatsOf(r); len(r.Tables) > 0 { // every table has an interface
		values[facetAPI] = []string{"true"}
	}
	for _, t := range r.Tables {
		for _, c := range t.Columns {
			if !slices.Contains(values[facetColumn], string(c.Type)) {
				values[facetColumn] = append(values[facetColumn], string(c.Type))
			}
		}
	}
	slices.Sort(values[facetColumn]) // equal sets are to look alike
	return values
}

// formatsOf returns the formats that a release is offered in: every table in
// all of them.
func formatsOf(r *catalog.Release) []string {
	if len(r.Tables) == 0 {
		return nil
	}
	return []string{"csv", "parquet"}
}

// maxDepth bounds the trees: one that is deeper has a circle.
const maxDepth = 12

// pathTo returns a code with those above it, the topmost first.
func pathTo(code string, above func(string) string) string {
	path := plainCode(code)
	for range maxDepth {
		if code = above(code); code == "" {
			break
		}
		path = plainCode(code) + pathSign + path
	}
	return path
}

// plainCode returns text without the signs that have a meaning in rows.
func plainCode(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' {
			return -1
		}
		return r
	}, text)
}

// A collator makes keys of titles. It is not safe for concurrent use, and
// takes long to make.
type collator struct {
	*collate.Collator
	buffer collate.Buffer
}

var collators = [len(langs)]sync.Pool{{New: newCollator(langs[0])}, {New: newCollator(langs[1])}}

func newCollator(lang catalog.Lang) func() any {
	return func() any { return &collator{Collator: collate.New(language.Make(string(lang)), collate.Numeric)} }
}

// collationKey returns bytes that sort as the title does in a dictionary. They
// have no 0xff, which parts doc values: it and the byte before it are written
// as two.
func collationKey(lang catalog.Lang, title string) []byte {
	pool := &collators[slices.Index(langs[:], lang)]
	c := pool.Get().(*collator)
	defer pool.Put(c)
	c.buffer.Reset()
	var key []byte
	for _, b := range c.KeyFromString(&c.buffer, normalize(title)) {
		if b >= 0xfe {
			key = append(key, 0xfe)
			b -= 0xfe
		}
		key = append(key, b)
	}
	return key
}
