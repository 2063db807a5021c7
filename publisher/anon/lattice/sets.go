package lattice

import (
	"cmp"
	"slices"
)

// most sets of columns that are tried for the suppression of cells.
const mostSets = 1024

// sets lists sets of columns that say something at the given levels, but never
// all of them: a row without any value is a row left out.
func (l *lattice) sets(levels []int) [][]int {
	var axes []int
	for i, a := range l.axes {
		if a.width[levels[i]] > 1 && l.seen(i) {
			axes = append(axes, i)
		}
	}
	var sets [][]int
	for size := 1; size < len(axes) && len(sets) < mostSets; size++ {
		sets = append(sets, combinations(axes, size, mostSets-len(sets))...)
	}
	weigh := func(set []int) (sum float64) {
		for _, axis := range set {
			sum += l.p.Dimensions[axis].weight()
		}
		return sum
	}
	slices.SortStableFunc(sets, func(a, b []int) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), cmp.Compare(weigh(a), weigh(b)))
	})
	return sets
}

// combinations lists at most so many subsets of a size, in order.
func combinations(of []int, size, limit int) (sets [][]int) {
	at := make([]int, size)
	for i := range at {
		at[i] = i
	}
	for len(sets) < limit {
		set := make([]int, size)
		for i, j := range at {
			set[i] = of[j]
		}
		sets = append(sets, set)
		i := size - 1
		for i >= 0 && at[i] == len(of)-size+i {
			i--
		}
		if i < 0 {
			break
		}
		at[i]++
		for j := i + 1; j < size; j++ {
			at[j] = at[j-1] + 1
		}
	}
	return sets
}

// seen tells whether an axis is in some view.
func (l *lattice) seen(axis int) bool {
	return l.views == nil || slices.ContainsFunc(l.views, func(v *ladder) bool { return v.knows[axis] })
}
