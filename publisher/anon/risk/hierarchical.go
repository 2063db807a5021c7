package risk

import (
	"cmp"
	"slices"
)

// A Tree is the distribution in the whole table over a hierarchy of the
// values, for the hierarchical distance of t-closeness. It may be used by
// several goroutines at once.
type Tree struct {
	rows    int64
	parents [][]uint32
	totals  [][]int64 // of each level, rows by node
	place   []int     // of each code, its place in an order in which the values under any node are neighbours
}

// NewTree prepares a distribution. parents[level][code] is the node of a level
// under which a value is, with parents[0][code] = code and one node at the last
// level; it must have all codes that occur, and nodes with one parent each.
func NewTree(whole Distribution, parents [][]uint32) (*Tree, error) {
	t := &Tree{rows: whole.Rows(), parents: parents, totals: make([][]int64, len(parents))}
	for level, of := range parents {
		if n := len(whole.Codes); n > 0 && int(whole.Codes[n-1]) >= len(of) {
			return nil, &Error{Code: NotAligned, Got: int64(len(of)), Want: int64(whole.Codes[n-1]) + 1}
		}
		for i, code := range whole.Codes {
			node := int(of[code])
			if node >= len(t.totals[level]) {
				t.totals[level] = append(t.totals[level], make([]int64, node+1-len(t.totals[level]))...)
			}
			t.totals[level][node] += whole.Counts[i]
		}
	}
	order := slices.Clone(whole.Codes)
	slices.SortFunc(order, func(a, b uint32) int {
		for level := len(parents) - 1; level >= 0; level-- {
			if c := cmp.Compare(parents[level][a], parents[level][b]); c != 0 {
				return c
			}
		}
		return 0
	})
	if n := len(whole.Codes); n > 0 {
		t.place = make([]int, whole.Codes[n-1]+1)
	}
	for i, code := range order {
		t.place[code] = i
	}
	return t, nil
}

// Distance returns the hierarchical distance of t-closeness between a class
// and the table: Σ over inner nodes of (level ÷ height) · min(surplus, deficit),
// where the surplus of a node is the sum of q − p over the children that have
// more in the class than in the table, and its deficit the sum of p − q over
// the others (Li, Li and Venkatasubramanian, ICDE 2007).
func (t *Tree) Distance(d Distribution) float64 {
	height := len(t.parents) - 1
	n := d.Rows()
	if height < 1 || n == 0 {
		return 0
	}
	type node struct {
		leaf  uint32 // some value below it
		count int64  // in the class
	}
	nodes := make([]node, len(d.Codes)) // of a level, with something of the class
	for i, code := range d.Codes {
		nodes[i] = node{code, d.Counts[i]}
	}
	slices.SortFunc(nodes, func(a, b node) int { return t.place[a.leaf] - t.place[b.leaf] })
	sum := 0.0
	for level := 1; level <= height; level++ {
		var moved int64
		up := nodes[:0]
		for len(nodes) > 0 {
			parent := t.parents[level][nodes[0].leaf]
			next := node{leaf: nodes[0].leaf}
			var surplus int64
			for len(nodes) > 0 && t.parents[level][nodes[0].leaf] == parent {
				whole := t.totals[level-1][t.parents[level-1][nodes[0].leaf]]
				surplus += max(0, nodes[0].count*t.rows-whole*n)
				next.count += nodes[0].count
				nodes = nodes[1:]
			}
			// The differences of the children add up to that of their parent.
			deficit := surplus - (next.count*t.rows - t.totals[level][parent]*n)
			moved += min(surplus, deficit)
			up = append(up, next)
		}
		nodes = up
		sum += float64(moved) * float64(level)
	}
	return sum / (float64(n) * float64(t.rows) * float64(height))
}
