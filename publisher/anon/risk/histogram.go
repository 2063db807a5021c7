package risk

import (
	"cmp"
	"maps"
	"slices"
)

// A Bin is the rows that share a number of candidates.
type Bin struct {
	Size int64 // rows that look like each of these rows, itself among them; 1 or more
	Rows int64 // how many rows these are
}

// A Histogram says how many rows are in classes of which size, or, where
// cells were suppressed, how many rows have which number of candidates. Bins
// are in increasing order of Size, each with Rows > 0.
type Histogram []Bin

// Rows returns the number of rows, N.
func (h Histogram) Rows() (n int64) {
	for _, b := range h {
		n += b.Rows
	}
	return n
}

// Classes returns the number of classes, m. It has no meaning for a
// histogram of candidates, which are not classes.
func (h Histogram) Classes() (m int64) {
	for _, b := range h {
		m += b.Rows / b.Size
	}
	return m
}

// Smallest returns the least size. ok is false if there are no rows.
func (h Histogram) Smallest() (size int64, ok bool) {
	if len(h) == 0 {
		return 0, false
	}
	return h[0].Size, true
}

// Of returns the number of rows of a size.
func (h Histogram) Of(size int64) int64 {
	i, ok := slices.BinarySearchFunc(h, size, func(b Bin, size int64) int { return cmp.Compare(b.Size, size) })
	if !ok {
		return 0
	}
	return h[i].Rows
}

// counter collects a histogram: an array for the many small sizes, a map for
// the few large ones.
type counter struct {
	small [4096]int64
	large map[int64]int64
}

func (c *counter) add(size, rows int64) {
	if size < int64(len(c.small)) {
		c.small[size] += rows
		return
	}
	if c.large == nil {
		c.large = make(map[int64]int64)
	}
	c.large[size] += rows
}

func (c *counter) histogram() Histogram {
	var h Histogram
	for size, rows := range c.small {
		if rows > 0 {
			h = append(h, Bin{int64(size), rows})
		}
	}
	for _, size := range slices.Sorted(maps.Keys(c.large)) {
		h = append(h, Bin{size, c.large[size]})
	}
	return h
}
