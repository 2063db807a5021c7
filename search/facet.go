package search

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/RoaringBitmap/roaring/v2"
)

// A tally counts the documents of a match by facet. The counts of a facet
// leave its own filter out. It counts sets of values, and what is in them only
// at the end. Only one goroutine may use it at a time.
type tally struct {
	tables *[facetCount]facetTable
	passes [facetCount][]bool // by number of set; nil is no filter
	span   []bool             // by number of set of the period: the days that are asked for
	asked  [facetCount][]string
	counts [facetCount][]int32 // by number of set
	total  int
	scored int // documents whose scores were worked out to find the first ones
}

func newTally(v *view, r Request) *tally {
	t := &tally{tables: &v.facets}
	t.clear()
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

func (t *tally) clear() {
	for f := range t.counts {
		t.counts[f] = make([]int32, len(t.tables[f].sets))
	}
	t.total = 0
}

// clone returns a tally of the same filters that has counted nothing.
func (t *tally) clone() *tally {
	other := *t
	other.clear()
	return &other
}

// join adds what another tally of the same filters has counted.
func (t *tally) join(other *tally) {
	for f, counts := range other.counts {
		for set, n := range counts {
			t.counts[f][set] += n
		}
	}
	t.total += other.total
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

// add counts the documents of a segment that the text finds, and returns those
// that pass all filters. They must not be changed.
func (t *tally) add(cols *columns, docs *roaring.Bitmap) *roaring.Bitmap {
	if t.span != nil {
		docs = roaring.And(docs, cols.facets[facetPeriod].having(t.span))
	}
	var having [facetCount]*roaring.Bitmap
	for f, passes := range t.passes {
		if passes != nil {
			having[f] = cols.facets[f].having(passes)
		}
	}
	passing := func(but int) *roaring.Bitmap {
		found := docs
		for f, these := range having {
			if these != nil && f != but {
				found = roaring.And(found, these)
			}
		}
		return found
	}
	all := passing(-1)
	var unfiltered []int
	for f := range having {
		if having[f] == nil {
			unfiltered = append(unfiltered, f)
			continue
		}
		t.count(cols, passing(f), f) // without the filter of this facet
	}
	t.total += t.count(cols, all, unfiltered...)
	return all
}

// count adds the documents to the counts of facets, and returns how many there
// are. Where they are most of the segment, it counts the others.
func (t *tally) count(cols *columns, docs *roaring.Bitmap, facets ...int) int {
	all, step := int(docs.GetCardinality()), int32(1)
	if all > cols.size/2 {
		for _, f := range facets {
			for set, n := range cols.facets[f].counts {
				t.counts[f][set] += n
			}
		}
		docs, step = roaring.Flip(docs, 0, uint64(cols.size)), -1
	}
	var buffer [1024]uint32
	it := docs.ManyIterator()
	for n := it.NextMany(buffer[:]); n > 0; n = it.NextMany(buffer[:]) {
		for _, f := range facets {
			sets, counts := cols.facets[f].sets, t.counts[f]
			for _, doc := range buffer[:n] {
				counts[sets[doc]] += step
			}
		}
	}
	return all
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
