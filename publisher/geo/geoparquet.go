package geo

import (
	"encoding/json"
	"errors"
	"fmt"
)

// MetadataKey is the key of a Parquet file under which [Metadata] is kept.
const MetadataKey = "geo"

// A Column is a column of geometries in a Parquet file: little-endian WKB in
// WGS 84, rings as RFC 7946 wants them.
type Column struct {
	Name     string
	Covering string // the column of the boxes of the rows, a group of xmin, ymin, xmax and ymax; empty if there is none
	Summary  *Summary
}

// Metadata returns the JSON that makes a Parquet file GeoParquet 1.1.0
// (https://geoparquet.org/releases/v1.1.0/). The first column is the primary
// one. The system is left out, which means OGC:CRS84.
func Metadata(columns ...Column) (string, error) {
	if len(columns) == 0 {
		return "", errors.New("geo: GeoParquet needs a column of geometries")
	}
	file := geoFile{Version: "1.1.0", Primary: columns[0].Name, Columns: make(map[string]geoColumn)}
	for _, c := range columns {
		if _, twice := file.Columns[c.Name]; twice || c.Name == "" || c.Summary == nil {
			return "", fmt.Errorf("geo: column %q: described twice, without a name or without a summary", c.Name)
		}
		g := geoColumn{Encoding: "WKB", Types: c.Summary.Kinds(), Orientation: "counterclockwise"}
		if box, ok := c.Summary.Box(); ok {
			g.Box = []float64{box.West, box.South, box.East, box.North}
		}
		if c.Covering != "" {
			path := func(field string) []string { return []string{c.Covering, field} }
			g.Covering = &geoCovering{geoPaths{path("xmin"), path("ymin"), path("xmax"), path("ymax")}}
		}
		file.Columns[c.Name] = g
	}
	data, err := json.Marshal(file)
	return string(data), err
}

type geoFile struct {
	Version string               `json:"version"`
	Primary string               `json:"primary_column"`
	Columns map[string]geoColumn `json:"columns"`
}

type geoColumn struct {
	Encoding    string       `json:"encoding"`
	Types       []string     `json:"geometry_types"`
	Orientation string       `json:"orientation"`
	Box         []float64    `json:"bbox,omitempty"`
	Covering    *geoCovering `json:"covering,omitempty"`
}

type geoCovering struct {
	Box geoPaths `json:"bbox"`
}

type geoPaths struct {
	XMin []string `json:"xmin"`
	YMin []string `json:"ymin"`
	XMax []string `json:"xmax"`
	YMax []string `json:"ymax"`
}
