package bulk_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"

	index "github.com/blevesearch/bleve_index_api"
	zap "github.com/blevesearch/zapx/v17"
)

// BenchmarkSegment writes a segment, and sets the time beside that of zapx.
func BenchmarkSegment(b *testing.B) {
	for _, n := range []int{1000, 20_000} {
		all := docs(rand.New(rand.NewPCG(1, 1)), n, "d")
		report := func(b *testing.B) {
			b.ReportMetric(b.Elapsed().Seconds()*1e6/float64(n*b.N), "µs/document")
		}
		b.Run(fmt.Sprintf("documents=%d/by=bulk", n), func(b *testing.B) {
			for b.Loop() {
				write(b, filepath.Join(b.TempDir(), "segment"), all)
			}
			report(b)
		})
		b.Run(fmt.Sprintf("documents=%d/by=zapx", n), func(b *testing.B) {
			for b.Loop() {
				results := make([]index.Document, len(all))
				for i, d := range all {
					results[i] = newDocument(d)
				}
				if _, _, err := new(zap.ZapPlugin).New(results); err != nil {
					b.Fatal(err)
				}
			}
			report(b)
		})
	}
}
