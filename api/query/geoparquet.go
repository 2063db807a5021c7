package query

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/paulmach/orb"

	"nguon/catalog"
)

// The metadata of GeoParquet 1.1 (https://geoparquet.org/releases/v1.1.0). A
// column without a reference system is in WGS 84, longitude before latitude.
type (
	geoFile struct {
		Version string               `json:"version"`
		Primary string               `json:"primary_column"`
		Columns map[string]geoColumn `json:"columns"`
	}
	geoColumn struct {
		Encoding string       `json:"encoding"`
		Kinds    []string     `json:"geometry_types"`
		Covering *geoCovering `json:"covering,omitempty"`
	}
	geoCovering struct {
		Box map[string][]string `json:"bbox"` // paths of xmin, ymin, xmax, ymax
	}
)

// geoKey is under which metadata of a file they are.
const geoKey = "geo"

// coversOf returns the columns of a file that hold the boxes around the shapes of
// others.
func coversOf(f *parquet.File) (map[string]string, error) {
	text, ok := f.Lookup(geoKey)
	if !ok {
		return nil, nil
	}
	var file geoFile
	if err := json.Unmarshal([]byte(text), &file); err != nil {
		return nil, fmt.Errorf("metadata of geometries: %w", err)
	}
	covers := make(map[string]string)
	for name, c := range file.Columns {
		if c.Covering == nil {
			continue
		}
		for side, path := range c.Covering.Box {
			if len(path) != 2 || path[1] != side || covers[name] != "" && covers[name] != path[0] {
				return nil, fmt.Errorf("metadata of geometries: the box of %q is at %q", name, path)
			}
			covers[name] = path[0]
		}
	}
	return covers, nil
}

// geoMetadata returns what makes a file with the rows of p GeoParquet, or "" if
// p has no geometry. The first of several is the primary one.
func geoMetadata(p *Page) (string, error) {
	file := geoFile{Version: "1.1.0", Columns: map[string]geoColumn{}}
	for i, c := range p.Columns {
		if c.Column.Type != catalog.Geometry {
			continue
		}
		if file.Primary == "" {
			file.Primary = c.Name
		}
		kinds := []string{}
		for _, row := range p.Rows {
			if g, ok := row[i].(orb.Geometry); ok && !slices.Contains(kinds, g.GeoJSONType()) {
				kinds = append(kinds, g.GeoJSONType())
			}
		}
		slices.Sort(kinds)
		file.Columns[c.Name] = geoColumn{Encoding: "WKB", Kinds: kinds}
	}
	if file.Primary == "" {
		return "", nil
	}
	text, err := json.Marshal(file)
	if err != nil {
		return "", fmt.Errorf("metadata of geometries: %w", err)
	}
	return string(text), nil
}
