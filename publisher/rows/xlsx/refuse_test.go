package xlsx_test

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"nguon/publisher/rows"
	"nguon/publisher/rows/xlsx"
	"nguon/publisher/rows/zipxml"
)

func TestFilesThatCannotBeReadAreRefusedWithTheirReason(t *testing.T) {
	var locked bytes.Buffer
	f := excelize.NewFile()
	defer f.Close()
	check(t, f.Write(&locked, excelize.Options{Password: "x"}))
	const data = `<row><c><v>1</v></c></row>`
	good := parts(sheet(data), "", "")
	deep := strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300)
	for _, test := range []struct {
		name string
		in   rows.Input
		want rows.Code
	}{
		{"a password", input(locked.Bytes()), zipxml.Encrypted},
		{"old Excel", input(compound("Workbook")), xlsx.OldExcel},
		{"very old Excel", input(compound("a", "b", "c", "d", "Book")), xlsx.OldExcel},
		{"a compound file of something else", input(compound("WordDocument")), rows.Damaged},
		{"a compound file whose directory goes in a circle", input(circle()), rows.Damaged},
		{"binary Excel", pack(t, with(good, map[string]string{"_rels/.rels": `<R><Relationship Id="1" Type="x/officeDocument" Target="xl/workbook.bin"/></R>`})), xlsx.BinaryExcel},
		{"an empty file", input(nil), rows.Damaged},
		{"text", input([]byte("a;b;c\n1;2;3\n")), rows.Damaged},
		{"half a file", rows.Input{File: pack(t, good).File, Size: pack(t, good).Size / 2}, rows.Damaged},
		{"a zip of something else", pack(t, map[string]string{"a.txt": "a"}), rows.Damaged},
		{"a document of Word", pack(t, with(good, map[string]string{"xl/workbook.xml": `<document/>`})), rows.Damaged},
		{"a missing sheet", pack(t, with(good, map[string]string{"xl/worksheets/sheet1.xml": ""})), rows.Damaged},
		{"a sheet that ends in the middle", pack(t, with(good, map[string]string{"xl/worksheets/sheet1.xml": sheet(data)[:250]})), rows.Damaged},
		{"entities of its own", pack(t, with(good, map[string]string{"xl/worksheets/sheet1.xml": `<!DOCTYPE a [<!ENTITY b "c">]>` + sheet(data)})), rows.Damaged},
		{"a string that is not there", pack(t, parts(sheet(`<row><c t="s"><v>1</v></c></row>`), "<si><t>a</t></si>", "")), rows.Damaged},
		{"rows out of order", pack(t, parts(sheet(`<row r="2"><c><v>1</v></c></row><row r="1"><c><v>1</v></c></row>`), "", "")), xlsx.OutOfOrder},
		{"a row twice", pack(t, parts(sheet(`<row r="2"><c><v>1</v></c></row><row r="2"><c><v>1</v></c></row>`), "", "")), xlsx.OutOfOrder},
		{"cells out of order", pack(t, parts(sheet(`<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>1</v></c></row>`), "", "")), xlsx.OutOfOrder},
		{"a cell in another row", pack(t, parts(sheet(`<row r="1"><c r="B2"><v>1</v></c></row>`), "", "")), xlsx.OutOfOrder},
		{"a row below the last", pack(t, parts(sheet(`<row r="1048577"><c><v>1</v></c></row>`), "", "")), rows.Damaged},
		{"a merged range that is none", pack(t, parts(sheet(data, `<mergeCells><mergeCell ref="B1:A1"/></mergeCells>`), "", "")), rows.Damaged},
		{"merged ranges before the cells", pack(t, parts(`<worksheet><mergeCells><mergeCell ref="A1:B1"/></mergeCells><sheetData>`+data+`</sheetData></worksheet>`, "", "")), rows.Damaged},
		{"elements without end", pack(t, parts(sheet(deep), "", "")), rows.Damaged},
		{"bytes that are not UTF-8", pack(t, parts(sheet("<row><c t=\"str\"><v>\xff</v></c></row>"), "", "")), rows.Damaged},
	} {
		t.Run(test.name, func(t *testing.T) { refused(t, test.in, rows.Limits{}, test.want) })
	}
}

func TestErrorsNameTheCell(t *testing.T) {
	for _, test := range []struct {
		name, data string
		limits     rows.Limits
		code       rows.Code
		want       rows.Spot
	}{
		{"a long inline string", `<row r="7"><c r="B7" t="inlineStr"><is><t>123456</t><t>78</t></is></c></row>`, rows.Limits{Cell: 5},
			rows.CellTooLong, rows.Spot{Line: 7, Ref: "B7", Got: 8, Want: 5}},
		{"a column too many", `<row r="7"><c r="C7"><v>1</v></c></row>`, rows.Limits{Columns: 2},
			rows.TooManyColumns, rows.Spot{Line: 7, Ref: "C7", Got: 3, Want: 2}},
		{"a cell out of order", `<row r="7"><c r="C7"/><c r="B7"/></row>`, rows.Limits{},
			xlsx.OutOfOrder, rows.Spot{Line: 7, Ref: "B7"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := refused(t, pack(t, parts(sheet(test.data), "", "")), test.limits, test.code).Spot; got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestBombsStopAtTheLimitOfUnpacking(t *testing.T) {
	blanks := strings.Repeat(" ", 3<<20)
	for _, test := range []struct {
		name  string
		parts map[string]string
	}{
		{"in a sheet", parts(sheet(blanks), "", "")},
		{"in the strings", parts(sheet(`<row><c t="s"><v>0</v></c></row>`), "<si><t>"+blanks+"</t></si>", "")},
		{"in the styles", parts(sheet(""), "", blanks)},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := pack(t, test.parts)
			refused(t, in, rows.Limits{Bytes: 2 << 20}, rows.UnpacksTooFar)
		})
	}
}

// compound makes a compound file whose directory has the given entries, in
// sectors of four.
func compound(entries ...string) []byte {
	const sector = 512
	b := make([]byte, 4*sector)
	copy(b, "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
	binary.LittleEndian.PutUint16(b[30:], 9) // sectors of 512 bytes
	binary.LittleEndian.PutUint32(b[48:], 0) // the first of the directory
	binary.LittleEndian.PutUint32(b[76:], 2) // the table of sectors
	binary.LittleEndian.PutUint32(b[3*sector:], 1)
	binary.LittleEndian.PutUint32(b[3*sector+4:], 0xfffffffe)
	for i, name := range entries {
		at := b[sector+128*i:]
		for j, c := range name {
			at[2*j] = byte(c)
		}
		binary.LittleEndian.PutUint16(at[64:], uint16(2*len(name)+2))
	}
	return b
}

func circle() []byte {
	b := compound("a")
	binary.LittleEndian.PutUint32(b[3*512+4:], 0)
	return b
}
