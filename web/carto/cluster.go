package carto

import (
	"cmp"
	"slices"
)

// A Spot is a place in a picture with the indices of what is there.
type Spot struct {
	X, Y    float64
	Members []int
}

// Gather puts places of a picture that share a square of a side into one spot,
// in their middle. Places, of which there are as many xs as ys, come back in the
// order of rows of squares.
func Gather(xs, ys []float64, side float64) []Spot {
	type square struct{ row, column int }
	found := make(map[square]int)
	var spots []Spot
	for i := range xs {
		at := square{int(ys[i] / side), int(xs[i] / side)}
		n, known := found[at]
		if !known {
			n = len(spots)
			found[at] = n
			spots = append(spots, Spot{})
		}
		s := &spots[n]
		s.Members = append(s.Members, i)
		share := 1 / float64(len(s.Members))
		s.X += (xs[i] - s.X) * share
		s.Y += (ys[i] - s.Y) * share
	}
	slices.SortStableFunc(spots, func(a, b Spot) int { return cmp.Or(cmp.Compare(int(a.Y/side), int(b.Y/side)), cmp.Compare(a.X, b.X)) })
	return spots
}

// Classes divides values into at most n classes of about as many each, and
// returns the greatest value of every class, ascending. Equal values are of one
// class. Values are finite.
func Classes(values []float64, n int) []float64 {
	sorted := slices.Sorted(slices.Values(values))
	var tops []float64
	for i := 1; i <= n && len(sorted) > 0; i++ {
		if top := sorted[max(0, i*len(sorted)/n-1)]; len(tops) == 0 || top > tops[len(tops)-1] {
			tops = append(tops, top)
		}
	}
	return tops
}

// ClassOf is the class of a value, by the greatest values of all.
func ClassOf(tops []float64, value float64) int {
	at, _ := slices.BinarySearch(tops, value)
	return min(at, len(tops)-1)
}
