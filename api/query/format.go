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
	if q.Format != GeoJSON {
		return nil
	}
	shapes := 0
	for _, s := range q.Select {
		if s.Column.Type == catalog.Geometry {
			shapes++
		}
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
