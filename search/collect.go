package search

import (
	"context"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"

	"nguon/catalog"
)

// A page says which of the documents that were found are wanted.
type page struct {
	sort string
	lang catalog.Lang
	use  usage

	among []*roaring.Bitmap // by segment: only these; nil is all
	n     int               // from the first on
}

// collect counts all that was found and returns the first of it in order. Into
// t goes what was counted.
func (v *view) collect(ctx context.Context, m *match, t *tally, p page) ([]candidate, error) {
	var mu sync.Mutex
	var free []*collector
	var all []*collector
	runs := make([][]candidate, len(v.segments)) // of titles, which only the keys can compare
	err := v.parallel(ctx, func(s int) error {
		docs := m.in(s)
		if docs != nil && p.among != nil {
			docs = roaring.And(docs, p.among[s])
		}
		if docs == nil || docs.IsEmpty() {
			return nil
		}
		mu.Lock()
		var c *collector
		if n := len(free); n > 0 {
			c, free = free[n-1], free[:n-1]
		} else {
			c = &collector{view: v, page: p, tally: t.clone(), ranking: m.newRanking(ctx, p)}
			all = append(all, c)
		}
		mu.Unlock()
		err := c.collect(s, docs)
		if p.sort == SortTitle {
			runs[s], c.found = c.found, nil
		}
		mu.Lock()
		free = append(free, c)
		mu.Unlock()
		return err
	})
	if err != nil {
		return nil, err
	}
	var found []candidate
	for _, c := range all {
		t.join(c.tally)
		t.scored += c.ranking.scored
		found = append(append(found, c.found...), c.ranking.leader.heap...)
	}
	if p.sort == SortTitle {
		return v.mergeTitles(runs, p)
	}
	slices.SortFunc(found, order(p.sort, p.use))
	return found[:min(len(found), p.n)], nil
}

// A collector collects what was found in some of the segments.
type collector struct {
	view    *view
	page    page
	tally   *tally
	ranking *ranking
	found   []candidate // in orders other than by relevance
}

func (c *collector) collect(s int, docs *roaring.Bitmap) error {
	cols := c.view.columns[s]
	docs = c.tally.add(cols, docs)
	if docs.IsEmpty() || c.page.n == 0 {
		return nil
	}
	if c.page.sort == SortRelevance {
		return c.ranking.visitSegment(s, docs)
	}
	o, err := c.view.orderOf(c.ranking.ctx, s, c.page)
	if err != nil {
		return err
	}
	for _, doc := range o.first(docs, c.page.n, alone) {
		c.found = append(c.found, candidate{doc: c.view.firsts[s] + doc, cols: cols, local: doc, published: cols.published[doc]})
	}
	return nil
}

// in returns the documents of a segment that were found, or nil. They must not
// be changed.
func (m *match) in(s int) *roaring.Bitmap {
	switch {
	case m.all:
		return m.view.everything(s)
	case m.parts == nil:
		return nil
	}
	return m.parts[s].docs
}
