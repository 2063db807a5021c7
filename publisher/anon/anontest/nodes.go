package anontest

import "nguon/publisher/anon/aggregate"

// Nodes returns the nodes of a cell of a table, one for each axis: what
// [aggregate.Table.Index] makes a cell of.
func Nodes(t *aggregate.Table, cell int) []int {
	nodes := make([]int, len(t.Axes))
	for i := range t.Axes {
		n := len(t.Axes[i].Nodes)
		nodes[i], cell = cell%n, cell/n
	}
	return nodes
}
