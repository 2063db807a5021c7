package ods_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/publisher/rows"
	"nguon/publisher/rows/ods"
	"nguon/publisher/rows/rowstest"
)

func TestSpreadsheetsConform(t *testing.T) {
	const covered = `<table:covered-table-cell/>`
	in := pack(t, "mimetype", "application/vnd.oasis.opendocument.spreadsheet", "content.xml", document(
		`<table:table table:name="Số liệu" table:style-name="shown">`+
			`<table:table-column table:number-columns-repeated="4"/><table:table-column table:visibility="collapse"/><table:table-column table:number-columns-repeated="1019"/>`+
			`<table:table-header-rows>`+
			row(cell(`office:value-type="string" table:number-columns-spanned="3" table:number-rows-spanned="1"`, `<text:p>Bảng 1</text:p>`), covered, covered)+
			row(cell(`office:value-type="string" table:number-columns-spanned="1" table:number-rows-spanned="2"`, `<text:p>Mã</text:p>`),
				text(`<text:span>Tên </text:span>&lt;1&gt;`), text("Tỷ lệ"))+
			`</table:table-header-rows>`+
			row(covered, `<table:table-cell table:number-columns-repeated="1023"/>`)+
			row(text("00123"), cell(`office:value-type="float" office:value="1234.5"`, `<text:p>1.234,5</text:p>`),
				cell(`office:value-type="percentage" office:value="0.125"`, `<text:p>12,5%</text:p>`), `<table:table-cell/>`,
				cell(`office:value-type="float" office:value="-7"`, ``))+
			`<table:table-row table:visibility="filter">`+cell(`office:value-type="boolean" office:boolean-value="true"`, `<text:p>ĐÚNG</text:p>`)+
			cell(`office:value-type="date" office:date-value="2024-02-29"`, `<text:p>29/02/24</text:p>`)+
			cell(`office:value-type="date" office:date-value="2024-02-29T08:05:00"`, ``)+`</table:table-row>`+
			row(cell(`office:value-type="time" office:time-value="PT13H30M00S" table:style-name="clock"`, ``),
				cell(`office:value-type="time" office:time-value="PT36H00M00S" table:style-name="elapsed"`, ``),
				cell(`office:value-type="string"`, `<text:p>a</text:p><text:p>b</text:p>`))+
			`<table:table-row table:number-rows-repeated="1048570"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table>`,
		`<table:table table:name="Ẩn &amp; kín" table:style-name="hidden">`+row(text("x"))+`</table:table>`,
		`<table:table table:name="Trống"><table:table-column/><table:table-row><table:table-cell/></table:table-row></table:table>`))
	rowstest.Workbook(t, func(ctx context.Context, o rows.Options) (rows.Workbook, error) { return ods.Open(ctx, in, o) })
}

