package anontest

import (
	"math"
	"slices"
	"strings"
)

// key joins the texts of a tuple.
func key(row []string) string { return strings.Join(row, "\x00") }

// Sizes returns for each row the number of rows that are equal to it.
func Sizes(rows [][]string) []int64 {
	count := make(map[string]int64)
	for _, row := range rows {
		count[key(row)]++
	}
	sizes := make([]int64, len(rows))
	for i, row := range rows {
		sizes[i] = count[key(row)]
	}
	return sizes
}

// Wildcards returns for each row the number of rows that fit it, a missing
// value on either side fitting everything. It compares all pairs.
func Wildcards(rows [][]string) []int64 {
	return fitting(rows, rows, func(a, b string) bool { return a == b || a == Missing || b == Missing })
}

// Attackers returns for each original row the number of released rows that
// fit it: each cell is equal or suppressed. It compares all pairs. Released
// rows that are wholly suppressed are counted only if all is set.
func Attackers(original, released [][]string, all bool) []int64 {
	var candidates [][]string
	for _, row := range released {
		if all || !Empty(row) {
			candidates = append(candidates, row)
		}
	}
	return fitting(original, candidates, func(o, r string) bool { return o == r || r == Missing })
}

// Empty tells whether a row is wholly suppressed.
func Empty(row []string) bool {
	return !slices.ContainsFunc(row, func(v string) bool { return v != Missing })
}

func fitting(rows, candidates [][]string, fits func(a, b string) bool) []int64 {
	counts := make([]int64, len(rows))
	for i, row := range rows {
		for _, c := range candidates {
			ok := true
			for j := range row {
				ok = ok && fits(row[j], c[j])
			}
			if ok {
				counts[i]++
			}
		}
	}
	return counts
}

// Least returns the least count of the rows that are not wholly suppressed in
// the release, and whether there are any.
func Least(counts []int64, released [][]string) (k int64, ok bool) {
	for i, n := range counts {
		if !Empty(released[i]) && (!ok || n < k) {
			k, ok = n, true
		}
	}
	return k, ok
}

// A Class is the sensitive values of the rows of one class, and those of the
// whole table; missing values are in neither.
type Class struct{ Values, Whole []string }

// Classes returns the classes that have sensitive values.
func Classes(rows [][]string, sensitive []string) []Class {
	var whole []string
	values := make(map[string][]string)
	var order []string
	for i, row := range rows {
		if sensitive[i] == Missing {
			continue
		}
		if values[key(row)] == nil {
			order = append(order, key(row))
		}
		whole = append(whole, sensitive[i])
		values[key(row)] = append(values[key(row)], sensitive[i])
	}
	classes := make([]Class, len(order))
	for i, k := range order {
		classes[i] = Class{values[k], whole}
	}
	return classes
}

// share returns the share of v in values.
func share(values []string, v string) float64 {
	n := 0
	for _, x := range values {
		if x == v {
			n++
		}
	}
	return float64(n) / float64(len(values))
}

// distinct returns the different values in the given order, or that of bytes.
func distinct(values []string) []string {
	d := slices.Clone(values)
	slices.SortFunc(d, compare(values))
	return slices.Compact(d)
}

// DistinctL returns the number of different values.
func (c Class) DistinctL() int { return len(distinct(c.Values)) }

// EntropyL returns exp(−Σ q ln q).
func (c Class) EntropyL() float64 {
	h := 0.0
	for _, v := range distinct(c.Values) {
		q := share(c.Values, v)
		h -= q * math.Log(q)
	}
	return math.Exp(h)
}

// Recursive tells whether r₁ < bound·Σ_{i≥l} r_i with at least l values.
func (c Class) Recursive(bound float64, l int) bool {
	var r []float64
	for _, v := range distinct(c.Values) {
		r = append(r, share(c.Values, v)*float64(len(c.Values)))
	}
	slices.Sort(r)
	slices.Reverse(r)
	if len(r) < l {
		return false
	}
	sum := 0.0
	for _, n := range r[l-1:] {
		sum += n
	}
	return math.Round(r[0]) < bound*math.Round(sum)
}

