package search

import (
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
)

// apart is what is left of a score where none of the words stand side by side
// as they were typed: syllables here and there are seldom what is meant.
const apart = 0.35

// besideFactor is what a score is multiplied with.
func besideFactor(beside, all int) float32 {
	if all == 0 {
		return 1
	}
	return apart + (1-apart)*float32(beside)/float32(all)
}

// favourPairs raises the documents that have words side by side as they were
// typed, and lowers those that do not.
func (m *matcher) favourPairs(e expression) error {
	m.pairs = len(e.order) - 1
	// levels are, of each segment, the documents that have one pair or more, two
	// or more, and so on.
	levels := make([][]*roaring.Bitmap, len(m.parts))
	before := beginning
	for i, t := range e.order {
		c := criterion{clauses: m.pairClauses(before, t, e.commonMeanings(i)), paired: true, before: before, words: t}
		having, err := m.gather(&c, func(s int, p *part, docs *roaring.Bitmap) {
			if i > 0 && docs != nil && p.docs != nil {
				levels[s] = raise(levels[s], roaring.And(docs, p.docs))
			}
		})
		if err != nil {
			return err
		}
		c.rare = rarity(m.view.size, having)
		m.criteria = append(m.criteria, c)
		before = t
	}
	if m.pairs > 0 {
		most := 0
		for _, l := range levels {
			most = max(most, len(l))
		}
		m.together = float32(most) / float32(m.pairs)
	}
	return nil
}

// raise lifts the documents that have one more pair to the next level.
func raise(levels []*roaring.Bitmap, docs *roaring.Bitmap) []*roaring.Bitmap {
	for i, level := range levels {
		if docs.IsEmpty() {
			return levels
		}
		levels[i] = roaring.Or(level, docs)
		docs = roaring.And(level, docs)
	}
	if docs.IsEmpty() {
		return levels
	}
	return append(levels, docs)
}

// commonMeanings returns the concepts that words i-1 and i are both a part of.
func (e expression) commonMeanings(i int) []meant {
	at := func(i int) []meant {
		if j := slices.IndexFunc(e.words, func(w word) bool { return w.first == i }); j >= 0 {
			return e.words[j].meanings
		}
		return nil
	}
	if i == 0 {
		return nil
	}
	before := at(i - 1)
	var common []meant
	for _, m := range at(i) {
		if slices.Contains(before, m) {
			common = append(common, m)
		}
	}
	return common
}
