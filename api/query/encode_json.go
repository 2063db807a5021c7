package query

import (
	"io"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/paulmach/orb"
)

// An objectsEncoder writes an object for each row.
type objectsEncoder struct {
	textEncoder
	columns             []OutColumn
	labels              [][]byte
	between, last, tail string // last comes after the last row, tail after all
	begun               bool
}

func newObjects(w io.Writer, columns []OutColumn, begin, between, last, tail string) *objectsEncoder {
	e := &objectsEncoder{newText(w), columns, jsonLabels(columns), between, last, tail, false}
	e.b = append(e.b, begin...)
	return e
}

func (e *objectsEncoder) rows(rows [][]any) error {
	for _, row := range rows {
		e.next()
		for j, v := range row {
			e.b = append(e.b, e.labels[j]...)
			e.b = appendJSON(e.b, v, e.columns[j])
		}
		e.b = append(e.b, '}')
		if err := e.flush(); err != nil {
			return err
		}
	}
	return nil
}

// next begins a row.
func (e *objectsEncoder) next() {
	if e.begun {
		e.b = append(e.b, e.between...)
	}
	e.begun = true
}

func (e *objectsEncoder) end() error {
	if e.begun {
		e.b = append(e.b, e.last...)
	}
	e.b = append(e.b, e.tail...)
	return e.textEncoder.end()
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
