package publisher

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"nguon/catalog"
	"nguon/publisher/personal"
	"nguon/publisher/table"
)

const head = `slug: rain
title: {vi: Lượng mưa, en: Rainfall}
description: {vi: Lượng mưa theo ngày., en: Rainfall by day.}
agency: {code: MAU-MT, title: {vi: Ban mẫu, en: Sample desk}}
theme: [environment]
licence: CC-BY-4.0
frequency: daily
resources:
`

// fields are the places that an error names, in English.
func fields(t *testing.T, err error) []string {
	t.Helper()
	e, ok := errors.AsType[*catalog.Error](err)
	if !ok {
		t.Fatalf("err = %v, want a refusal", err)
	}
	var all []string
	for _, f := range e.Fields {
		all = append(all, f.In(catalog.English))
	}
	return all
}

func wantField(t *testing.T, err error, parts ...string) {
	t.Helper()
	all := fields(t, err)
	if !slices.ContainsFunc(all, func(f string) bool {
		return !slices.ContainsFunc(parts, func(p string) bool { return !strings.Contains(f, p) })
	}) {
		t.Errorf("no place with %q in %q", parts, all)
	}
}

// A workbook made for the eye, two sheets of which are tables of the dataset.
func TestSheetsOfAWorkbookBecomeTables(t *testing.T) {
	b := newBench(t)
	f := excelize.NewFile()
	set := func(sheet, cell string, v any) {
		if err := f.SetCellValue(sheet, cell, v); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet("Trạm"); err != nil {
		t.Fatal(err)
	}
	set("Sheet1", "A1", "BẢNG LƯỢNG MƯA")
	for i, row := range [][]any{{"Trạm", "Tháng", "Mưa (mm)"}, {"Láng", "01/2026", 12.5}, {"Láng", "02/2026", 3}, {"Huế", "01/2026", "…"}, {"Tổng cộng", nil, 15.5}} {
		for j, v := range row {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+3)
			set("Sheet1", cell, v)
		}
	}
	for i, row := range [][]any{{"Tên", "Kinh độ", "Vĩ độ"}, {"Láng", 105.8, 21.02}, {"Huế", 107.6, 16.4}} {
		for j, v := range row {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
			set("Trạm", cell, v)
		}
	}
	b.write(t, ManifestName, head+`
  - name: rain
    title: {vi: Mưa, en: Rain}
    file: mua.xlsx
    layout: {totals: drop}
    primaryKey: [tram, thang]
    foreignKeys: [{fields: tram, reference: {resource: stations, fields: ten}}]
  - name: stations
    title: {vi: Trạm, en: Stations}
    file: mua.xlsx
    sheet: Trạm
    points: {longitude: Kinh độ, latitude: Vĩ độ}
    primaryKey: ten
`)
	if err := f.SaveAs(filepath.Join(b.dir, "mua.xlsx")); err != nil {
		t.Fatal(err)
	}
	out, err := b.Publish(t.Context(), Request{Dir: b.dir})
	if err != nil {
		t.Fatal(err, fields(t, err))
	}
	rain, stations := out.Tables[0], out.Tables[1]
	refers := []catalog.Reference{{Fields: []string{"tram"}, Resource: "stations", To: []string{"ten"}}}
	if d := cmp.Diff(refers, rain.References); d != "" || stations.References != nil {
		t.Errorf("references of both: -want +got\n%s%v", d, stations.References)
	}
	if rain.Rows != 3 || stations.Rows != 2 || !rain.Sorted {
		t.Errorf("%d rows of rain (sorted: %v), %d of stations; want 3 and 2, sorted", rain.Rows, rain.Sorted, stations.Rows)
	}
	month, _ := rain.Column("thang")
	amount, _ := rain.Column("mua_mm")
	if month.Type != catalog.Date || month.Precision != catalog.ByMonth || *month.Stats.Min != "2026-01" {
		t.Errorf("month %+v", month)
	}
	if amount.Type != catalog.Number || amount.Unit != "mm" || amount.Stats.Nulls != 1 {
		t.Errorf("amount %+v", amount)
	}
	if c, ok := stations.Column("geometry"); !ok || c.Type != catalog.Geometry {
		t.Errorf("no points in %+v", stations.Columns)
	}
	if lon, _ := stations.Column("kinh_do"); lon.Role != catalog.RoleLongitude {
		t.Errorf("longitude %+v", lon)
	}
	r := rain.Checks.Reading
	var steps []string
	for _, s := range r.Steps {
		steps = append(steps, s.Code+" "+s.Ref)
		if s.Text.Vi == "" || s.Text.En == "" || s.Text.Vi == s.Text.En {
			t.Errorf("step %+v has no text", s)
		}
	}
	want := []string{"title-rows A1", "header-rows A3:C3", "totals-dropped A7:C7"}
	if d := cmp.Diff(want, steps); d != "" || r.Sheet != "Sheet1" || r.Format != "xlsx" {
		t.Errorf("reading %+v, steps (-want +got):\n%s", r, d)
	}
	if rain.Checks.Quality == nil || rain.Checks.Changes != nil {
		t.Errorf("checks %+v, want quality and, in a first release, no changes", rain.Checks)
	}
}

