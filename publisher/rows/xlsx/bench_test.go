package xlsx_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"nguon/publisher/rows"
	"nguon/publisher/rows/xlsx"
)

// large makes a workbook of n rows of ten mixed columns.
func large(tb testing.TB, n int) []byte {
	tb.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		tb.Fatal(err)
	}
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		tb.Fatal(err)
	}
	start := time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		row := []any{i, fmt.Sprintf("Xã số %d", i%3000), float64(i) * 1.37, excelize.Cell{StyleID: date, Value: start.AddDate(0, 0, i%365)},
			i%2 == 0, "Hà Nội", -i, float64(i%1000) / 7, fmt.Sprintf("%05d", i%11000), "ghi chú"}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), row); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

// BenchmarkRead reads the same sheet with excelize's row iterator, which gives
// text, and with this package, which gives typed cells.
func BenchmarkRead(b *testing.B) {
	const n = 100_000
	file := large(b, n)
	b.Run("reader=excelize", func(b *testing.B) {
		for b.Loop() {
			f, err := excelize.OpenReader(bytes.NewReader(file))
			if err != nil {
				b.Fatal(err)
			}
			r, err := f.Rows("Sheet1")
			if err != nil {
				b.Fatal(err)
			}
			got := 0
			for r.Next() {
				if _, err := r.Columns(); err != nil {
					b.Fatal(err)
				}
				got++
			}
			if err := r.Close(); err != nil || got != n {
				b.Fatalf("%d rows, %v", got, err)
			}
			f.Close()
		}
		b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
	b.Run("reader=nguon", func(b *testing.B) {
		for b.Loop() {
			w, err := xlsx.Open(b.Context(), rows.Input{File: bytes.NewReader(file), Size: int64(len(file))}, rows.Options{})
			if err != nil {
				b.Fatal(err)
			}
			if got := count(b, w, 0); got != n {
				b.Fatalf("%d rows", got)
			}
			w.Close()
		}
		b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
}

// count reads a sheet and returns the number of its rows.
func count(tb testing.TB, w rows.Workbook, sheet int) (n int) {
	tb.Helper()
	g, err := w.Open(sheet)
	if err != nil {
		tb.Fatal(err)
	}
	defer g.Close()
	for {
		if _, err := g.Next(); errors.Is(err, io.EOF) {
			return n
		} else if err != nil {
			tb.Fatal(err)
		}
		n++
	}
}
