package geofile

import (
	"bytes"
	"encoding/json"

	"github.com/paulmach/orb"

	"nguon/publisher/rows"
)

// A feature is the members of a Feature, or of a geometry by itself. They
// are kept as they are in the file.
type feature struct {
	kind                          string
	id, crs, properties, geometry json.RawMessage
	shape                         shape
	foreign                       string // the first member that GeoJSON does not know
}

// set takes in a member.
func (f *feature) set(name string, value []byte) {
	switch name {
	case "type":
		_ = json.Unmarshal(value, &f.kind) // what is no text is no known type
	case "id":
		f.id = value
	case "crs":
		f.crs = value
	case "properties":
		f.properties = value
	case "geometry":
		f.geometry = value
	case "coordinates":
		f.shape.coordinates = value
	case "geometries":
		f.shape.geometries = value
	case "bbox", "name", "xy_coordinate_resolution": // say nothing that the shapes do not, or are GDAL's
	default:
		if f.foreign == "" {
			f.foreign = name
		}
	}
}

// feature adds a feature, or a geometry as one without properties.
func (c *collector) feature(f *feature) error {
	row := c.spool.count + 1
	var (
		g orb.Geometry
		r shapeReader
	)
	switch {
	case f.kind == "Feature":
		g = r.read(f.geometry, 0)
	case shapeKinds[f.kind]:
		f.shape.kind = f.kind
		g = r.parse(&f.shape, 0)
	default:
		return rows.Fatal(NotGeoJSON, rows.Spot{Line: row, Value: shorten(f.kind)}, "neither a feature nor a geometry")
	}
	for _, crs := range []json.RawMessage{f.crs, r.crs} {
		if crs != nil {
			if err := c.crsMember(crs); err != nil {
				return err
			}
		}
	}
	properties := []byte(f.properties)
	if isNull(properties) {
		properties = []byte("{}")
	}
	id := []byte(f.id)
	if isNull(id) {
		id = nil
	}
	ok := members(properties, func(name string, value []byte) {
		if name == "id" {
			c.idProperty = true
			c.sameID = c.sameID && (id == nil || bytes.Equal(id, value))
		}
	})
	switch {
	case !ok:
		return rows.Fatal(NotGeoJSON, rows.Spot{Line: row, Value: shorten(string(properties))}, "properties are no object")
	case id != nil && (id[0] == '{' || id[0] == '[' || id[0] == 't' || id[0] == 'f'):
		return rows.Fatal(NotGeoJSON, rows.Spot{Line: row, Value: shorten(string(id))}, "an identifier is neither a number nor a text")
	}
	c.ids = c.ids || id != nil
	c.note(f.foreign, row)
	if r.wrong != "" {
		c.found.add(BadShape, rows.Refusal, row, r.wrong)
	} else if r.higher {
		c.found.add(HeightDropped, rows.Warning, row, "")
	}
	return c.spool.add(properties, id, g, r.wrong != "")
}

func isNull(raw []byte) bool { return len(raw) == 0 || string(raw) == "null" }
