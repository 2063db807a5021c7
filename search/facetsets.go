package search

import (
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// A facetSets is one facet of the documents of a segment.
type facetSets struct {
	sets   []uint32 // of each document, the number of its set of values
	counts []int32  // of each set, its documents; deleted ones included

	once sync.Once
	docs []*roaring.Bitmap // of each set; made when the facet is first filtered by
}

func (c *facetSets) count() {
	if len(c.sets) > 0 {
		c.counts = make([]int32, slices.Max(c.sets)+1)
	}
	for _, set := range c.sets {
		c.counts[set]++
	}
}

// having returns the documents with one of the sets that pass.
func (c *facetSets) having(passes []bool) *roaring.Bitmap {
	c.once.Do(func() {
		ends := make([]int32, len(c.counts)+1)
		for set, n := range c.counts {
			ends[set+1] = ends[set] + n
		}
		docs, next := make([]uint32, len(c.sets)), slices.Clone(ends)
		for doc, set := range c.sets {
			docs[next[set]] = uint32(doc)
			next[set]++
		}
		c.docs = make([]*roaring.Bitmap, len(c.counts))
		for set := range c.docs {
			if ends[set] < ends[set+1] {
				c.docs[set] = roaring.BitmapOf(docs[ends[set]:ends[set+1]]...)
			}
		}
	})
	var all []*roaring.Bitmap
	for set, pass := range passes[:min(len(passes), len(c.docs))] {
		if pass && c.docs[set] != nil {
			all = append(all, c.docs[set])
		}
	}
	if len(all) == 0 {
		return roaring.New()
	}
	return union(all)
}
