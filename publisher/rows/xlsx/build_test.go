package xlsx_test

import (
	"archive/zip"
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"nguon/publisher/rows"
	"nguon/publisher/rows/rowstest"
	"nguon/publisher/rows/xlsx"
)

const xmlns = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ` +
	`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`

// parts are of a workbook of one sheet. The empty ones are left out.
func parts(sheet, shared, styles string) map[string]string {
	rel := func(id, kind, target string) string {
		return `<Relationship Id="` + id + `" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind +
			`" Target="` + target + `"/>`
	}
	all := map[string]string{
		"_rels/.rels":              `<Relationships>` + rel("rId1", "officeDocument", "xl/workbook.xml") + `</Relationships>`,
		"xl/workbook.xml":          `<workbook ` + xmlns + `><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/worksheets/sheet1.xml": sheet,
		"xl/_rels/workbook.xml.rels": `<Relationships>` + rel("rId1", "worksheet", "worksheets/sheet1.xml") +
			rel("rId2", "sharedStrings", "sharedStrings.xml") + rel("rId3", "styles", "/xl/styles.xml") + `</Relationships>`,
	}
	if shared != "" {
		all["xl/sharedStrings.xml"] = `<sst ` + xmlns + `>` + shared + `</sst>`
	}
	if styles != "" {
		all["xl/styles.xml"] = `<styleSheet ` + xmlns + `>` + styles + `</styleSheet>`
	}
	return all
}

// pack makes a zip file of parts.
func pack(tb testing.TB, parts map[string]string) rows.Input {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(parts[name]))
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
	return rows.Input{Name: "a.xlsx", File: bytes.NewReader(file), Size: int64(len(file))}
}

// sheet makes a sheet of what is inside of sheetData and what comes after it.
func sheet(data string, after ...string) string {
	return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><worksheet ` + xmlns + `><sheetData>` + data + `</sheetData>` +
		strings.Join(after, "") + `</worksheet>`
}

// read reads the first sheet.
func read(t *testing.T, in rows.Input, o rows.Options) []string {
	t.Helper()
	w, err := xlsx.Open(t.Context(), in, o)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	g, err := w.Open(0)
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

// refused tests that a file, or its first sheet, is refused with a code.
func refused(t *testing.T, in rows.Input, l rows.Limits, want rows.Code) rows.Notice {
	t.Helper()
	return rowstest.Refused(t, want, func(ctx context.Context) (rows.Workbook, error) {
		return xlsx.Open(ctx, in, rows.Options{Limits: l})
	})
}

// with returns parts with some of them changed; the empty ones are removed.
func with(parts map[string]string, changes map[string]string) map[string]string {
	all := maps.Clone(parts)
	maps.Copy(all, changes)
	maps.DeleteFunc(all, func(_, body string) bool { return body == "" })
	return all
}
