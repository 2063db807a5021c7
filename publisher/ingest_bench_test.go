package publisher

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"nguon/publisher/rows"
)

// BenchmarkWorkbook checks a workbook of mixed columns whole (read, typed,
// written as Parquet, read back), and in the same turn only walks over its rows
// with the row loop of excelize, which types nothing.
func BenchmarkWorkbook(b *testing.B) {
	file := filepath.Join(b.TempDir(), "table.xlsx")
	writeWorkbook(b, file, 100_000)
	var ours, theirs []float64
	for b.Loop() {
		began := time.Now()
		checkOnce(b, file, rows.Limits{})
		middle := time.Now()
		excelizeLoop(b, file)
		ours, theirs = append(ours, middle.Sub(began).Seconds()), append(theirs, time.Since(middle).Seconds())
	}
	slices.Sort(ours)
	slices.Sort(theirs)
	b.ReportMetric(ours[len(ours)/2], "s-nguon")
	b.ReportMetric(theirs[len(theirs)/2], "s-excelize")
	b.ReportMetric(ours[len(ours)/2]/theirs[len(theirs)/2], "of-excelize")
}

func writeWorkbook(b *testing.B, name string, n int) {
	f := excelize.NewFile()
	defer f.Close()
	date, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		b.Fatal(err)
	}
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	header := []any{"Mã", "Tỉnh", "Ngày", "Số dân", "Tỷ lệ", "Có nước", "Ghi chú", "Năm", "Kinh độ", "Vĩ độ"}
	if err := w.SetRow("A1", header); err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	day := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for i := range n {
		row := []any{fmt.Sprintf("%05d", i), "Tỉnh " + strconv.Itoa(r.IntN(34)), excelize.Cell{StyleID: date, Value: day.AddDate(0, 0, r.IntN(2000))},
			r.IntN(1_000_000), r.Float64(), r.IntN(2) == 1, strings.Repeat("x", r.IntN(30)), 2000 + r.IntN(26), 102 + 7*r.Float64(), 8 + 15*r.Float64()}
		if err := w.SetRow("A"+strconv.Itoa(i+2), row); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.SaveAs(name); err != nil {
		b.Fatal(err)
	}
}

func excelizeLoop(b *testing.B, name string) {
	f, err := excelize.OpenFile(name)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	all, err := f.Rows("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	defer all.Close()
	for all.Next() {
		if _, err := all.Columns(); err != nil {
			b.Fatal(err)
		}
	}
}

func checkOnce(b *testing.B, name string, l rows.Limits) {
	report, err := New(nil, nil, Options{WorkDir: b.TempDir(), Limits: l}).Check(b.Context(), name, nil)
	if err != nil {
		b.Fatal(err)
	}
	if err := report.Err(); err != nil {
		b.Fatal(err)
	}
}

// BenchmarkWide checks a table of 41,723 columns and 500 rows, as one that took
// another portal eighteen hours.
func BenchmarkWide(b *testing.B) {
	const columns, lines = 41_723, 500
	file := filepath.Join(b.TempDir(), "wide.csv")
	f, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriter(f)
	r := rand.New(rand.NewPCG(3, 4))
	for line := range lines + 1 {
		for c := range columns {
			switch {
			case line == 0:
				fmt.Fprintf(w, "c%d", c)
			case c%3 > 0:
				fmt.Fprint(w, r.IntN(10_000))
			case c%2 == 1:
				fmt.Fprintf(w, "%.2f", r.Float64())
			default:
				fmt.Fprintf(w, "abc%d", r.IntN(50))
			}
			if c < columns-1 {
				fmt.Fprint(w, ",")
			}
		}
		fmt.Fprintln(w)
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		checkOnce(b, file, rows.Limits{Columns: columns})
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s")
}

// BenchmarkLarge checks a CSV file of as many GB as NGUON_BENCH_GB says, made
// up as it is written, and reports how much memory the process had at most.
func BenchmarkLarge(b *testing.B) {
	gb, err := strconv.ParseFloat(os.Getenv("NGUON_BENCH_GB"), 64)
	if err != nil {
		b.Skip("NGUON_BENCH_GB names no size: run make bench")
	}
	file := filepath.Join(b.TempDir(), "large.csv")
	f, err := os.Create(file)
	if err != nil {
		b.Fatal(err)
	}
	w := bufio.NewWriterSize(f, 1<<20)
	if _, err := io.WriteString(w, "id,station,day,value,note\n"); err != nil {
		b.Fatal(err)
	}
	r := rand.New(rand.NewPCG(5, 6))
	var line []byte
	size := int64(0)
	for n := int64(0); float64(size) < gb*1e9; n++ {
		line = strconv.AppendInt(line[:0], n, 10)
		line = append(line, ",HN-"...)
		line = strconv.AppendInt(line, r.Int64N(500), 10)
		line = append(line, ",2025-"...)
		line = append(line, '0', byte('1'+r.IntN(9)), '-', '1', byte('0'+r.IntN(10)), ',')
		line = strconv.AppendFloat(line, r.Float64()*200, 'f', 2, 64)
		line = append(line, ",note "...)
		line = strconv.AppendInt(line, r.Int64(), 36)
		line = append(line, '\n')
		size += int64(len(line))
		if _, err := w.Write(line); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	if err := f.Close(); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		checkOnce(b, file, rows.Limits{Bytes: 1 << 40, Rows: 1 << 40})
	}
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(size)/1e6/b.Elapsed().Seconds()*float64(b.N), "MB/s")
	b.ReportMetric(float64(use.Maxrss)/1024, "MiB-peak")
}
