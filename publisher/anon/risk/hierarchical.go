package risk

import (
	"maps"
	"slices"
)

// A Tree is the distribution in the whole table over a hierarchy of the
// values, for the hierarchical distance of t-closeness.
type Tree struct {
	rows    int64
	parents [][]uint32
	totals  []map[uint32]int64 // of each level, rows by node
}

// NewTree prepares a distribution. parents[level][code] is the node of a level
// under which a value is, with parents[0][code] = code and one node at the last
// level; it must have all codes that occur, and nodes with one parent each.
func NewTree(whole Distribution, parents [][]uint32) (*Tree, error) {
	t := &Tree{rows: whole.Rows(), parents: parents, totals: make([]map[uint32]int64, len(parents))}
	for level, of := range parents {
		t.totals[level] = make(map[uint32]int64)
		for i, code := range whole.Codes {
			if int(code) >= len(of) {
				return nil, &Error{Code: NotAligned, Got: int64(len(of)), Want: int64(code) + 1}
			}
			t.totals[level][of[code]] += whole.Counts[i]
		}
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
	if height < 1 || t.rows == 0 {
		return 0
	}
	n := d.Rows()
	leaf := make(map[uint32]uint32) // of each node of the level, some value below it
	count := make(map[uint32]int64)
	for i, code := range d.Codes {
		leaf[t.parents[0][code]] = code
		count[t.parents[0][code]] += d.Counts[i]
	}
	sum := 0.0
	for level := 1; level <= height; level++ {
		up := make(map[uint32]uint32)
		total, surplus, deficit := make(map[uint32]int64), make(map[uint32]int64), make(map[uint32]int64)
		known := make(map[uint32]int64) // rows of the table in the children that the class has
		for _, child := range slices.Sorted(maps.Keys(leaf)) {
			node := t.parents[level][leaf[child]]
			up[node] = leaf[child]
			total[node] += count[child]
			whole := t.totals[level-1][child]
			known[node] += whole
			more := count[child]*t.rows - whole*n
			surplus[node] += max(0, more)
			deficit[node] += max(0, -more)
		}
		var moved int64
		for node := range up {
			deficit[node] += (t.totals[level][node] - known[node]) * n // children that the class has nothing of
			moved += min(surplus[node], deficit[node])
		}
		sum += float64(moved) * float64(level) / float64(height)
		leaf, count = up, total
	}
	return sum / (float64(n) * float64(t.rows))
}
