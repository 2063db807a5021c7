package search

import (
	"bytes"
	"cmp"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// A docOrder is an order of the documents of a segment, made when it is first
// asked for.
type docOrder struct {
	once  sync.Once
	docs  []uint32 // the first one first
	ranks []uint32 // of each document, its place in docs
	err   error
}

// sort puts the documents in order.
func (o *docOrder) sort(size int, compare func(a, b uint32) int) {
	o.docs, o.ranks = make([]uint32, size), make([]uint32, size)
	for i := range o.docs {
		o.docs[i] = uint32(i)
	}
	slices.SortFunc(o.docs, compare)
	for rank, doc := range o.docs {
		o.ranks[doc] = uint32(rank)
	}
}

// first returns the first n of a set.
func (o *docOrder) first(docs *roaring.Bitmap, n int) []uint32 {
	// To meet n documents of a set in order, about so many must be passed.
	found := int(docs.GetCardinality())
	n = min(n, found)
	if n*len(o.docs)/found <= found {
		return o.walk(docs, n)
	}
	all := docs.ToArray()
	slices.SortFunc(all, func(a, b uint32) int { return cmp.Compare(o.ranks[a], o.ranks[b]) })
	return all[:n]
}

func (o *docOrder) walk(docs *roaring.Bitmap, n int) []uint32 {
	first := make([]uint32, 0, n)
	for _, doc := range o.docs {
		if len(first) == n {
			break
		}
		if docs.Contains(doc) {
			first = append(first, doc)
		}
	}
	return first
}

// orderOf returns the order of a segment in which a page is.
func (v *view) orderOf(s int, p page) (*docOrder, error) {
	if p.sort == SortTitle {
		return v.titleOrder(s, slices.Index(langs[:], p.lang))
	}
	cols := v.columns[s]
	o := &cols.newest
	o.once.Do(func() {
		o.sort(cols.size, func(a, b uint32) int {
			return cmp.Or(cmp.Compare(cols.published[b], cols.published[a]), cmp.Compare(cols.slug(int(a)), cols.slug(int(b))))
		})
	})
	return o, nil
}

// mergeTitles returns the first candidates of segments, each of which has its
// own in the order of titles.
func (v *view) mergeTitles(runs [][]candidate, p page) ([]candidate, error) {
	type run struct {
		rest []candidate
		key  []byte // of the first of rest
	}
	l := slices.Index(langs[:], p.lang)
	var heads []*run
	for _, found := range runs {
		if len(found) == 0 {
			continue
		}
		key, err := v.titleKey(l, found[0])
		if err != nil {
			return nil, err
		}
		heads = append(heads, &run{found, key})
	}
	var merged []candidate
	for len(heads) > 0 && len(merged) < p.n {
		least := slices.MinFunc(heads, func(a, b *run) int {
			return cmp.Or(bytes.Compare(a.key, b.key), cmp.Compare(a.rest[0].slug(), b.rest[0].slug()))
		})
		merged = append(merged, least.rest[0])
		if least.rest = least.rest[1:]; len(least.rest) == 0 {
			heads = slices.DeleteFunc(heads, func(r *run) bool { return r == least })
			continue
		}
		var err error
		if least.key, err = v.titleKey(l, least.rest[0]); err != nil {
			return nil, err
		}
	}
	return merged, nil
}
