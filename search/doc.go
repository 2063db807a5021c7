// Package search finds datasets in the catalogue: in Vietnamese first, with or
// without tone marks, and in English.
//
// The index is a scorch index of Bleve, one document for each dataset that the
// public sees. It is derived from the catalogue and holds nothing that cannot
// be made again from it: it knows the last event that it has seen, follows the
// events after it, and is built anew when it is missing, damaged, or of an
// older format. See folder.go for how its folder is laid out and who
// removes what from it. What is indexed in bulk is written as segments of
// Bleve's format by package bulk; package snapshot keeps a copy of the index
// with the objects, from which a replica starts.
//
// Terms are made by our own analysis (token.go) and matched by our own
// collector (match.go) over the postings of Bleve: words are joined by AND,
// each in any field, and all facets are counted in the same pass, in arrays by
// document number.
package search
