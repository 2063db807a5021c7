package search

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"

	"nguon/catalog"
)

// A view is a snapshot of the index with its columns, ready for searches. It is
// made by whoever changes the index, so that no search waits for it.
type view struct {
	*scorch.IndexSnapshot
	segments []*scorch.SegmentSnapshot
	firsts   []uint32   // number of the first document of each segment
	largest  []int      // numbers of the segments, the largest first
	columns  []*columns // of each segment
	facets   [facetCount]facetTable
	size     int // documents, deleted ones included
}

// place returns the segment of a document, and its number there.
func (v *view) place(doc uint32) (s, local int) {
	for s = len(v.firsts) - 1; v.firsts[s] > doc; s-- {
	}
	return s, int(doc - v.firsts[s])
}

// among returns the documents of datasets, by segment; nil if there are no slugs.
func (v *view) among(slugs []catalog.Slug) ([]*roaring.Bitmap, error) {
	if len(slugs) == 0 {
		return nil, nil
	}
	ids := make([]string, len(slugs))
	for i, s := range slugs {
		ids[i] = string(s)
	}
	found := make([]*roaring.Bitmap, len(v.segments))
	for i, segment := range v.segments {
		var err error
		if found[i], err = segment.DocNumbers(ids); err != nil {
			return nil, fmt.Errorf("search: look datasets up: %w", err)
		}
	}
	return found, nil
}

// refresh makes a view of what is in the index now, for the searches that begin
// from now on. Only one goroutine may call it at a time.
func (g *generation) refresh() error {
	r, err := g.store.Reader()
	if err != nil {
		return fmt.Errorf("search: read index: %w", err)
	}
	snapshot := r.(*scorch.IndexSnapshot)
	if g.shown != nil && g.shown.IndexSnapshot == snapshot {
		return r.Close()
	}
	v, err := g.newView(snapshot)
	if err != nil {
		r.Close()
		return err
	}
	g.mu.Lock()
	old := g.shown
	g.shown = v
	g.mu.Unlock()
	if old != nil {
		return old.Close()
	}
	return nil
}

func (g *generation) newView(snapshot *scorch.IndexSnapshot) (*view, error) {
	v := &view{IndexSnapshot: snapshot, segments: snapshot.Segments()}
	var err error
	if v.columns, err = g.cache.read(snapshot); err != nil {
		return nil, err
	}
	for _, cols := range v.columns {
		v.firsts = append(v.firsts, uint32(v.size))
		v.size += cols.size
	}
	v.facets = g.cache.facets.tables()
	v.largest = make([]int, len(v.segments))
	for s := range v.largest {
		v.largest[s] = s
	}
	slices.SortStableFunc(v.largest, func(a, b int) int { return cmp.Compare(v.columns[b].size, v.columns[a].size) })
	return v, nil
}

// view returns the view of now. The caller calls done after use.
func (g *generation) view() (v *view, done func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	v = g.shown
	v.AddRef()
	return v, func() { v.Close() }
}
