package risk_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

// BenchmarkClasses groups Adult, repeated with a tenth of the cells changed, by
// its nine columns.
//
//	go test -run='^$' -bench=Classes -benchmem ./publisher/anon/risk
func BenchmarkClasses(b *testing.B) {
	adult := anontest.Adult(b)
	for _, rows := range []int{1_000_000, 10_000_000} {
		b.Run(fmt.Sprintf("rows=%d", rows), func(b *testing.B) {
			table := anontest.Grow(adult, rows, 0.1, 1)
			runtime.GC()
			b.ReportAllocs()
			classes := 0
			for b.Loop() {
				classes = group(b, table, allOfAdult).Len()
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			b.ReportMetric(float64(classes), "classes")
		})
	}
}

// BenchmarkModels measures what comes after the classes of a million rows.
func BenchmarkModels(b *testing.B) {
	const rows = 1_000_000
	table := anontest.Grow(anontest.Adult(b), rows, 0.1, 1)
	c := group(b, table, without7)
	hidden := suppress(table, without7, 0.01)
	for name, measure := range map[string]func() error{
		"subsets": func() error { _, err := c.Subsets(b.Context(), 3); return err },
		"sensitive": func() error {
			s, err := c.Sensitive(b.Context(), 7)
			if err == nil {
				s.Most(risk.NewReference(s.Whole).Equal)
				s.Most(risk.NewReference(s.Whole).Ordered)
				s.Least(risk.Distribution.Entropy)
			}
			return err
		},
		"suda": func() error {
			_, err := c.Suda(b.Context(), risk.SudaOptions{MaxSize: 3})
			return err
		},
		"suppressed": func() error { _, err := risk.Suppressed(b.Context(), hidden, table, without7); return err },
		"uniqueness": func() error { risk.Sample{Classes: c.Histogram(), Fraction: 0.05}.Uniqueness(); return nil },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if err := measure(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

// suppress hides a share of the cells of a table.
func suppress(t *micro.Table, columns []int, share float64) *micro.Table {
	r := rand.New(rand.NewPCG(9, 0))
	hidden := &micro.Table{Rows: t.Rows, Columns: append([]micro.Column(nil), t.Columns...)}
	for _, c := range columns {
		codes := append([]uint32(nil), t.Columns[c].Codes...)
		for i := range codes {
			if r.Float64() < share {
				codes[i] = micro.Missing
			}
		}
		hidden.Columns[c].Codes = codes
	}
	return hidden
}