func TestRulesOfTheManifestRefuseWithLines(t *testing.T) {
	b := newBench(t)
	b.write(t, ManifestName, head+`
  - name: days
    title: {vi: Theo ngày, en: By day}
    file: days.csv
    primaryKey: day
    columns:
      - {source: Ngày, name: day, title: {vi: Ngày, en: Day}, type: date}
      - {source: Mưa (mm), name: rain, title: {vi: Mưa, en: Rain}, constraints: {required: true, maximum: 10}}
`)
	_, err := b.Publish(t.Context(), Request{Dir: b.dir})
	wantField(t, err, "line 3", "12.25")
	wantField(t, err, "line 4", "Mưa (mm)")
	if left := b.leftovers(t); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestReferencesAreFollowed(t *testing.T) {
	b := newBench(t)
	if _, err := b.Publish(t.Context(), Request{Dir: b.dir}); err != nil {
		t.Fatal(err)
	}
	other := &bench{Publisher: b.Publisher, db: b.db, blobs: b.blobs, dir: b.dir + "-notes"}
	manifest := strings.Replace(head, "slug: rain", "slug: notes", 1) + `
  - name: notes
    title: {vi: Ghi chú, en: Notes}
    file: notes.csv
    primaryKey: id
    foreignKeys:
      - {fields: day, reference: {dataset: rain, resource: days, fields: day}}
      - {fields: parent, reference: {fields: id}}
    columns:
      - {source: id, type: integer, title: {vi: Số, en: Number}}
      - {source: parent, type: integer, title: {vi: Trên, en: Above}}
      - {source: day, type: date, title: {vi: Ngày, en: Day}}
`
	other.write(t, ManifestName, manifest)
	other.write(t, "notes.csv", "id,parent,day\n1,,2026-01-01\n2,1,2026-01-03\n3,7,2026-01-09\n")
	_, err := other.Publish(t.Context(), Request{Dir: other.dir})
	wantField(t, err, "line 4", "2026-01-09")
	wantField(t, err, "line 4", "7")
	other.write(t, "notes.csv", "id,parent,day\n1,,2026-01-01\n2,1,2026-01-03\n")
	if _, err := other.Publish(t.Context(), Request{Dir: other.dir}); err != nil {
		t.Error(err, fields(t, err))
	}
	report, err := New(nil, nil, Options{WorkDir: b.work}).Check(t.Context(), other.dir, nil)
	if err != nil || report.Err() != nil {
		t.Fatal(err, report.Err())
	}
	if f := report.Tables[0].Table.Checks.Findings; !slices.ContainsFunc(f, func(f catalog.Finding) bool { return f.Code == string(ReferenceNotChecked) }) {
		t.Errorf("findings %+v do not say that a reference was not checked", f)
	}
}

func TestPointsAreMadeBesideDeclaredColumns(t *testing.T) {
	b := newBench(t)
	b.write(t, ManifestName, head+`
  - name: stations
    title: {vi: Trạm, en: Stations}
    file: stations.csv
    points: {longitude: Kinh độ, latitude: Vĩ độ}
    columns:
      - {source: Kinh độ, name: lon, title: {vi: Kinh độ, en: Longitude}}
      - {source: Vĩ độ, name: lat, title: {vi: Vĩ độ, en: Latitude}}
`)
	b.write(t, "stations.csv", "Kinh độ;Vĩ độ\n105,8;21,02\n107,6;16,4\n")
	out, err := b.Publish(t.Context(), Request{Dir: b.dir})
	if err != nil {
		t.Fatal(err, fields(t, err))
	}
	if c, ok := out.Tables[0].Column("geometry"); !ok || c.Type != catalog.Geometry || c.Title != pointTitle {
		t.Errorf("points %+v", c)
	}
}

func TestReferencesLeadToOneRow(t *testing.T) {
	for _, c := range []struct {
		name, constraints string
		want              []catalog.Reference
	}{
		{"to a column that is declared unique", ", constraints: {unique: true}", []catalog.Reference{{Fields: []string{"tram"}, Resource: "stations", To: []string{"ma"}}}},
		{"not to one whose values are unique by chance", "", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := newBench(t)
			b.write(t, ManifestName, head+`
  - name: rain
    title: {vi: Mưa, en: Rain}
    file: rain.csv
    foreignKeys: [{fields: tram, reference: {resource: stations, fields: ma}}]
  - name: stations
    title: {vi: Trạm, en: Stations}
    file: stations.csv
    primaryKey: ten
    columns:
      - {source: Mã, title: {vi: Mã, en: Code}`+c.constraints+`}
      - {source: Tên, title: {vi: Tên, en: Name}}
`)
			b.write(t, "rain.csv", "Trạm;Mưa (mm)\nL1;12,5\nH1;3,5\nL1;0,5\n")
			b.write(t, "stations.csv", "Mã;Tên\nL1;Láng\nH1;Huế\n")
			out, err := b.Publish(t.Context(), Request{Dir: b.dir})
			if err != nil {
				t.Fatal(err, fields(t, err))
			}
			if d := cmp.Diff(c.want, out.Tables[0].References); d != "" {
				t.Errorf("-want +got\n%s", d)
			}
		})
	}
}

