package wire

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/big"
	"unicode/utf8"
)

// A Form says how the values of a column are sent.
type Form string

// The forms, with the types of Go of their values.
const (
	Bool      Form = "bool"      // bool
	Int       Form = "int"       // int64
	Big       Form = "big"       // *big.Int: an integer, or a decimal times 10 to the power of its scale
	Float     Form = "float"     // float64, finite
	Date      Form = "date"      // int64, days since 1970-01-01
	Clock     Form = "clock"     // int64, microseconds since midnight
	Timestamp Form = "timestamp" // int64, microseconds since 1970-01-01 UTC
	Interval  Form = "interval"  // [3]int64: months, days, microseconds
	Text      Form = "text"      // string
	Blob      Form = "blob"      // []byte
)

// A Column is a column of the answer.
type Column struct {
	Name  string `json:"name"`
	Form  Form   `json:"form"`
	Width int    `json:"width,omitempty"` // digits of a decimal, at most 38; 0 if it is an integer
	Scale int    `json:"scale,omitempty"` // of a decimal
}

const (
	maxDecimal = 38 // digits
	maxBig     = 41 // bytes of the text of an integer of 128 bits
)

// ReadColumns reads the payload of a frame [Columns].
func ReadColumns(payload []byte) ([]Column, error) {
	var all []Column
	if err := strictly(payload, &all); err != nil {
		return nil, err
	}
	if len(all) == 0 || len(all) > MaxColumns {
		return nil, fmt.Errorf("%w: %d columns", ErrFrame, len(all))
	}
	seen := make(map[string]bool, len(all))
	for _, c := range all {
		switch c.Form {
		case Bool, Int, Float, Date, Clock, Timestamp, Interval, Text, Blob:
			if c.Width != 0 || c.Scale != 0 {
				return nil, fmt.Errorf("%w: %s with digits", ErrFrame, c.Form)
			}
		case Big:
			if c.Width < 0 || c.Width > maxDecimal || c.Scale < 0 || c.Scale > c.Width {
				return nil, fmt.Errorf("%w: decimal(%d, %d)", ErrFrame, c.Width, c.Scale)
			}
		default:
			return nil, fmt.Errorf("%w: form %q", ErrFrame, c.Form)
		}
		if !printable(c.Name, MaxName) || c.Name == "" || seen[c.Name] {
			return nil, fmt.Errorf("%w: a column that has no name of its own", ErrFrame)
		}
		seen[c.Name] = true
	}
	return all, nil
}

// AppendRow appends a row: for each value a byte that says whether it is there,
// then the value in the form of its column.
func AppendRow(b []byte, columns []Column, row []any) ([]byte, error) {
	for i, v := range row {
		if v == nil {
			b = append(b, 0)
			continue
		}
		b = append(b, 1)
		ok := false
		switch columns[i].Form {
		case Bool:
			var t bool
			if t, ok = v.(bool); t {
				b = append(b, 1)
			} else {
				b = append(b, 0)
			}
		case Int, Date, Clock, Timestamp:
			var n int64
			n, ok = v.(int64)
			b = binary.AppendVarint(b, n)
		case Float:
			var f float64
			f, ok = v.(float64)
			b = binary.BigEndian.AppendUint64(b, math.Float64bits(f))
		case Big:
			var n *big.Int
			if n, ok = v.(*big.Int); ok {
				b = appendBytes(b, n.Append(nil, 10))
			}
		case Interval:
			var parts [3]int64
			parts, ok = v.([3]int64)
			for _, n := range parts {
				b = binary.AppendVarint(b, n)
			}
		case Text:
			var s string
			s, ok = v.(string)
			b = appendBytes(b, s)
		case Blob:
			var s []byte
			s, ok = v.([]byte)
			b = appendBytes(b, s)
		}
		if !ok {
			return nil, fmt.Errorf("%T in a column of form %s", v, columns[i].Form)
		}
	}
	return b, nil
}

func appendBytes[S string | []byte](b []byte, s S) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

// A RowReader reads the rows of a frame.
type RowReader struct {
	columns []Column
	rest    []byte
}

// NewRowReader returns a reader of the payload of a frame [Rows].
func NewRowReader(columns []Column, payload []byte) *RowReader { return &RowReader{columns, payload} }

// More reports whether another row follows.
func (r *RowReader) More() bool { return len(r.rest) > 0 }

// Next returns a row, whose values do not share memory with the frame.
func (r *RowReader) Next() ([]any, error) {
	row := make([]any, len(r.columns))
	for i := range r.columns {
		there, err := r.octet()
		if err != nil {
			return nil, err
		}
		if there == 0 {
			continue
		}
		if row[i], err = r.value(r.columns[i].Form); err != nil {
			return nil, err
		}
	}
	return row, nil
}

func (r *RowReader) value(f Form) (any, error) {
	switch f {
	case Bool:
		o, err := r.octet()
		return o == 1, err
	case Int, Date, Clock, Timestamp:
		return r.varint()
	case Float:
		if len(r.rest) < 8 {
			return nil, r.short()
		}
		v := math.Float64frombits(binary.BigEndian.Uint64(r.rest))
		r.rest = r.rest[8:]
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return nil, fmt.Errorf("%w: a number that is not finite", ErrFrame)
		}
		return v, nil
	case Interval:
		var parts [3]int64
		for i := range parts {
			var err error
			if parts[i], err = r.varint(); err != nil {
				return nil, err
			}
		}
		return parts, nil
	case Big:
		s, err := r.bytes(maxBig)
		if err != nil {
			return nil, err
		}
		n, ok := new(big.Int).SetString(string(s), 10)
		if !ok {
			return nil, fmt.Errorf("%w: %q is no integer", ErrFrame, s)
		}
		return n, nil
	case Text:
		s, err := r.bytes(MaxFrame)
		if err == nil && !utf8.Valid(s) {
			err = fmt.Errorf("%w: a text that is not UTF-8", ErrFrame)
		}
		return string(s), err
	default: // Blob
		s, err := r.bytes(MaxFrame)
		return append([]byte{}, s...), err
	}
}

func (r *RowReader) octet() (byte, error) {
	if len(r.rest) == 0 {
		return 0, r.short()
	}
	o := r.rest[0]
	if r.rest = r.rest[1:]; o > 1 {
		return 0, fmt.Errorf("%w: %d is neither yes nor no", ErrFrame, o)
	}
	return o, nil
}

func (r *RowReader) varint() (int64, error) {
	n, size := binary.Varint(r.rest)
	if size <= 0 {
		return 0, r.short()
	}
	r.rest = r.rest[size:]
	return n, nil
}

func (r *RowReader) bytes(most int) ([]byte, error) {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 || n > uint64(most) || n > uint64(len(r.rest)-size) {
		return nil, r.short()
	}
	s := r.rest[size : size+int(n)]
	r.rest = r.rest[size+int(n):]
	return s, nil
}

func (r *RowReader) short() error { return fmt.Errorf("%w: a row that has no end", ErrFrame) }
