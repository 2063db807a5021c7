package query

import (
	"fmt"
	"io"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"nguon/catalog"
)

// encodeParquet writes a file with the logical types of published ones.
func encodeParquet(w io.Writer, p *Page) error {
	schema, err := parquetSchema(p.Columns)
	if err != nil {
		return err
	}
	options := []parquet.WriterOption{schema, parquet.Compression(&parquet.Zstd)}
	geo, err := geoMetadata(p)
	if err != nil {
		return err
	}
	if geo != "" {
		options = append(options, parquet.KeyValueMetadata(geoKey, geo))
	}
	out := parquet.NewWriter(w, options...)
	rows := make([]parquet.Row, 0, batch)
	cells := make([]parquet.Value, 0, batch*len(p.Columns))
	flush := func() error {
		_, err := out.WriteRows(rows)
		rows, cells = rows[:0], cells[:0]
		return err
	}
	for _, row := range p.Rows {
		from := len(cells)
		for j, v := range row {
			value, err := parquetValue(v, p.Columns[j].Column)
			if err != nil {
				return err
			}
			level := 1
			if v == nil {
				level = 0
			}
			cells = append(cells, value.Level(0, level, j))
		}
		rows = append(rows, parquet.Row(cells[from:]))
		if len(rows) == batch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	return out.Close()
}

func parquetValue(v any, c *catalog.Column) (parquet.Value, error) {
	switch v := v.(type) {
	case nil:
		return parquet.NullValue(), nil
	case bool:
		return parquet.BooleanValue(v), nil
	case int64:
		return parquet.Int64Value(v), nil
	case Decimal:
		return parquet.Int64Value(v.Unscaled), nil
	case Clock:
		return parquet.Int64Value(int64(v)), nil
	case Span:
		return parquet.Int64Value(int64(v)), nil
	case float64:
		return parquet.DoubleValue(v), nil
	case string:
		return parquet.ByteArrayValue([]byte(v)), nil
	case time.Time:
		if c.Type == catalog.Date {
			return parquet.Int32Value(int32(v.Unix() / (24 * 60 * 60))), nil
		}
		return parquet.Int64Value(v.UnixMicro()), nil
	case orb.Geometry:
		shape, err := wkb.Marshal(v)
		return parquet.ByteArrayValue(shape), err
	}
	return parquet.Value{}, fmt.Errorf("no Parquet value for %T", v)
}

// decimalDigits is how many digits the type of a column of decimals has. Of less
// than 10, parquet-go would warn that 32 bits were enough.
func decimalDigits(c *catalog.Column) int { return min(max(10, c.Digits), maxDigits) }

// An orderedGroup is a parquet.Group that keeps the order of its fields.
type orderedGroup struct {
	parquet.Group
	order []string
}

func parquetSchema(columns []OutColumn) (*parquet.Schema, error) {
	g := orderedGroup{Group: parquet.Group{}}
	for _, c := range columns {
		var node parquet.Node
		switch c.Column.Type {
		case catalog.Boolean:
			node = parquet.Leaf(parquet.BooleanType)
		case catalog.Integer:
			node = parquet.Int(64)
		case catalog.Decimal:
			node = parquet.Decimal(c.Column.Scale, decimalDigits(c.Column), parquet.Int64Type)
		case catalog.Number:
			node = parquet.Leaf(parquet.DoubleType)
		case catalog.Date:
			node = parquet.Date()
		case catalog.Time:
			node = parquet.TimeAdjusted(parquet.Microsecond, false)
		case catalog.DateTime:
			node = parquet.Timestamp(parquet.Microsecond)
		case catalog.Duration:
			node = parquet.Leaf(parquet.Int64Type) // microseconds: Parquet has no type for them that readers know
		case catalog.Geometry:
			node = parquet.Leaf(parquet.ByteArrayType)
		case catalog.String:
			node = parquet.String()
		default:
			return nil, fmt.Errorf("no Parquet type for %q", c.Column.Type)
		}
		g.Group[c.Name] = parquet.Optional(node)
		g.order = append(g.order, c.Name)
	}
	return parquet.NewSchema("rows", g), nil
}

// Fields implements [parquet.Node].
func (g orderedGroup) Fields() []parquet.Field {
	byName := make(map[string]parquet.Field, len(g.order))
	for _, f := range g.Group.Fields() {
		byName[f.Name()] = f
	}
	fields := make([]parquet.Field, len(g.order))
	for i, name := range g.order {
		fields[i] = byName[name]
	}
	return fields
}
