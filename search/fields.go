package search

import "nguon/catalog"

// A tier is how much a place in a dataset says about it. Every tier is a set
// of fields in the index, one for each form of its words.
type tier struct {
	name   string
	weight float64
	length float64 // of a usual text, in words: longer ones count less
}

const (
	tierTitle = iota
	tierSubject
	tierColumn
	tierText
	tierValue
)

var tiers = [...]tier{
	tierTitle:   {"title", 8, 8},
	tierSubject: {"subject", 3, 20},
	tierColumn:  {"column", 1.5, 60},
	tierText:    {"text", 1, 80},
	tierValue:   {"value", 0.7, 60},
}

// The forms of the words of a tier, as they end the names of fields.
const (
	viExact  = ".vi.exact"  // with marks
	viFolded = ".vi.folded" // without
	viPair   = ".vi.pair"   // two words side by side, folded and exact
	enFolded = ".en.folded"
	enStem   = ".en.stem"
	enPair   = ".en.pair" // two words side by side, and their stems: see stemPair
	meaning  = ".meaning" // concepts of the vocabulary
)

// The other fields of a document.
const (
	fieldTitleKey = "titlekey" // whole titles, for those that are typed exactly
	fieldSuggest  = "suggest"  // names with what they are, by each of their words; see suggest.go
	fieldScope    = "scope"    // words with the name of their field, see scopes
	fieldRow      = "row"      // see row, as doc value
	fieldSource   = "source"   // the passages, stored
	fieldCollate  = "collate." // with the language: keys that sort titles, as doc value
)

// The facets, by their place in facetNames.
const (
	facetAgency = iota // a tree
	facetTheme
	facetFormat
	facetLicence
	facetFrequency
	facetTerritory // a tree
	facetPeriod    // years that the data describe
	facetAPI       // "true" where a table can be queried
	facetColumn    // types of columns
	facetCount
)

var facetNames = [facetCount]string{"agency", "theme", "format", "licence", "frequency", "territory", "period", "api", "column_type"}

// A passage is a piece of text of a dataset, as it is searched and shown.
type passage struct {
	Field string       // as in [Hit.Fields]
	Lang  catalog.Lang // empty for codes and names, which are of both
	Text  string       // normalized
	// Of columns and values: where they are.
	Resource string
	Column   string
	// Values, in place of a text, are the frequent values of a column.
	Values []string
	tier   int
}
