package publisher

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"nguon/catalog"
	"nguon/publisher/rows/layout"
	"nguon/publisher/table"
	"nguon/publisher/validate"
)

const goodManifest = `slug: rain
title: {vi: Lượng mưa, en: Rainfall}
description: {vi: Lượng mưa theo ngày., en: Rainfall by day.}
agency: {code: MAU-MT, title: {vi: Ban mẫu, en: Sample desk}}
theme: [environment]
licence: CC-BY-4.0
frequency: daily
temporal: {from: 2026-01-01, to: 2026-01-31}
resources:
  - name: days
    title: {vi: Theo ngày, en: By day}
    file: days.csv
    primaryKey: [day]
    columns:
      - {source: Ngày, name: day, title: {vi: Ngày, en: Day}, type: date}
      - {source: Mưa (mm), name: rain, title: {vi: Mưa, en: Rain}, unit: mm}
`

func TestManifestSaysWhatItSays(t *testing.T) {
	m, err := ParseManifest([]byte(goodManifest))
	if err != nil {
		t.Fatal(err)
	}
	if m.Dataset.Agency != "MAU-MT" || m.Agency.Title.En != "Sample desk" {
		t.Errorf("agency %q, %+v", m.Dataset.Agency, m.Agency)
	}
	if want := time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC); !m.Dataset.Period.Until.Equal(want) {
		t.Errorf("until = %v, want %v: the last day belongs to the period", m.Dataset.Period.Until, want)
	}
	in := m.Resources[0]
	if in.File != "days.csv" || in.Columns[0].Type != catalog.Date || in.Columns[1].Unit != "mm" || in.Location.String() != "Asia/Ho_Chi_Minh" {
		t.Errorf("input = %+v", in)
	}
}

// A manifest that says all that can be said of a table.
const fullResource = `  - name: full
    title: {vi: Đủ, en: Full}
    file: full.xlsx
    encoding: windows-1258
    separator: tab
    sheet: Bảng 1
    layout: {header: 3-4, data: 5-, totals: drop}
    missingValues: ["-", "..."]
    timezone: UTC
    crs: EPSG:3405
    points: {longitude: X, latitude: Y, crs: EPSG:4326}
    primaryKey: code
    foreignKeys:
      - {fields: code, reference: {resource: days, fields: day}}
      - {fields: [code, day], reference: {dataset: units, resource: now, fields: [code, since]}}
    columns:
      - source: Mã
        name: code
        type: string
        role: code
        codes: vn-provinces/code
        missingValues: []
        constraints: {required: true, unique: true, minLength: 2, maxLength: 2, pattern: '\d+', enum: ["01", "04"]}
      - source: Ngày
        name: day
        type: date
        misfits: set-aside
        format: {dates: mdy}
        constraints: {minimum: 2026-01-01, maximum: "2026-12-31", enum: [2026-01-02]}
      - source: Số
        type: decimal
        format: {decimal: ",", thousands: "."}
        constraints: {minimum: -1.50, maximum: 1e3, enum: [0x10, 2]}
      - source: Có
        type: boolean
        constraints: {enum: [True]}
`

