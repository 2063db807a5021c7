package xlsx_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/publisher/rows"
)

const styles = `<numFmts count="3"><numFmt numFmtId="164" formatCode="dd/mm/yyyy;@"/><numFmt numFmtId="165" formatCode="[h]:mm"/>` +
	`<numFmt numFmtId="166" formatCode="&quot;ngày&quot; 0.0%"/></numFmts>` +
	`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
	`<cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="22"/><xf numFmtId="20"/><xf numFmtId="165"/><xf numFmtId="166"/></cellXfs>`

func TestCellsAreWhatTheFileSays(t *testing.T) {
	const shared = `<si><t>1.234</t></si>` +
		`<si><r><rPr><b/></rPr><t>Hà </t></r><r><t xml:space="preserve">Nội </t></r><rPh sb="0" eb="1"><t>ha</t></rPh><phoneticPr fontId="1"/></si>` +
		`<si><t> a </t></si><si><t xml:space="preserve"> a </t></si><si><t>a_x000D_
b_x005F_x000A_ _xD83D__xDE00__xD83D_</t></si><si/><si><t>&lt;b&gt; &amp;amp; &#x110;&#7899;</t></si><si><t><![CDATA[<x>]]> y</t></si>`
	for _, test := range []struct{ name, cell, want string }{
		{"the text 1.234 is not a number", `<c t="s"><v>0</v></c>`, "text(1.234)"},
		{"and the number is", `<c><v>1.234</v></c>`, "number(1.234)"},
		{"rich text is joined, without its pronunciation", `<c t="s"><v>1</v></c>`, "text(HàNội )"},
		{"blanks at the ends are formatting of the XML", `<c t="s"><v>2</v></c>`, "text(a)"},
		{"unless they are to be kept", `<c t="s"><v>3</v></c>`, "text( a )"},
		{"escapes of Excel", `<c t="s"><v>4</v></c>`, "text(a\r\nb_x000A_ 😀\uFFFD)"},
		{"an empty string is no value", `<c t="s"><v>5</v></c>`, ""},
		{"entities", `<c t="s"><v>6</v></c>`, "text(<b> &amp; Đớ)"},
		{"character data", `<c t="s"><v>7</v></c>`, "text(<x> y)"},
		{"an inline string", `<c t="inlineStr"><is><t>a_x000D_</t><r><t>b</t></r></is></c>`, "text(a\rb)"},
		{"the text of a formula", `<c t="str"><f>A2&amp;"x"</f><v>x y_x0009_</v></c>`, "text(x y\t)"},
		{"a formula that gives an empty text", `<c t="str"><f>""</f><v></v></c>`, ""},
		{"a formula with its value", `<c><f>1+1</f><v>2</v></c>`, "number(2)"},
		{"a formula that was never computed", `<c><f>SUM(A2:A9)</f></c>`, "broken(=SUM(A2:A9))"},
		{"the same with an empty value", `<c><f>SUM(A2:A9)</f><v/></c>`, "broken(=SUM(A2:A9))"},
		{"a shared formula that was never computed", `<c><f t="shared" si="0"/></c>`, "broken(=)"},
		{"a long formula is shortened", `<c><f>"ăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăă"</f></c>`, `broken(="ăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăăă)`},
		{"a boolean", `<c t="b"><v>1</v></c><c t="b"><v>0</v></c>`, "bool(true) bool(false)"},
		{"an error", `<c t="e"><f>1/0</f><v>#DIV/0!</v></c>`, "broken(#DIV/0!)"},
		{"a double of 17 digits", `<c><v>0.10000000000000001</v></c><c><v>0.30000000000000004</v></c>`, "number(0.1) number(0.30000000000000004)"},
		{"a number that is no number", `<c><v>1,5</v></c>`, "text(1,5)"},
		{"a date", `<c s="1"><v>45351</v></c>`, "date(2024-02-29)"},
		{"a time that the format of a date hides", `<c s="1"><v>45351.5</v></c>`, "datetime(2024-02-29T12:00:00)"},
		{"a time stamp", `<c s="2"><v>45351.336805555555</v></c>`, "datetime(2024-02-29T08:05:00)"},
		{"a time", `<c s="3"><v>0.5625</v></c>`, "time(13:30:00)"},
		{"a duration", `<c s="4"><v>1.5</v></c>`, "duration(PT36H)"},
		{"a percentage", `<c s="5"><v>0.125</v></c>`, "number(0.125)%"},
		{"a text with the style of a date", `<c s="1" t="s"><v>0</v></c>`, "text(1.234)"},
		{"a number that is no date", `<c s="1"><v>-1</v></c>`, "number(-1)"},
		{"a style that is not there", `<c s="99"><v>45351</v></c>`, "number(45351)"},
		{"a date of ISO 8601", `<c t="d" s="1"><v>2024-02-29T00:00:00</v></c><c t="d"><v>2024-02-29</v></c>`, "date(2024-02-29) date(2024-02-29)"},
		{"a time stamp with a zone", `<c t="d"><v>2024-02-29T08:05:00.25+07:00</v></c>`, "datetime(2024-02-29T08:05:00.25+07:00)"},
		{"a time of the strict form", `<c t="d" s="3"><v>1899-12-30T13:30:00</v></c>`, "time(13:30:00)"},
		{"a date that is none", `<c t="d"><v>hôm qua</v></c>`, "text(hôm qua)"},
		{"cells without names follow one another", `<c r="B1"><v>1</v></c><c><v>2</v></c><c r="E1"><v>3</v></c>`, "- number(1) number(2) - number(3)"},
		{"styled cells without values are none", `<c r="A1"><v>1</v></c><c r="XFD1" s="1"/>`, "number(1)"},
		{"what else a cell may have is passed over", `<c><v>1</v><extLst><ext><v>2</v></ext></extLst></c>`, "number(1)"},
		{"a comment inside of a value", `<c><v>1<!-- 2 -->3</v></c>`, "number(13)"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var want []string
			if test.want != "" {
				want = []string{"1: " + test.want}
			}
			got := read(t, pack(t, parts(sheet(`<row>`+test.cell+`</row>`), shared, styles)), rows.Options{})
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestTheSystemOf1904IsThatOfTheWorkbook(t *testing.T) {
	all := parts(sheet(`<row><c s="1"><v>43889</v></c><c s="1"><v>0</v></c></row>`), "", styles)
	all["xl/workbook.xml"] = `<workbook ` + xmlns + `><workbookPr date1904="1"/><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`
	want := []string{"1: date(2024-02-29) date(1904-01-01)"}
	if diff := cmp.Diff(want, read(t, pack(t, all), rows.Options{})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
