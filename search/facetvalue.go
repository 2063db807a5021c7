package search

import (
	"slices"
	"strings"
	"sync"
)

// facetValues number the values of the facets and the sets of values that
// datasets have: documents share few sets, so that one number says all of a
// facet. Numbers only grow as long as an index is open.
type facetValues struct {
	mu     sync.RWMutex
	facets [facetCount]facetNumbers
}

type facetNumbers struct {
	facetTable
	numbers    map[string]uint32 // of values
	setNumbers map[string]uint32 // of sets, as rows have them
}

// A facetTable is what is known of one facet. What is in it is never changed:
// a copy stays as it was when values are added.
type facetTable struct {
	names   []string // of values
	parents []int32  // of values: the value above, or -1
	sets    []valueSet
}

// A valueSet is what one facet says of a document.
type valueSet struct {
	values []uint32 // each once; in a tree, with those above them
	period period   // in the facet of the period
}

// number returns the number of a set.
func (v *facetValues) number(facet int, raw []byte) uint32 {
	f := &v.facets[facet]
	v.mu.RLock()
	n, ok := f.setNumbers[string(raw)]
	v.mu.RUnlock()
	if ok {
		return n
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	if n, ok := f.setNumbers[string(raw)]; ok {
		return n
	}
	if f.numbers == nil {
		f.numbers, f.setNumbers = make(map[string]uint32), make(map[string]uint32)
	}
	n = uint32(len(f.sets))
	f.setNumbers[string(raw)] = n
	f.sets = append(f.sets, f.read(facet, string(raw)))
	return n
}

// read numbers the values of a set.
func (f *facetNumbers) read(facet int, raw string) valueSet {
	if facet == facetPeriod {
		p := parsePeriod(raw)
		return valueSet{period: p}
	}
	var set valueSet
	for path := range strings.SplitSeq(raw, valueSign) {
		above := int32(-1)
		for name := range strings.SplitSeq(path, pathSign) {
			if name == "" {
				continue
			}
			n := f.value(name, above)
			if !slices.Contains(set.values, n) {
				set.values = append(set.values, n)
			}
			above = int32(n)
		}
	}
	return set
}

// value returns the number of a value that stands below another.
func (f *facetNumbers) value(name string, above int32) uint32 {
	n, ok := f.numbers[name]
	if !ok {
		n = uint32(len(f.names))
		f.numbers[name] = n
		f.names = append(f.names, name)
		f.parents = append(f.parents, above)
	} else if f.parents[n] != above {
		f.parents = slices.Clone(f.parents) // others read the old one
		f.parents[n] = above
	}
	return n
}

// tables returns what is known now.
func (v *facetValues) tables() (tables [facetCount]facetTable) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	for f := range tables {
		tables[f] = v.facets[f].facetTable
	}
	return tables
}

// A facetReader numbers sets for one goroutine, and asks for the lock only for
// those that it has not met.
type facetReader struct {
	all  *facetValues
	seen [facetCount]map[string]uint32
}

func (v *facetValues) reader() *facetReader {
	r := &facetReader{all: v}
	for f := range r.seen {
		r.seen[f] = make(map[string]uint32)
	}
	return r
}

func (r *facetReader) number(facet int, raw []byte) uint32 {
	n, ok := r.seen[facet][string(raw)]
	if !ok {
		n = r.all.number(facet, raw)
		r.seen[facet][string(raw)] = n
	}
	return n
}