func TestCellsAreWhatTheFileSays(t *testing.T) {
	for _, test := range []struct{ name, cell, want string }{
		{"blanks of the XML are one", text(" \n Hà \t\n Nội "), "text(Hà Nội)"},
		{"other blanks are elements", text(`a<text:s/><text:s text:c="2"/>b<text:tab/>c<text:line-break/><text:s/>d`), "text(a   b\tc\n d)"},
		{"a blank before an element", text(`a <text:s/>b`), "text(a  b)"},
		{"a blank between spans", text(`<text:span>a </text:span><text:span> b</text:span>`), "text(a b)"},
		{"links", text(`xem <text:a>đây</text:a>`), "text(xem đây)"},
		{"comments are left out", cell(`office:value-type="string"`, `<office:annotation><text:p>sai?</text:p></office:annotation><text:p>a<office:annotation><text:p>x</text:p></office:annotation></text:p>`), "text(a)"},
		{"pictures are left out", cell(`office:value-type="string"`, `<text:p>a</text:p><draw:frame><draw:text-box><text:p>x</text:p></draw:text-box></draw:frame>`), "text(a)"},
		{"pronunciation is left out", text(`<text:ruby><text:ruby-base>東</text:ruby-base><text:ruby-text>ひがし</text:ruby-text></text:ruby>`), "text(東)"},
		{"empty lines are kept", cell(`office:value-type="string"`, `<text:p>a</text:p><text:p/><text:p>b</text:p>`), "text(a\n\nb)"},
		{"the text that is the value counts", cell(`office:value-type="string" office:string-value="a  b"`, `<text:p>a b</text:p>`), "text(a  b)"},
		{"a text without a type", cell(``, `<text:p>a</text:p>`), "text(a)"},
		{"an empty text", text(""), ""},
		{"money", cell(`office:value-type="currency" office:currency="VND" office:value="1500000"`, `<text:p>1.500.000 ₫</text:p>`), "number(1500000)"},
		{"a double of 17 digits", cell(`office:value-type="float" office:value="0.30000000000000004"`, ``), "number(0.30000000000000004)"},
		{"a number that is none", cell(`office:value-type="float" office:value="1,5"`, `<text:p>1,5</text:p>`), "text(1,5)"},
		{"a time to the microsecond", cell(`office:value-type="time" office:time-value="PT08H05M00.2500001S"`, ``), "time(08:05:00.25)"},
		{"a time of more than a day", cell(`office:value-type="time" office:time-value="PT25H00M00S"`, ``), "duration(PT25H)"},
		{"a negative time", cell(`office:value-type="time" office:time-value="-PT0H30M0S"`, ``), "duration(-PT30M)"},
		{"days", cell(`office:value-type="time" office:time-value="P1DT12H"`, ``), "duration(PT36H)"},
		{"a time that is none", cell(`office:value-type="time" office:time-value="P1Y"`, ``), "text(P1Y)"},
		{"a date that is none", cell(`office:value-type="date" office:date-value="2024-02-30"`, ``), "text(2024-02-30)"},
		{"nanoseconds", cell(`office:value-type="date" office:date-value="2024-02-29T12:33:59.999999999"`, ``), "datetime(2024-02-29T12:34:00)"},
		{"an error", cell(`table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"`, `<text:p>#DIV/0!</text:p>`), "broken(#DIV/0!)"},
		{"a formula that was never computed", cell(`table:formula="of:=SUM([.A1:.A9])"`, ``), "broken(=SUM([.A1:.A9]))"},
		{"a formula with its value", cell(`table:formula="of:=1+1" office:value-type="float" office:value="2"`, `<text:p>2</text:p>`), "number(2)"},
		{"cells that are there several times", cell(`office:value-type="float" office:value="2" table:number-columns-repeated="3"`, `<text:p>2</text:p>`), "number(2) number(2) number(2)"},
		{"a gap", `<table:table-cell table:number-columns-repeated="2"/>` + text("c"), "- - text(c)"},
		{"a gap without end", text("a") + `<table:table-cell table:number-columns-repeated="2147483647"/>`, "text(a)"},
		{"what is under a merged cell is not lost", cell(`office:value-type="string" table:number-columns-spanned="2"`, `<text:p>a</text:p>`) +
			`<table:covered-table-cell office:value-type="string"><text:p>b</text:p></table:covered-table-cell>`, "text(a)+1+0 text(b)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var want []string
			if test.want != "" {
				want = []string{"1: " + test.want}
			}
			if diff := cmp.Diff(want, read(t, table(row(test.cell)))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestASheetIsReadAsItIsLaidOut(t *testing.T) {
	one := text("x")
	for _, test := range []struct {
		name, rows string
		want       []string
	}{
		{"rows that are there several times", `<table:table-row table:number-rows-repeated="3">` + one + `</table:table-row>` + row(text("y")),
			[]string{"1: text(x)", "2: text(x)", "3: text(x)", "4: text(y)"}},
		{"rows without values are passed over", `<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row>` + row(one),
			[]string{"1000001: text(x)"}},
		{"groups of rows, and page breaks", `<table:table-rows>` + row(one) + `</table:table-rows><text:soft-page-break/><table:table-row-group><table:table-row-group>` +
			`<table:table-row table:visibility="collapse">` + one + `</table:table-row></table:table-row-group></table:table-row-group>`,
			[]string{"1: text(x)", "2 hidden: text(x)"}},
		{"the format of a column", `<table:table-column table:default-cell-style-name="elapsed"/>` + row(cell(`office:value-type="time" office:time-value="PT1H"`, ""),
			cell(`office:value-type="time" office:time-value="PT1H"`, "")) + row(cell(`table:style-name="clock" office:value-type="time" office:time-value="PT1H"`, "")),
			[]string{"1: duration(PT1H) time(01:00:00)", "2: time(01:00:00)"}},
		{"shapes are not rows", `<table:shapes><draw:frame><table:table><table:table-row>` + one + `</table:table-row></table:table></draw:frame></table:shapes>` + row(one),
			[]string{"1: text(x)"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, read(t, table(test.rows))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestTablesOfOtherFilesAreNoSheets(t *testing.T) {
	w := open(t, document(
		`<table:tracked-changes><table:table><table:table-row>`+text("cũ")+`</table:table-row></table:table></table:tracked-changes>`,
		`<table:table table:name="'file:///x.ods'#S"><table:table-source/><table:table-row>`+text("xa")+`</table:table-row></table:table>`,
		table(row(text("đây")))))
	if n := len(w.Sheets()); n != 1 {
		t.Fatalf("%d sheets, want 1", n)
	}
	g, err := w.Open(0)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	got, err := rowstest.Dump(g)
	if diff := cmp.Diff([]string{"1: text(đây)"}, got); err != nil || diff != "" {
		t.Errorf("%v, -want +got\n%s", err, diff)
	}
}
