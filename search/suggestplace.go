package search

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"
)

// placeNames are the names of places, by their words without marks.
var placeNames = func() (all []placeName) {
	for i, c := range words.concepts {
		if c.place {
			all = append(all, placeName{joinFolded(tokenize(normalize(c.name))), i})
		}
	}
	slices.SortFunc(all, func(a, b placeName) int { return cmp.Compare(len(a.folded), len(b.folded)) })
	return all
}()

type placeName struct {
	folded  string
	concept int
}

// places returns the names of places that begin with what was typed, or with
// the last words of it if datasets have those before them in their titles.
func (v *view) places(ctx context.Context, t typed) ([]Suggestion, error) {
	const most, leastLetters = 4, 2
	var found []Suggestion
	for head := range min(len(t.words), 6) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		tail := t
		tail.words = t.words[head:]
		tail.folded = joinFolded(tail.words)
		if head > 0 && len(tail.folded) < leastLetters {
			break
		}
		before, err := v.titled(t.words[:head])
		if err != nil {
			return nil, err
		}
		for _, p := range placeNames {
			if len(found) == most {
				return found, nil
			}
			if !strings.HasPrefix(p.folded+" ", tail.key()) || !tail.sameMarks(words.concepts[p.concept].name) {
				continue
			}
			about, err := v.about(p.concept, before)
			if err != nil {
				return nil, err
			}
			if about {
				name := words.concepts[p.concept].name
				if head > 0 {
					name = strings.TrimRight(t.text[:t.words[head].start], " ") + " " + name
				}
				found = append(found, Suggestion{Text: name, Kind: SuggestPlace})
			}
		}
	}
	return found, nil
}

// titled returns, of each segment, the documents that have the words in their
// titles; nil if there are no words.
func (v *view) titled(ws []token) ([]*roaring.Bitmap, error) {
	if len(ws) == 0 {
		return nil, nil
	}
	all := make([]*roaring.Bitmap, len(v.segments))
	for s := range v.segments {
		for _, w := range ws {
			docs, err := v.inTitle(s, w.folded, viFolded, enFolded)
			if err != nil {
				return nil, err
			}
			if all[s] == nil {
				all[s] = docs
			} else {
				all[s] = roaring.And(all[s], docs)
			}
		}
	}
	return all, nil
}

// inTitle returns the documents of a segment with a term in forms of the
// title. It may be changed.
func (v *view) inTitle(s int, term string, forms ...string) (*roaring.Bitmap, error) {
	all := roaring.New()
	for _, form := range forms {
		d, err := v.dictionary(s, tiers[tierTitle].name+form)
		if err != nil {
			return nil, err
		}
		docs, err := d.bitmap(term)
		if err != nil {
			return nil, err
		}
		if docs != nil {
			all.Or(docs)
		}
	}
	return all, nil
}

// about reports whether a dataset mentions a place, among those of within
// unless that is nil.
func (v *view) about(concept int, within []*roaring.Bitmap) (bool, error) {
	for s := range v.segments {
		for _, t := range tiers {
			d, err := v.dictionary(s, t.name+meaning)
			if err != nil {
				return false, err
			}
			docs, err := d.bitmap(words.concepts[concept].key)
			if err != nil {
				return false, err
			}
			if docs != nil && (within == nil || docs.Intersects(within[s])) {
				return true, nil
			}
		}
	}
	return false, nil
}
