package query

import (
	"io"

	"github.com/paulmach/orb"
)

const byteOrderMark = "\uFEFF"

// encodeCSV writes a header and the rows as RFC 4180 says. A missing value is
// nothing, and the empty text a pair of quotes, so that they can be told apart.
func encodeCSV(w io.Writer, p *Page, bom bool) error {
	b := make([]byte, 0, chunk+chunk/4)
	if bom {
		b = append(b, byteOrderMark...)
	}
	b = appendCSVHeader(b, p.Columns)
	for _, row := range p.Rows {
		for j, v := range row {
			if j > 0 {
				b = append(b, ',')
			}
			switch v := v.(type) {
			case string:
				b = appendCSVText(b, v)
			case orb.Geometry:
				b = appendCSVText(b, appendWKT(nil, v))
			default:
				b = AppendText(b, v, p.Columns[j].Column)
			}
		}
		b = append(b, '\r', '\n')
		if len(b) >= chunk {
			if _, err := w.Write(b); err != nil {
				return err
			}
			b = b[:0]
		}
	}
	_, err := w.Write(b)
	return err
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
