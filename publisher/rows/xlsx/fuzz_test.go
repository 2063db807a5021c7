package xlsx_test

import (
	"bytes"
	"errors"
	"io"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"nguon/publisher/rows"
	"nguon/publisher/rows/xlsx"
)

// tight are limits that inputs of a fuzzer can reach.
var tight = rows.Options{Limits: rows.Limits{Bytes: 4 << 20, Rows: 5000, Columns: 200, Cell: 2000, Sheets: 5}}

// readAll reads all sheets and checks what package rows promises of them.
func readAll(t *testing.T, in rows.Input) {
	o := tight
	o.TempDir = t.TempDir()
	w, err := xlsx.Open(t.Context(), in, o)
	if err != nil {
		mendable(t, err)
		return
	}
	defer w.Close()
	for i := range w.Sheets() {
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
			if row.Number <= last || len(row.Cells) == 0 || len(row.Cells) > 200 {
				t.Fatalf("row %d after %d has %d cells", row.Number, last, len(row.Cells))
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

func FuzzFile(f *testing.F) {
	all := parts(sheet(`<row><c t="s" s="1"><v>0</v></c></row>`), "<si><t>a</t></si>", styles)
	for _, in := range []rows.Input{pack(f, all), input(compound("Workbook"))} {
		b := make([]byte, in.Size)
		if _, err := in.File.ReadAt(b, 0); err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	book := excelize.NewFile()
	defer book.Close()
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Fuzz(func(t *testing.T, file []byte) { readAll(t, input(file)) })
}

func FuzzSheet(f *testing.F) {
	f.Add(sheet(`<row r="1" ht="0"><c r="A1" s="1"><v>45351.5</v></c><c t="inlineStr"><is><r><t>a_x000D_</t></r></is></c></row>`,
		`<mergeCells><mergeCell ref="A1:B2"/></mergeCells>`), `<si><t xml:space="preserve"> a</t></si>`, styles)
	f.Add(`<x:worksheet><x:cols><x:col min="1" max="3" hidden="1"/></x:cols><x:sheetData><x:row><x:c t="d"><x:v>2024-02-29</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
		`<si><r><t>b</t></r></si>`, `<numFmts><numFmt numFmtId="5" formatCode="[h]:mm:ss.0"/></numFmts><cellXfs><xf numFmtId="5"/></cellXfs>`)
	f.Fuzz(func(t *testing.T, sheet, shared, styles string) { readAll(t, pack(t, parts(sheet, shared, styles))) })
}
