package search

import (
	"cmp"
	"slices"
	"sync"

	"github.com/RoaringBitmap/roaring/v2"
)

// lengthSets are the documents of a segment by the length of one tier in one
// language, made when they are first asked for.
type lengthSets struct {
	once sync.Once
	docs [256]*roaring.Bitmap // of each bucket, nil is none
}

// byLength returns the documents of each bucket of the length at a place.
func (c *columns) byLength(at int) *[256]*roaring.Bitmap {
	sets := &c.lengthSets[at]
	sets.once.Do(func() {
		var docs [256][]uint32
		for doc := range c.size {
			bucket := c.lengths[doc*tierLangs+at]
			docs[bucket] = append(docs[bucket], uint32(doc))
		}
		for bucket, some := range docs {
			if some != nil {
				sets.docs[bucket] = roaring.BitmapOf(some...)
			}
		}
	})
	return &sets.docs
}

// visitLengths offers the n documents of a set of which all features are
// decided: those with short texts first, until none of the rest can be among
// the leaders. lengths are those that are not decided.
func (r *ranking) visitLengths(docs *roaring.Bitmap, n int, lengths []int) error {
	if n <= small {
		return r.offer(docs, len(r.features))
	}
	if len(lengths) == 0 {
		return r.visitEqual(docs)
	}
	at := lengths[0]
	shortest := r.shortest[at]
	defer func() { r.shortest[at] = shortest }()
	for bucket, having := range r.cols.byLength(at) {
		if having == nil || bucket < int(shortest) {
			continue
		}
		if r.shortest[at] = byte(bucket); r.decided() < r.least() {
			break
		}
		some := roaring.And(docs, having)
		if err := r.visitLengths(some, int(some.GetCardinality()), lengths[1:]); err != nil {
			return err
		}
	}
	return nil
}

// visitEqual offers documents whose scores are equal: only the newest may be
// among the leaders, and those that are as fresh if use is known.
func (r *ranking) visitEqual(docs *roaring.Bitmap) error {
	newest, err := r.match.view.orderOf(r.ctx, r.segment, page{sort: SortNewest})
	if err != nil {
		return err
	}
	first := newest.first(docs, r.leader.limit, func(last, doc uint32) bool {
		return len(r.use) > 0 && freshness(r.cols.published[doc]) == freshness(r.cols.published[last])
	})
	return r.offer(roaring.BitmapOf(first...), len(r.features))
}

// decided returns the score of documents of which all features are decided and
// no length is below the shortest; a little more, for the sake of rounding.
func (r *ranking) decided() float32 {
	clear(r.whole)
	for _, i := range r.have {
		f := &r.features[i]
		r.whole[f.valued.of].add(f.at(&r.shortest))
	}
	return r.total(func(i int) potential { return r.whole[i] }) * rounding
}

// lengthsThatCount returns the lengths that the features of the set at hand
// look at, those that change its score the most first.
func (r *ranking) lengthsThatCount() []int {
	var gains [tierLangs]float32
	for _, i := range r.have {
		if f := &r.features[i]; f.worth != nil {
			gains[f.worth.at] += f.gain
		}
	}
	var lengths []int
	for at, gain := range gains {
		if gain > 0 {
			lengths = append(lengths, at)
		}
	}
	slices.SortStableFunc(lengths, func(a, b int) int { return cmp.Compare(gains[b], gains[a]) })
	return lengths
}
