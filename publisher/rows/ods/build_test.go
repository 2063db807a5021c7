package ods_test

import (
	"archive/zip"
	"bytes"
	"context"
	"strings"
	"testing"

	"nguon/publisher/rows"
	"nguon/publisher/rows/ods"
	"nguon/publisher/rows/rowstest"
)

const head = `<?xml version="1.0" encoding="UTF-8"?><office:document-content ` +
	`xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" ` +
	`xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" ` +
	`xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">` +
	`<office:automatic-styles>` +
	`<style:style style:name="shown" style:family="table"><style:table-properties table:display="true"/></style:style>` +
	`<style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style>` +
	`<number:time-style style:name="N1" number:truncate-on-overflow="false"><number:hours/></number:time-style>` +
	`<number:time-style style:name="N2"><number:hours/></number:time-style>` +
	`<style:style style:name="elapsed" style:family="table-cell" style:data-style-name="N1"/>` +
	`<style:style style:name="clock" style:family="table-cell" style:data-style-name="N2"/>` +
	`</office:automatic-styles><office:body><office:spreadsheet>`

// document makes the part of content of tables.
func document(tables ...string) string {
	return head + strings.Join(tables, "") + `</office:spreadsheet></office:body></office:document-content>`
}

// table makes a visible table of rows.
func table(rows string) string {
	return `<table:table table:name="S" table:style-name="shown">` + rows + `</table:table>`
}

// pack makes a file of pairs of names and bodies of parts.
func pack(tb testing.TB, parts ...string) rows.Input {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = w.Write([]byte(parts[i+1]))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return input(b.Bytes())
}

func input(file []byte) rows.Input {
	return rows.Input{Name: "a.ods", File: bytes.NewReader(file), Size: int64(len(file))}
}

func open(t *testing.T, content string) rows.Workbook {
	t.Helper()
	w, err := ods.Open(t.Context(), pack(t, "content.xml", content), rows.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Close() })
	return w
}

// read reads the first sheet of tables.
func read(t *testing.T, tables ...string) []string {
	t.Helper()
	g, err := open(t, document(tables...)).Open(0)
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	lines, err := rowstest.Dump(g)
	if err != nil {
		t.Fatalf("after %d rows: %v", len(lines), err)
	}
	return lines
}

func refused(t *testing.T, in rows.Input, l rows.Limits, want rows.Code) rows.Notice {
	t.Helper()
	return rowstest.Refused(t, want, func(ctx context.Context) (rows.Workbook, error) {
		return ods.Open(ctx, in, rows.Options{Limits: l})
	})
}

func cell(attrs, paragraphs string) string {
	return `<table:table-cell ` + attrs + `>` + paragraphs + `</table:table-cell>`
}

func text(s string) string {
	return cell(`office:value-type="string" calcext:value-type="string"`, `<text:p>`+s+`</text:p>`)
}

func row(cells ...string) string {
	return `<table:table-row>` + strings.Join(cells, "") + `</table:table-row>`
}