func TestManifestHoldsAllThatIsSaidOfATable(t *testing.T) {
	m, err := ParseManifest([]byte(goodManifest + fullResource))
	if err != nil {
		t.Fatal(err)
	}
	two, empty := 2, []string{}
	want := Input{Name: "full", File: "full.xlsx", Encoding: "windows-1258", Separator: '\t', Sheet: "Bảng 1",
		Layout: layout.Layout{Header: "3-4", Data: "5-", Totals: "drop"}, Missing: []string{"-", "..."}, Location: time.UTC,
		CRS: "EPSG:3405", Points: &Points{"X", "Y", "EPSG:4326"}, Key: []string{"code"},
		ForeignKeys: []ForeignKey{{Fields: []string{"code"}, Resource: "days", To: []string{"day"}},
			{Fields: []string{"code", "day"}, Dataset: "units", Resource: "now", To: []string{"code", "since"}}},
		Columns: []Declared{
			{Source: "Mã", Name: "code", Type: catalog.String, Role: catalog.RoleCode, Codes: "vn-provinces/code", Missing: empty,
				Constraints: validate.Constraints{Required: true, Unique: true, MinLength: &two, MaxLength: &two, Pattern: `\d+`, Enum: []string{"01", "04"}}},
			{Source: "Ngày", Name: "day", Type: catalog.Date, SetAside: true, Format: &table.Format{Dates: table.MonthDayYear},
				Constraints: validate.Constraints{Minimum: "2026-01-01", Maximum: "2026-12-31", Enum: []string{"2026-01-02"}}},
			{Source: "Số", Type: catalog.Decimal, Format: &table.Format{Decimal: ',', Thousands: '.'},
				Constraints: validate.Constraints{Minimum: "-1.50", Maximum: "1000", Enum: []string{"16", "2"}}},
			{Source: "Có", Type: catalog.Boolean, Constraints: validate.Constraints{Enum: []string{"true"}}},
		}}
	same := cmp.Comparer(func(a, b *time.Location) bool { return a.String() == b.String() })
	if d := cmp.Diff(want, m.Resources[1], same); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

func TestManifestErrorsNameFieldAndLine(t *testing.T) {
	for _, test := range []struct {
		name, old, new string
		field          string
		line           int64
	}{
		{"unknown field", "frequency: daily", "frequenz: daily", "", 7},
		{"unknown theme", "[environment]", "[weather]", "theme", 5},
		{"schedule without a time of day", "frequency: daily", "frequency: daily\nschedule:\n  every: month\n  day: 29", "schedule.at", 8},
		{"schedule of no day", "frequency: daily", "frequency: daily\nschedule:\n  every: month\n  day: 32\n  at: '09:00'", "schedule.day", 10},
		{"schedule with an unknown field", "frequency: daily", "frequency: daily\nschedule:\n  each: month", "", 9},
		{"unknown licence", "CC-BY-4.0", "free", "licence", 6},
		{"title in one language", "title: {vi: Lượng mưa, en: Rainfall}", "title: {vi: Lượng mưa}", "title.en", 2},
		{"not a day", "2026-01-31", "31/01/2026", "temporal.to", 8},
		{"file outside the folder", "file: days.csv", "file: ../days.csv", "resources.0.file", 12},
		{"hidden file", "file: days.csv", "file: .days.csv", "resources.0.file", 12},
		{"unknown zone", "primaryKey: [day]", "timezone: Mars", "resources.0.timezone", 13},
		{"unknown type", "type: date", "type: text", "resources.0.columns.0.type", 15},
		{"geometry is not declared", "type: date", "type: geometry", "resources.0.columns.0.type", 15},
		{"key by its former name", "primaryKey: [day]", "key: [day]", "", 13},
		{"key that names a column twice", "primaryKey: [day]", "primaryKey: [day, day]", "resources.0.primaryKey", 13},
		{"unknown encoding", "primaryKey: [day]", "encoding: latin-1", "resources.0.encoding", 13},
		{"separator of two characters", "primaryKey: [day]", "separator: ;;", "resources.0.separator", 13},
		{"layout that is none", "primaryKey: [day]", "layout: {header: A1}", "resources.0.layout.header", 13},
		{"layout with an unknown field", "primaryKey: [day]", "layout: {heading: 3}", "", 13},
		{"unknown coordinates", "primaryKey: [day]", "crs: Mars 2000", "resources.0.crs", 13},
		{"point of one column", "primaryKey: [day]", "points: {longitude: Kinh độ}", "resources.0.points", 13},
		{"reference to no table", "primaryKey: [day]", "foreignKeys: [{fields: day, reference: {resource: hours, fields: day}}]", "resources.0.foreignKeys.0.reference.resource", 13},
		{"reference to a dataset without a table", "primaryKey: [day]", "foreignKeys: [{fields: day, reference: {dataset: calendar, fields: day}}]", "resources.0.foreignKeys.0.reference.resource", 13},
		{"reference of fewer columns", "primaryKey: [day]", "foreignKeys: [{fields: [day, rain], reference: {resource: days, fields: day}}]", "resources.0.foreignKeys.0.reference.fields", 13},
		{"misfits of a column without a type", "unit: mm", "misfits: refuse", "resources.0.columns.1.misfits", 16},
		{"unknown way with misfits", "type: date}", "type: date, misfits: drop}", "resources.0.columns.0.misfits", 15},
		{"unknown list", "unit: mm", "codes: provinces", "resources.0.columns.1.codes", 16},
		{"unknown role", "unit: mm", "role: id", "resources.0.columns.1.role", 16},
		{"the same sign twice", "unit: mm", "format: {decimal: ',', thousands: ','}", "resources.0.columns.1.format.thousands", 16},
		{"unknown order of dates", "type: date}", "type: date, format: {dates: ymd}}", "resources.0.columns.0.format.dates", 15},
		{"bound of another type", "type: date}", "type: date, constraints: {minimum: 5.5}}", "resources.0.columns.0.constraints.minimum", 15},
		{"pattern of dates", "type: date}", "type: date, constraints: {pattern: x}}", "resources.0.columns.0.constraints.pattern", 15},
		{"pattern that is none", "unit: mm", "constraints: {pattern: '('}", "resources.0.columns.1.constraints.pattern", 16},
		{"least length above the greatest", "unit: mm", "constraints: {minLength: 3, maxLength: 2}", "resources.0.columns.1.constraints.maxLength", 16},
		{"unknown constraint", "unit: mm", "constraints: {min: 3}", "", 16},
		{"name that no query can hold", "name: rain,", "name: Mưa,", "resources.0.columns.1.name", 16},
		{"two columns of one name", "name: rain,", "name: day,", "resources.0.columns.1.name", 16},
		{"two columns of one header", "source: Mưa (mm)", "source: Ngày", "resources.0.columns.1.source", 16},
		{"slug with capitals", "slug: rain", "slug: Rain", "slug", 1},
		{"resource without a title", "title: {vi: Theo ngày, en: By day}", "title: {}", "resources.days.title.vi", 11},
	} {
		t.Run(test.name, func(t *testing.T) {
			text := strings.Replace(goodManifest, test.old, test.new, 1)
			if text == goodManifest {
				t.Fatalf("the manifest has no %q", test.old)
			}
			_, err := ParseManifest([]byte(text))
			e, ok := errors.AsType[*catalog.Error](err)
			if !ok || !errors.Is(err, catalog.ErrInvalid) {
				t.Fatalf("err = %v, want one of kind %v", err, catalog.ErrInvalid)
			}
			for _, f := range e.Fields {
				if f.Field == test.field && f.Line == test.line {
					if f.Detail.Vi == "" || f.Detail.En == "" {
						t.Errorf("detail %+v is not in both languages", f.Detail)
					}
					return
				}
			}
			t.Errorf("no error for field %q on line %d: %v", test.field, test.line, err)
		})
	}
}

func TestManifestThatIsMissingOrTooLargeIsSaidSo(t *testing.T) {
	dir := t.TempDir()
	if _, err := ReadManifest(dir); !errors.Is(err, catalog.ErrInvalid) || !strings.Contains(err.Error(), "dataset.yaml") {
		t.Errorf("missing: err = %v", err)
	}
	large := "slug: a\n#" + strings.Repeat("x", maxManifest)
	if err := os.WriteFile(filepath.Join(dir, ManifestName), []byte(large), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadManifest(dir); !errors.Is(err, catalog.ErrTooLarge) {
		t.Errorf("large: err = %v, want %v", err, catalog.ErrTooLarge)
	}
}

func FuzzParseManifest(f *testing.F) {
	f.Add(goodManifest)
	f.Add(goodManifest + fullResource)
	f.Add("")
	f.Add("slug: [a\n")
	f.Add("a: &a [*a]\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := ParseManifest([]byte(text))
		if err == nil {
			if err := m.Dataset.Validate(); err != nil {
				t.Errorf("accepted a dataset that is not valid: %v", err)
			}
			return
		}
		if e, ok := errors.AsType[*catalog.Error](err); !ok || e.Public.Vi == "" {
			t.Errorf("error without a text for people: %v", err)
		}
		_ = fmt.Sprint(err)
	})
}
