package tabulate

import "slices"

// Linked returns how many cells two tables of one [Input] have in common that
// at least one of them suppresses: totals over the dimensions that only one of
// them has. If the other table shows such a cell, it gives it away; if neither
// does, what can be computed from both together was not audited. Tables with
// such cells must not be published beside one another: one table by all their
// dimensions, or rounding, are the way. Tables without a count or a sum in
// common have no cell in common.
func Linked(a, b *Table) (cells int64) {
	if (a.spec.Count == "" || b.spec.Count == "") && (a.spec.Sum == "" || a.spec.Sum != b.spec.Sum) {
		return 0
	}
	at, there := a.total(), b.total()
	var count func(axis int)
	count = func(axis int) {
		if axis == len(a.axes) {
			if a.hidden(a.cells.Index(at...)) || b.hidden(b.cells.Index(there...)) {
				cells++
			}
			return
		}
		other := slices.Index(b.spec.By, a.spec.By[axis])
		if other < 0 {
			count(axis + 1)
			return
		}
		for node := range a.cells.Axes[axis].Nodes {
			at[axis], there[other] = node, node
			count(axis + 1)
		}
	}
	count(0)
	return cells
}

// total returns the nodes of the total.
func (t *Table) total() []int {
	nodes := make([]int, len(t.axes))
	for i := range nodes {
		nodes[i] = len(t.cells.Axes[i].Nodes) - 1
	}
	return nodes
}
