package query_test

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"nguon/api/query"
	"nguon/catalog"
)

// pageOf is a page of one column with the given cells.
func pageOf(c catalog.Column, cells ...any) *query.Page {
	p := &query.Page{Columns: []query.OutColumn{{Name: c.Name, Column: &c}}}
	for _, v := range cells {
		p.Rows = append(p.Rows, []any{v})
	}
	return p
}

func TestCellsOfAWorkbookKeepTheirKind(t *testing.T) {
	day := func(y, m, d int) time.Time { return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC) }
	month := catalog.Column{Type: catalog.Date, Precision: catalog.ByMonth}
	quarter := catalog.Column{Type: catalog.Date, Precision: catalog.ByQuarter}
	money := catalog.Column{Type: catalog.Decimal, Digits: 9, Scale: 2}
	const text, number = excelize.CellTypeInlineString, excelize.CellTypeUnset
	for name, tc := range map[string]struct {
		column     catalog.Column
		value      any
		kind       excelize.CellType
		raw, shown string
	}{
		"a code keeps its zeros":            {column("c", catalog.String), "00123", text, "00123", "00123"},
		"a text is no formula":              {column("c", catalog.String), "=1+1", text, "=1+1", "=1+1"},
		"blanks around a text stay":         {column("c", catalog.String), " a\n", text, " a\n", " a\n"},
		"what looks like an escape stays":   {column("c", catalog.String), "_x0041_", text, "_x0041_", "_x0041_"},
		"a whole number has all its digits": {column("c", catalog.Integer), int64(123456789012345), number, "123456789012345", "123456789012345"},
		"a decimal shows its scale":         {money, query.Decimal{Unscaled: 1050, Scale: 2}, number, "10.5", "10.50"},
		"a date is a date":                  {column("c", catalog.Date), day(2024, 2, 29), number, "45351", "2024-02-29"},
		"the first date":                    {column("c", catalog.Date), day(1900, 3, 1), number, "61", "1900-03-01"},
		"an older date is a text":           {column("c", catalog.Date), day(1900, 2, 28), text, "1900-02-28", "1900-02-28"},
		"a month is the date of its begin":  {month, day(2024, 7, 1), number, "45474", "2024-07"},
		"a quarter is a text":               {quarter, day(2024, 7, 1), text, "2024-Q3", "2024-Q3"},
		"an instant":                        {column("c", catalog.DateTime), day(2024, 2, 29).Add(18 * time.Hour), number, "45351.75", "2024-02-29 18:00:00"},
		"an instant finer than a double is a text": {column("c", catalog.DateTime), day(9000, 1, 1).Add(time.Microsecond), text,
			"9000-01-01T00:00:00.000001Z", "9000-01-01T00:00:00.000001Z"},
		"a time of a day":               {column("c", catalog.Time), query.Clock(6 * 3600e6), number, "0.25", "06:00:00"},
		"a duration":                    {column("c", catalog.Duration), query.Span(36 * 3600e6), number, "1.5", "36:00:00"},
		"a negative duration is a text": {column("c", catalog.Duration), query.Span(-3600e6), text, "-PT1H", "-PT1H"},
		"a truth":                       {column("c", catalog.Boolean), true, excelize.CellTypeBool, "1", "TRUE"},
		"a number next to 0 is a text":  {column("c", catalog.Number), 5e-324, text, "5e-324", "5e-324"},
		"the empty text is not nothing": {column("c", catalog.String), "", text, "", ""},
		"nothing is an empty cell":      {column("c", catalog.String), nil, number, "", ""},
		"the longest text that fits":    {column("c", catalog.String), strings.Repeat("ế", 32767), text, strings.Repeat("ế", 32767), strings.Repeat("ế", 32767)},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := excelize.OpenReader(bytes.NewReader(encodePage(t, query.XLSX, pageOf(tc.column, tc.value))))
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			kind, err := f.GetCellType("data", "A2")
			if err != nil {
				t.Fatal(err)
			}
			raw, err := f.GetCellValue("data", "A2", excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			shown, err := f.GetCellValue("data", "A2")
			if err != nil {
				t.Fatal(err)
			}
			if kind != tc.kind || raw != tc.raw || shown != tc.shown {
				t.Errorf("kind %d, %q shown as %q; want kind %d, %q shown as %q", kind, raw, shown, tc.kind, tc.raw, tc.shown)
			}
			if formula, err := f.GetCellFormula("data", "A2"); err != nil || formula != "" {
				t.Errorf("formula %q, %v", formula, err)
			}
		})
	}
}

func TestWhatAWorkbookCannotHoldIsAnErrorAndNotCut(t *testing.T) {
	full := pageOf(column("n", catalog.Integer))
	full.Rows = slices.Repeat([][]any{{nil}}, 1_048_575)
	texts := column("c", catalog.String)
	for name, tc := range map[string]struct {
		page *query.Page
		want error // nil if it can
	}{
		"all rows of a worksheet":   {full, nil},
		"one row more":              {&query.Page{Columns: full.Columns, Rows: append(slices.Clone(full.Rows), []any{nil})}, query.ErrQueryLimit},
		"a text that is too long":   {pageOf(texts, strings.Repeat("ế", 32768)), query.ErrQueryLimit},
		"a text of long characters": {pageOf(texts, strings.Repeat("😀", 16384)), query.ErrQueryLimit},
		"a control character":       {pageOf(texts, "a\x01"), query.ErrInvalidParameter},
		"bytes that are no text":    {pageOf(texts, "a\xff"), query.ErrInvalidParameter},
		"a text of many bytes":      {pageOf(texts, strings.Repeat("😀", 16383)), nil},
	} {
		t.Run(name, func(t *testing.T) {
			err := query.Encode(io.Discard, query.XLSX, tc.page, query.EncodeOptions{Dir: t.TempDir()})
			if !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
}

func TestGeoJSONNeedsOneColumnOfShapes(t *testing.T) {
	w := newWorld(t)
	shape, other := column("place", catalog.Geometry), column("n", catalog.Integer)
	second := column("area", catalog.Geometry)
	target := w.publish(t, table{columns: []catalog.Column{shape, other, second}, rows: [][]any{{nil, int64(1), nil}}})
	for params, want := range map[string]error{
		"format=geojson":                     query.ErrInvalidParameter,
		"format=geojson&select=n":            query.ErrInvalidParameter,
		"format=geojson&group=n":             query.ErrInvalidParameter,
		"format=geojson&select=place,n":      nil,
		"format=geojson&select=where:area,n": nil,
		"format=json&select=place,area":      nil,
	} {
		if _, err := w.page(t, target, params); !errors.Is(err, want) {
			t.Errorf("%s: got %v, want %v", params, err, want)
		}
	}
}
