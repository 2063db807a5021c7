package recode

import (
	"strconv"

	"nguon/publisher/anon/micro"
)

// MaxLevels is how many levels a hierarchy has at most, with level 0 and "*".
const MaxLevels = 64

// Star is the one label of the last level of every hierarchy.
const Star = "*"

// A Hierarchy is a hierarchy of generalisation for the dictionary of one
// column: it has a place for every value of it. It is monotone: values that
// share a label share the labels of all higher levels as well.
type Hierarchy struct {
	Name   string
	Levels int        // with level 0, which is the values as they are; the last is one label, "*"
	Steps  []string   // the name of each level, such as province; empty where it has none
	Labels [][]string // [level][code], in the order in which the dictionary has their first values

	// Parents gives, as [level][code of level 0], the code of that level.
	Parents [][]uint32
}

// Level returns the level that ref names: its number, or its name.
func (h *Hierarchy) Level(ref string) (int, error) {
	if n, err := strconv.Atoi(ref); err == nil && n >= 0 && n < h.Levels {
		return n, nil
	}
	for i, name := range h.Steps {
		if name != "" && name == ref {
			return i, nil
		}
	}
	return 0, &Error{Code: NoLevel, Hierarchy: h.Name, Value: ref}
}

// A Source is a hierarchy that is not yet compiled for a column: a file
// ([Read]) or a rule ([Intervals], [Dates], [Places], [Prefixes], [Order],
// [Suppression]).
type Source interface {
	// Compile makes the hierarchy for the values of c, or returns an [*Error].
	Compile(c *micro.Column) (*Hierarchy, error)
}

// A rule places the value with a code: it sets the labels of levels 1 and up, but the last,
// which is always "*". It returns false if it has no place for the value.
type rule func(code int, value string, labels []string) bool

// build compiles the hierarchy whose levels between the values and "*" are
// named by steps, as place says.
func build(name string, c *micro.Column, steps []string, place rule) (*Hierarchy, error) {
	levels := len(steps) + 2
	if levels > MaxLevels {
		return nil, &Error{Code: TooManyLevels, Column: c.Name, Hierarchy: name, Got: int64(levels), Want: MaxLevels}
	}
	h := &Hierarchy{Name: name, Levels: levels, Labels: make([][]string, levels), Parents: make([][]uint32, levels)}
	h.Steps = append(append([]string{""}, steps...), Star)
	for i := range h.Parents {
		h.Parents[i] = make([]uint32, len(c.Values))
	}
	h.Labels[0] = c.Values
	h.Labels[levels-1] = []string{Star}
	known := make([]map[string]uint32, levels)
	for i := range known {
		known[i] = make(map[string]uint32)
	}
	labels := make([]string, len(steps))
	var missing tally
	for code, value := range c.Values {
		h.Parents[0][code] = uint32(code)
		if !place(code, value, labels) {
			missing.add(value)
			continue
		}
		for i, label := range labels {
			at, ok := known[i+1][label]
			if !ok {
				at = uint32(len(h.Labels[i+1]))
				known[i+1][label] = at
				h.Labels[i+1] = append(h.Labels[i+1], label)
			}
			h.Parents[i+1][code] = at
		}
	}
	if err := missing.err(Uncovered, c.Name, name); err != nil {
		return nil, err
	}
	if err := h.Check(); err != nil {
		err.Column = c.Name
		return nil, err
	}
	return h, nil
}

// Check returns an [*Error] if h is not monotone or its tables do not fit one
// another, and nil if it is as it should be.
func (h *Hierarchy) Check() *Error {
	if h.Levels < 2 || h.Levels > MaxLevels || len(h.Labels) != h.Levels || len(h.Parents) != h.Levels {
		return &Error{Code: TooManyLevels, Hierarchy: h.Name, Got: int64(h.Levels), Want: MaxLevels}
	}
	for level := range h.Levels {
		if len(h.Parents[level]) != len(h.Labels[0]) {
			return &Error{Code: Ragged, Hierarchy: h.Name, Level: level, Got: int64(len(h.Parents[level])), Want: int64(len(h.Labels[0]))}
		}
		for code, at := range h.Parents[level] {
			if int(at) >= len(h.Labels[level]) {
				return &Error{Code: Uncovered, Hierarchy: h.Name, Level: level, Values: []string{h.Labels[0][code]}, Got: 1}
			}
		}
		if level == 0 {
			continue
		}
		const none = ^uint32(0)
		above := make([]uint32, len(h.Labels[level-1]))
		for i := range above {
			above[i] = none
		}
		for code, at := range h.Parents[level] {
			below := h.Parents[level-1][code]
			if above[below] == none {
				above[below] = at
			} else if above[below] != at {
				return &Error{Code: TwoParents, Hierarchy: h.Name, Level: level - 1, Value: h.Labels[level-1][below],
					Values: []string{h.Labels[level][above[below]], h.Labels[level][at]}}
			}
		}
	}
	return nil
}

// Generalise replaces each value by its label of a level of h, which was
// compiled for c. It costs one look-up a row.
func Generalise(c *micro.Column, h *Hierarchy, level int) (*micro.Column, error) {
	if level < 0 || level >= h.Levels {
		return nil, &Error{Code: NoLevel, Column: c.Name, Hierarchy: h.Name, Value: strconv.Itoa(level)}
	}
	if len(h.Parents[level]) != len(c.Values) {
		return nil, &Error{Code: Uncovered, Column: c.Name, Hierarchy: h.Name, Got: int64(len(c.Values) - len(h.Parents[level]))}
	}
	return translate(c, h.Parents[level], h.Labels[level]), nil
}
