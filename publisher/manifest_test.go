package publisher

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
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
    key: [day]
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

func TestManifestErrorsNameFieldAndLine(t *testing.T) {
	for _, test := range []struct {
		name, old, new string
		field          string
		line           int64
	}{
		{"unknown field", "frequency: daily", "frequenz: daily", "", 7},
		{"unknown theme", "[environment]", "[weather]", "theme", 5},
		{"unknown licence", "CC-BY-4.0", "free", "licence", 6},
		{"title in one language", "title: {vi: Lượng mưa, en: Rainfall}", "title: {vi: Lượng mưa}", "title.en", 2},
		{"not a day", "2026-01-31", "31/01/2026", "temporal.to", 8},
		{"file outside the folder", "file: days.csv", "file: ../days.csv", "resources.0.file", 12},
		{"hidden file", "file: days.csv", "file: .days.csv", "resources.0.file", 12},
		{"unknown zone", "key: [day]", "timezone: Mars", "resources.0.timezone", 13},
		{"unknown type", "type: date", "type: text", "resources.0.columns.0.type", 15},
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
