// Package geofile reads maps as tables: GeoJSON, KML and KMZ, and shapefiles in
// a zip. A feature is a row; its geometry is the last column, named "geometry",
// as WKB in WGS 84, longitude before latitude, with rings as RFC 7946 wants
// them.
//
// Coordinates in other systems, VN-2000 above all, are converted; the notices
// say from which. A feature whose shape cannot be used keeps its row, without
// the shape, and is counted in a notice that must be dealt with: one reading
// finds all of them. Heights and measures are left out, and counted.
//
// The attributes of GeoJSON and KML have no fixed columns. They are written to
// a temporary file as one object a line and read back by package jsonfile, so
// that they become columns by the same rules as other JSON; of this package's
// memory only one feature is held. The shapefile reader is our own: go-shp
// v0.1.1 opens files by path only, allocates whatever a count in the file says,
// and panics when that is negative.
package geofile

import "nguon/publisher/rows"

// Geometry is the name of the column of shapes.
const Geometry = "geometry"

// Bounds in relation to the limit of cells, which by default is 1 MiB.
const (
	shapeCells   = 16 // a shape may be as long as so many cells: a million positions
	featureCells = 64 // the text of a feature may be as long as so many
)

func shapeLimit(l rows.Limits) int     { return l.Cell * shapeCells }
func featureLimit(l rows.Limits) int64 { return int64(l.Cell) * featureCells }

var geometryColumn = rows.Column{Name: Geometry, Type: "geometry"}
