package query

import (
	"fmt"
	"io"
	"sync"
)

// chunk is about how many bytes an encoder gathers before it writes.
const chunk = 64 << 10

// EncodeOptions are the choices that a format leaves.
type EncodeOptions struct {
	BOM bool // begin CSV with a byte order mark, for spreadsheet programs
	// Dir is where workbooks of more than 16 MiB are put together; empty is the
	// folder of the system for temporary files.
	Dir string
}

// An encoder writes rows in one format.
type encoder interface {
	// rows writes any number of rows, which it does not keep.
	rows(rows [][]any) error
	// end writes what comes after the last row.
	end() error
	// discard gives back what the encoder holds. It is called once, whether or
	// not all went well.
	discard()
}

// newEncoder returns what writes rows of the given columns as f, which is not
// Parquet.
func newEncoder(w io.Writer, f Format, columns []OutColumn, o EncodeOptions) (encoder, error) {
	switch f {
	case JSON:
		return newObjects(w, columns, "[", ",", "", "]"), nil
	case NDJSON:
		return newObjects(w, columns, "", "\n", "\n", ""), nil
	case GeoJSON:
		return newFeatures(w, columns)
	case CSV:
		return newCSV(w, columns, o.BOM), nil
	case XLSX:
		return newWorkbook(w, columns, o.Dir)
	case Arrow:
		return newArrow(w, columns)
	}
	return nil, fmt.Errorf("no format %q", f)
}

// Encode writes the rows of p: JSON as the array of rows that the answer of the
// API holds as "data", all others as a whole answer. A value is the same in all
// of them; what differs is only what the format calls it. What a format cannot
// hold, such as a text that is too long for a cell of a workbook, is an [*Error].
func Encode(w io.Writer, f Format, p *Page, o EncodeOptions) error {
	if f == Parquet {
		return encodeParquet(w, p)
	}
	e, err := newEncoder(w, f, p.Columns, o)
	if err != nil {
		return err
	}
	defer e.discard()
	if err := e.rows(p.Rows); err != nil {
		return err
	}
	return e.end()
}

// A textEncoder gathers text and writes it in chunks.
type textEncoder struct {
	w    io.Writer
	b    []byte
	held *[]byte // of textBuffers; nil after discard
}

// textBuffers hold []byte of about a chunk that no encoder uses: to clear a new
// one takes longer than to write a page of 100 rows.
var textBuffers = sync.Pool{New: func() any { return new(make([]byte, 0, chunk+chunk/4)) }}

func newText(w io.Writer) textEncoder {
	held, _ := textBuffers.Get().(*[]byte)
	return textEncoder{w, (*held)[:0], held}
}

// flush writes what was gathered if it is a chunk.
func (t *textEncoder) flush() error {
	if len(t.b) < chunk {
		return nil
	}
	return t.end()
}

func (t *textEncoder) end() error {
	_, err := t.w.Write(t.b)
	t.b = t.b[:0]
	return err
}

// discard gives the buffer back, unless a long row has made it a large one.
func (t *textEncoder) discard() {
	if cap(t.b) <= 2*chunk {
		*t.held = t.b
		textBuffers.Put(t.held)
	}
	t.b, t.held = nil, nil
}
