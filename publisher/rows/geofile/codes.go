package geofile

import "nguon/publisher/rows"

// Codes of what ends the reading.
const (
	BadJSON         rows.Code = "geojson-malformed"       // at byte Got; Line is the feature
	NotGeoJSON      rows.Code = "geojson-not-features"    // the file is JSON; Value is its type, if it has one
	BadXML          rows.Code = "kml-malformed"           // Line is the line; Value is what is wrong
	NotKML          rows.Code = "kml-not-kml"             // Value is the first element, or empty: the zip holds no .kml
	FeatureTooLong  rows.Code = "feature-too-long"        // the text of the feature at Line has more than Want bytes
	NoShapes        rows.Code = "shapefile-no-shapes"     // the zip holds no .shp
	SeveralLayers   rows.Code = "shapefile-several"       // the zip holds Got shapefiles; Value is their names
	CountsDiffer    rows.Code = "shapefile-counts-differ" // the .shp ends after Got records, the .dbf after Want
	MultiPatch      rows.Code = "shapefile-multipatch"    // the shapes are bodies (type Got), not points, lines or areas
	UnknownCRS      rows.Code = "crs-unknown"             // Value is the name of the system
	OldDatum        rows.Code = "crs-old-datum"           // Value is the name of the system, on HN-72 or Indian 1960
	UncertainCRS    rows.Code = "crs-uncertain"           // Value fits several systems
	MissingCRS      rows.Code = "crs-missing"             // nothing names the system; Value is the first coordinates
	PrjNotText      rows.Code = "crs-not-text"            // the .prj has Got bytes, Want at most
	DBFNotReadable  rows.Code = "dbf-not-readable"        // Value is what is wrong
	DBFTypeNotKnown rows.Code = "dbf-type"                // Column is of type Value
)

// Codes of notices about shapes; Line is the first feature.
const (
	BadShape      rows.Code = "shape-bad"          // Value is what is wrong; the shape is missing
	Outside       rows.Code = "shape-outside"      // Value is a coordinate where the system is not used; the shape is missing
	Swapped       rows.Code = "shape-swapped"      // Value is a coordinate that lies in Viet Nam if exchanged; the shape is missing
	NotDegrees    rows.Code = "shape-not-degrees"  // Value is a coordinate in metres, where degrees are expected; the shape is missing
	NoShape       rows.Code = "shape-missing"      // features without a shape
	HeightDropped rows.Code = "shape-height"       // heights or measures were left out
	RingTurned    rows.Code = "shape-ring-turned"  // rings were turned
	RingClosed    rows.Code = "shape-ring-closed"  // rings were closed
	Converted     rows.Code = "crs-converted"      // Value is the system that all shapes were converted from
	AssumedCRS    rows.Code = "crs-assumed"        // Value is the system; the file says another, or none
	DegreesNoCRS  rows.Code = "crs-degrees"        // nothing names the system, and the coordinates are degrees
	FarAway       rows.Code = "shape-not-viet-nam" // no shape lies in Viet Nam; Value is the box of all
)

// Codes of other notices.
const (
	ForeignMembers rows.Code = "geojson-foreign"     // Value is the first member that is not of GeoJSON and was left out
	Tracks         rows.Code = "kml-track"           // Value is the element; the shape is missing
	LooseCommas    rows.Code = "kml-loose-commas"    // shapes have blanks about the commas of their coordinates, which were read without them
	LeftOut        rows.Code = "kml-left-out"        // Value is an element that is no place
	NoAttributes   rows.Code = "shapefile-no-dbf"    // the zip holds no .dbf
	DeletedRows    rows.Code = "dbf-deleted"         // rows that are marked as deleted were left out
	DecodedText    rows.Code = "dbf-decoded"         // Value is the encoding of the text
	GuessedText    rows.Code = "dbf-decoded-guess"   // likewise, by a guess that is not certain
	BadText        rows.Code = "dbf-bad-text"        // Value holds bytes that the encoding does not have
	CutText        rows.Code = "dbf-cut-text"        // Value was cut inside its last character, which was left out
	OtherFiles     rows.Code = "archive-other-files" // Value is the first of the files that were not read
)
