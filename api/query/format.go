package query

// A Format is a form in which rows are sent.
type Format string

// The formats.
const (
	JSON    Format = "json"
	NDJSON  Format = "ndjson"
	CSV     Format = "csv"
	Parquet Format = "parquet"
)

// Formats are all formats; the first is the default.
var Formats = []Format{JSON, NDJSON, CSV, Parquet}

// ParseFormat returns the format with the given name.
func ParseFormat(name string) (Format, bool) {
	for _, f := range Formats {
		if string(f) == name {
			return f, true
		}
	}
	return "", false
}

// MediaType is the value of Content-Type for f.
func (f Format) MediaType() string {
	switch f {
	case NDJSON:
		return "application/x-ndjson"
	case CSV:
		return "text/csv; charset=utf-8; header=present"
	case Parquet:
		return "application/vnd.apache.parquet"
	default:
		return "application/json"
	}
}
