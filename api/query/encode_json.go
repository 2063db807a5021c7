package query

import (
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"
)

// encodeJSON writes an array with an object for each row.
func encodeJSON(w io.Writer, p *Page) error {
	return encodeObjects(w, p, "[", ",", "]")
}

// encodeNDJSON writes a line with an object for each row.
func encodeNDJSON(w io.Writer, p *Page) error {
	end := "\n"
	if len(p.Rows) == 0 {
		end = ""
	}
	return encodeObjects(w, p, "", "\n", end)
}

func encodeObjects(w io.Writer, p *Page, begin, between, end string) error {
	labels := jsonLabels(p.Columns)
	b := make([]byte, 0, chunk+chunk/4)
	b = append(b, begin...)
	for i, row := range p.Rows {
		if i > 0 {
			b = append(b, between...)
		}
		for j, v := range row {
			b = append(b, labels[j]...)
			b = appendJSON(b, v, p.Columns[j])
		}
		b = append(b, '}')
		if len(b) >= chunk {
			if _, err := w.Write(b); err != nil {
				return err
			}
			b = b[:0]
		}
	}
	b = append(b, end...)
	_, err := w.Write(b)
	return err
}

// jsonLabels are what stands before each value of an object.
func jsonLabels(columns []OutColumn) [][]byte {
	labels := make([][]byte, len(columns))
	for i, c := range columns {
		open := byte(',')
		if i == 0 {
			open = '{'
		}
		labels[i] = append(appendJSONText([]byte{open}, c.Name), ':')
	}
	return labels
}

// appendJSON appends the value of a cell.
func appendJSON(b []byte, v any, c OutColumn) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case string:
		return appendJSONText(b, v)
	case int64:
		if c.Text {
			b = append(b, '"')
			b = strconv.AppendInt(b, v, 10)
			return append(b, '"')
		}
		return strconv.AppendInt(b, v, 10)
	case Decimal:
		if c.Text {
			return append(v.append(append(b, '"')), '"')
		}
		return v.append(b)
	case time.Time, Clock, Span:
		return append(AppendText(append(b, '"'), v, c.Column), '"')
	case orb.Geometry:
		return appendGeoJSON(b, v)
	default:
		return AppendText(b, v, c.Column)
	}
}

// appendJSONText appends s in quotes. Bytes that are not UTF-8 become U+FFFD.
func appendJSONText(b []byte, s string) []byte {
	b = append(b, '"')
	from := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				b = append(append(b, s[from:i]...), "\uFFFD"...)
				from = i + 1
			}
			i += size
			continue
		}
		if c >= ' ' && c != '"' && c != '\\' {
			i++
			continue
		}
		b = append(b, s[from:i]...)
		switch c {
		case '"', '\\':
			b = append(b, '\\', c)
		case '\n':
			b = append(b, '\\', 'n')
		case '\r':
			b = append(b, '\\', 'r')
		case '\t':
			b = append(b, '\\', 't')
		default:
			b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
		}
		i++
		from = i
	}
	return append(append(b, s[from:]...), '"')
}
