package search

import (
	"fmt"
	"runtime"
	"sync"
	"unicode/utf8"

	"github.com/blevesearch/bleve/v2/index/scorch"
	segment "github.com/blevesearch/scorch_segment_api/v2"

	"nguon/catalog"
)

// columns hold what counting and ordering need of every document of one
// segment, in arrays by its number there: some 70 bytes for each. A segment
// never changes, so they are made once.
type columns struct {
	size      int // documents, deleted ones included
	facets    [facetCount]facetSets
	published []int64         // Unix nanoseconds
	lengths   []byte          // of its tiers, as buckets: tierLangs from i×tierLangs on
	shortest  [tierLangs]byte // of lengths that are not empty
	slugs     string          // one after the other
	slugEnds  []uint32

	titles     [2]docOrder // by language
	newest     docOrder
	begun      begunCache
	lengthSets [tierLangs]lengthSets
	names      nameCache
}

func (c *columns) slug(doc int) string {
	start := uint32(0)
	if doc > 0 {
		start = c.slugEnds[doc-1]
	}
	return c.slugs[start:c.slugEnds[doc]]
}

// A columnCache holds the columns of the segments that are in use, and the
// values of the facets in them.
type columnCache struct {
	segments map[uint64]*columns
	facets   facetValues
}

// read makes the columns of those segments of a snapshot that are new, and
// forgets those that are gone. Only one goroutine may call it at a time.
func (c *columnCache) read(snapshot *scorch.IndexSnapshot) ([]*columns, error) {
	used := make(map[uint64]*columns)
	all := make([]*columns, len(snapshot.Segments()))
	failures := make([]error, len(all))
	var work sync.WaitGroup
	free := make(chan struct{}, runtime.GOMAXPROCS(0))
	for i, s := range snapshot.Segments() {
		if all[i] = c.segments[s.Id()]; all[i] == nil {
			all[i] = new(columns)
			free <- struct{}{}
			work.Go(func() {
				failures[i] = guard(func() error { return all[i].read(s.Segment(), int(s.FullSize()), &c.facets) })
				<-free
			})
		}
		used[s.Id()] = all[i]
	}
	work.Wait()
	for i, err := range failures {
		if err != nil {
			return nil, fmt.Errorf("search: columns of segment %d: %w", snapshot.Segments()[i].Id(), err)
		}
	}
	c.segments = used
	return all, nil
}

// read fills c from the rows of a segment.
func (c *columns) read(s segment.Segment, size int, facets *facetValues) error {
	c.size, c.published, c.lengths, c.slugEnds = size, make([]int64, size), make([]byte, size*tierLangs), make([]uint32, size)
	for f := range c.facets {
		c.facets[f].sets = make([]uint32, size)
	}
	values, ok := s.(segment.DocValueVisitable)
	if !ok {
		return fmt.Errorf("%T has no doc values", s)
	}
	var slugs []byte
	var state segment.DocVisitState
	known := facets.reader()
	for i := range size {
		var bad error
		var err error
		state, err = values.VisitDocValues(uint64(i), []string{fieldRow}, func(_ string, row []byte) {
			if len(row) > 1 { // the other value is the term of all documents
				bad = c.put(i, row, &slugs, known)
			}
		}, state)
		if err == nil {
			err = bad
		}
		if err != nil {
			return err
		}
		c.slugEnds[i] = uint32(len(slugs))
	}
	c.slugs = string(slugs)
	c.summarize()
	return nil
}

// put notes the row of a document.
func (c *columns) put(doc int, text []byte, slugs *[]byte, known *facetReader) error {
	r, err := parseRow(text)
	if err != nil {
		return fmt.Errorf("document %d: %w", doc, err)
	}
	*slugs = append(*slugs, r.slug...)
	c.published[doc] = r.published
	copy(c.lengths[doc*tierLangs:], r.lengths)
	for f, raw := range r.facets {
		c.facets[f].sets[doc] = known.number(f, raw)
	}
	return nil
}

// summarize notes what is known of all documents together.
func (c *columns) summarize() {
	for i := range c.shortest {
		c.shortest[i] = utf8.RuneSelf - 1
	}
	for i, length := range c.lengths {
		if at := i % tierLangs; length > ' ' {
			c.shortest[at] = min(c.shortest[at], length)
		}
	}
	for f := range c.facets {
		c.facets[f].count()
	}
}

// langs are the languages of titles, by their place in columns.titles.
var langs = [2]catalog.Lang{catalog.Vietnamese, catalog.English}
