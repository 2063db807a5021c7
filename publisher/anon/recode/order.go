package recode

import (
	"nguon/publisher/anon/micro"
)

// Suppression is the hierarchy that has nothing between the values and "*".
type Suppression struct{}

// Compile makes the hierarchy of two levels.
func (Suppression) Compile(c *micro.Column) (*Hierarchy, error) {
	return build(Star, c, nil, func(int, string, []string) bool { return true })
}

// Order is a hierarchy of values in a given order, such as grades: each level
// joins so many neighbours.
type Order struct {
	Name   string
	Values []string // all values, from the lowest
	Groups []int    // of each level: how many values are one group; each a multiple of the one before
}

// Compile makes the hierarchy for the values of c. The error lists those that
// the order lacks.
func (s Order) Compile(c *micro.Column) (*Hierarchy, error) {
	for i, n := range s.Groups {
		if n < 1 || i > 0 && n%s.Groups[i-1] != 0 {
			return nil, bad(c.Name, "groups", n)
		}
	}
	rank := make(map[string]int, len(s.Values))
	for i, value := range s.Values {
		if _, ok := rank[value]; ok {
			return nil, bad(c.Name, "values", value)
		}
		rank[value] = i
	}
	return build(s.Name, c, make([]string, len(s.Groups)), func(_ int, value string, labels []string) bool {
		at, ok := rank[value]
		if !ok {
			return false
		}
		for i, n := range s.Groups {
			first := at - at%n
			last := min(first+n, len(s.Values)) - 1
			labels[i] = s.Values[first]
			if last > first {
				labels[i] += " – " + s.Values[last]
			}
		}
		return true
	})
}
