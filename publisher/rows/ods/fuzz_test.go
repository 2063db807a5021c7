package ods_test

import (
	"errors"
	"io"
	"testing"
	"unicode/utf8"

	"nguon/publisher/rows"
	"nguon/publisher/rows/ods"
)

// tight are limits that inputs of a fuzzer can reach.
var tight = rows.Options{Limits: rows.Limits{Bytes: 4 << 20, Rows: 5000, Columns: 200, Cell: 2000, Sheets: 5}}

// readAll reads all sheets and checks what package rows promises of them.
func readAll(t *testing.T, in rows.Input) {
	w, err := ods.Open(t.Context(), in, tight)
	if err != nil {
		mendable(t, err)
		return
	}
	defer w.Close()
	for i, s := range w.Sheets() {
		g, err := w.Open(i)
		if err != nil {
			mendable(t, err)
			continue
		}
		last := int64(0)
		for {
			row, err := g.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				mendable(t, err)
				break
			}
			if row.Number <= last || len(row.Cells) == 0 || len(row.Cells) > 200 || s.Empty {
				t.Fatalf("row %d after %d has %d cells; empty: %t", row.Number, last, len(row.Cells), s.Empty)
			}
			last = row.Number
			for _, c := range row.Cells {
				if (c.Kind == rows.Empty) != (len(c.Text) == 0) || len(c.Text) > 2000 || !utf8.Valid(c.Text) {
					t.Fatalf("a cell of kind %d has the text %q", c.Kind, c.Text)
				}
			}
		}
		g.Close()
	}
}

func mendable(t *testing.T, err error) {
	if _, ok := errors.AsType[*rows.Error](err); !ok {
		t.Fatalf("%T %v is not for the author of the file", err, err)
	}
}

func seeds() []string {
	return []string{
		document(table(row(text("a"), cell(`office:value-type="time" office:time-value="PT1H" table:number-columns-repeated="3"`, "")))),
		document(`<table:table><table:table-source/></table:table>`, table(`<table:table-column table:visibility="collapse"/><table:table-row-group>`+
			row(cell(`office:value-type="date" office:date-value="2024-02-29" table:number-rows-spanned="2"`, `<text:p>a<text:s text:c="3"/></text:p>`))+`</table:table-row-group>`)),
	}
}

func FuzzFile(f *testing.F) {
	for _, s := range seeds() {
		in := pack(f, "META-INF/manifest.xml", "<manifest/>", "content.xml", s)
		b := make([]byte, in.Size)
		if _, err := in.File.ReadAt(b, 0); err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, file []byte) { readAll(t, input(file)) })
}

func FuzzContent(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) { readAll(t, pack(t, "content.xml", content)) })
}
