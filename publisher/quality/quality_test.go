package quality_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/publisher/quality"
)

func date(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
}

// perfect is a table with nothing to mend.
func perfect() quality.Input {
	long := strings.Repeat("đủ dài để hiểu ", 10)
	return quality.Input{
		Dataset: &catalog.Dataset{Frequency: "monthly", Description: catalog.Text{Vi: long, En: long},
			Keywords: catalog.Keywords{Vi: []string{"mưa"}, En: []string{"rain"}}, Contact: catalog.Contact{Email: "a@b.vn"},
			Source: catalog.Source{URL: "https://b.vn"}, Period: catalog.Period{From: date("2025-01-01"), Until: date("2026-02-01")}},
		Table: &catalog.Table{Rows: 100, Key: []string{"day"}, Columns: []catalog.Column{
			{Name: "day", Source: "Ngày", Title: catalog.Text{Vi: "Ngày", En: "Day"}, Type: catalog.Date, Stats: catalog.Stats{Distinct: 100, Exact: true}},
			{Name: "rain", Source: "Mưa", Title: catalog.Text{Vi: "Mưa", En: "Rain"}, Type: catalog.Number, Unit: "mm", Stats: catalog.Stats{Distinct: 50, Exact: true}},
			{Name: "station", Source: "Trạm", Title: catalog.Text{Vi: "Trạm", En: "Station"}, Type: catalog.String, Stats: catalog.Stats{Distinct: 3, Exact: true}},
		}},
		Constrained: []string{"station"},
		Published:   []time.Time{date("2026-01-05"), date("2025-12-05")},
		Now:         date("2026-02-05"),
	}
}

