// Package intake takes a file in as it arrives: it unwraps what was compressed
// for the way, tells what the file is, and says clearly what cannot be read.
//
// What a file is is told by its content. Its name decides only between readings
// that the content allows, and a name that says otherwise is reported. Programs
// of Vietnamese offices save tables of HTML as ".xls", and mail systems rename
// freely, so that the name alone would be wrong too often.
//
// A packed file is unpacked to a temporary file that has no name, never to a
// path that the archive gives, and never further than [rows.Limits.Unpacked]
// allows.
package intake

// A Format is a kind of file that there is a reader for.
type Format string

// The formats.
const (
	Text      Format = "text" // separated text, in any encoding; also a file without a byte
	XLSX      Format = "xlsx"
	ODS       Format = "ods"
	JSON      Format = "json"
	NDJSON    Format = "ndjson"  // a value of JSON on each line
	GeoJSON   Format = "geojson" // one value, or a feature on each line: see [File.Lines]
	KML       Format = "kml"     // also out of a KMZ
	Shapefile Format = "shapefile"
	Parquet   Format = "parquet"
)

// extensions are the ends of names that promise a format. Names that are not
// here, such as .txt, .dat and .bin, promise nothing.
var extensions = map[string]Format{
	".csv": Text, ".tsv": Text, ".tab": Text, ".psv": Text,
	".xlsx": XLSX, ".xlsm": XLSX, ".xltx": XLSX, ".ods": ODS,
	".json": JSON, ".ndjson": NDJSON, ".jsonl": NDJSON,
	".geojson": GeoJSON, ".geojsonl": GeoJSON, ".geojsons": GeoJSON,
	".kml": KML, ".kmz": KML, ".shp": Shapefile, ".parquet": Parquet,
	// What there is no reader for promises a format all the same.
	".xls": "xls", ".xlsb": "xlsb", ".xml": "xml", ".html": "html", ".htm": "html", ".pdf": "pdf", ".doc": "doc", ".docx": "docx",
	".dbf": "dbf", ".gpkg": "gpkg", ".db": "sqlite", ".sqlite": "sqlite", ".png": "png", ".jpg": "jpeg", ".jpeg": "jpeg",
}

// alike are the formats that a name may promise for a content besides its own:
// JSON is the name of a family.
var alike = map[Format][]Format{
	NDJSON:  {JSON},
	GeoJSON: {JSON, NDJSON},
	JSON:    {GeoJSON},
	KML:     {"xml"},
}
