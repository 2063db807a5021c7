package risk

import (
	"context"
	"math/bits"
)

// SudaOptions bound the search for minimal sample uniques.
type SudaOptions struct {
	MaxSize int   // columns of a minimal sample unique at most (M of the formula); default all, with M = columns − 1
	Subsets int64 // subsets of columns looked at; default 5,000. Sizes that would need more, or more than 256 MB, are not searched.
}

// Suda scores the rows that are unique by their minimal sample uniques: sets
// of columns in which the row is unique, though it is in none of their
// subsets. A set of k of n columns scores Π_{i=k}^{M} (n − i) (Elliot and
// Manning; the formula is that of SDCPractice, chapter 4): the fewer columns, the
// more special the row.
type Suda struct {
	Classes       []uint32  // the classes of one row, in order
	Scores        []float64 // of each of them
	Contributions []float64 // of each column of the classes, the share of the total score in whose sets it is; they do not add up to 1
	MaxSize       int       // the greatest size that was searched
	Complete      bool      // whether larger ones could not add anything: false if a bound was met

	classes *Classes
	factor  []float64 // score by size
}

// sudaMemory is how many bytes the sets of unique rows of two sizes may take.
const sudaMemory = 256 << 20

// Suda finds the minimal sample uniques of all unique rows. The classes may
// have 64 columns at most. Missing values are values like the others.
func (c *Classes) Suda(ctx context.Context, o SudaOptions) (*Suda, error) {
	n := len(c.Columns)
	if n > 64 {
		return nil, &Error{Code: TooManyColumns, Got: int64(n), Want: 64}
	}
	s := &Suda{classes: c, Contributions: make([]float64, n), factor: make([]float64, n+1)}
	for class, size := range c.Sizes {
		if size == 1 {
			s.Classes = append(s.Classes, uint32(class))
		}
	}
	s.Scores = make([]float64, len(s.Classes))
	s.bound(n, o)
	if len(s.Classes) == 0 || n == 0 {
		return s, ctx.Err()
	}
	columns, err := c.distinct(ctx)
	if err != nil {
		return nil, err
	}
	smaller := map[uint64]bitset{}
	for size := 1; size <= s.MaxSize; size++ {
		choices := combinations(n, size)
		sets := make([]bitset, len(choices))
		err := each(ctx, len(choices), func(i int) error {
			by := make([]codeColumn, size)
			for j, at := range choices[i] {
				by[j] = columns[at]
			}
			var err error
			sets[i], err = s.alone(ctx, by)
			return err
		})
		if err != nil {
			return nil, err
		}
		found := make(map[uint64]bitset, len(choices))
		for i, choice := range choices {
			s.score(choice, sets[i], smaller)
			found[setOf(choice)] = sets[i]
		}
		smaller = found
	}
	total := 0.0
	for _, score := range s.Scores {
		total += score
	}
	for i := range s.Contributions {
		if total > 0 {
			s.Contributions[i] /= total
		}
	}
	return s, ctx.Err()
}

// bound sets the sizes to search and the scores that they give.
func (s *Suda) bound(n int, o SudaOptions) {
	m := n - 1
	s.MaxSize = n
	if o.MaxSize > 0 && o.MaxSize < n {
		m, s.MaxSize = min(m, o.MaxSize), o.MaxSize
	}
	if o.Subsets <= 0 {
		o.Subsets = 5000
	}
	var sum int64
	for size := 1; size <= s.MaxSize; size++ {
		b := binomial(n, size)
		if b > o.Subsets-sum || b+binomial(n, size-1) > sudaMemory*8/int64(len(s.Classes)+1) {
			s.MaxSize = size - 1
			break
		}
		sum += b
	}
	s.Complete = s.MaxSize == n
	for k := n; k >= 1; k-- {
		s.factor[k] = 1
		if k <= m {
			s.factor[k] = s.factor[k+1] * float64(n-k)
		}
	}
}

// alone returns which of the unique rows are unique in columns.
func (s *Suda) alone(ctx context.Context, by []codeColumn) (bitset, error) {
	set := newBitset(len(s.Classes))
	width := 0
	for _, c := range by {
		width += c.width()
	}
	if width <= direct {
		sizes, keys := make([]int64, 1<<width), shortKeys(s.classes.Len(), by)
		for i, key := range keys {
			sizes[key] += s.classes.Sizes[i]
		}
		for i, class := range s.Classes {
			if sizes[keys[class]] == 1 {
				set.add(i)
			}
		}
		return set, ctx.Err()
	}
	g, err := group(ctx, s.classes.Len(), by, s.classes.Sizes)
	if err != nil {
		return nil, err
	}
	for i, class := range s.Classes {
		if g.sizes[g.of[class]] == 1 {
			set.add(i)
		}
	}
	return set, nil
}

// score adds the score of a set of columns to the rows for which it is
// minimal: as uniqueness is handed up, it is enough to look one column down.
func (s *Suda) score(choice []int, set bitset, smaller map[uint64]bitset) {
	factor := s.factor[len(choice)]
	rows := 0
	for word := range set {
		minimal := set[word]
		for _, at := range choice {
			if below := smaller[setOf(choice)&^(1<<at)]; below != nil {
				minimal &^= below[word]
			}
		}
		for ; minimal != 0; minimal &= minimal - 1 {
			s.Scores[word*64+bits.TrailingZeros64(minimal)] += factor
			rows++
		}
	}
	for _, at := range choice {
		s.Contributions[at] += factor * float64(rows)
	}
}

func setOf(choice []int) (set uint64) {
	for _, at := range choice {
		set |= 1 << at
	}
	return set
}

type bitset []uint64

func newBitset(n int) bitset { return make(bitset, (n+63)/64) }
func (b bitset) add(i int)   { b[i/64] |= 1 << (i % 64) }
