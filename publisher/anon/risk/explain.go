package risk

import (
	"cmp"
	"context"
	"math/bits"
	"slices"
)

// A MinimalUnique is a set of columns that tells a row from all others, none of
// which can be left out.
type MinimalUnique struct {
	Columns []int   // as indexes of the table's columns
	Score   float64 // that it adds to the row's
}

// Explain returns the minimal sample uniques of a class of one row, as far as
// they were searched, the strongest first. Its time is linear in classes.
func (s *Suda) Explain(ctx context.Context, class uint32) ([]MinimalUnique, error) {
	c := s.classes
	// In which sets of columns do other classes agree with this one?
	agree := make(map[uint64]bool)
	for other := range c.Len() {
		if other%block == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if uint32(other) == class {
			continue
		}
		var set uint64
		for j, at := range c.Columns {
			if c.Code(other, at) == c.Code(int(class), at) {
				set |= 1 << j
			}
		}
		agree[set] = true
	}
	var found []MinimalUnique
	var minimal []uint64
	for size := 1; size <= s.MaxSize; size++ {
		for _, choice := range combinations(len(c.Columns), size) {
			set := setOf(choice)
			within := func(m uint64) bool { return m&^set == 0 }
			if slices.ContainsFunc(minimal, within) || shared(agree, set) {
				continue
			}
			minimal = append(minimal, set)
			u := MinimalUnique{Score: s.factor[size]}
			for rest := set; rest != 0; rest &= rest - 1 {
				u.Columns = append(u.Columns, c.Columns[bits.TrailingZeros64(rest)])
			}
			found = append(found, u)
		}
	}
	return found, ctx.Err()
}

// shared tells whether some other class agrees in all columns of set.
func shared(agree map[uint64]bool, set uint64) bool {
	for other := range agree {
		if set&^other == 0 {
			return true
		}
	}
	return false
}

// Top returns at most n of the unique rows, those with the highest scores
// first, as indexes of s.Classes.
func (s *Suda) Top(n int) []int {
	order := make([]int, len(s.Classes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.Scores[b], s.Scores[a]) })
	return order[:min(max(n, 0), len(order))]
}
