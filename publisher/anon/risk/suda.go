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

// sudaMemory is how many bytes the sets of classes of two sizes may take.
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
	a := &aloneness{n: c.Len(), layout: newLayout(columns)}
	a.keys, _ = a.layout.pack(a.n, columns)
	unique := newBitset(a.n)
	for _, class := range s.Classes {
		unique.add(int(class))
	}
	scores := make([]float64, a.n)
	for size := 1; size <= s.MaxSize; size++ {
		choices := combinations(n, size)
		sets := make([]bitset, len(choices))
		err := each(ctx, len(choices), func(i int) error {
			sets[i] = a.find(choices[i])
			return ctx.Err()
		})
		if err != nil {
			return nil, err
		}
		found := make(map[uint64]bitset, len(choices))
		for i, choice := range choices {
			s.score(choice, sets[i], a.below(choice), unique, scores)
			found[setOf(choice)] = sets[i]
		}
		a.smaller = found
	}
	for i, class := range s.Classes {
		s.Scores[i] = scores[class]
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
		if b > o.Subsets-sum || b+binomial(n, size-1) > sudaMemory*8/int64(s.classes.Len()+1) {
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

// score adds the score of a set of columns to the rows for which it is
// minimal: as uniqueness is handed up, it is enough to look one column down.
func (s *Suda) score(choice []int, set, below, unique bitset, scores []float64) {
	factor := s.factor[len(choice)]
	rows := 0
	for word := range set {
		minimal := set[word] & unique[word] &^ below[word]
		for ; minimal != 0; minimal &= minimal - 1 {
			scores[word*64+bits.TrailingZeros64(minimal)] += factor
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
