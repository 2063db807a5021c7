package search

import "github.com/RoaringBitmap/roaring/v2"

// scoring is the memory in which a few documents are scored.
type scoring struct {
	docs  [small]uint32
	parts [][small]potential // of criteria
}

// offer scores the documents of a set and offers them to the leaders. All of
// them have the features in have; those from next on are not decided, and then
// the set is small.
func (r *ranking) offer(docs *roaring.Bitmap, next int) error {
	w := &r.work
	if w.parts == nil {
		w.parts = make([][small]potential, len(r.match.criteria))
	}
	it := docs.ManyIterator()
	for n := it.NextMany(w.docs[:]); n > 0; n = it.NextMany(w.docs[:]) {
		if err := r.ctx.Err(); err != nil {
			return err
		}
		r.scored += n
		for i := range w.parts {
			clear(w.parts[i][:n])
		}
		for _, i := range r.have {
			f := &r.features[i]
			part := &w.parts[f.valued.of]
			for j, doc := range w.docs[:n] {
				part[j].add(f.in(r.cols, doc))
			}
		}
		for i := next; i < len(r.features); i++ {
			r.addWhere(&r.features[i], docs, n)
		}
		for j, doc := range w.docs[:n] {
			r.leader.offer(candidate{doc: r.first + doc, cols: r.cols, local: doc, exact: r.exact,
				score: r.total(func(i int) potential { return w.parts[i][j] }), published: r.cols.published[doc]})
		}
	}
	return nil
}

// offerAll is offer for a set that need not be small.
func (r *ranking) offerAll(docs *roaring.Bitmap, next int) error {
	few := make([]uint32, small)
	it := docs.ManyIterator()
	for n := it.NextMany(few); n > 0; n = it.NextMany(few) {
		if err := r.offer(roaring.BitmapOf(few[:n]...), next); err != nil {
			return err
		}
	}
	return nil
}

// addWhere adds what a feature is worth to the first n documents at hand that
// have it.
func (r *ranking) addWhere(f *worthy, docs *roaring.Bitmap, n int) {
	part, at := &r.work.parts[f.valued.of], 0
	for it := roaring.And(docs, f.docs).Iterator(); it.HasNext(); at++ {
		doc := it.Next()
		for at < n && r.work.docs[at] != doc {
			at++
		}
		part[at].add(f.in(r.cols, doc))
	}
}

// in returns what the feature is worth in a document that has it.
func (f *worthy) in(cols *columns, doc uint32) float32 {
	if f.worth == nil {
		return f.weight
	}
	return f.weight * f.worth.by[cols.lengths[int(doc)*tierLangs+f.worth.at]]
}

// at returns what the feature is worth where the texts have given lengths.
func (f *worthy) at(lengths *[tierLangs]byte) float32 {
	if f.worth == nil {
		return f.weight
	}
	return f.weight * f.worth.by[lengths[f.worth.at]]
}

// total is the score of a document of which each criterion has found a part.
func (r *ranking) total(part func(criterion int) potential) float32 {
	var total float32
	beside := 0
	for i := range r.match.criteria {
		c, p := &r.match.criteria[i], part(i)
		total += c.score(p)
		beside += b2i(c.beside() && p.best > 0)
	}
	return total * besideFactor(beside, r.match.pairs)
}
