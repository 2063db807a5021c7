package lattice_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/micro"
)

// repeated is Adult with rows drawn with replacement, of which one value in
// ten is drawn anew from its column.
func repeated(tb testing.TB, rows int, names ...string) []lattice.Dimension {
	dimensions, _ := adult(tb, names...)
	r := rand.New(rand.NewPCG(10, 6))
	drawn := make([]int, rows)
	for i := range drawn {
		drawn[i] = r.IntN(len(dimensions[0].Column.Codes))
	}
	for i := range dimensions {
		from := dimensions[i].Column
		to := &micro.Column{Name: from.Name, Values: from.Values, Codes: make([]uint32, rows)}
		for row, at := range drawn {
			if r.IntN(10) == 0 {
				at = r.IntN(len(from.Codes))
			}
			to.Codes[row] = from.Codes[at]
		}
		dimensions[i].Column = to
	}
	return dimensions
}

// Collapsing is what grows with the rows; the search works on the tuples.
func BenchmarkMillion(b *testing.B) {
	eight := slices.Delete(slices.Clone(nine), 7, 8)
	p := &lattice.Problem{Dimensions: repeated(b, 1_000_000, eight...), Criteria: []lattice.Criterion{lattice.K(5)}, Outliers: 0.04, Metric: lattice.NUE}
	for _, metric := range []lattice.Metric{lattice.NUE, lattice.Loss, lattice.DMStar} {
		p.Metric = metric
		b.Run("metric="+string(metric), func(b *testing.B) {
			checked := 0
			b.ReportAllocs()
			for b.Loop() {
				r, err := lattice.Search(b.Context(), p, lattice.Options{})
				if err != nil || !r.Optimal {
					b.Fatal(err)
				}
				checked = r.Checked
			}
			b.ReportMetric(float64(checked), "nodes")
		})
	}
	b.Run("suppress", func(b *testing.B) {
		for b.Loop() {
			if _, err := lattice.Suppress(b.Context(), p, []int{0, 1, 0, 0, 1, 0, 1, 0}, 0.02); err != nil {
				b.Fatal(err)
			}
		}
	})
}
