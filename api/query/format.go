package query

import (
	"slices"

	"nguon/catalog"
)

// A Format is a form in which rows are sent.
type Format string

// The formats.
const (
	JSON    Format = "json"
	NDJSON  Format = "ndjson"
	CSV     Format = "csv"
	GeoJSON Format = "geojson" // of tables with one column of shapes
	XLSX    Format = "xlsx"
	Parquet Format = "parquet"
	Arrow   Format = "arrow" // the stream of Arrow IPC
)

// Formats are all formats; the first is the default.
var Formats = []Format{JSON, NDJSON, CSV, GeoJSON, XLSX, Parquet, Arrow}

// ParseFormat returns the format with the given name.
func ParseFormat(name string) (Format, bool) {
	f := Format(name)
	return f, slices.Contains(Formats, f)
}

// MediaType is the value of Content-Type for f.
func (f Format) MediaType() string {
	switch f {
	case NDJSON:
		return "application/x-ndjson"
	case CSV:
		return "text/csv; charset=utf-8; header=present"
	case GeoJSON:
		return "application/geo+json"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case Parquet:
		return "application/vnd.apache.parquet"
	case Arrow:
		return "application/vnd.apache.arrow.stream"
	default:
		return "application/json"
	}
}

// Saved reports whether browsers had better save f than show it.
func (f Format) Saved() bool { return !slices.Contains([]Format{JSON, NDJSON, GeoJSON}, f) }

// Packed reports whether f is compressed by itself.
func (f Format) Packed() bool { return f == XLSX || f == Parquet }

// formatFits returns an error if the columns of the answer cannot be sent in its
// format.
func (q *Query) formatFits() *Error {
	shapes := 0
	for _, s := range q.Select {
		if s.Column.Type == catalog.Geometry {
			shapes++
		}
	}
	return q.Format.fits(shapes)
}

// Holds returns an [*Error] that says why a whole table cannot be written as f,
// or nil.
func (f Format) Holds(t *catalog.Table) error {
	shapes := 0
	for i := range t.Columns {
		if t.Columns[i].Type == catalog.Geometry {
			shapes++
		}
	}
	if err := f.fits(shapes); err != nil {
		return err
	}
	if f == XLSX && t.Rows > sheetRows-1 {
		return tooManyRows()
	}
	return nil
}

// fits returns an error if rows with so many columns of shapes cannot be sent
// as f.
func (f Format) fits(shapes int) *Error {
	if f != GeoJSON {
		return nil
	}
	switch {
	case shapes == 0:
		return invalid("format", -1, catalog.Text{
			Vi: "GeoJSON cần một cột hình học trong câu trả lời.", En: "GeoJSON needs a column of shapes in the answer."})
	case shapes > 1:
		return invalid("format", -1, catalog.Text{
			Vi: "GeoJSON chỉ có một hình mỗi dòng: hãy dùng select để chọn một cột hình học.",
			En: "GeoJSON has one shape in a row: choose one column of shapes with select."})
	}
	return nil
}
