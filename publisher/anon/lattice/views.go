package lattice

import (
	"slices"
	"strconv"
)

// MaxViews is how many adversaries a problem may have.
const MaxViews = 64

// checkViews tells whether the views name dimensions, each once.
func (p *Problem) checkViews() error {
	if len(p.Views) > MaxViews {
		return &Error{Code: TooManyViews, Value: strconv.Itoa(len(p.Views))}
	}
	for i, v := range p.Views {
		sorted := slices.Sorted(slices.Values(v))
		if len(v) == 0 || sorted[0] < 0 || sorted[len(v)-1] >= len(p.Dimensions) || len(slices.Compact(sorted)) < len(v) {
			return &Error{Code: BadView, Value: strconv.Itoa(i)}
		}
	}
	return nil
}

// views returns the sets of axes in which classes are judged, each ascending,
// or nil for one of all axes. A view that is part of another is left out: its
// classes are unions of classes that hold, so they hold, and tell less. That is
// not so for criteria that merging may break.
func (p *Problem) views() [][]int {
	var views [][]int
	for _, v := range p.Views {
		v = slices.Sorted(slices.Values(v))
		if !slices.ContainsFunc(views, func(other []int) bool { return slices.Equal(v, other) }) {
			views = append(views, v)
		}
	}
	if !slices.ContainsFunc(p.Criteria, func(c Criterion) bool { return c.Monotone() == Never }) {
		all := slices.Clone(views)
		views = slices.DeleteFunc(views, func(v []int) bool {
			return slices.ContainsFunc(all, func(other []int) bool { return len(other) > len(v) && within(v, other) })
		})
	}
	if len(views) == 1 && len(views[0]) == len(p.Dimensions) {
		return nil
	}
	return views
}

// within tells whether each of the axes of v, which ascend, is one of other.
func within(v, other []int) bool {
	for _, axis := range v {
		if _, ok := slices.BinarySearch(other, axis); !ok {
			return false
		}
	}
	return true
}
