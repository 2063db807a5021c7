package search

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"nguon/catalog"
)

// titleLetters is how many letters a text must have before titles are looked
// for.
const titleLetters = 2

// titles returns titles that have all words: first those in which they stand
// side by side at the beginning, then those in which they stand side by side,
// the newest of each first.
func (v *view) titles(ctx context.Context, t typed, lang catalog.Lang, n int) ([]Suggestion, error) {
	if len(t.folded) < titleLetters {
		return nil, nil
	}
	found := make([][]candidate, len(v.segments))
	err := v.parallel(ctx, func(s int) (err error) {
		found[s], err = v.titlesIn(ctx, s, t, n)
		return err
	})
	if err != nil {
		return nil, err
	}
	best := slices.Concat(found...)
	slices.SortFunc(best, order(SortRelevance, nil))
	var all []Suggestion
	for _, c := range best[:min(len(best), n)] {
		ps, err := v.passages(c.doc)
		if err != nil {
			return nil, err
		}
		s := Suggestion{Kind: SuggestTitle, Slug: catalog.Slug(c.slug())}
		for _, p := range ps {
			if p.Field == "title" && (s.Text == "" || p.Lang == lang) {
				s.Text = p.Text
			}
		}
		all = append(all, s)
	}
	return all, nil
}

// titlesIn returns the first n of a segment.
func (v *view) titlesIn(ctx context.Context, s int, t typed, n int) ([]candidate, error) {
	classes, err := v.titleClasses(ctx, s, t)
	if err != nil {
		return nil, err
	}
	newest, err := v.orderOf(ctx, s, page{sort: SortNewest})
	if err != nil {
		return nil, err
	}
	cols := v.columns[s]
	var found []candidate
	for class, docs := range classes {
		if docs.IsEmpty() {
			continue
		}
		for _, doc := range newest.first(docs, n-len(found), alone) {
			found = append(found, candidate{doc: v.firsts[s] + doc, local: doc, exact: uint8(len(classes) - class), published: cols.published[doc], cols: cols})
		}
		if len(found) == n {
			break
		}
	}
	return found, nil
}

// titleClasses returns the documents of a segment that have the words in their
// titles: those that begin with them, those that have them side by side, and
// the others.
func (v *view) titleClasses(ctx context.Context, s int, t typed) ([3]*roaring.Bitmap, error) {
	var classes [3]*roaring.Bitmap
	var failure error
	r := postingsReader{ctx: ctx, view: v, segment: s, fields: make(map[string]dictionary)}
	last := len(t.words) - 1
	read := func(i int, term, vi, en string) *roaring.Bitmap {
		var all []*roaring.Bitmap
		for _, form := range []string{vi, en} {
			c := clause{field: tiers[tierTitle].name + form, term: term}
			docs, err := r.read(&c)
			if err == nil && docs != nil {
				all = append(all, docs)
			}
			failure = errors.Join(failure, err)
			if c.begins = i == last && !t.ended; !c.begins {
				continue
			}
			if docs, err = r.read(&c); err == nil && docs != nil {
				all = append(all, docs)
			}
			failure = errors.Join(failure, err)
		}
		if docs := union(all); docs != nil {
			return docs
		}
		return roaring.New()
	}
	all := read(0, t.words[0].folded, viFolded, enFolded)
	beside := all
	begin := read(0, pair(beginning.folded, t.words[0].folded), viPair, enPair)
	for i := 1; i <= last && !all.IsEmpty(); i++ {
		all = roaring.And(all, read(i, t.words[i].folded, viFolded, enFolded))
		beside = roaring.And(beside, read(i, pair(t.words[i-1].folded, t.words[i].folded), viPair, enPair))
	}
	beside = roaring.And(beside, all)
	begin = roaring.And(begin, beside)
	classes = [3]*roaring.Bitmap{begin, roaring.AndNot(beside, begin), roaring.AndNot(all, beside)}
	return classes, failure
}

// endOf returns the first term after all those that begin with a text.
func endOf(begin string) []byte {
	b := []byte(strings.Clone(begin))
	for i := len(b) - 1; i >= 0; i-- {
		if b[i] < 0xff {
			b[i]++
			return b[:i+1]
		}
	}
	return nil
}
