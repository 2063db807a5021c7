package web

import (
	"math"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/web/frame"
)

func localeIn(t testing.TB, lang catalog.Lang) *locale {
	t.Helper()
	l, err := frame.LoadLocale(lang)
	if err != nil {
		t.Fatal(err)
	}
	return &locale{l}
}

func TestCells(t *testing.T) {
	l := localeIn(t, catalog.Vietnamese)
	text := func(s string) *string { return &s }
	year := &catalog.Column{Name: "school_year", Type: catalog.Integer, Stats: catalog.Stats{Min: text("1"), Max: text("99999")}}
	people := &catalog.Column{Name: "people", Type: catalog.Integer, Stats: catalog.Stats{Min: text("7"), Max: text("14200000")}}
	small := &catalog.Column{Name: "small", Type: catalog.Integer, Stats: catalog.Stats{Min: text("1995"), Max: text("2025")}}
	number := &catalog.Column{Name: "n", Type: catalog.Number, Stats: catalog.Stats{Min: text("0.5"), Max: text("11828.404831")}}
	price := &catalog.Column{Name: "price", Type: catalog.Decimal, Digits: 12, Scale: 2}
	place := &catalog.Column{Name: "place", Type: catalog.Geometry}
	for _, test := range []struct {
		name   string
		v      any
		column *catalog.Column
		want   cell
	}{
		{"missing", nil, people, cell{Missing: true, Numeric: true}},
		{"grouped where a value of the column needs it", int64(7000), people, cell{Text: "7.000", Numeric: true}},
		{"not grouped where none does", int64(2025), small, cell{Text: "2025", Numeric: true}},
		{"a column of years is not grouped", int64(20251), year, cell{Text: "20251", Numeric: true}},
		{"decimals by the size of the column", 0.123456, number, cell{Text: "0,123", Full: "0,123456", Numeric: true}},
		{"all digits where there are few", 0.25, number, cell{Text: "0,25", Numeric: true}},
		{"truth", true, &catalog.Column{Type: catalog.Boolean}, cell{Text: "đúng"}},
		{"date", time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), &catalog.Column{Type: catalog.Date}, cell{Text: "02/01/2026"}},
		{"instant", time.Date(2026, 1, 2, 20, 0, 0, 0, time.UTC), &catalog.Column{Type: catalog.DateTime}, cell{Text: "03/01/2026 03:00"}},
		{"text", "Hà Nội", &catalog.Column{Type: catalog.String}, cell{Text: "Hà Nội"}},
		{"decimal keeps its digits", query.Decimal{Unscaled: 123_456_700, Scale: 2}, price, cell{Text: "1.234.567,00", Numeric: true}},
		{"decimal below one", query.Decimal{Unscaled: -5, Scale: 2}, price, cell{Text: "-0,05", Numeric: true}},
		{"code of digits is not grouped", int64(123456), &catalog.Column{Name: "n", Type: catalog.Integer, Role: catalog.RoleCode}, cell{Text: "123456", Numeric: true}},
		{"month", time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC), &catalog.Column{Type: catalog.Date, Precision: catalog.ByMonth}, cell{Text: "07/2024"}},
		{"quarter", time.Date(2024, 7, 1, 0, 0, 0, 0, time.UTC), &catalog.Column{Type: catalog.Date, Precision: catalog.ByQuarter}, cell{Text: "quý III/2024"}},
		{"year", time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC), &catalog.Column{Type: catalog.Date, Precision: catalog.ByYear}, cell{Text: "2024"}},
		{"time of day", query.Clock(49_500_000_000), &catalog.Column{Type: catalog.Time}, cell{Text: "13:45"}},
		{"time of day with seconds", query.Clock(49_500_500_000), &catalog.Column{Type: catalog.Time}, cell{Text: "13:45:00,5"}},
		{"duration", query.Span(5_400_000_000), &catalog.Column{Type: catalog.Duration}, cell{Text: "1 giờ 30 phút"}},
		{"long duration", query.Span(-(129_600_500_000)), &catalog.Column{Type: catalog.Duration}, cell{Text: "−1 ngày 12 giờ 0,5 giây"}},
		{"no duration", query.Span(0), &catalog.Column{Type: catalog.Duration}, cell{Text: "0 giây"}},
		{"point", orb.Point{105.85, 21.0333333}, place, cell{Text: "điểm 105,85; 21,03333", Full: "POINT(105.85 21.0333333)"}},
		{"area", orb.Polygon{{{0, 0}, {1, 0}, {1, 1}, {0, 0}}}, place, cell{Text: "vùng có 3 đỉnh", Full: "POLYGON((0 0,1 0,1 1,0 0))"}},
		{"nowhere", orb.Point{math.NaN(), math.NaN()}, place, cell{Text: "điểm trống"}},
		{"address", "https://example.org/a", &catalog.Column{Type: catalog.String, Role: catalog.RoleURL}, cell{Text: "https://example.org/a", Link: "https://example.org/a"}},
		{"address of a script", "javascript:alert(1)", &catalog.Column{Type: catalog.String, Role: catalog.RoleURL}, cell{Text: "javascript:alert(1)"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := l.cell(test.v, test.column); got != test.want {
				t.Errorf("cell(%v) = %+v, want %+v", test.v, got, test.want)
			}
		})
	}
}