func TestANewReleaseIsComparedWithTheLast(t *testing.T) {
	b := newBench(t)
	if _, err := b.Publish(t.Context(), Request{Dir: b.dir}); err != nil {
		t.Fatal(err)
	}
	b.write(t, "days.csv", "Ngày;Mưa (mm)\n04/01/2026;7,5\n02/01/2026;12,5\n01/01/2026;0,5\n")
	out, err := b.Publish(t.Context(), Request{Dir: b.dir})
	if err != nil {
		t.Fatal(err)
	}
	c := out.Tables[0].Checks.Changes
	want := catalog.RowChanges{Before: 3, After: 3, ByKey: true, Added: 1, Removed: 1, Changed: 1}
	if c == nil || c.Against != 1 || c.Rows != want || c.Breaking {
		t.Errorf("changes %+v, want rows %+v against version 1, nothing breaking", c, want)
	}
	b.write(t, ManifestName, strings.Replace(goodManifest, "name: rain,", "name: amount,", 1))
	out, err = b.Publish(t.Context(), Request{Dir: b.dir})
	if err != nil {
		t.Fatal(err)
	}
	if c := out.Tables[0].Checks.Changes; c == nil || !c.Breaking || c.Against != 2 {
		t.Errorf("changes %+v, want a breaking one: a column has another name", c)
	}
}

