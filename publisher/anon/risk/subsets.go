package risk

import (
	"context"
	"math/bits"
	"runtime"
	"sync"
	"sync/atomic"
)

// A Subset says how much some quasi-identifiers tell rows apart: a column that
// is in all the strong subsets is the one that hurts.
type Subset struct {
	Columns     []int   // as indexes of the table's columns
	Classes     int64   // that these columns alone make
	Distinction float64 // Classes ÷ rows; 0 if there are no rows
	Separation  float64 // the share of pairs of rows that differ; 0 if there is no pair
}

// Subsets measures every subset of 1 to most columns, in the order of the
// number of columns and then of their places in c.Columns. The time grows with
// the number of subsets times the number of classes.
func (c *Classes) Subsets(ctx context.Context, most int) ([]Subset, error) {
	distinct, err := c.distinct(ctx)
	if err != nil {
		return nil, err
	}
	var choices [][]int
	for size := 1; size <= min(most, len(c.Columns)); size++ {
		choices = append(choices, combinations(len(c.Columns), size)...)
	}
	subsets := make([]Subset, len(choices))
	rows := int64(c.Table.Rows)
	err = each(ctx, len(choices), func(i int) error {
		by := make([]codeColumn, len(choices[i]))
		s := Subset{Columns: make([]int, len(by))}
		for j, at := range choices[i] {
			by[j], s.Columns[j] = distinct[at], c.Columns[at]
		}
		sizes, err := sizesOf(ctx, c.Len(), by, c.Sizes)
		if err != nil {
			return err
		}
		var same int64 // ordered pairs of rows that do not differ
		for _, n := range sizes {
			if n > 0 {
				s.Classes++
				same += n * (n - 1)
			}
		}
		if rows > 0 {
			s.Distinction = float64(s.Classes) / float64(rows)
		}
		if pairs := rows * (rows - 1); pairs > 0 {
			s.Separation = float64(pairs-same) / float64(pairs)
		}
		subsets[i] = s
		return nil
	})
	return subsets, err
}

// sizesOf returns the sizes of the classes that items with weights make over
// columns, in any order, with zeros between them.
func sizesOf(ctx context.Context, n int, columns []codeColumn, weight []int64) ([]int64, error) {
	width := 0
	for _, c := range columns {
		width += c.width()
	}
	if width > direct {
		g, err := group(ctx, n, columns, weight)
		if err != nil {
			return nil, err
		}
		return g.sizes, nil
	}
	sizes := make([]int64, 1<<width)
	for i, key := range shortKeys(n, columns) {
		sizes[key] += weight[i]
	}
	return sizes, nil
}

// shortKeys packs the codes of each item into 32 bits, which they must fit.
func shortKeys(n int, columns []codeColumn) []uint32 {
	keys := make([]uint32, n)
	shift := 0
	for _, c := range columns {
		for i, code := range c.codes {
			keys[i] |= (code + 1) << shift
		}
		shift += c.width()
	}
	return keys
}

// combinations returns all choices of k of 0 … n−1, in order.
func combinations(n, k int) [][]int {
	var all [][]int
	choice := make([]int, k)
	for i := range choice {
		choice[i] = i
	}
	for k <= n {
		all = append(all, append([]int(nil), choice...))
		i := k - 1
		for i >= 0 && choice[i] == n-k+i {
			i--
		}
		if i < 0 {
			break
		}
		choice[i]++
		for j := i + 1; j < k; j++ {
			choice[j] = choice[j-1] + 1
		}
	}
	return all
}

// binomial returns n over k, or the greatest int64 if that is more.
func binomial(n, k int) int64 {
	r := uint64(1)
	for i := 1; i <= k; i++ {
		hi, lo := bits.Mul64(r, uint64(n-k+i))
		if hi > 0 || lo > 1<<62 {
			return 1<<63 - 1
		}
		r = lo / uint64(i)
	}
	return int64(r)
}

// each calls f with 0 … n−1 on all processors, until all are done, one fails
// or ctx ends.
func each(ctx context.Context, n int, f func(i int) error) error {
	var next atomic.Int64
	var wait sync.WaitGroup
	errs := make([]error, min(runtime.GOMAXPROCS(0), n))
	for w := range errs {
		wait.Go(func() {
			for ctx.Err() == nil && errs[w] == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				errs[w] = f(i)
			}
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return ctx.Err()
}
