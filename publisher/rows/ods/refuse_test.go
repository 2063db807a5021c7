package ods_test

import (
	"strings"
	"testing"

	"nguon/publisher/rows"
	"nguon/publisher/rows/zipxml"
)

func TestFilesThatCannotBeReadAreRefusedWithTheirReason(t *testing.T) {
	good := document(table(row(text("x"))))
	for _, test := range []struct {
		name string
		in   rows.Input
		want rows.Code
	}{
		{"a password", pack(t, "META-INF/manifest.xml", `<m:manifest xmlns:m="m"><m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry></m:manifest>`,
			"content.xml", "\x00\x01"), zipxml.Encrypted},
		{"a password of newer LibreOffice", pack(t, "encrypted-package", "\x00"), zipxml.Encrypted},
		{"a text document", pack(t, "content.xml", `<office:document-content><office:body><office:text/></office:body></office:document-content>`), rows.Damaged},
		{"no content", pack(t, "mimetype", "x"), rows.Damaged},
		{"no zip", input([]byte("<office:document/>")), rows.Damaged},
		{"a part that ends in the middle", pack(t, "content.xml", good[:len(good)-60]), rows.Damaged},
		{"entities of its own", pack(t, "content.xml", `<!DOCTYPE a [<!ENTITY b "c">]>`+good), rows.Damaged},
	} {
		t.Run(test.name, func(t *testing.T) { refused(t, test.in, rows.Limits{}, test.want) })
	}
}

func TestRepetitionsAreBounded(t *testing.T) {
	long := strings.Repeat("x", 1000)
	for _, test := range []struct {
		name, row string
		limits    rows.Limits
		code      rows.Code
		want      rows.Spot
	}{
		{"cells", row(cell(`office:value-type="string" table:number-columns-repeated="2000000000"`, "<text:p>x</text:p>")), rows.Limits{},
			rows.TooManyColumns, rows.Spot{Line: 1, Ref: "A1", Got: 2_000_000_000, Want: 10_000}},
		{"rows", `<table:table-row table:number-rows-repeated="2000000000">` + text("x") + `</table:table-row>`, rows.Limits{Rows: 10},
			rows.TooManyRows, rows.Spot{Line: 11, Want: 10}},
		{"text", `<table:table-row table:number-rows-repeated="2000000000">` + text(long) + `</table:table-row>`, rows.Limits{Bytes: 10_000},
			rows.UnpacksTooFar, rows.Spot{Line: 11, Got: 10_010, Want: 10_000}},
		{"blanks", row(text(`a<text:s text:c="2000000000"/>`)), rows.Limits{},
			rows.CellTooLong, rows.Spot{Line: 1, Ref: "A1", Got: 2_000_000_001, Want: 1 << 20}},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := pack(t, "content.xml", document(table(test.row)))
			if got := refused(t, in, test.limits, test.code).Spot; got != test.want {
				t.Errorf("got %+v, want %+v", got, test.want)
			}
		})
	}
}

func TestBombsStopAtTheLimitOfUnpacking(t *testing.T) {
	in := pack(t, "content.xml", document(strings.Repeat(" ", 3<<20)))
	refused(t, in, rows.Limits{Bytes: 2 << 20}, rows.UnpacksTooFar)
}
