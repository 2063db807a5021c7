package risk

import (
	"context"
	"slices"

	"nguon/publisher/anon/micro"
)

// A Suppression counts, for each row of a release in which cells were
// suppressed, the rows that it may be confused with, in three ways. For every
// row, strict ≤ attacker ≤ wildcard.
//
// Rows of which every quasi-identifier is missing in the release point to
// nobody: they are in none of the histograms. They are also candidates for
// everybody, so that adding such rows would seem to hide unique rows:
// Attacker leaves them out, AttackerAll and Wildcard do not.
type Suppression struct {
	Strict      Histogram // released rows that are equal, a missing cell being equal to a missing cell only
	Attacker    Histogram // released rows that fit the original row: the count that a gate looks at
	AttackerAll Histogram // the same with the rows that are wholly suppressed
	Wildcard    Histogram // released rows that fit the released row, a missing cell fitting everything on either side
	Empty       int64     // rows that are wholly suppressed

	released, original *Classes
	attacker           []int64 // by class of original
	wildcard           []int64 // by class of released
}

// Candidates returns the three counts of row i. Those of a row that is wholly
// suppressed are returned too, though they are in no histogram.
func (s *Suppression) Candidates(i int) (strict, attacker, wildcard int64) {
	class := s.released.Of[i]
	return s.released.Sizes[class], s.attacker[s.original.Of[i]], s.wildcard[class]
}

// Suppressed compares a release with the same rows, in the same order, as
// they would be released without suppression (recoded alike). The
// quasi-identifiers have the same indexes in both; values are compared by
// their texts. Where the original has no value, only suppressed cells fit it.
//
// The time grows with the number of different tuples times the number of
// different patterns of missing cells. There may be 64 columns at most.
func Suppressed(ctx context.Context, release, original *micro.Table, columns []int) (*Suppression, error) {
	released, err := Group(ctx, release, columns)
	if err != nil {
		return nil, err
	}
	whole, err := Group(ctx, original, columns)
	if err != nil {
		return nil, err
	}
	return released.Suppressed(ctx, whole)
}

// Suppressed is [Suppressed] for classes that are known: those of the release
// and of the original over the same quasi-identifiers, in the same order.
func (c *Classes) Suppressed(ctx context.Context, original *Classes) (*Suppression, error) {
	if c.Table.Rows != original.Table.Rows {
		return nil, &Error{Code: NotAligned, Got: int64(c.Table.Rows), Want: int64(original.Table.Rows)}
	}
	if len(c.Columns) != len(original.Columns) {
		return nil, &Error{Code: NotAligned, Got: int64(len(c.Columns)), Want: int64(len(original.Columns))}
	}
	w, err := newWildcards(ctx, c)
	if err != nil {
		return nil, err
	}
	s := &Suppression{released: c, original: original}
	if s.wildcard, err = fits(ctx, w, w.classes.Sizes); err != nil {
		return nil, err
	}
	if err := s.attack(ctx, w); err != nil {
		return nil, err
	}
	return s, s.count(ctx, w)
}

// attack counts the released rows that fit each original tuple.
func (s *Suppression) attack(ctx context.Context, w *wildcards) error {
	columns, err := s.original.distinct(ctx)
	if err != nil {
		return err
	}
	columns = into(columns, s.original.Table, s.original.Columns, s.released.Table, s.released.Columns)
	keys, present := w.layout.pack(s.original.Len(), columns)
	s.attacker = make([]int64, s.original.Len())
	for _, p := range w.patterns {
		if p.present == 0 {
			continue
		}
		index := newTuples(w.layout.words, len(p.classes))
		for _, class := range p.classes {
			index.add(w.key(class))
		}
		mask := w.layout.mask(p.present)
		err := parallel(ctx, len(present), func(lo, hi int) {
			key := make([]uint64, w.layout.words)
			for i := lo; i < hi; i++ {
				if p.present&^present[i] != 0 {
					continue // the original has no value where these rows show one
				}
				if at := index.find(and(key, keys[i*w.layout.words:], mask)); at >= 0 {
					s.attacker[i] += s.released.Sizes[p.classes[at]]
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// count makes the histograms.
func (s *Suppression) count(ctx context.Context, w *wildcards) error {
	if i := slices.IndexFunc(w.patterns, func(p pattern) bool { return p.present == 0 }); i >= 0 {
		s.Empty = s.released.Sizes[w.patterns[i].classes[0]]
	}
	var strict, attacker, all, wildcard counter
	for i, class := range s.released.Of {
		if i%block == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if w.present[class] == 0 {
			continue
		}
		n := s.attacker[s.original.Of[i]]
		attacker.add(n, 1)
		all.add(n+s.Empty, 1)
	}
	for class, n := range s.released.Sizes {
		if w.present[class] != 0 {
			strict.add(n, n)
			wildcard.add(s.wildcard[class], n)
		}
	}
	s.Strict, s.Attacker = strict.histogram(), attacker.histogram()
	s.AttackerAll, s.Wildcard = all.histogram(), wildcard.histogram()
	return nil
}
