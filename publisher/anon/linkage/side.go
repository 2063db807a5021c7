package linkage

import (
	"context"

	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

// side is a release as somebody sees it who looks for persons.
type side struct {
	of    []uint32 // of each row, its class: rows that are published alike
	empty []bool   // of each class, whether it is wholly suppressed
	bags  bags     // of each class, its signatures

	start []int // of each person, where its classes begin
	class []uint32
}

// fitting returns the classes that fit a person.
func (s *side) fitting(person int) []uint32 { return s.class[s.start[person]:s.start[person+1]] }

// side groups the rows of a release, and finds the classes that fit each of
// the persons: for each pattern of missing cells at most one.
func (a *alignment) side(ctx context.Context, t *micro.Table, signature []uint32, persons *risk.Classes, of func(*pair) (*micro.Column, []uint32)) (*side, error) {
	var columns []*micro.Column
	var names [][]uint32 // of each column and person
	var makers []maker
	for i := range a.quasi {
		c, to := of(&a.quasi[i])
		if c == nil {
			continue
		}
		codes := make([]uint32, persons.Len())
		for person, row := range persons.First {
			codes[person] = label(to, a.quasi[i].original.Codes[row], c)
		}
		columns, names = append(columns, c), append(names, codes)
		makers = append(makers, maker{codes: func() []uint32 { return c.Codes }, bound: len(c.Values)})
	}
	if len(columns) > 64 {
		return nil, &risk.Error{Code: risk.TooManyColumns, Got: int64(len(columns)), Want: 64}
	}
	groups, err := classes(ctx, t.Rows, makers)
	if err != nil {
		return nil, err
	}
	s := &side{of: groups.Of, empty: make([]bool, groups.Len()), bags: newBags(groups, signature)}
	patterns := make(map[uint64][]uint32)
	var order []uint64
	for class, row := range groups.First {
		present := uint64(0)
		for j, c := range columns {
			if c.Codes[row] != micro.Missing {
				present |= 1 << j
			}
		}
		if present == 0 && len(columns) > 0 {
			s.empty[class] = true
			continue
		}
		if patterns[present] == nil {
			order = append(order, present)
		}
		patterns[present] = append(patterns[present], uint32(class))
	}
	hits := make([][2][]uint32, len(order))
	s.start = make([]int, persons.Len()+1)
	for i, present := range order {
		hits[i], err = meet(ctx, columns, names, persons.Len(), groups, patterns[present], present)
		if err != nil {
			return nil, err
		}
		for _, person := range hits[i][0] {
			s.start[person+1]++
		}
	}
	for person := range persons.Len() {
		s.start[person+1] += s.start[person]
	}
	s.class = make([]uint32, s.start[persons.Len()])
	next := append([]int(nil), s.start...)
	for _, h := range hits {
		for i, person := range h[0] {
			s.class[next[person]] = h[1][i]
			next[person]++
		}
	}
	return s, nil
}

// meet joins persons with the classes that have values in the same columns,
// and returns pairs of a person and a class.
func meet(ctx context.Context, columns []*micro.Column, names [][]uint32, persons int, groups *risk.Classes, some []uint32, present uint64) (hits [2][]uint32, err error) {
	var makers []maker
	for j, c := range columns {
		if present>>j&1 == 0 {
			continue
		}
		makers = append(makers, maker{bound: len(c.Values) + 1, codes: func() []uint32 {
			codes := make([]uint32, 0, len(some)+persons)
			for _, class := range some {
				codes = append(codes, c.Codes[groups.First[class]])
			}
			return append(codes, names[j]...)
		}})
	}
	joined, err := classes(ctx, len(some)+persons, makers)
	if err != nil {
		return hits, err
	}
	// The classes differ from one another, so they come first and are numbered
	// in their order.
	for person, at := range joined.Of[len(some):] {
		if int(at) < len(some) {
			hits[0], hits[1] = append(hits[0], uint32(person)), append(hits[1], some[at])
		}
	}
	return hits, nil
}
