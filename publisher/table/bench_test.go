package table

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// Compare two commits with
//
//	go test -run='^$' -bench=. -count=10 ./publisher/table > new.txt
//	benchstat old.txt new.txt

const benchRows = 200_000

func report(b *testing.B, size int) {
	b.ReportMetric(benchRows*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	b.ReportMetric(float64(size)*float64(b.N)/b.Elapsed().Seconds()/1e6, "MB/s")
}

func BenchmarkInspect(b *testing.B) {
	text := mixed(benchRows)
	path := file(b, text)
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Inspect(b.Context(), path, Options{Workers: workers}); err != nil {
					b.Fatal(err)
				}
			}
			report(b, len(text))
		})
	}
}

func BenchmarkConvert(b *testing.B) {
	text := mixed(benchRows)
	_, plan := mustInspect(b, text, Options{})
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Convert(b.Context(), plan, io.Discard, ConvertOptions{Workers: workers}); err != nil {
					b.Fatal(err)
				}
			}
			report(b, len(text))
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	text := mixed(benchRows)
	_, plan := mustInspect(b, text, Options{})
	var out bytes.Buffer
	w, err := Convert(b.Context(), plan, &out, ConvertOptions{})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if err := Verify(b.Context(), bytes.NewReader(out.Bytes()), w.Bytes, w, nil); err != nil {
			b.Fatal(err)
		}
	}
	report(b, len(text))
}

// BenchmarkPage reads 100 rows of all columns at any depth through the page
// index: what a page of the API costs with this layout.
func BenchmarkPage(b *testing.B) {
	path, plan := mustInspect(b, mixed(benchRows), Options{})
	f, err := os.Create(path + ".parquet")
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	w, err := Convert(b.Context(), plan, f, ConvertOptions{})
	if err != nil {
		b.Fatal(err)
	}
	in, err := parquet.OpenFile(f, w.Bytes)
	if err != nil {
		b.Fatal(err)
	}
	groups := in.RowGroups()
	n := 0
	for b.Loop() {
		n = (n + 7919*13) % (benchRows - 100)
		group, row := groups[n/groupRows], int64(n%groupRows)
		for _, chunk := range group.ColumnChunks() {
			pages := chunk.Pages()
			if err := pages.SeekToRow(row); err != nil {
				b.Fatal(err)
			}
			page, err := pages.ReadPage()
			if err != nil {
				b.Fatal(err)
			}
			parquet.Release(page)
			pages.Close()
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(w.Bytes), "bytes")
}
