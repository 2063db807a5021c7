package aggregate

// relation is that a cell is the sum of those under it in one axis.
type relation struct{ parent, axis int }

// of calls f with the relations in which a cell takes part.
func (t *Table) relations(cell int, f func(relation)) {
	for axis := range t.Axes {
		node := t.node(cell, axis)
		n := &t.Axes[axis].Nodes[node]
		if len(n.Children) > 0 {
			f(relation{cell, axis})
		}
		if n.Parent >= 0 {
			f(relation{cell + (n.Parent-node)*t.strides[axis], axis})
		}
	}
}

// members calls f with the cells of a relation, the sum first.
func (t *Table) members(r relation, f func(cell int)) {
	f(r.parent)
	node := t.node(r.parent, r.axis)
	for _, child := range t.Axes[r.axis].Nodes[node].Children {
		f(r.parent + (child-node)*t.strides[r.axis])
	}
}

// hiddenOf returns the suppressed cells of a relation.
func (t *Table) hiddenOf(r relation, hidden []bool) (cells []int) {
	t.members(r, func(cell int) {
		if hidden[cell] {
			cells = append(cells, cell)
		}
	})
	return cells
}

// component returns the suppressed cells that depend on one another with a
// cell, that cell first, and the relations between them in the order in which
// they were met.
func (t *Table) component(cell int, hidden []bool) (cells []int, relations []relation) {
	met, seen := map[int]bool{cell: true}, make(map[relation]bool)
	cells = []int{cell}
	for i := 0; i < len(cells); i++ {
		t.relations(cells[i], func(r relation) {
			if seen[r] {
				return
			}
			seen[r] = true
			relations = append(relations, r)
			for _, other := range t.hiddenOf(r, hidden) {
				if !met[other] {
					met[other] = true
					cells = append(cells, other)
				}
			}
		})
	}
	return cells, relations
}
