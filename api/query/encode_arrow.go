package query

import (
	"fmt"
	"io"
	"time"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/ipc"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"nguon/catalog"
)

// Bounds on a batch of records, whichever comes first.
const (
	arrowRows  = 8192
	arrowBytes = 8 << 20 // of texts and shapes
)

// An arrowEncoder writes the stream of Arrow IPC
// (https://arrow.apache.org/docs/format/Columnar.html#ipc-streaming-format). It
// is not compressed by itself: not every reader could undo that.
type arrowEncoder struct {
	out   arrowWriter
	build *array.RecordBuilder
	count int
	bytes int
}

// An arrowWriter writes the stream or the file of Arrow IPC.
type arrowWriter interface {
	Write(arrow.RecordBatch) error
	Close() error
}

func newArrow(w io.Writer, columns []OutColumn) (*arrowEncoder, error) {
	schema, err := arrowSchema(columns)
	if err != nil {
		return nil, err
	}
	return newArrowEncoder(ipc.NewWriter(w, ipc.WithSchema(schema)), schema), nil
}

// newArrowFile returns what writes the file of Arrow IPC, which has a footer and
// can be read from any batch on. It is compressed with zstd.
func newArrowFile(w io.Writer, columns []OutColumn) (*arrowEncoder, error) {
	schema, err := arrowSchema(columns)
	if err != nil {
		return nil, err
	}
	out, err := ipc.NewFileWriter(w, ipc.WithSchema(schema), ipc.WithZstd())
	if err != nil {
		return nil, err
	}
	return newArrowEncoder(out, schema), nil
}

func newArrowEncoder(out arrowWriter, schema *arrow.Schema) *arrowEncoder {
	return &arrowEncoder{out: out, build: array.NewRecordBuilder(memory.DefaultAllocator, schema)}
}

func arrowSchema(columns []OutColumn) (*arrow.Schema, error) {
	fields := make([]arrow.Field, len(columns))
	for i, c := range columns {
		f, err := arrowField(c)
		if err != nil {
			return nil, err
		}
		fields[i] = f
	}
	return arrow.NewSchema(fields, nil), nil
}

func arrowField(c OutColumn) (arrow.Field, error) {
	f := arrow.Field{Name: c.Name, Nullable: true}
	switch c.Column.Type {
	case catalog.Boolean:
		f.Type = arrow.FixedWidthTypes.Boolean
	case catalog.Integer:
		f.Type = arrow.PrimitiveTypes.Int64
	case catalog.Decimal:
		f.Type = &arrow.Decimal128Type{Precision: int32(decimalDigits(c.Column)), Scale: int32(c.Column.Scale)}
	case catalog.Number:
		f.Type = arrow.PrimitiveTypes.Float64
	case catalog.Date:
		f.Type = arrow.FixedWidthTypes.Date32
	case catalog.Time:
		f.Type = arrow.FixedWidthTypes.Time64us
	case catalog.DateTime:
		f.Type = arrow.FixedWidthTypes.Timestamp_us // in UTC
	case catalog.Duration:
		f.Type = arrow.FixedWidthTypes.Duration_us
	case catalog.String:
		f.Type = arrow.BinaryTypes.String
	case catalog.Geometry: // https://geoarrow.org/extension-types.html
		f.Type = arrow.BinaryTypes.Binary
		f.Metadata = arrow.NewMetadata(
			[]string{"ARROW:extension:name", "ARROW:extension:metadata"},
			[]string{"geoarrow.wkb", `{"crs":"OGC:CRS84"}`})
	default:
		return f, fmt.Errorf("no Arrow type for %q", c.Column.Type)
	}
	return f, nil
}

func (e *arrowEncoder) rows(rows [][]any) error {
	for _, row := range rows {
		for j, v := range row {
			if err := e.append(e.build.Field(j), v); err != nil {
				return err
			}
		}
		if e.count++; e.count >= arrowRows || e.bytes >= arrowBytes {
			if err := e.flush(); err != nil {
				return err
			}
		}
	}
	return nil
}

func (e *arrowEncoder) append(to array.Builder, v any) error {
	switch v := v.(type) {
	case nil:
		to.AppendNull()
		return nil
	case orb.Geometry:
		shape, err := wkb.Marshal(v)
		if err != nil {
			return err
		}
		if b, ok := to.(*array.BinaryBuilder); ok {
			e.bytes += len(shape)
			b.Append(shape)
			return nil
		}
	}
	switch b := to.(type) {
	case *array.BooleanBuilder:
		return add(b.Append, v)
	case *array.Int64Builder:
		return add(b.Append, v)
	case *array.Float64Builder:
		return add(b.Append, v)
	case *array.StringBuilder:
		if s, ok := v.(string); ok {
			e.bytes += len(s)
		}
		return add(b.Append, v)
	case *array.Decimal128Builder:
		return add(func(d Decimal) { b.Append(decimal128.FromI64(d.Unscaled)) }, v)
	case *array.Date32Builder:
		return add(func(t time.Time) { b.Append(arrow.Date32FromTime(t)) }, v)
	case *array.TimestampBuilder:
		return add(func(t time.Time) { b.Append(arrow.Timestamp(t.UnixMicro())) }, v)
	case *array.Time64Builder:
		return add(func(c Clock) { b.Append(arrow.Time64(c)) }, v)
	case *array.DurationBuilder:
		return add(func(s Span) { b.Append(arrow.Duration(s)) }, v)
	}
	return fmt.Errorf("no Arrow value for %T in %T", v, to)
}

// add appends v if it is what the column holds.
func add[V any](to func(V), v any) error {
	value, ok := v.(V)
	if !ok {
		return fmt.Errorf("a value is %T, not %T", v, value)
	}
	to(value)
	return nil
}

// flush writes a batch.
func (e *arrowEncoder) flush() error {
	batch := e.build.NewRecordBatch()
	defer batch.Release()
	e.count, e.bytes = 0, 0
	return e.out.Write(batch)
}

func (e *arrowEncoder) end() error {
	if e.count > 0 {
		if err := e.flush(); err != nil {
			return err
		}
	}
	return e.out.Close()
}

func (e *arrowEncoder) discard() { e.build.Release() }