func TestPoints(t *testing.T) {
	for _, test := range []struct {
		name    string
		spoil   func(in *quality.Input)
		measure string
		want    int
		fix     string // part of it, in English
	}{
		{"no gaps", func(*quality.Input) {}, quality.Completeness, 25, ""},
		{"one gap", func(in *quality.Input) { in.Table.Columns[1].Stats.Nulls = 1 }, quality.Completeness, 24, "those of rain"},
		{"half missing", func(in *quality.Input) {
			for i := range in.Table.Columns {
				in.Table.Columns[i].Stats.Nulls = 50
			}
		}, quality.Completeness, 12, "day"},
		{"no rows", func(in *quality.Input) { in.Table.Rows = 0 }, quality.Completeness, 25, ""},

		{"key", func(*quality.Input) {}, quality.Uniqueness, 15, ""},
		{"could have a key", func(in *quality.Input) { in.Table.Key = nil }, quality.Uniqueness, 8, "primaryKey: [day]"},
		{"no key", func(in *quality.Input) { in.Table.Key, in.Table.Columns[0].Stats.Distinct = nil, 99 }, quality.Uniqueness, 0, "primaryKey"},

		{"rules for all", func(*quality.Input) {}, quality.Validity, 25, ""},
		{"a column with a warning", func(in *quality.Input) { in.Warned = []string{"Trạm"} }, quality.Validity, 20, "names in station"},
		{"values left out", func(in *quality.Input) { in.Table.Checks.Misfits = []catalog.Misfit{{Column: "rain"}} }, quality.Validity, 20, "names in rain"},
		{"free text", func(in *quality.Input) { in.Constrained = nil }, quality.Validity, 21, "constraints"},
		{"a code list is a rule", func(in *quality.Input) { in.Constrained, in.Table.Columns[2].Codes = nil, "vn-provinces/code" }, quality.Validity, 25, ""},

		{"in time", func(*quality.Input) {}, quality.Timeliness, 15, ""},
		{"first release", func(in *quality.Input) { in.Published = nil }, quality.Timeliness, 15, ""},
		{"one of two late", func(in *quality.Input) { in.Published[1] = date("2025-10-05") }, quality.Timeliness, 11, "as often as promised"},
		{"old data", func(in *quality.Input) { in.Dataset.Period.Until = date("2025-11-01") }, quality.Timeliness, 11, "no later than 62 days"},
		{"very old data", func(in *quality.Input) { in.Dataset.Period.Until = date("2024-11-01") }, quality.Timeliness, 8, "no later than 62 days"},
		{"the period of the release counts", func(in *quality.Input) {
			in.Period, in.Dataset.Period.Until = in.Dataset.Period, date("2020-01-01")
		}, quality.Timeliness, 15, ""},
		{"unknown period", func(in *quality.Input) { in.Dataset.Period = catalog.Period{} }, quality.Timeliness, 8, "temporal.to"},
		{"nothing promised", func(in *quality.Input) { in.Dataset.Frequency = "irregular" }, quality.Timeliness, 7, "Declare a frequency"},
		{"not updated", func(in *quality.Input) { in.Dataset.Frequency, in.Dataset.Period = "never", catalog.Period{} }, quality.Timeliness, 15, ""},

		{"documented", func(*quality.Input) {}, quality.Documentation, 20, ""},
		{"short description", func(in *quality.Input) { in.Dataset.Description.En = "Rain." }, quality.Documentation, 16, "at least 100 characters"},
		{"keywords in one language", func(in *quality.Input) { in.Dataset.Keywords.En = nil }, quality.Documentation, 18, "keywords"},
		{"no contact", func(in *quality.Input) { in.Dataset.Contact.Email = "" }, quality.Documentation, 17, "contact"},
		{"no address of the source", func(in *quality.Input) { in.Dataset.Source.URL = "" }, quality.Documentation, 18, "source.url"},
		{"headers for titles", func(in *quality.Input) {
			for i := range in.Table.Columns {
				c := &in.Table.Columns[i]
				c.Title = catalog.Text{Vi: c.Source, En: c.Source}
			}
		}, quality.Documentation, 14, "day, rain, station"},
		{"no unit", func(in *quality.Input) { in.Table.Columns[1].Unit = "" }, quality.Documentation, 17, "unit of rain"},
		{"codes need no unit", func(in *quality.Input) { in.Table.Columns[1].Unit, in.Table.Columns[1].Role = "", catalog.RoleCode }, quality.Documentation, 20, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			in := perfect()
			test.spoil(&in)
			q := quality.Of(in)
			sum := 0
			for _, p := range q.Points {
				sum += p.Got
				if (p.Got < p.Of) != !p.Fix.IsZero() {
					t.Errorf("%s: %d of %d points, and the fix is %q", p.Measure, p.Got, p.Of, p.Fix.En)
				}
				if s := fmt.Sprint(p.Text, p.Fix); p.Text.Vi == "" || p.Text.En == "" || (p.Fix.Vi == "") != (p.Fix.En == "") || strings.Contains(s, "%!") {
					t.Errorf("%s: texts %+v, %+v", p.Measure, p.Text, p.Fix)
				}
				if p.Measure == test.measure && (p.Got != test.want || !strings.Contains(p.Fix.En, test.fix)) {
					t.Errorf("%s: %d points, fix %q; want %d and %q", p.Measure, p.Got, p.Fix.En, test.want, test.fix)
				}
			}
			if q.Score != sum {
				t.Errorf("score %d, sum of the points %d", q.Score, sum)
			}
		})
	}
}

func TestNothingToMendIsAHundred(t *testing.T) {
	if q := quality.Of(perfect()); q.Score != 100 {
		t.Errorf("score %d: %+v", q.Score, q.Points)
	}
}

func TestOrderOfReleasesDoesNotMatter(t *testing.T) {
	in := perfect()
	in.Published = append(in.Published, date("2025-06-01"))
	a := quality.Of(in)
	in.Published[0], in.Published[2] = in.Published[2], in.Published[0]
	if b := quality.Of(in); a.Score != b.Score {
		t.Errorf("scores %d and %d", a.Score, b.Score)
	}
}
