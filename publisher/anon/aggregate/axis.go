package aggregate

import (
	"nguon/publisher/anon/micro"
)

// newAxis makes the nodes of a dimension, and tells for each code of the
// dictionary, missing values last, the nodes from the value to the total.
func newAxis(d *Dimension) (Axis, [][]int, error) {
	column := d.Column
	values := len(column.Values)
	gaps := false
	for _, code := range column.Codes {
		if code == micro.Missing {
			gaps = true
		} else if int(code) >= values {
			return Axis{}, nil, &Error{Code: Hole, Column: column.Name, Got: int64(code), Want: int64(values)}
		}
	}
	levels := d.Parents
	if len(levels) == 0 {
		same := make([]uint32, values)
		for code := range same {
			same[code] = uint32(code)
		}
		levels = [][]uint32{same}
	}
	a := Axis{Name: column.Name}
	paths := make([][]int, values+1)
	for level, parents := range levels {
		if len(parents) != values {
			return Axis{}, nil, &Error{Code: Hole, Column: column.Name, Got: int64(len(parents)), Want: int64(values)}
		}
		if level == len(levels)-1 && level > 0 && single(parents) {
			break // the total, to which missing values belong as well
		}
		nodes := make(map[uint32]int)
		for code, parent := range parents {
			node, ok := nodes[parent]
			if !ok {
				node = a.add(level, parent)
				nodes[parent] = node
			}
			if !a.under(paths[code], node) {
				return Axis{}, nil, &Error{Code: TwoParents, Column: column.Name, Value: column.Values[code], Got: int64(level)}
			}
			paths[code] = append(paths[code], node)
		}
	}
	if gaps || values == 0 {
		paths[values] = []int{a.add(0, micro.Missing)}
	}
	total := a.add(len(levels), micro.Missing)
	for code := range paths {
		if len(paths[code]) > 0 {
			a.under(paths[code], total)
			paths[code] = append(paths[code], total)
		}
	}
	return a, paths, nil
}

func single(parents []uint32) bool {
	for _, parent := range parents {
		if parent != parents[0] {
			return false
		}
	}
	return true
}

func (a *Axis) add(level int, code uint32) int {
	a.Nodes = append(a.Nodes, Node{Level: level, Code: code, Parent: -1})
	return len(a.Nodes) - 1
}

// under puts the end of a path under a node, and tells whether it can be there.
func (a *Axis) under(path []int, node int) bool {
	if len(path) == 0 {
		return true
	}
	child := path[len(path)-1]
	if parent := a.Nodes[child].Parent; parent >= 0 {
		return parent == node
	}
	a.Nodes[child].Parent = node
	a.Nodes[node].Children = append(a.Nodes[node].Children, child)
	return true
}
