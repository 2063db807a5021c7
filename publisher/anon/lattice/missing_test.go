package lattice_test

import (
	"slices"
	"testing"

	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

// A value that is left out cannot be told from one that was never there: the
// two make one class, which must hold as a whole.
func TestSuppressedCellsJoinMissingValues(t *testing.T) {
	a := &micro.Column{Name: "a", Values: []string{"x", "y"}}
	b := &micro.Column{Name: "b", Values: []string{"u", "w"}}
	secret := &micro.Column{Name: "secret", Values: []string{"no", "yes"}}
	add := func(n int, codes ...uint32) {
		for range n {
			a.Codes, b.Codes, secret.Codes = append(a.Codes, codes[0]), append(b.Codes, codes[1]), append(secret.Codes, codes[2])
		}
	}
	add(10, micro.Missing, 0, 0)
	add(10, micro.Missing, 1, 0)
	add(1, 0, 0, 1)
	add(1, 1, 0, 1)
	same := [][]uint32{{0, 1}}
	seldom := lattice.Measure{Kind: lattice.Never, Within: func(d risk.Distribution) bool {
		return !slices.ContainsFunc(d.Counts, func(n int64) bool { return 5*n < d.Rows() })
	}}
	for _, test := range []struct {
		name     string
		criteria []lattice.Criterion
		gone     []int32
		cells    []int32 // of a
	}{
		{"two rows would do", []lattice.Criterion{lattice.K(2)}, nil, []int32{20, 21}},
		{"a value would be too seldom among those without a value", []lattice.Criterion{lattice.K(2), seldom}, []int32{20, 21}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := lattice.Suppress(t.Context(), &lattice.Problem{
				Dimensions: []lattice.Dimension{{Column: a, Parents: same}, {Column: b, Parents: same}},
				Sensitive:  []*micro.Column{secret},
				Criteria:   test.criteria,
				Metric:     lattice.Loss,
			}, []int{0, 0}, 0.5)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Rows, test.gone) || !slices.Equal(got.Cells[0], test.cells) {
				t.Errorf("rows %v and cells %v are suppressed, want %v and %v", got.Rows, got.Cells[0], test.gone, test.cells)
			}
		})
	}
}
