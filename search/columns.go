package search

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"nguon/catalog"
)

// columns hold what counting and ordering need of every document of one
// segment, in arrays by its number there. A segment never changes, so they are
// made once.
type columns struct {
	size      int // documents, deleted ones included
	facets    [facetCount]ordinals
	published []int64 // Unix nanoseconds
	slugs     []string
	titles    map[catalog.Lang][]string // made when first asked for
}

// ordinals hold the values of one facet: those of document i are
// values[starts[i]:starts[i+1]].
type ordinals struct {
	starts []uint32
	values []uint32
}

func (o ordinals) of(doc int) []uint32 { return o.values[o.starts[doc]:o.starts[doc+1]] }

// A columnCache holds the columns of the segments that are in use.
type columnCache struct {
	mu       sync.Mutex
	segments map[uint64]*columns
	names    [facetCount][]string // the value of each ordinal; only grows
	numbers  [facetCount]map[string]uint32
}

func newColumnCache() *columnCache {
	c := &columnCache{segments: make(map[uint64]*columns)}
	for f := range c.numbers {
		c.numbers[f] = make(map[string]uint32)
	}
	return c
}

// A view is a snapshot of the index with its columns.
type view struct {
	*scorch.IndexSnapshot
	columns []*columns           // of each segment
	names   [facetCount][]string // the value of each ordinal
	size    int                  // documents, deleted ones included
}

// view returns the view of a snapshot, making the columns of new segments. If
// byTitle is not empty, titles are there in that language.
func (c *columnCache) view(snapshot *scorch.IndexSnapshot, byTitle catalog.Lang) (*view, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v := &view{IndexSnapshot: snapshot}
	used := make(map[uint64]*columns)
	for _, s := range snapshot.Segments() {
		cols := c.segments[s.Id()]
		if cols == nil {
			var err error
			if cols, err = c.read(snapshot, v.size, int(s.FullSize())); err != nil {
				return nil, fmt.Errorf("search: columns of segment %d: %w", s.Id(), err)
			}
		}
		if byTitle != "" && cols.titles[byTitle] == nil {
			titles, err := readTitles(snapshot, v.size, cols.size, byTitle)
			if err != nil {
				return nil, fmt.Errorf("search: titles of segment %d: %w", s.Id(), err)
			}
			cols.titles[byTitle] = titles
		}
		used[s.Id()] = cols
		v.columns = append(v.columns, cols)
		v.size += cols.size
	}
	c.segments = used
	v.names = c.names
	return v, nil
}

func (c *columnCache) read(r *scorch.IndexSnapshot, first, size int) (*columns, error) {
	cols := &columns{size: size, published: make([]int64, size), slugs: make([]string, size), titles: make(map[catalog.Lang][]string)}
	place := map[string]int{fieldSlug: -1, fieldPublished: -2}
	fields := []string{fieldSlug, fieldPublished}
	for f, name := range facetNames {
		place[name] = f
		fields = append(fields, name)
		cols.facets[f].starts = make([]uint32, 1, size+1)
	}
	values, err := r.DocValueReader(fields)
	if err != nil {
		return nil, err
	}
	var id index.IndexInternalID
	var stamp [8]byte
	for i := range size {
		id = index.NewIndexInternalID(id, uint64(first+i))
		err := values.VisitDocValues(id, func(field string, term []byte) {
			switch f := place[field]; f {
			case -1:
				cols.slugs[i] = string(term)
			case -2:
				if n, err := hex.Decode(stamp[:], term[:min(len(term), 16)]); err == nil && n == 8 {
					cols.published[i] = int64(binary.BigEndian.Uint64(stamp[:]))
				}
			default:
				cols.facets[f].values = append(cols.facets[f].values, c.number(f, term))
			}
		})
		if err != nil {
			return nil, err
		}
		for f := range cols.facets {
			cols.facets[f].starts = append(cols.facets[f].starts, uint32(len(cols.facets[f].values)))
		}
	}
	return cols, nil
}

func (c *columnCache) number(facet int, value []byte) uint32 {
	n, ok := c.numbers[facet][string(value)]
	if !ok {
		n = uint32(len(c.names[facet]))
		c.numbers[facet][string(value)] = n
		c.names[facet] = append(c.names[facet], string(value))
	}
	return n
}

func readTitles(r *scorch.IndexSnapshot, first, size int, lang catalog.Lang) ([]string, error) {
	values, err := r.DocValueReader([]string{fieldCollate + string(lang)})
	if err != nil {
		return nil, err
	}
	titles := make([]string, size)
	var id index.IndexInternalID
	for i := range size {
		id = index.NewIndexInternalID(id, uint64(first+i))
		if err := values.VisitDocValues(id, func(_ string, term []byte) { titles[i] = string(term) }); err != nil {
			return nil, err
		}
	}
	return titles, nil
}
