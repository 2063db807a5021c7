package search

import (
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"nguon/catalog"
)

const (
	titleBegins  = 64 // words that the last one may become, in one segment and language
	titleLetters = 2  // that a text must have before titles are looked for
)

// titles returns titles that have all words: first those in which they stand
// side by side at the beginning, then those in which they stand side by side,
// the newest of each first.
func (v *view) titles(ctx context.Context, t typed, lang catalog.Lang, n int) ([]Suggestion, error) {
	if len(t.folded) < titleLetters {
		return nil, nil
	}
	best := &leaders{limit: n, compare: order(SortRelevance)}
	for s := range v.segments {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		classes, err := v.titleClasses(s, t)
		if err != nil {
			return nil, err
		}
		cols := v.columns[s]
		for class, docs := range classes {
			for it := docs.Iterator(); it.HasNext(); {
				i := it.Next()
				best.offer(candidate{doc: v.firsts[s] + i, local: i, exact: uint8(len(classes) - class), published: cols.published[i], cols: cols})
			}
		}
	}
	slices.SortFunc(best.heap, best.compare)
	var found []Suggestion
	for _, c := range best.heap {
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
		found = append(found, s)
	}
	return found, nil
}

// titleClasses returns the documents of a segment that have the words in their
// titles: those that begin with them, those that have them side by side, and
// the others.
func (v *view) titleClasses(s int, t typed) ([3]*roaring.Bitmap, error) {
	var classes [3]*roaring.Bitmap
	last := len(t.words) - 1
	all, beside := (*roaring.Bitmap)(nil), (*roaring.Bitmap)(nil)
	and := func(into **roaring.Bitmap, docs *roaring.Bitmap) {
		if *into == nil {
			*into = docs
		} else {
			(*into).And(docs)
		}
	}
	for i, w := range t.words {
		docs, err := v.titleWord(s, w.folded, i == last && !t.ended, viFolded, enFolded)
		if err != nil {
			return classes, err
		}
		and(&all, docs)
		if i == 0 {
			continue
		}
		docs, err = v.titleWord(s, pair(t.words[i-1].folded, w.folded), i == last && !t.ended, viPair, enPair)
		if err != nil {
			return classes, err
		}
		and(&beside, docs)
	}
	if beside == nil {
		beside = all.Clone()
	}
	begin, err := v.titleWord(s, pair(beginning.folded, t.words[0].folded), last == 0 && !t.ended, viPair, enPair)
	if err != nil {
		return classes, err
	}
	beside.And(all)
	begin.And(beside)
	all.AndNot(beside)
	beside.AndNot(begin)
	return [3]*roaring.Bitmap{begin, beside, all}, nil
}

// titleWord returns the documents of a segment that have a term in their
// titles, or one that begins with it. It may be changed.
func (v *view) titleWord(s int, term string, begins bool, forms ...string) (*roaring.Bitmap, error) {
	if !begins {
		return v.inTitle(s, term, forms...)
	}
	all := roaring.New()
	for _, form := range forms {
		d, err := v.dictionary(s, tiers[tierTitle].name+form)
		if err != nil {
			return nil, err
		}
		it := d.AutomatonIterator(nil, []byte(term), endOf(term))
		for range titleBegins {
			e, err := it.Next()
			if err != nil {
				return nil, err
			}
			if e == nil {
				break
			}
			docs, err := d.bitmap(e.Term)
			if err != nil {
				return nil, err
			}
			if docs != nil {
				all.Or(docs)
			}
		}
	}
	return all, nil
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
