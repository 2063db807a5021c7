package search

import (
	"cmp"
	"slices"
	"strconv"
)

// A tally counts the documents of a match by facet. The counts of a facet
// leave its own filter out. It counts sets of values, and what is in them only
// at the end.
type tally struct {
	tables *[facetCount]facetTable
	passes [facetCount][]bool // by number of set; nil is no filter
	span   []bool             // by number of set of the period: the days that are asked for
	asked  [facetCount][]string
	counts [facetCount][]int32 // by number of set
	total  int
}

func newTally(v *view, r Request) *tally {
	t := &tally{tables: &v.facets}
	for f := range t.counts {
		t.counts[f] = make([]int32, len(v.facets[f].sets))
	}
	for f, name := range facetNames {
		if t.asked[f] = r.Filters[name]; len(t.asked[f]) > 0 {
			t.passes[f] = t.tables[f].passing(t.tables[f].matcher(f, t.asked[f]))
		}
	}
	if !r.From.IsZero() || !r.Until.IsZero() {
		p := spanOf(r.From, r.Until)
		t.span = t.tables[facetPeriod].passing(func(set valueSet) bool { return set.period.overlaps(p.from, p.until) })
	}
	return t
}

// passing returns which sets are wanted.
func (table *facetTable) passing(want func(valueSet) bool) []bool {
	passes := make([]bool, len(table.sets))
	for n, set := range table.sets {
		passes[n] = want(set)
	}
	return passes
}

// matcher returns the test of a set for any of the values.
func (table *facetTable) matcher(f int, asked []string) func(valueSet) bool {
	if f == facetPeriod {
		var years []int32
		for _, v := range asked {
			if y, err := strconv.ParseInt(v, 10, 32); err == nil {
				years = append(years, int32(y))
			}
		}
		return func(set valueSet) bool { return slices.ContainsFunc(years, set.period.touches) }
	}
	wanted := make([]bool, len(table.names))
	for _, v := range asked {
		if n := slices.Index(table.names, v); n >= 0 {
			wanted[n] = true
		}
	}
	return func(set valueSet) bool {
		return slices.ContainsFunc(set.values, func(n uint32) bool { return wanted[n] })
	}
}

// add counts a document that the text finds, and reports whether it passes all
// filters.
func (t *tally) add(sets []uint32) bool {
	if t.span != nil && !t.span[sets[facetPeriod]] {
		return false
	}
	failed, failures := -1, 0
	for f, passes := range &t.passes {
		if passes != nil && !passes[sets[f]] {
			failed = f
			failures++
		}
	}
	switch failures {
	case 0:
		t.total++
		for f, n := range sets {
			t.counts[f][n]++
		}
		return true
	case 1: // it would pass without the filter of this facet
		t.counts[failed][sets[failed]]++
	}
	return false
}

// facets returns the counts, with the filtered values even if they are zero.
func (t *tally) facets() []Facet {
	facets := make([]Facet, facetCount)
	for f, name := range facetNames {
		var values []FacetValue
		if f == facetPeriod {
			values = t.years()
		} else {
			values = t.values(f)
		}
		for _, asked := range t.asked[f] {
			if !slices.ContainsFunc(values, func(v FacetValue) bool { return v.Value == asked }) {
				values = append(values, FacetValue{Value: asked})
			}
		}
		slices.SortFunc(values, func(a, b FacetValue) int {
			if f == facetPeriod {
				return cmp.Or(cmp.Compare(len(b.Value), len(a.Value)), cmp.Compare(b.Value, a.Value))
			}
			return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Value, b.Value))
		})
		facets[f] = Facet{Name: name, Values: values}
	}
	return facets
}

func (t *tally) values(f int) []FacetValue {
	table := &t.tables[f]
	counts := make([]int, len(table.names))
	for n, count := range t.counts[f] {
		if count > 0 {
			for _, v := range table.sets[n].values {
				counts[v] += int(count)
			}
		}
	}
	values := []FacetValue{}
	for n, count := range counts {
		if count == 0 {
			continue
		}
		v := FacetValue{Value: table.names[n], Count: count}
		if above := table.parents[n]; above >= 0 {
			v.Parent = table.names[above]
		}
		values = append(values, v)
	}
	return values
}

// years counts the documents of each year that a period touches.
func (t *tally) years() []FacetValue {
	var changes [maxYear + 2]int
	for n, count := range t.counts[facetPeriod] {
		if p := t.tables[facetPeriod].sets[n].period; p.known && p.first <= p.last {
			changes[p.first] += int(count)
			changes[p.last+1] -= int(count)
		}
	}
	values := []FacetValue{}
	count := 0
	for year, change := range &changes {
		if count += change; count > 0 {
			values = append(values, FacetValue{Value: strconv.Itoa(year), Count: count})
		}
	}
	return values
}
