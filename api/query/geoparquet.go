package query

import (
	"encoding/json"
	"fmt"
	"slices"

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
		Encoding string   `json:"encoding"`
		Kinds    []string `json:"geometry_types"`
	}
)

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
		file.Columns[c.Name] = geoColumn{"WKB", kinds}
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
