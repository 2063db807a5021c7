package search

import (
	"cmp"
	"slices"
)

// A tally counts the documents of a match by facet. The counts of a facet
// leave its own filter out.
type tally struct {
	view    *view
	filters [facetCount][]bool // by ordinal; nil is no filter
	asked   [facetCount][]string
	counts  [facetCount][]int
	total   int
}

func newTally(v *view, filters map[string][]string) *tally {
	t := &tally{view: v}
	for f, name := range facetNames {
		t.counts[f] = make([]int, len(v.names[f]))
		values := filters[name]
		if len(values) == 0 {
			continue
		}
		t.asked[f] = values
		t.filters[f] = make([]bool, len(v.names[f]))
		for _, value := range values {
			if i := slices.Index(v.names[f], value); i >= 0 {
				t.filters[f][i] = true
			}
		}
	}
	return t
}

// add counts a document that the text finds, and reports whether it passes all
// filters.
func (t *tally) add(cols *columns, doc int) bool {
	failed, failures := -1, 0
	for f := range t.filters {
		if t.filters[f] != nil && !slices.ContainsFunc(cols.facets[f].of(doc), func(n uint32) bool { return t.filters[f][n] }) {
			failed = f
			failures++
		}
	}
	switch failures {
	case 0:
		t.total++
		for f := range t.counts {
			t.count(cols, f, doc)
		}
		return true
	case 1: // it would pass without the filter of this facet
		t.count(cols, failed, doc)
	}
	return false
}

func (t *tally) count(cols *columns, facet, doc int) {
	for _, n := range cols.facets[facet].of(doc) {
		t.counts[facet][n]++
	}
}

// facets returns the counts, with the filtered values even if they are zero.
func (t *tally) facets() []Facet {
	facets := make([]Facet, facetCount)
	for f, name := range facetNames {
		values := []FacetValue{}
		for n, count := range t.counts[f] {
			if count > 0 {
				values = append(values, FacetValue{t.view.names[f][n], count})
			}
		}
		for _, asked := range t.asked[f] {
			if !slices.ContainsFunc(values, func(v FacetValue) bool { return v.Value == asked }) {
				values = append(values, FacetValue{asked, 0})
			}
		}
		slices.SortFunc(values, func(a, b FacetValue) int {
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
		facets[f] = Facet{Name: name, Values: values}
	}
	return facets
}
