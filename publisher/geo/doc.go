// Package geo knows the coordinate reference systems that Vietnamese agencies
// use and turns their coordinates into WGS 84: it finds a system by code, by
// name as people write it, or by the parameters of a .prj file; it measures,
// checks and encodes shapes as WKB; and it recognises columns that hold
// coordinates.
//
// East (or longitude) comes before north (or latitude) everywhere in this
// package, whatever the axis order of the register says: that is the order of
// GeoJSON, WKB, KML and shapefiles. Vietnamese surveyors write it the other way
// round, X north and Y east: see [Swapped].
//
// The projection is written here, because the one library at hand
// (wroge/wgs84 v1.1.7) misses by 1.8 metres at the edge of a zone of six
// degrees, by 4 metres in the east of the country in zone 48, and inverts a
// datum by changing signs. The tests compare this package with values of PROJ,
// which it meets to a hundredth of a millimetre.
package geo
