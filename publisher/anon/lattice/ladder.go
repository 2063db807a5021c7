package lattice

import (
	"context"
	"slices"
)

// ladder makes the classes of nodes over some axes, each from classes that it
// made before.
type ladder struct {
	*lattice
	knows  []bool     // of each axis, whether it is one of them; nil for all
	bottom *classes   // nil before a view is first looked at
	kept   []*classes // made before, the bottom aside
	room   int64      // bytes left for kept
	clock  int

	sights map[string]*sight // by node, of a ladder for one view
}

// known hides the axes that the ladder does not have.
func (l *ladder) known(levels []int) []int {
	of := slices.Clone(levels)
	for i, knows := range l.knows {
		if !knows {
			of[i] = hidden
		}
	}
	return of
}

// at returns the classes of a node, merged from the smallest that are below it.
func (l *ladder) at(ctx context.Context, levels []int) (*classes, error) {
	if l.bottom == nil {
		if err := l.ground(ctx); err != nil {
			return nil, err
		}
	}
	levels = l.known(levels)
	from := l.bottom
	for _, c := range l.kept {
		if len(c.sizes) < len(from.sizes) && reaches(c.levels, levels) {
			from = c
		}
	}
	l.clock++
	from.used = l.clock
	if slices.Equal(from.levels, levels) {
		return from, nil
	}
	c, _, err := l.rise(ctx, from, levels)
	if err != nil {
		return nil, err
	}
	c.used = l.clock
	l.keep(c)
	return c, nil
}

// ground begins the ladder of a view: with its own lowest classes if there is
// room for them, or else with those of all axes.
func (l *ladder) ground(ctx context.Context) error {
	bottom := l.whole.bottom
	c, _, err := l.rise(ctx, bottom, l.known(bottom.levels))
	if err != nil {
		return err
	}
	if l.bottom = bottom; c.bytes() <= l.room {
		l.bottom = c
		l.room -= c.bytes()
	}
	return nil
}

// reaches tells whether classes at levels from can be merged into those at to.
func reaches(from, to []int) bool {
	for i := range from {
		if from[i] > to[i] && to[i] != hidden {
			return false
		}
	}
	return true
}

// mostKept bounds the list that is searched for something to merge from.
const mostKept = 256

func (l *ladder) keep(c *classes) {
	l.room -= c.bytes()
	l.kept = append(l.kept, c)
	for len(l.kept) > 1 && (l.room < 0 || len(l.kept) > mostKept) {
		oldest := 0
		for i, k := range l.kept {
			if k.used < l.kept[oldest].used {
				oldest = i
			}
		}
		l.room += l.kept[oldest].bytes()
		l.kept = slices.Delete(l.kept, oldest, oldest+1)
	}
}
