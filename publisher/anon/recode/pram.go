package recode

import (
	"math"
	"sort"

	"nguon/publisher/anon/micro"
)

// maxPRAM is how many values a column has at most for PRAM.
const maxPRAM = 1000

// A Matrix holds, as [from][to], the probability that a value becomes another.
// Each row sums to 1.
type Matrix [][]float64

// Expected returns the counts that are to be expected of values with the given
// counts: counts·m.
func (m Matrix) Expected(counts []float64) []float64 {
	out := make([]float64, len(counts))
	for from, n := range counts {
		for to, p := range m[from] {
			out[to] += n * p
		}
	}
	return out
}

func (m Matrix) check(column string, values int) error {
	if len(m) != values {
		return &Error{Code: BadParameter, Column: column, Field: "matrix", Got: int64(len(m)), Want: int64(values)}
	}
	moves := false
	for i, row := range m {
		sum := 0.0
		for _, p := range row {
			if !(p >= 0 && p <= 1) {
				return bad(column, "matrix", p)
			}
			sum += p
		}
		if len(row) != values || math.Abs(sum-1) > 1e-9 {
			return bad(column, "matrix", sum)
		}
		moves = moves || row[i] < 1
	}
	if !moves && values > 1 {
		return bad(column, "matrix", "identity")
	}
	return nil
}

// Even is the matrix in which each of n values stays with probability stay and
// else becomes any other with the same probability.
func Even(n int, stay float64) Matrix {
	m := make(Matrix, n)
	for i := range m {
		m[i] = make([]float64, n)
		for j := range m[i] {
			switch {
			case n == 1:
				m[i][j] = 1
			case i == j:
				m[i][j] = stay
			default:
				m[i][j] = (1 - stay) / float64(n-1)
			}
		}
	}
	return m
}

// Invariant makes from m a matrix that keeps the expected counts as they are:
// m is followed by its Bayes inverse, and the result is mixed with doing
// nothing in the ratio of alpha (0 to 1) to 1 − alpha. This is the two-stage
// method of Kooiman, Willenborg and Gouweleeuw (1997).
func (m Matrix) Invariant(counts []float64, alpha float64) Matrix {
	n := len(m)
	after := m.Expected(counts)
	out := Even(n, 1)
	for i := range n {
		for j := range n {
			back := 0.0
			for l := range n {
				if after[l] > 0 {
					back += m[i][l] * m[j][l] * counts[j] / after[l]
				}
			}
			out[i][j] = alpha*back + (1-alpha)*out[i][j]
		}
	}
	return out
}

// Counts returns how many rows have each value of the dictionary of c.
func Counts(c *micro.Column) []float64 {
	counts := make([]float64, len(c.Values))
	for _, code := range c.Codes {
		if code != micro.Missing {
			counts[code]++
		}
	}
	return counts
}

// sums are the sums of each row up to each place.
func (m Matrix) sums() [][]float64 {
	out := make([][]float64, len(m))
	for i, row := range m {
		out[i] = make([]float64, len(row))
		sum := 0.0
		for j, p := range row {
			sum += p
			out[i][j] = sum
		}
	}
	return out
}

// PRAM changes the value of each row by lot, as m says for the dictionary of c
// (post-randomisation). It refuses a matrix that changes nothing.
func PRAM(c *micro.Column, m Matrix, key Key) (*micro.Column, error) {
	if len(c.Values) > maxPRAM {
		return nil, &Error{Code: TooLarge, Column: c.Name, Got: int64(len(c.Values)), Want: maxPRAM}
	}
	if err := m.check(c.Name, len(c.Values)); err != nil {
		return nil, err
	}
	if err := key.check(c.Name); err != nil {
		return nil, err
	}
	lots := key.lots("pram", c.Name)
	upTo := m.sums()
	out := &micro.Column{Name: c.Name, Values: c.Values, Codes: make([]uint32, len(c.Codes))}
	for i, code := range c.Codes {
		draw := lots.Float64()
		if code == micro.Missing {
			out.Codes[i] = micro.Missing
			continue
		}
		to := sort.Search(len(m), func(at int) bool { return upTo[code][at] > draw })
		if to == len(m) { // where a row of m sums to a little less than 1
			to = int(code)
		}
		out.Codes[i] = uint32(to)
	}
	return relabel(out, out.Values, false), nil
}