// EqualT returns ½Σ|q−p|.
func (c Class) EqualT() float64 {
	sum := 0.0
	for _, v := range distinct(c.Whole) {
		sum += math.Abs(share(c.Values, v) - share(c.Whole, v))
	}
	return sum / 2
}

// OrderedT returns Σ_i |Σ_{j≤i} (q_j − p_j)| ÷ (m−1).
func (c Class) OrderedT() float64 {
	values := distinct(c.Whole)
	if len(values) < 2 {
		return 0
	}
	sum, running := 0.0, 0.0
	for _, v := range values {
		running += share(c.Values, v) - share(c.Whole, v)
		sum += math.Abs(running)
	}
	return sum / float64(len(values)-1)
}

// HierarchicalT returns the earth mover's distance over a hierarchy: levels[v]
// are the names of v from itself up to the one root.
func (c Class) HierarchicalT(levels map[string][]string) float64 {
	height := len(levels[c.Whole[0]]) - 1
	extra := func(level int, node string) float64 {
		sum := 0.0
		for _, v := range distinct(c.Whole) {
			if levels[v][level] == node {
				sum += share(c.Whole, v) - share(c.Values, v)
			}
		}
		return sum
	}
	cost := 0.0
	for level := 1; level <= height; level++ {
		nodes := make(map[string]map[string]bool) // of the level, with their children
		for _, v := range distinct(c.Whole) {
			node := levels[v][level]
			if nodes[node] == nil {
				nodes[node] = make(map[string]bool)
			}
			nodes[node][levels[v][level-1]] = true
		}
		for _, children := range nodes {
			pos, neg := 0.0, 0.0
			for child := range children {
				e := extra(level-1, child)
				pos, neg = pos+max(e, 0), neg+max(-e, 0)
			}
			cost += float64(level) / float64(height) * min(pos, neg)
		}
	}
	return cost
}

// Delta returns max |log₂(q ÷ p)| over the values of the class.
func (c Class) Delta() float64 {
	worst := 0.0
	for _, v := range distinct(c.Values) {
		worst = max(worst, math.Abs(math.Log2(share(c.Values, v)/share(c.Whole, v))))
	}
	return worst
}

// Beta returns max (q−p) ÷ p, at least 0, and the least −ln p minus (q−p) ÷ p
// of the values that gained: below 0 if enhanced likeness fails for every β.
func (c Class) Beta() (beta, room float64) {
	room = math.Inf(1)
	for _, v := range distinct(c.Values) {
		q, p := share(c.Values, v), share(c.Whole, v)
		if q > p {
			beta = max(beta, (q-p)/p)
			room = min(room, -math.Log(p)-(q-p)/p)
		}
	}
	return beta, room
}

// Alpha returns the greatest share of a value.
func (c Class) Alpha() float64 {
	worst := 0.0
	for _, v := range distinct(c.Values) {
		worst = max(worst, share(c.Values, v))
	}
	return worst
}

// MinimalUniques returns the sets of columns in which row i is unique though
// it is in none of their subsets, by trying all sets.
func MinimalUniques(rows [][]string, i int) [][]int {
	n := len(rows[i])
	unique := make([]bool, 1<<n)
	var found [][]int
	for set := range unique {
		matches := 0
		for _, other := range rows {
			same := true
			for j := range n {
				same = same && (set>>j&1 == 0 || other[j] == rows[i][j])
			}
			if same {
				matches++
			}
		}
		unique[set] = matches == 1 && set > 0
		minimal := unique[set]
		for below := range set {
			minimal = minimal && (below&^set != 0 || !unique[below])
		}
		if minimal {
			var columns []int
			for j := range n {
				if set>>j&1 == 1 {
					columns = append(columns, j)
				}
			}
			found = append(found, columns)
		}
	}
	return found
}
