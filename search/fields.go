package search

import (
	"nguon/catalog"
	"nguon/search/bulk"
)

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

// forms are the forms of words, by their place in the numbers of fields.
var forms = [...]string{viExact, viFolded, viPair, enFolded, enStem, enPair, meaning}

const (
	inViExact = iota
	inViFolded
	inViPair
	inEnFolded
	inEnStem
	inEnPair
	inMeaning
)

// numberIn returns the number of the field of a tier that has a form of words.
func numberIn(tier, form int) int { return tier*len(forms) + form }

// The numbers of the other fields.
const (
	numberTitleKey = len(tiers)*len(forms) + iota
	numberSuggest
	numberScope
	numberRow
	numberSource
	numberCollate // of the first language; the others follow
)

// fields are the fields of a document, by their numbers.
var fields = func() []bulk.Field {
	var all []bulk.Field
	for _, t := range tiers {
		for form, name := range forms {
			kind := bulk.Terms
			if form == inViFolded || form == inEnFolded { // who mistypes means a frequent word
				kind = bulk.Counted
			}
			all = append(all, bulk.Field{Name: t.name + name, Kind: kind})
		}
	}
	all = append(all,
		bulk.Field{Name: fieldTitleKey}, bulk.Field{Name: fieldSuggest, Kind: bulk.Counted}, bulk.Field{Name: fieldScope},
		bulk.Field{Name: fieldRow, Kind: bulk.Value}, bulk.Field{Name: fieldSource, Kind: bulk.Stored})
	for _, lang := range langs {
		all = append(all, bulk.Field{Name: fieldCollate + string(lang), Kind: bulk.Value})
	}
	return all
}()

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
