package table

import "testing"

// madeForeignBooks are workbooks as other programs than Excel write them.
func madeForeignBooks() map[string]func(*testing.T) []byte {
	const relations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	const kind = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	text := func(s string) string { return `<x:c t="str"><x:v>` + s + `</x:v></x:c>` }
	number := func(s string) string { return `<x:c><x:v>` + s + `</x:v></x:c>` }
	return map[string]func(*testing.T) []byte{
		"prefixed-absolute.xlsx": func(t *testing.T) []byte {
			return zipped(t,
				"_rels/.rels", relations+`<Relationship Id="R1" Type="`+kind+`officeDocument" Target="/xl/workbook.xml"/></Relationships>`,
				"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>`,
				"xl/workbook.xml", `<x:workbook xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><x:sheets><x:sheet name="Số liệu" sheetId="1" r:id="R9"/></x:sheets></x:workbook>`,
				"xl/_rels/workbook.xml.rels", relations+`<Relationship Id="R9" Type="`+kind+`worksheet" Target="/xl/worksheets/data.xml"/></Relationships>`,
				"xl/worksheets/data.xml", `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:dimension ref="A1"/><x:sheetData>`+
					`<x:row>`+text("Tỉnh")+text("Ngày")+text("Tỷ lệ")+`</x:row><x:row>`+text("Huế")+text("2024-01-05")+number("-1.5")+`</x:row>`+
					`<x:row>`+text("Đà Lạt 😀")+text("2024-03-07")+number("-0.25")+`</x:row></x:sheetData></x:worksheet>`)
		},
		"iso-date-cells.xlsx": rawBook(`<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>Ngày</t></is></c><c r="B1" t="inlineStr"><is><t>n</t></is></c></row>`+
			`<row r="2"><c r="A2" t="d"><v>2024-01-05</v></c><c r="B2"><v>1</v></c></row><row r="3"><c r="A3" t="d"><v>2024-02-06T00:00:00</v></c><c r="B3"><v>2</v></c></row></sheetData>`, "", "", ""),
	}
}
