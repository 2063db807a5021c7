package lattice

import (
	"math/bits"
	"strconv"

	"nguon/publisher/anon/micro"
)

// axis is a dimension ready for merging: a place in a packed key, and the way
// from each level to each higher one.
type axis struct {
	low, high int
	codes     []uint32
	missing   uint32     // the code of missing values at level 0: one after the last
	gaps      bool       // there are missing values
	up        [][]uint32 // [level][code of level 0, missing included]
	width     []int      // of each level
	cost      []float64  // what the level adds to a separable metric
	share     [][]float64

	word  int // of the key
	shift uint
	mask  uint64
	steps map[[2]int][]uint64 // level → higher level: code → shifted code
}

func newAxis(d *Dimension) (*axis, error) {
	name := d.Column.Name
	values := len(d.Column.Values)
	low, high := d.bounds()
	switch {
	case len(d.Parents) > 64:
		return nil, &Error{Code: TooManyLevels, Column: name, Value: strconv.Itoa(len(d.Parents)), Level: len(d.Parents)}
	case low < 0 || high >= len(d.Parents) || low > high:
		return nil, &Error{Code: NoLevel, Column: name, Value: strconv.Itoa(low) + "–" + strconv.Itoa(high), Level: high}
	}
	a := &axis{low: low, high: high, codes: d.Column.Codes, missing: uint32(values), steps: make(map[[2]int][]uint64)}
	for _, code := range a.codes {
		if code == micro.Missing {
			a.gaps = true
		} else if int(code) >= values {
			return nil, &Error{Code: Hole, Column: name, Value: "#" + strconv.Itoa(int(code))}
		}
	}
	for level, parents := range d.Parents {
		if len(parents) != values {
			return nil, &Error{Code: Hole, Column: name, Value: valueAt(d.Column, len(parents)), Level: level}
		}
		up, width := renumber(parents)
		if a.gaps {
			up[values] = uint32(width)
			width++
		}
		a.up, a.width = append(a.up, up), append(a.width, width)
		if level > 0 {
			if code, ok := split(a.up[level-1], up, a.width[level-1]); ok {
				return nil, &Error{Code: TwoParents, Column: name, Value: valueAt(d.Column, code), Level: level - 1}
			}
		}
	}
	return a, nil
}

// blank returns the code of missing values at a level, if there are any.
func (a *axis) blank(level int) (code uint32, ok bool) {
	return a.up[level][a.missing], a.gaps
}

// renumber gives the parents codes without gaps, so that hierarchies that name
// values which do not occur take no room. The last element is for missing
// values.
func renumber(parents []uint32) (up []uint32, width int) {
	number := make(map[uint32]uint32)
	up = make([]uint32, len(parents)+1)
	for code, parent := range parents {
		n, ok := number[parent]
		if !ok {
			n = uint32(len(number))
			number[parent] = n
		}
		up[code] = n
	}
	return up, max(len(number), 1)
}

func valueAt(c *micro.Column, code int) string {
	if code < len(c.Values) {
		return c.Values[code]
	}
	return ""
}

// split finds a code of level 0 whose value at one level has another parent
// than an earlier code of the same value.
func split(from, to []uint32, width int) (code int, found bool) {
	parent := make([]int64, width)
	for i := range parent {
		parent[i] = -1
	}
	for code, value := range from {
		switch at := &parent[value]; {
		case *at < 0:
			*at = int64(to[code])
		case *at != int64(to[code]):
			return code, true
		}
	}
	return 0, false
}

// measure fills the costs of each level for a separable metric.
func (a *axis) measure(m Metric, weight, total float64) {
	counts := make([]int64, len(a.up[0]))
	for _, code := range a.codes {
		counts[min(code, a.missing)]++
	}
	for level, up := range a.up {
		cost := 0.0
		share := shares(up[:a.missing], a.width[level])
		for i := range share {
			share[i] *= weight
		}
		switch m {
		case NUE:
			cost = weight * entropy(counts, up, a.width[level])
		case Loss:
			for code, n := range counts {
				cost += float64(n) * share[up[code]]
			}
			cost /= float64(max(len(a.codes), 1)) * total
		}
		a.cost, a.share = append(a.cost, cost), append(a.share, share)
	}
}

// pack gives each axis its place in a key and returns the words of a key.
func pack(axes []*axis) (words int) {
	used := uint(0)
	for _, a := range axes {
		most := 0
		for level := a.low; level <= a.high; level++ {
			most = max(most, a.width[level])
		}
		need := uint(bits.Len(uint(max(most-1, 0))))
		if words == 0 || used+need > 64 {
			words, used = words+1, 0
		}
		a.word, a.shift, a.mask = words-1, used, 1<<need-1
		used += need
	}
	return words
}

// step returns the shifted code at level to of each code at level from.
func (a *axis) step(from, to int) []uint64 {
	if s, ok := a.steps[[2]int{from, to}]; ok {
		return s
	}
	s := make([]uint64, a.width[from])
	for code, value := range a.up[from] {
		s[value] = uint64(a.up[to][code]) << a.shift
	}
	a.steps[[2]int{from, to}] = s
	return s
}
