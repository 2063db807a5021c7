package lattice

import "slices"

// front is a set of nodes none of which is above another: what is known to
// fail, of which only the highest nodes matter, or what is too costly, of
// which only the lowest do.
type front struct {
	nodes [][]uint8
}

// below tells whether every level of a is at most that of b.
func below(a, b []uint8) bool {
	for i := range a {
		if a[i] > b[i] {
			return false
		}
	}
	return true
}

// above tells whether a node of the front is at or above n.
func (f *front) above(n []uint8) bool {
	return slices.ContainsFunc(f.nodes, func(m []uint8) bool { return below(n, m) })
}

// below tells whether a node of the front is at or below n.
func (f *front) below(n []uint8) bool {
	return slices.ContainsFunc(f.nodes, func(m []uint8) bool { return below(m, n) })
}

// addHigh adds n to a front of highest nodes.
func (f *front) addHigh(n []uint8) {
	if f.above(n) {
		return
	}
	f.nodes = slices.DeleteFunc(f.nodes, func(m []uint8) bool { return below(m, n) })
	f.nodes = append(f.nodes, slices.Clone(n))
}

// addLow adds n to a front of lowest nodes.
func (f *front) addLow(n []uint8) {
	if f.below(n) {
		return
	}
	f.nodes = slices.DeleteFunc(f.nodes, func(m []uint8) bool { return below(n, m) })
	f.nodes = append(f.nodes, slices.Clone(n))
}
