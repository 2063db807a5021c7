package ods_test

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"nguon/publisher/rows"
	"nguon/publisher/rows/ods"
)

// BenchmarkRead opens a spreadsheet of ten columns and reads its sheet.
func BenchmarkRead(b *testing.B) {
	const n = 20_000
	var all strings.Builder
	for i := range n {
		all.WriteString(row(cell(fmt.Sprintf(`office:value-type="float" office:value="%d" calcext:value-type="float"`, i), fmt.Sprintf("<text:p>%d</text:p>", i)),
			strings.Repeat(text("Hà Nội"), 4), cell(`office:value-type="date" office:date-value="2024-02-29"`, "<text:p>29/02/24</text:p>"),
			strings.Repeat(cell(`table:style-name="ce1" office:value-type="float" office:value="1.37"`, "<text:p>1,37</text:p>"), 4)))
	}
	in := pack(b, "content.xml", document(table(all.String())))
	for b.Loop() {
		w, err := ods.Open(b.Context(), in, rows.Options{})
		if err != nil {
			b.Fatal(err)
		}
		g, err := w.Open(0)
		if err != nil {
			b.Fatal(err)
		}
		got := 0
		for ; err == nil; got++ {
			_, err = g.Next()
		}
		if !errors.Is(err, io.EOF) || got != n+1 {
			b.Fatalf("%d rows, %v", got-1, err)
		}
		g.Close()
		w.Close()
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
