package search

import (
	"slices"
	"strings"
	"time"

	"nguon/catalog"
)

// The orders of results.
const (
	SortRelevance = "relevance"
	SortNewest    = "newest" // by the time of the latest release
	SortTitle     = "title"  // in the order of the dictionary of the language
)

// MaxLimit is the greatest number of hits in one answer.
const MaxLimit = 1000

// MaxFound is how many places in tables a hit tells of.
const MaxFound = 3

const (
	defaultLimit = 20
	maxClose     = 10
)

// A Request asks for datasets.
type Request struct {
	// Text is what a person typed. Any text is a search: words are joined by
	// AND, "quotes" keep words together and as they are, -minus excludes,
	// column:word binds a word to a field (see scopes), exact:word takes it as
	// it was typed, and the last word may be unfinished. Empty text finds all;
	// text without a letter or digit finds nothing.
	Text  string
	Exact bool         // all of Text as it was typed: marks, endings, no other names
	Lang  catalog.Lang // of snippets and of the order of titles; default Vietnamese
	// Filters narrow the result: facet name → values. Values of one facet are
	// alternatives; every facet must agree.
	Filters map[string][]string
	// From and Until, as the half-open span [From, Until), leave only data that
	// describe a day of it. A zero bound is open; if both are, nothing is left
	// out.
	From, Until time.Time
	Among       []catalog.Slug // only these, unless it is empty
	Sort        string         // default relevance, or newest where there is no text
	Limit       int            // hits, 1 to [MaxLimit]; 0 is 20
	// Offset is how many hits to leave out at the beginning. A deep page is as
	// good as the first one and costs more: by relevance about a microsecond and
	// 50 bytes for each dataset before it.
	Offset  int
	Explain bool // say of each hit why it stands where it does

	use usage // as it was when the search began
}

// A Result is the answer to a [Request].
type Result struct {
	Total  int // datasets that have all the words, of which Hits is a page
	Scored int // those whose score was worked out: of the others it was known that they come later
	Hits   []Hit
	Facets []Facet // all of [FacetNames], in that order
	// Corrected is the text that was searched instead, where the one typed
	// finds nothing and differs from it by mistakes of typing; empty otherwise.
	Corrected string
	// Close are datasets that have some of the words, the best first, and
	// CloseTotal is how many there are, where none has all.
	Close      []Hit
	CloseTotal int
	// DidYouMean is the part of the text that finds Close, or empty.
	DidYouMean string
	Elapsed    time.Duration
}

// A Hit is a dataset that was found.
type Hit struct {
	Slug  catalog.Slug
	Score float64 // 0 where nothing was ranked: without text
	// Fields are where the words were found, most telling first: title,
	// keywords, agency, theme, place, resource, column, description, note,
	// licence, frequency, source, format, slug, value.
	Fields []string
	// Found are the places in tables where words were found, at most
	// [MaxFound], most telling first.
	Found []Found
	// Snippet is HTML: escaped text, with what was found in <mark>.
	Snippet string
	// Explain says, if asked for, how the score came about, a line for each
	// part. It is for people, in English.
	Explain string
}

// A Found is a column, or a value of a column, in which words were found.
type Found struct {
	Field    string // column or value
	Resource string // the table
	Column   string // its name in queries
	Value    string // the whole value, where Field is value
	HTML     string // escaped text, with what was found in <mark>
}

// A Facet counts the datasets found by one property. A filter on the facet
// itself does not change its own counts.
type Facet struct {
	Name   string       // one of [FacetNames]
	Values []FacetValue // most frequent first, then by value, and years the last first; filtered values are there even at 0
}

// A FacetValue is one value of a facet.
type FacetValue struct {
	Value string // a code, as in the catalogue; "true" for what has an API
	Count int    // in a tree, with all below it
	// Parent is the value above this one in the trees of agencies and
	// territories, or empty. A dataset of a value is one of those above it.
	Parent string
}

// FacetNames returns the names of the facets in the order in which results
// hold them.
func FacetNames() []string { return slices.Clone(facetNames[:]) }

func (r Request) withDefaults() Request {
	if r.Lang != catalog.English {
		r.Lang = catalog.Vietnamese
	}
	blank := strings.TrimSpace(r.Text) == ""
	if r.Sort == "" || r.Sort == SortRelevance && blank {
		r.Sort = SortRelevance
		if blank {
			r.Sort = SortNewest
		}
	}
	if r.Limit == 0 {
		r.Limit = defaultLimit
	}
	return r
}

// validate returns an error of kind [catalog.ErrInvalid] that names what is
// wrong with r. The text is never wrong.
func (r Request) validate() error {
	var wrong []catalog.FieldError
	bad := func(field, vi, en string, args ...any) {
		wrong = append(wrong, catalog.FieldError{Field: field, Position: -1, Detail: catalog.Textf(vi, en, args...)})
	}
	for name := range r.Filters {
		if !slices.Contains(facetNames[:], name) {
			bad(name, "không có bộ lọc %[1]q", "there is no facet %[1]q", name)
		}
	}
	if r.Sort != SortRelevance && r.Sort != SortNewest && r.Sort != SortTitle {
		bad("sort", "phải là relevance, newest hoặc title", "must be relevance, newest or title")
	}
	if r.Limit < 1 || r.Limit > MaxLimit {
		bad("limit", "phải từ 1 đến %d", "must be 1 to %d", MaxLimit)
	}
	if !r.From.IsZero() && !r.Until.IsZero() && !r.From.Before(r.Until) {
		bad("until", "phải sau ngày bắt đầu", "must be after from")
	}
	if r.Offset < 0 {
		bad("offset", "không được âm", "must not be negative")
	}
	if wrong == nil {
		return nil
	}
	slices.SortFunc(wrong, func(a, b catalog.FieldError) int { return strings.Compare(a.Field, b.Field) })
	return &catalog.Error{Kind: catalog.ErrInvalid, Fields: wrong,
		Public: catalog.Text{Vi: "Yêu cầu tìm kiếm chưa đúng.", En: "The search request is not valid."}}
}
