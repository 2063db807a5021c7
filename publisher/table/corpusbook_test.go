package table

import (
	"bytes"
	"fmt"
	"html"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// A madeCell is one cell of the sheets that the makers write down: a line is a
// row, bars are between cells, an empty line is a row without cells. "=12" is a
// number, "%0.125" one that is shown as a percentage, "@2024-03-05" a date,
// "@7:30" a time, "?true" a boolean, and anything else text, where \n is a line
// break. {>2} and {v1} at the end merge
// the cell over two more columns and one more row. A line that begins with ~ is
// a hidden row.
type madeCell struct {
	kind        byte // 0 for text
	text        string
	right, down int
}

type madeRow struct {
	hidden bool
	cells  []madeCell
}

func sheetOf(t *testing.T, s string) (list []madeRow) {
	t.Helper()
	for line := range strings.Lines(s) {
		line, hidden := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "~")
		r := madeRow{hidden: hidden}
		if line != "" {
			for part := range strings.SplitSeq(line, "|") {
				r.cells = append(r.cells, madeCellOf(t, strings.TrimSpace(part)))
			}
		}
		list = append(list, r)
	}
	return list
}

func madeCellOf(t *testing.T, s string) (c madeCell) {
	t.Helper()
	for strings.HasSuffix(s, "}") {
		open := strings.LastIndex(s, "{")
		n, err := strconv.Atoi(s[open+2 : len(s)-1])
		if err != nil {
			t.Fatal(err)
		}
		if s[open+1] == '>' {
			c.right = n
		} else {
			c.down = n
		}
		s = s[:open]
	}
	if s != "" && strings.IndexByte("=%@?", s[0]) >= 0 {
		c.kind, s = s[0], s[1:]
	}
	c.text = strings.ReplaceAll(s, `\n`, "\n")
	return c
}

// book makes an XLSX file of pairs of names and sheets. Finish may do what the
// notation cannot say.
func book(finish func(*testing.T, *excelize.File), sheets ...string) func(*testing.T) []byte {
	return func(t *testing.T) []byte {
		t.Helper()
		f := excelize.NewFile()
		defer f.Close()
		styles := map[byte]int{}
		for i, format := range []int{14, 10, 20} {
			id, err := f.NewStyle(&excelize.Style{NumFmt: format})
			must(t, err)
			styles["@%:"[i]] = id
		}
		for i := 0; i < len(sheets); i += 2 {
			if i == 0 {
				must(t, f.SetSheetName("Sheet1", sheets[0]))
			} else {
				_, err := f.NewSheet(sheets[i])
				must(t, err)
			}
			for r, row := range sheetOf(t, sheets[i+1]) {
				for c, cell := range row.cells {
					fillCell(t, f, sheets[i], c+1, r+1, cell, styles)
				}
				if row.hidden {
					must(t, f.SetRowVisible(sheets[i], r+1, false))
				}
			}
		}
		if finish != nil {
			finish(t, f)
		}
		var b bytes.Buffer
		must(t, f.Write(&b))
		return b.Bytes()
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func fillCell(t *testing.T, f *excelize.File, sheet string, column, row int, c madeCell, styles map[byte]int) {
	t.Helper()
	at, err := excelize.CoordinatesToCellName(column, row)
	must(t, err)
	style := styles[c.kind]
	switch c.kind {
	case '=', '%':
		n, err := strconv.ParseFloat(c.text, 64)
		must(t, err)
		must(t, f.SetCellFloat(sheet, at, n, -1, 64))
	case '@':
		n, isTime := serialOf(t, c.text)
		if isTime {
			style = styles[':']
		}
		must(t, f.SetCellFloat(sheet, at, n, -1, 64))
	case '?':
		must(t, f.SetCellBool(sheet, at, c.text == "true"))
	default:
		if c.text != "" {
			must(t, f.SetCellStr(sheet, at, c.text))
		}
	}
	if style != 0 {
		must(t, f.SetCellStyle(sheet, at, at, style))
	}
	if c.right+c.down > 0 {
		end, err := excelize.CoordinatesToCellName(column+c.right, row+c.down)
		must(t, err)
		must(t, f.MergeCell(sheet, at, end))
	}
}

// serialOf counts days since 1899-12-30, as spreadsheets do.
func serialOf(t *testing.T, s string) (n float64, isTime bool) {
	t.Helper()
	if at, err := time.Parse("15:04", s); err == nil {
		return at.Sub(at.Truncate(24*time.Hour)).Hours() / 24, true
	}
	day, err := time.Parse(time.DateOnly, s)
	must(t, err)
	return day.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24, false
}

// rawBook makes an XLSX file of the XML within worksheet, and of what is inside
// of sharedStrings, styles and workbookPr, as other programs write it.
func rawBook(worksheet, shared, styles, properties string) func(*testing.T) []byte {
	const main = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relation := func(id, kind, target string) string {
		return `<Relationship Id="` + id + `" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind + `" Target="` + target + `"/>`
	}
	return func(t *testing.T) []byte {
		return zipped(t,
			"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
			"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+relation("rId1", "officeDocument", "xl/workbook.xml")+`</Relationships>`,
			"xl/workbook.xml", `<workbook `+main+`>`+properties+`<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
			"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`+relation("rId1", "worksheet", "worksheets/sheet1.xml")+
				relation("rId2", "sharedStrings", "sharedStrings.xml")+relation("rId3", "styles", "styles.xml")+`</Relationships>`,
			"xl/sharedStrings.xml", `<sst `+main+`>`+shared+`</sst>`,
			"xl/styles.xml", `<styleSheet `+main+`>`+styles+`</styleSheet>`,
			"xl/worksheets/sheet1.xml", `<worksheet `+main+`>`+worksheet+`</worksheet>`)
	}
}

// odsBook makes an ODS file of pairs of names and sheets.
func odsBook(sheets ...string) func(*testing.T) []byte {
	return func(t *testing.T) []byte {
		t.Helper()
		var b strings.Builder
		b.WriteString(`<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" ` +
			`xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>`)
		for i := 0; i < len(sheets); i += 2 {
			fmt.Fprintf(&b, `<table:table table:name="%s">`, html.EscapeString(sheets[i]))
			for _, row := range sheetOf(t, sheets[i+1]) {
				hidden := ""
				if row.hidden {
					hidden = ` table:visibility="collapse"`
				}
				b.WriteString("<table:table-row" + hidden + ">")
				for _, c := range row.cells {
					odsCell(&b, c)
				}
				b.WriteString(`<table:table-cell table:number-columns-repeated="1000"/></table:table-row>`)
			}
			b.WriteString(`<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>`)
		}
		b.WriteString(`</office:spreadsheet></office:body></office:document-content>`)
		return zipped(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", b.String(),
			"META-INF/manifest.xml", `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>`)
	}
}

func odsCell(b *strings.Builder, c madeCell) {
	value := map[byte]string{'=': `office:value-type="float" office:value="%s"`, '%': `office:value-type="percentage" office:value="%s"`,
		'@': `office:value-type="date" office:date-value="%s"`, '?': `office:value-type="boolean" office:boolean-value="%s"`, 0: `office:value-type="string"`}[c.kind]
	if strings.Contains(value, "%s") {
		value = fmt.Sprintf(value, c.text)
	}
	if c.text == "" {
		value = ""
	}
	if c.right+c.down > 0 {
		value += fmt.Sprintf(` table:number-columns-spanned="%d" table:number-rows-spanned="%d"`, c.right+1, c.down+1)
	}
	fmt.Fprintf(b, `<table:table-cell %s><text:p>%s</text:p></table:table-cell>`, value, html.EscapeString(c.text))
}
