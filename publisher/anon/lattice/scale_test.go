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

// BenchmarkRelease measures everything that a release of microdata asks of the
// search and of the measures: 8 quasi-identifiers, 2 adversaries.
//
//	go test -run='^$' -bench='Release/rows=1000000' -benchtime=1x ./publisher/anon/lattice
func BenchmarkRelease(b *testing.B) {
	for _, rows := range []int{1_000_000, 10_000_000} {
		for _, change := range []float64{0.1, 0.4} {
			b.Run(fmt.Sprintf("rows=%d/change=%g", rows, change), func(b *testing.B) { release(b, rows, change) })
		}
	}
}

func release(b *testing.B, rows int, change float64) {
	dimensions, adult := adult(b, nine...)
	table := anontest.Grow(adult, rows, change, 1)
	for i, name := range nine {
		dimensions[i].Column, _ = table.Column(name)
	}
	dimensions = append(dimensions[:7], dimensions[8])
	p := &lattice.Problem{
		Dimensions: dimensions,
		Criteria:   []lattice.Criterion{lattice.K(5)},
		Views:      [][]int{{0, 1, 2, 3, 7}, {0, 1, 4, 5, 6}},
		Outliers:   0.04,
		Metric:     lattice.NUE,
	}
	var c *risk.Classes
	for b.Loop() {
		peak := fromNow(b)
		lap := func(what string) {
			b.ReportMetric(float64(peak())/(1<<20), "MB-"+what)
		}
		found, err := lattice.Search(b.Context(), p, lattice.Options{})
		if err != nil || !found.Found {
			b.Fatal(err)
		}
		b.ReportMetric(float64(found.Checked), "nodes")
		lap("search")
		left, err := lattice.Suppress(b.Context(), p, found.Levels, 0.02)
		if err != nil {
			b.Fatal(err)
		}
		lap("suppress")
		whole, cut := recoded(p, found.Levels, left)
		lap("recode")
		for _, view := range p.Views {
			if c, err = risk.Group(b.Context(), cut, view); err == nil {
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
		lap("risk")
	}
}

// recoded is the release, and what it would be without the suppression of
// cells.
func recoded(p *lattice.Problem, levels []int, s *lattice.Suppression) (whole, cut *micro.Table) {
	whole, cut = &micro.Table{}, &micro.Table{}
	for i, d := range p.Dimensions {
		column := micro.Column{Name: d.Column.Name}
		at := d.Parents[levels[i]]
		for code := range at {
			column.Values = append(column.Values, strconv.Itoa(code))
		}
		gone := s.Rows
		for row, code := range d.Column.Codes {
			if len(gone) > 0 && int(gone[0]) == row {
				gone = gone[1:]
				continue
			}
			column.Codes = append(column.Codes, at[code])
		}
		whole.Rows = len(column.Codes)
		whole.Columns = append(whole.Columns, column)
		column.Codes = append([]uint32(nil), column.Codes...)
		gone = s.Rows
		before := 0
		for _, row := range s.Cells[i] {
			for len(gone) > 0 && gone[0] < row {
				gone, before = gone[1:], before+1
			}
			column.Codes[int(row)-before] = micro.Missing
		}
		cut.Columns = append(cut.Columns, column)
	}
	cut.Rows = whole.Rows
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
		status, _ := os.ReadFile("/proc/self/status")
		_, rest, _ := bytes.Cut(status, []byte("VmHWM:"))
		if fields := bytes.Fields(rest); len(fields) > 0 {
			kB, _ := strconv.ParseInt(string(fields[0]), 10, 64)
			return kB << 10
		}
		return 0
	}
}
