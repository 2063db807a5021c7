package search

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"nguon/catalog"
)

// layout is the version of the documents and of the analysis.
const layout = 2

// format says how the documents of an index were made. An index of another
// format is built anew.
var format = layout<<32 | int(words.sum)

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

// collationKey returns a string that sorts as the title does in a dictionary.
// It is in hexadecimal because doc values may not hold every byte.
func collationKey(lang catalog.Lang, title string) string {
	// A Collator is not safe for concurrent use, and cheap to make.
	c := collate.New(language.Make(string(lang)), collate.Numeric)
	return hex.EncodeToString(c.KeyFromString(&collate.Buffer{}, normalize(title)))
}
