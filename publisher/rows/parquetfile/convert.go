package parquetfile

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/deprecated"
	"github.com/parquet-go/parquet-go/format"

	"nguon/publisher/rows"
)

// The types of package catalog that columns of Parquet declare.
const (
	typeBoolean  rows.Type = "boolean"
	typeInteger  rows.Type = "integer"
	typeDecimal  rows.Type = "decimal"
	typeNumber   rows.Type = "number"
	typeDate     rows.Type = "date"
	typeTime     rows.Type = "time"
	typeDateTime rows.Type = "datetime"
	typeString   rows.Type = "string"
	typeGeometry rows.Type = "geometry"
)

const intervalType = deprecated.Interval

// A converter appends the text of a value that is not null to out.
type converter func(t *table, c *column, out []byte, v parquet.Value) (rows.Kind, []byte, error)

func boolean(_ *table, _ *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
	return rows.Bool, strconv.AppendBool(out, v.Boolean()), nil
}

func null(*table, *column, []byte, parquet.Value) (rows.Kind, []byte, error) {
	return rows.Empty, nil, nil
}

// integerType declares no type for what may not fit into 64 bits with a sign.
func integerType(kind parquet.Kind, signed bool) rows.Type {
	if kind == parquet.Int64 && !signed {
		return ""
	}
	return typeInteger
}

func integer(kind parquet.Kind, signed bool) converter {
	return func(_ *table, _ *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
		switch {
		case kind == parquet.Int32 && signed:
			out = strconv.AppendInt(out, int64(v.Int32()), 10)
		case kind == parquet.Int32:
			out = strconv.AppendUint(out, uint64(v.Uint32()), 10)
		case signed:
			out = strconv.AppendInt(out, v.Int64(), 10)
		default:
			out = strconv.AppendUint(out, v.Uint64(), 10)
		}
		return rows.Number, out, nil
	}
}

func float(t *table, c *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
	return t.number(c, out, float64(v.Float()), 32)
}

func double(t *table, c *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
	return t.number(c, out, v.Double(), 64)
}

// float16 is of IEEE 754 binary16.
func float16(t *table, c *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
	b := v.ByteArray()
	if len(b) != 2 {
		return 0, nil, errLength
	}
	bits := binary.LittleEndian.Uint16(b)
	exponent, fraction := int(bits>>10&31), float64(bits&1023)
	var f float64
	switch exponent {
	case 0:
		f = math.Ldexp(fraction, -24)
	case 31:
		if f = math.Inf(1); fraction != 0 {
			f = math.NaN()
		}
	default:
		f = math.Ldexp(1024+fraction, exponent-25)
	}
	if bits>>15 == 1 {
		f = -f
	}
	return t.number(c, out, f, 32)
}

// number writes the shortest digits that stand for no other number of as many
// bits.
func (t *table) number(c *column, out []byte, f float64, bits int) (rows.Kind, []byte, error) {
	kind := rows.Number
	from := len(out)
	out = strconv.AppendFloat(out, f, 'g', -1, bits)
	if math.IsNaN(f) || math.IsInf(f, 0) {
		kind = rows.Broken
		t.note(NotANumber, rows.Warning, c, out[from:])
	}
	return kind, out, nil
}

func text(t *table, c *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
	b := v.ByteArray()
	if !utf8.Valid(b) {
		return 0, nil, binaryColumn(c.Name, "UTF8", t.record)
	}
	return rows.Text, append(out, b...), nil
}

// untyped bytes are text only where all of them are.
func untyped(t *table, c *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
	b := v.ByteArray()
	if !utf8.Valid(b) {
		return 0, nil, binaryColumn(c.Name, "BYTE_ARRAY", t.record)
	}
	t.note(BytesAsText, rows.Note, c, b)
	return rows.Text, append(out, b...), nil
}

func binaryColumn(name, kind string, line int64) error {
	err := rows.Fatal(BinaryColumn, rows.Spot{Line: line, Value: kind}, "")
	err.Column = name
	return err
}

func uuid(_ *table, _ *column, out []byte, v parquet.Value) (rows.Kind, []byte, error) {
	b := v.ByteArray()
	if len(b) != 16 {
		return 0, nil, errLength
	}
	for i, part := range [][]byte{b[:4], b[4:6], b[6:8], b[8:10], b[10:]} {
		if i > 0 {
			out = append(out, '-')
		}
		out = hex.AppendEncode(out, part)
	}
	return rows.Text, out, nil
}

// unitOf returns how many of a unit are in a second.
func unitOf(u format.TimeUnit) int64 {
	switch u.Value.(type) {
	case *format.MilliSeconds:
		return 1e3
	case *format.NanoSeconds:
		return 1e9
	}
	return 1e6
}
