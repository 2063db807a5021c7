package recode

import (
	"cmp"
	"math"
	"slices"
)

// block is how many rows MDAV sees at once: its time grows with their square.
const block = 1024

// Groups cuts rows, given as [column][row], into groups of at least k and fewer
// than 2k rows that are alike. One column is sorted and cut, the last group
// takes the rest. Several columns, each scaled to deviation 1, are grouped by
// MDAV (Domingo-Ferrer and Torra 2005): while 3k rows are left, the k nearest
// to the row farthest from their mean are a group, and the k nearest to the row
// farthest from that one; of 2k or more, one group; the rest is the last.
// More than 1,024 rows are first cut at the median of the column that varies
// most, again and again. Ties go to the earlier row.
func Groups(data [][]float64, k int) [][]int {
	if len(data) == 0 || len(data[0]) == 0 {
		return nil
	}
	rows := make([]int, len(data[0]))
	for i := range rows {
		rows[i] = i
	}
	if len(data) == 1 {
		return cut(rows, data[0], k)
	}
	return partition(flatten(data), len(data), rows, k, nil)
}

func cut(rows []int, values []float64, k int) [][]int {
	slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(values[a], values[b]) })
	var groups [][]int
	for len(rows) >= 2*k {
		groups = append(groups, rows[:k:k])
		rows = rows[k:]
	}
	return append(groups, rows)
}

// flatten scales the columns and puts the numbers of a row side by side.
func flatten(data [][]float64) []float64 {
	d, n := len(data), len(data[0])
	flat := make([]float64, d*n)
	for j, column := range data {
		mean, squares := 0.0, 0.0
		for i, x := range column {
			step := x - mean
			mean += step / float64(i+1)
			squares += step * (x - mean)
		}
		deviation := math.Sqrt(squares / float64(max(n-1, 1)))
		if !(deviation > 0) {
			deviation = 1
		}
		for i, x := range column {
			flat[i*d+j] = (x - mean) / deviation
		}
	}
	return flat
}

// partition halves rows until a block is small enough.
func partition(flat []float64, d int, rows []int, k int, groups [][]int) [][]int {
	if len(rows) <= max(block, 4*k) {
		m := mdav{flat: flat, d: d, left: rows, distance: make([]float64, len(rows))}
		return append(groups, m.run(k)...)
	}
	widest, spread := 0, -1.0
	for j := range d {
		low, high := math.Inf(1), math.Inf(-1)
		for _, r := range rows {
			low, high = min(low, flat[r*d+j]), max(high, flat[r*d+j])
		}
		if high-low > spread {
			widest, spread = j, high-low
		}
	}
	slices.SortStableFunc(rows, func(a, b int) int { return cmp.Compare(flat[a*d+widest], flat[b*d+widest]) })
	half := len(rows) / 2
	left, right := slices.Clone(rows[:half]), slices.Clone(rows[half:])
	slices.Sort(left)
	slices.Sort(right)
	return partition(flat, d, right, k, partition(flat, d, left, k, groups))
}

type mdav struct {
	flat     []float64
	d        int
	left     []int     // rows in no group yet, in order
	distance []float64 // of each of left, from the last point
}

func (m *mdav) row(r int) []float64 { return m.flat[r*m.d : (r+1)*m.d] }

func (m *mdav) run(k int) [][]int {
	var groups [][]int
	for len(m.left) >= 3*k {
		far := slices.Clone(m.row(m.farthest(m.mean())))
		opposite := slices.Clone(m.row(m.farthest(far)))
		groups = append(groups, m.take(far, k), m.take(opposite, k))
	}
	if len(m.left) >= 2*k {
		groups = append(groups, m.take(m.row(m.farthest(m.mean())), k))
	}
	return append(groups, m.left)
}

func (m *mdav) mean() []float64 {
	sum := make([]float64, m.d)
	for _, r := range m.left {
		for j, x := range m.row(r) {
			sum[j] += x
		}
	}
	for j := range sum {
		sum[j] /= float64(len(m.left))
	}
	return sum
}

// measure sets the squared distances from a point.
func (m *mdav) measure(from []float64) {
	for i, r := range m.left {
		sum := 0.0
		for j, x := range m.row(r) {
			sum += (x - from[j]) * (x - from[j])
		}
		m.distance[i] = sum
	}
}

// farthest is the row that is farthest from a point.
func (m *mdav) farthest(from []float64) int {
	m.measure(from)
	best := 0
	for i := range m.left {
		if m.distance[i] > m.distance[best] {
			best = i
		}
	}
	return m.left[best]
}

// take removes the k rows that are nearest to a point.
func (m *mdav) take(from []float64, k int) []int {
	m.measure(from)
	nearest := make([]int, 0, k+1) // places in left, by distance and then by place
	for i := range m.left {
		if len(nearest) == k && m.distance[i] >= m.distance[nearest[k-1]] {
			continue
		}
		at, _ := slices.BinarySearchFunc(nearest, m.distance[i], func(place int, x float64) int {
			if m.distance[place] <= x {
				return -1
			}
			return 1
		})
		nearest = slices.Insert(nearest, at, i)
		nearest = nearest[:min(len(nearest), k)]
	}
	slices.Sort(nearest)
	group := make([]int, k)
	for i, place := range nearest {
		group[i] = m.left[place]
	}
	next := 0
	m.left = slices.DeleteFunc(m.left, func(r int) bool {
		if next < k && group[next] == r {
			next++
			return true
		}
		return false
	})
	return group
}
