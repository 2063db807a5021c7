package search

import (
	"bytes"
	"cmp"
	"context"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// A docOrder is an order of the documents of a segment, made when it is first
// asked for.
type docOrder struct {
	mu    sync.Mutex
	docs  []uint32 // the first one first; nil until it is made
	ranks []uint32 // of each document, its place in docs
}

// made makes the order, if it is not there, of documents as they are compared
// by what prepare returns. If ctx ends meanwhile, it is made another time.
func (o *docOrder) made(ctx context.Context, size int, prepare func() (compare func(a, b uint32) int, err error)) (*docOrder, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.docs != nil {
		return o, nil
	}
	compare, err := prepare()
	if err != nil {
		return nil, err
	}
	docs, ranks := make([]uint32, size), make([]uint32, size)
	for i := range docs {
		docs[i] = uint32(i)
	}
	if err := sortWhile(ctx, docs, compare); err != nil {
		return nil, err
	}
	for rank, doc := range docs {
		ranks[doc] = uint32(rank)
	}
	o.docs, o.ranks = docs, ranks
	return o, nil
}

// sortWhile sorts until ctx ends: runs of a few thousand, which it then joins.
func sortWhile(ctx context.Context, docs []uint32, compare func(a, b uint32) int) error {
	const run = 8192
	for some := range slices.Chunk(docs, run) {
		if err := ctx.Err(); err != nil {
			return err
		}
		slices.SortFunc(some, compare)
	}
	joined := make([]uint32, 0, len(docs))
	for size := run; size < len(docs); size *= 2 {
		joined = joined[:0]
		for pair := range slices.Chunk(docs, 2*size) {
			if err := ctx.Err(); err != nil {
				return err
			}
			a, b := pair[:min(size, len(pair))], pair[min(size, len(pair)):]
			for len(a) > 0 && len(b) > 0 {
				if compare(a[0], b[0]) <= 0 {
					joined, a = append(joined, a[0]), a[1:]
				} else {
					joined, b = append(joined, b[0]), b[1:]
				}
			}
			joined = append(append(joined, a...), b...)
		}
		copy(docs, joined)
	}
	return nil
}

// first returns the first n of a set, and those after the last of them that are
// like it.
func (o *docOrder) first(docs *roaring.Bitmap, n int, like func(last, doc uint32) bool) []uint32 {
	found := int(docs.GetCardinality())
	if n >= found {
		return o.sorted(docs)
	}
	// To meet n documents of a set in order, about so many must be passed.
	if n*len(o.docs)/found <= found {
		return o.walk(docs, n, like)
	}
	all := o.sorted(docs)
	for n > 0 && n < len(all) && like(all[n-1], all[n]) {
		n++
	}
	return all[:n]
}

func (o *docOrder) sorted(docs *roaring.Bitmap) []uint32 {
	all := docs.ToArray()
	slices.SortFunc(all, func(a, b uint32) int { return cmp.Compare(o.ranks[a], o.ranks[b]) })
	return all
}

func (o *docOrder) walk(docs *roaring.Bitmap, n int, like func(last, doc uint32) bool) []uint32 {
	first := make([]uint32, 0, n)
	for _, doc := range o.docs {
		if len(first) >= n && (n == 0 || !like(first[len(first)-1], doc)) {
			break
		}
		if docs.Contains(doc) {
			first = append(first, doc)
		}
	}
	return first
}

// alone says that no document is like another.
func alone(uint32, uint32) bool { return false }

// orderOf returns the order of a segment in which a page is.
func (v *view) orderOf(ctx context.Context, s int, p page) (*docOrder, error) {
	if p.sort == SortTitle {
		return v.titleOrder(ctx, s, slices.Index(langs[:], p.lang))
	}
	cols := v.columns[s]
	return cols.newest.made(ctx, cols.size, func() (func(a, b uint32) int, error) {
		return func(a, b uint32) int {
			return cmp.Or(cmp.Compare(cols.published[b], cols.published[a]), cmp.Compare(cols.slug(int(a)), cols.slug(int(b))))
		}, nil
	})
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