func TestLongCellsAreShortenedAfterAWord(t *testing.T) {
	l := localeIn(t, catalog.Vietnamese)
	long := ""
	for range 60 {
		long += "từng chữ "
	}
	got := l.cell(long, &catalog.Column{Type: catalog.String})
	if n := len([]rune(got.Text)); n > longCell || n < longCell/2 || got.Full != long {
		t.Errorf("cell of %d characters: %d shown, full text kept: %t", len([]rune(long)), n, got.Full == long)
	}
}

func TestStatisticsAreReadInTheTextFormOfTheAPI(t *testing.T) {
	l := localeIn(t, catalog.English)
	for _, test := range []struct {
		name, text string
		column     catalog.Column
		want       string
	}{
		{"decimal", "1234567.50", catalog.Column{Type: catalog.Decimal, Scale: 2}, "1,234,567.50"},
		{"month", "2024-07", catalog.Column{Type: catalog.Date, Precision: catalog.ByMonth}, "Jul 2024"},
		{"quarter", "2024-Q3", catalog.Column{Type: catalog.Date, Precision: catalog.ByQuarter}, "Q3 2024"},
		{"year", "2024", catalog.Column{Type: catalog.Date, Precision: catalog.ByYear}, "2024"},
		{"day", "2024-07-15", catalog.Column{Type: catalog.Date}, "15 Jul 2024"},
		{"time of day", "07:30:00", catalog.Column{Type: catalog.Time}, "07:30"},
		{"duration", "PT36H", catalog.Column{Type: catalog.Duration}, "1 day 12 hours"},
		{"truth", "false", catalog.Column{Type: catalog.Boolean}, "false"},
		{"text that looks like a number", "007", catalog.Column{Type: catalog.String}, "007"},
		{"what cannot be read is shown as it is", "soon", catalog.Column{Type: catalog.Date}, "soon"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := l.stat(test.text, &test.column); got != test.want {
				t.Errorf("stat(%q) = %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func TestAColumnSaysWhereItLeads(t *testing.T) {
	table := &catalog.Table{
		Columns:    []catalog.Column{{Name: "station", Type: catalog.String}, {Name: "value", Type: catalog.Number}},
		References: []catalog.Reference{{Fields: []string{"station"}, Resource: "stations", To: []string{"code"}}},
	}
	views := localeIn(t, catalog.English).columnViews(table)
	if want := "leads to column code of table stations; include=station.… adds columns of it"; len(views[0].Notes) != 1 || views[0].Notes[0] != want {
		t.Errorf("notes %q, want %q", views[0].Notes, want)
	}
	if len(views[1].Notes) != 0 {
		t.Errorf("a column that leads nowhere has notes %q", views[1].Notes)
	}
}
