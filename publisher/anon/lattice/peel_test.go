package lattice

import (
	"slices"
	"testing"

	"nguon/publisher/anon/micro"
)

// chain has two views in which each class that breaks makes one of the other
// view break, row after row.
func chain(rows int) *Problem {
	column := func(shift int) *micro.Column {
		c := &micro.Column{Codes: make([]uint32, rows)}
		for row := range rows {
			c.Codes[row] = uint32((row + shift) / 2)
			c.Values = append(c.Values, "")
		}
		return c
	}
	p := &Problem{Criteria: []Criterion{K(2)}, Views: [][]int{{0}, {1}}, Metric: DM, Outliers: 1}
	for shift := range 2 {
		c := column(shift)
		same := make([]uint32, rows)
		for i := range same {
			same[i] = uint32(i)
		}
		p.Dimensions = append(p.Dimensions, Dimension{Column: c, Parents: [][]uint32{same}})
	}
	return p
}

func TestChainOfBreakingClassesTakesEverything(t *testing.T) {
	const rows = 200_000
	s, err := Suppress(t.Context(), chain(rows), []int{0, 0}, 0)
	if err != nil || len(s.Rows) != rows {
		t.Errorf("%d of %d rows are suppressed, %v", len(s.Rows), rows, err)
	}
}

func TestWhatIsGivenUpKeepsNothing(t *testing.T) {
	l, err := newLattice(t.Context(), chain(100))
	if err != nil {
		t.Fatal(err)
	}
	c, err := l.collapse(t.Context(), []int{0, 0}, nil)
	if err != nil {
		t.Fatal(err)
	}
	l.stand(c, 0)
	g, err := l.gather(t.Context(), c, l.views[1])
	if err != nil {
		t.Fatal(err)
	}
	p := l.newPeeling(c, []*gathering{g})
	p.work = 0
	if err := p.run(t.Context(), l.all, true); err != nil {
		t.Fatal(err)
	}
	if !p.gaveUp || p.rows != 100 || slices.Contains(p.out, false) {
		t.Errorf("gave up %t, %d rows out", p.gaveUp, p.rows)
	}
}
