package lattice_test

import (
	"testing"

	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/micro"
)

// All values share one label at the second level: it loses as much as "*" and
// says more.
func TestOfNodesAsGoodTheFinerIsTaken(t *testing.T) {
	column := &micro.Column{Name: "age", Values: []string{"15", "16", "17"}, Codes: []uint32{0, 1, 2, 0, 1, 2}}
	none := []uint32{0, 0, 0}
	p := &lattice.Problem{
		Dimensions: []lattice.Dimension{{Column: column, Parents: [][]uint32{{0, 1, 2}, none, none, none}}},
		Criteria:   []lattice.Criterion{lattice.K(6)}, Metric: lattice.Loss,
	}
	got, err := lattice.Search(t.Context(), p, lattice.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !got.Found || got.Levels[0] != 1 {
		t.Errorf("level %d, want 1, the finest at which all rows are one class", got.Levels[0])
	}
}
