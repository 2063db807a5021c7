package xlsx_test

import (
	"bytes"
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"nguon/publisher/rows"
	"nguon/publisher/rows/rowstest"
	"nguon/publisher/rows/xlsx"
)

// must stops a test at an error of excelize.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func check(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// standard makes the workbook of package rowstest with excelize.
func standard(t *testing.T) rows.Input {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	const s = "Số liệu"
	style := func(number int, code string) int {
		of := &excelize.Style{NumFmt: number}
		if code != "" {
			of.CustomNumFmt = &code
		}
		return must(f.NewStyle(of))(t)
	}
	check(t, f.SetSheetName("Sheet1", s))
	must(f.NewSheet("Ẩn & kín"))(t)
	must(f.NewSheet("Trống"))(t)
	for cell, value := range map[string]any{
		"A1": "Bảng 1", "A2": "Mã", "C2": "Tỷ lệ", "A4": "00123", "B4": 1234.5, "C4": 0.125, "E4": -7,
		"A5": true, "B5": time.Date(2024, 2, 29, 0, 0, 0, 0, time.UTC), "C5": time.Date(2024, 2, 29, 8, 5, 0, 0, time.UTC),
		"A6": 0.5625, "B6": 1.5, "C6": "a\nb",
	} {
		check(t, f.SetCellValue(s, cell, value))
	}
	for cell, id := range map[string]int{"C4": style(10, ""), "B5": style(0, "dd/mm/yyyy"), "C5": style(22, ""),
		"A6": style(20, ""), "B6": style(46, "")} {
		check(t, f.SetCellStyle(s, cell, cell, id))
	}
	check(t, f.SetCellRichText(s, "B2", []excelize.RichTextRun{{Text: "Tên ", Font: &excelize.Font{Bold: true}}, {Text: "<1>"}}),
		f.MergeCell(s, "A1", "C1"), f.MergeCell(s, "A2", "A3"), f.SetRowVisible(s, 5, false), f.SetColVisible(s, "E", false),
		f.SetCellValue("Ẩn & kín", "A1", "x"), f.SetSheetVisible("Ẩn & kín", false))
	var b bytes.Buffer
	check(t, f.Write(&b))
	return input(b.Bytes())
}

func TestWorkbooksOfExcelizeConform(t *testing.T) {
	in := standard(t)
	rowstest.Workbook(t, func(ctx context.Context, o rows.Options) (rows.Workbook, error) { return xlsx.Open(ctx, in, o) })
}

func TestPartsAreFoundByTheirRelations(t *testing.T) {
	const data = `<row r="1"><c r="A1" t="s"><v>0</v></c></row>`
	all := map[string]string{
		`_rels\.rels`:   `<Relationships><Relationship Id="1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/Sổ/book.xml"/></Relationships>`,
		`Sổ\Book.xml`:   `<x:workbook xmlns:x="x" ` + xmlns + `><x:sheets><x:sheet name="Hai" r:id="b" state="veryHidden"/><x:sheet name="Biểu đồ" r:id="c"/><x:sheet name="Một" r:id="a"/></x:sheets></x:workbook>`,
		"Sổ/sheet2.xml": `<x:worksheet xmlns:x="x"><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
		"two.xml":       sheet(data),
		"Sổ/strings":    `<sst><si><t>chữ</t></si></sst>`,
		"Sổ/_rels/book.xml.rels": `<Relationships>
			<Relationship Id="a" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="sheet2.xml"/>
			<Relationship Id="b" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="../two.xml"/>
			<Relationship Id="c" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/chartsheet" Target="chart.xml"/>
			<Relationship Id="d" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" TargetMode="External" Target="http://x/"/>
			<Relationship Id="s" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/sharedStrings" Target="strings"/></Relationships>`,
	}
	w, err := xlsx.Open(t.Context(), pack(t, all), rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	want := []rows.Sheet{{Name: "Hai", Hidden: true}, {Name: "Một"}}
	if diff := cmp.Diff(want, w.Sheets()); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	for i := range want {
		g, err := w.Open(i)
		if err != nil {
			t.Fatal(err)
		}
		got, err := rowstest.Dump(g)
		if diff := cmp.Diff([]string{"1: text(chữ)"}, got); err != nil || diff != "" {
			t.Errorf("sheet %d: %v, -want +got\n%s", i, err, diff)
		}
		g.Close()
	}
}

func TestASheetIsReadAsItIsLaidOut(t *testing.T) {
	for _, test := range []struct {
		name, sheet string
		want        []string
	}{
		{"rows without numbers follow one another", sheet(`<row><c><v>1</v></c></row><row r="4"><c><v>4</v></c></row><row><c><v>5</v></c></row>`),
			[]string{"1: number(1)", "4: number(4)", "5: number(5)"}},
		{"a huge dimension is not believed", `<worksheet><dimension ref="A1:XFD1048576"/><sheetData><row r="3"><c r="B3"><v>1</v></c></row></sheetData></worksheet>`,
			[]string{"3: - number(1)"}},
		{"rows and columns may be hidden by their size", sheet(`<row ht="0" customHeight="1"><c><v>1</v></c></row><row hidden="true"><c><v>2</v></c></row>`),
			[]string{"1 hidden: number(1)", "2 hidden: number(2)"}},
		{"merged ranges are found behind the cells", sheet(`<row r="2"><c r="A2"><v>1</v></c></row><row r="3"><c r="A3"><v>1</v></c></row>`,
			`<mergeCells count="9"><mergeCell ref="A3:A4"/><mergeCell ref="A2:B2"/><mergeCell ref="D2:XFD9"/><mergeCell ref="A9:B9"/><mergeCell ref="C2"/></mergeCells>`),
			[]string{"2: number(1)+1+0 - - -+16380+7", "3: number(1)+0+1"}},
		{"in whatever prefix the file has", `<x:worksheet xmlns:x="x"><x:sheetData><x:row><x:c><x:v>1</x:v></x:c></x:row></x:sheetData ><x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>`,
			[]string{"1: number(1)+1+0"}},
		{"or behind a comment that looks like their end", `<worksheet><!--</sheetData>--><sheetData><row><c><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>`,
			[]string{"1: number(1)+1+0"}},
		{"words of XML in a text are a text", sheet(`<row><c t="inlineStr"><is><t>&lt;/sheetData&gt;&lt;mergeCell ref="A1:B1"/&gt;</t></is></c></row>`),
			[]string{`1: text(</sheetData><mergeCell ref="A1:B1"/>)`}},
		{"extensions are not cells", sheet(`<row><c><v>1</v></c></row>`, `<extLst><ext><sheetData><row><c><v>2</v></c></row></sheetData></ext></extLst>`),
			[]string{"1: number(1)"}},
		{"UTF-16", "\xfe\xff" + utf16(`<worksheet><sheetData><row><c t="str"><v>Đà Nẵng</v></c></row></sheetData><mergeCells><mergeCell ref="A1:B1"/></mergeCells></worksheet>`),
			[]string{"1: text(Đà Nẵng)+1+0"}},
		{"no cells at all", `<worksheet><sheetData/></worksheet>`, nil},
		{"no rows at all", `<worksheet/>`, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, read(t, pack(t, parts(test.sheet, "", "")), rows.Options{})); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// utf16 is s in UTF-16, the larger byte first.
func utf16(s string) string {
	var b []byte
	for _, r := range s {
		b = append(b, byte(r>>8), byte(r))
	}
	return string(b)
}
