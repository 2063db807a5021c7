package query

import (
	"fmt"
	"io"
)

// chunk is about how many bytes an encoder gathers before it writes.
const chunk = 64 << 10

// EncodeOptions are the choices that a format leaves.
type EncodeOptions struct {
	BOM bool // begin CSV with a byte order mark, for spreadsheet programs
}

// Encode writes the rows of p: NDJSON, CSV and Parquet as a whole answer, JSON
// as the array of rows that the answer of the API holds as "data". A value is
// the same in all of them; what differs is only what the format calls it.
func Encode(w io.Writer, f Format, p *Page, o EncodeOptions) error {
	switch f {
	case JSON:
		return encodeJSON(w, p)
	case NDJSON:
		return encodeNDJSON(w, p)
	case CSV:
		return encodeCSV(w, p, o.BOM)
	case Parquet:
		return encodeParquet(w, p)
	}
	return fmt.Errorf("no format %q", f)
}
