package lattice_test

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/lattice"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/risk"
)

// grown is Adult repeated with a share of the cells changed: 8
// quasi-identifiers, and the occupation.
func grown(tb testing.TB, rows int, change float64) (dimensions []lattice.Dimension, occupation *micro.Column) {
	dimensions, adult := adult(tb, nine...)
	table := anontest.Grow(adult, rows, change, 1)
	for i, name := range nine {
		dimensions[i].Column, _ = table.Column(name)
	}
	return append(dimensions[:7:7], dimensions[8]), dimensions[7].Column
}

// two adversaries, neither of which knows all that the other knows.
var two = [][]int{{0, 1, 2, 3, 7}, {0, 1, 4, 5, 6}}

// Collapsing is what grows with the rows; the search works on the tuples.
func BenchmarkMillion(b *testing.B) {
	dimensions, occupation := grown(b, 1_000_000, 0.1)
	whole := make([]int64, len(occupation.Values))
	for _, code := range occupation.Codes {
		whole[code]++
	}
	var table risk.Distribution
	for code, n := range whole {
		table.Codes, table.Counts = append(table.Codes, uint32(code)), append(table.Counts, n)
	}
	k, t := lattice.K(5), lattice.Close(0, risk.NewReference(table).Equal, 0.2)
	for _, test := range []struct {
		name string
		p    lattice.Problem
	}{
		{"metric=nue", lattice.Problem{Metric: lattice.NUE, Criteria: []lattice.Criterion{k}}},
		{"metric=loss", lattice.Problem{Metric: lattice.Loss, Criteria: []lattice.Criterion{k}}},
		{"metric=dm*", lattice.Problem{Metric: lattice.DMStar, Criteria: []lattice.Criterion{k}}},
		{"metric=nue/average=0.005", lattice.Problem{Metric: lattice.NUE, Criteria: []lattice.Criterion{k}, Risk: lattice.Risk{Average: 0.005}}},
		{"metric=nue/t=0.2", lattice.Problem{Metric: lattice.NUE, Criteria: []lattice.Criterion{k, t}}},
		{"metric=nue/views=2", lattice.Problem{Metric: lattice.NUE, Criteria: []lattice.Criterion{lattice.K(50)}, Views: two}},
		{"metric=nue/views=2/t=0.2", lattice.Problem{Metric: lattice.NUE, Criteria: []lattice.Criterion{k, t}, Views: two}},
	} {
		p := &test.p
		p.Dimensions, p.Outliers = dimensions, 0.04
		if len(p.Criteria) > 1 {
			p.Sensitive = []*micro.Column{occupation}
		}
		b.Run(test.name, func(b *testing.B) {
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
}

// BenchmarkRelease measures everything that a release of microdata asks of the
// search and of the measures, for two adversaries, and the peak of resident
// memory, that of the table itself included. With four cells in ten changed a
// third of the rows are unique.
//
//	go test -run='^$' -bench='Release/rows=1000000/' -benchtime=1x ./publisher/anon/lattice
func BenchmarkRelease(b *testing.B) {
	for _, rows := range []int{1_000_000, 10_000_000} {
		for _, change := range []float64{0.1, 0.4} {
			b.Run(fmt.Sprintf("rows=%d/change=%g", rows, change), func(b *testing.B) {
				p := &lattice.Problem{Criteria: []lattice.Criterion{lattice.K(5)}, Views: two, Outliers: 0.04, Metric: lattice.NUE}
				p.Dimensions, _ = grown(b, rows, change)
				peak := fromNow(b)
				for b.Loop() {
					release(b, p)
				}
				b.ReportMetric(float64(peak())/(1<<20), "MB")
				b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

func release(b *testing.B, p *lattice.Problem) {
	found, err := lattice.Search(b.Context(), p, lattice.Options{})
	if err != nil || !found.Found {
		b.Fatal(err)
	}
	left, err := lattice.Suppress(b.Context(), p, found.Levels, 0.02)
	if err != nil {
		b.Fatal(err)
	}
	whole, cut := recoded(p, found.Levels, left)
	for _, view := range p.Views {
		c, err := risk.Group(b.Context(), cut, view)
		if err == nil {
			_, err = c.Suda(b.Context(), risk.SudaOptions{})
		}
		if err == nil {
			_, err = c.Subsets(b.Context(), 3)
		}
		if err == nil {
			_, err = risk.Suppressed(b.Context(), cut, whole, view)
		}
		if err != nil {
			b.Fatal(err)
		}
	}
}

// recoded is what the release would be without the suppression of cells, and
// what it is.
func recoded(p *lattice.Problem, levels []int, s *lattice.Suppression) (whole, cut *micro.Table) {
	rows := len(p.Dimensions[0].Column.Codes) - len(s.Rows)
	whole, cut = &micro.Table{Rows: rows}, &micro.Table{Rows: rows}
	for i, d := range p.Dimensions {
		at := d.Parents[levels[i]]
		full := micro.Column{Name: d.Column.Name, Values: d.Column.Values, Codes: make([]uint32, 0, rows)}
		holed := micro.Column{Name: d.Column.Name, Values: d.Column.Values, Codes: make([]uint32, 0, rows)}
		gone, hidden := s.Rows, s.Cells[i]
		for row, code := range d.Column.Codes {
			if len(gone) > 0 && int(gone[0]) == row {
				gone = gone[1:]
				continue
			}
			full.Codes = append(full.Codes, at[code])
			code = at[code]
			if len(hidden) > 0 && int(hidden[0]) == row {
				hidden, code = hidden[1:], micro.Missing
			}
			holed.Codes = append(holed.Codes, code)
		}
		whole.Columns, cut.Columns = append(whole.Columns, full), append(cut.Columns, holed)
	}
	return whole, cut
}

// fromNow returns a function that tells the peak of the resident memory of the
// process since now, in bytes; 0 where the system does not tell.
func fromNow(tb testing.TB) func() int64 {
	tb.Helper()
	runtime.GC()
	debug.FreeOSMemory()
	if os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) != nil {
		return func() int64 { return 0 }
	}
	return func() int64 {
		status, err := os.ReadFile("/proc/self/status")
		if err != nil {
			return 0
		}
		_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
		fields := bytes.Fields(rest)
		if len(fields) == 0 {
			return 0
		}
		kB, err := strconv.ParseInt(string(fields[0]), 10, 64)
		if err != nil {
			return 0
		}
		return kB << 10
	}
}
