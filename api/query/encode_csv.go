package query

import (
	"io"

	"github.com/paulmach/orb"
)

const byteOrderMark = "\uFEFF"

// A csvEncoder writes a header and rows as RFC 4180 says. A missing value is
// nothing, and the empty text a pair of quotes, so that they can be told apart.
type csvEncoder struct {
	textEncoder
	columns []OutColumn
}

func newCSV(w io.Writer, columns []OutColumn, bom bool) *csvEncoder {
	e := &csvEncoder{newText(w), columns}
	if bom {
		e.b = append(e.b, byteOrderMark...)
	}
	e.b = appendCSVHeader(e.b, columns)
	return e
}

func (e *csvEncoder) rows(rows [][]any) error {
	for _, row := range rows {
		for j, v := range row {
			if j > 0 {
				e.b = append(e.b, ',')
			}
			switch v := v.(type) {
			case string:
				e.b = appendCSVText(e.b, v)
			case orb.Geometry:
				e.b = appendCSVText(e.b, appendWKT(nil, v))
			default:
				e.b = AppendText(e.b, v, e.columns[j].Column)
			}
		}
		e.b = append(e.b, '\r', '\n')
		if err := e.flush(); err != nil {
			return err
		}
	}
	return nil
}

func appendCSVHeader(b []byte, columns []OutColumn) []byte {
	for i, c := range columns {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendCSVText(b, c.Name)
	}
	return append(b, '\r', '\n')
}

// appendCSVText appends s as it is, in quotes where it needs them. What a
// spreadsheet program would take for a formula is not changed: the data are
// what was published.
func appendCSVText[T string | []byte](b []byte, s T) []byte {
	if len(s) > 0 && !needsQuotes(s) {
		return append(b, s...)
	}
	b = append(b, '"')
	for i := range len(s) {
		if s[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}

func needsQuotes[T string | []byte](s T) bool {
	for i := range len(s) {
		switch s[i] {
		case ',', '"', '\r', '\n':
			return true
		}
	}
	return s[0] == ' ' || s[len(s)-1] == ' '
}