func TestValuesThatWereSetAsideAreListed(t *testing.T) {
	b := newBench(t)
	b.write(t, ManifestName, strings.Replace(goodManifest, "unit: mm}", "unit: mm, type: number, misfits: set-aside}", 1))
	b.write(t, "days.csv", goodData+"04/01/2026;nhiều\n")
	out, err := b.Publish(t.Context(), Request{Dir: b.dir})
	if err != nil {
		t.Fatal(err, fields(t, err))
	}
	want := []catalog.Misfit{{Line: 5, Column: "rain", Value: "nhiều", Type: catalog.Number}}
	if d := cmp.Diff(want, out.Tables[0].Checks.Misfits); d != "" {
		t.Errorf("misfits (-want +got):\n%s", d)
	}
	if !slices.ContainsFunc(out.Tables[0].Checks.Findings, func(f catalog.Finding) bool { return f.Code == string(table.SetAside) }) {
		t.Errorf("findings %+v do not mention them", out.Tables[0].Checks.Findings)
	}
}

func TestAWorkbookByItselfIsCheckedSheetBySheet(t *testing.T) {
	b := newBench(t)
	f := excelize.NewFile()
	for _, sheet := range []string{"Sheet1", "Hai"} {
		if _, err := f.NewSheet(sheet); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			cell string
			v    any
		}{{"A1", "Tên"}, {"B1", "Số"}, {"A2", "x"}, {"B2", 1}} {
			if err := f.SetCellValue(sheet, c.cell, c.v); err != nil {
				t.Fatal(err)
			}
		}
	}
	name := filepath.Join(b.dir, "two.xlsx")
	if err := f.SaveAs(name); err != nil {
		t.Fatal(err)
	}
	report, err := New(nil, nil, Options{WorkDir: b.work}).Check(t.Context(), name, nil)
	if err != nil || report.Err() != nil {
		t.Fatal(err, report.Err())
	}
	if len(report.Tables) != 2 || report.Tables[1].Table.Checks.Reading.Sheet != "Hai" {
		t.Errorf("tables %+v, want one for each sheet", report.Tables)
	}
}

// One number of an identity card, in a column of notes that is harmless
// otherwise.
func TestPersonalDataForbidPublishing(t *testing.T) {
	b := newBench(t)
	manifest := head + `
  - name: notes
    title: {vi: Ghi chú, en: Notes}
    file: notes.csv
    primaryKey: id
`
	var data strings.Builder
	data.WriteString("id,Ghi chú,Đường dây nóng\n")
	for i := range 3000 {
		note := "đã xử lý xong"
		if i == 2500 {
			note = "liên hệ anh Nam CCCD 001085012345"
		}
		fmt.Fprintf(&data, "%d,%s,\n", i, note)
	}
	b.write(t, ManifestName, manifest)
	b.write(t, "notes.csv", data.String())
	_, err := b.Publish(t.Context(), Request{Dir: b.dir})
	wantField(t, err, "line 2502", "identification number")
	if all := strings.Join(fields(t, err), " "); strings.Contains(all, "001085012345") {
		t.Errorf("the refusal shows the number: %s", all)
	}
	if left := b.leftovers(t); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestPersonalDataThatAreAllowedAreReported(t *testing.T) {
	b := newBench(t)
	manifest := head + `
  - name: offices
    title: {vi: Trụ sở, en: Offices}
    file: offices.csv
    scan:
      allow:
        - {column: Điện thoại, type: phone, reason: Đường dây nóng của cơ quan, approver: Nguyễn Văn A}
`
	b.write(t, ManifestName, strings.Replace(manifest, "approver: Nguyễn Văn A", "approver: ''", 1))
	b.write(t, "offices.csv", "Cơ quan,Điện thoại\nSở A,0912345678\nSở B,0987654321\nSở C,0356789123\n")
	_, err := b.Publish(t.Context(), Request{Dir: b.dir})
	wantField(t, err, "line 15", "approved")
	b.write(t, ManifestName, manifest)
	out, err := b.Publish(t.Context(), Request{Dir: b.dir})
	if err != nil {
		t.Fatal(err, fields(t, err))
	}
	if !slices.ContainsFunc(out.Tables[0].Checks.Findings, func(f catalog.Finding) bool {
		return f.Code == string(personal.Allowed) && strings.Contains(f.Text.En, "Nguyễn Văn A")
	}) {
		t.Errorf("findings %+v do not say who allowed it", out.Tables[0].Checks.Findings)
	}
}
