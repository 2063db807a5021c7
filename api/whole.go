package api

import (
	"fmt"

	"nguon/api/query"
	"nguon/catalog"
)

// The formats of whole files that others speak of, as the last part of their
// addresses.
const (
	formatParquet = "parquet"
	formatCSV     = "csv.gz"
)

// A wholeFormat is a format in which a whole table is had beside Parquet.
type wholeFormat struct {
	name      string // the last part of the address
	mediaType string
	format    query.Format
	gzipped   bool
	// revision is part of the keys of files. It changes with the bytes that are
	// made of the same table.
	revision int
}

var wholeFormats = []wholeFormat{
	{formatCSV, "application/gzip", query.CSV, true, 1},
	{"ndjson.gz", "application/gzip", query.NDJSON, true, 1},
	{"geojson", query.GeoJSON.MediaType(), query.GeoJSON, false, 1},
	{"xlsx", query.XLSX.MediaType(), query.XLSX, false, 1},
	{"arrow", "application/vnd.apache.arrow.file", query.Arrow, false, 1},
}

// wholeFormatOf returns the format with the given name, or nil.
func wholeFormatOf(name string) *wholeFormat {
	for i := range wholeFormats {
		if wholeFormats[i].name == name {
			return &wholeFormats[i]
		}
	}
	return nil
}

// key is where the store has t in the format: the same for the same table,
// whatever release it is in.
func (f *wholeFormat) key(t *catalog.Table) string {
	return fmt.Sprintf("derived/%x/%d.%s", t.File.SHA256[:], f.revision, f.name)
}
