package table

import (
	"io"
	"maps"
	"reflect"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"
)

// The layout of published files. One file serves downloads, pages of rows
// through the page index, and scans by SQL engines. Measured on three million
// flights, in time of one core: with pages of 4, 64 and 256 kB, 2,400, 1,800
// and 1,300 pages of a hundred rows a second, and 189, 38 and 33 ms for a
// filter by DuckDB.
const (
	groupRows  = 122_880  // rows of a row group: what DuckDB reads as one unit
	groupBytes = 24 << 20 // of input, after which a row group ends early
	pageBytes  = 64 << 10 // of values, before compression

	dictionaryRatio = 8       // rows a distinct value, from which on a dictionary pays
	dictionaryBytes = 1 << 20 // of values, at most
	bloomBits       = 10      // a distinct value
	bloomColumns    = 1000    // of a table, from which on only columns of the key have Bloom filters: the library looks for each in a list
)

var codec = &zstd.Codec{Level: zstd.SpeedFastest, Concurrency: 1}

// columnLayout says how one column is stored.
type columnLayout struct {
	dictionary bool
	bloom      bool
}

// node is the Parquet form of a column. It is optional only if values are
// missing: required columns are smaller, and faster to read.
func (c *Column) node(l columnLayout) parquet.Node {
	var n parquet.Node
	switch c.Type {
	case Boolean:
		n = parquet.Leaf(parquet.BooleanType)
	case Integer:
		n = parquet.Leaf(parquet.Int64Type)
	case Number:
		n = parquet.Leaf(parquet.DoubleType)
	case Decimal:
		n = parquet.Decimal(c.Scale, max(c.Digits, 1), parquet.Int64Type)
	case Date:
		n = parquet.Date()
	case Time:
		n = parquet.TimeAdjusted(parquet.Microsecond, false)
	case Duration:
		n = parquet.Leaf(parquet.Int64Type)
	case Geometry:
		n = parquet.Leaf(parquet.ByteArrayType)
	case DateTime:
		n = parquet.Timestamp(parquet.Microsecond)
	default:
		n = parquet.String()
	}
	switch {
	case l.dictionary && c.Type != Boolean:
		n = parquet.Encoded(n, &parquet.RLEDictionary)
	case c.Type != Boolean && c.Type != Number && c.Type != String && c.Type != Geometry:
		n = parquet.Encoded(n, &parquet.DeltaBinaryPacked)
	default:
		n = parquet.Encoded(n, &parquet.Plain)
	}
	if c.optional() {
		n = parquet.Optional(n)
	}
	return n
}

// optional reports whether values of c may be missing.
func (c *Column) optional() bool { return c.Nulls > 0 || c.Derived || c.spare }

// record is a group whose fields keep the order of the columns.
type record struct {
	parquet.Group
	fields []parquet.Field
}

// Fields returns the columns in their order.
func (r record) Fields() []parquet.Field { return r.fields }

type recordField struct {
	parquet.Node
	name string
}

// Name returns the name of the column.
func (f recordField) Name() string { return f.name }

// Value returns the column's value of a row held in a map.
func (f recordField) Value(base reflect.Value) reflect.Value {
	return base.MapIndex(reflect.ValueOf(f.name))
}

// newWriter starts a Parquet file of the columns of p.
func (p *Plan) newWriter(w io.Writer, layout []columnLayout, covers []*cover, metadata map[string]string) *parquet.GenericWriter[any] {
	root := record{Group: parquet.Group{}}
	var blooms []parquet.BloomFilterColumn
	for i := range p.Columns {
		c := &p.Columns[i]
		root.fields = append(root.fields, recordField{c.node(layout[i]), c.Name})
		root.Group[c.Name] = root.fields[i]
		if layout[i].bloom {
			blooms = append(blooms, parquet.SplitBlockFilter(bloomBits, c.Name))
		}
	}
	for _, v := range covers {
		node := v.node(p)
		root.fields = append(root.fields, recordField{node, v.name})
		root.Group[v.name] = node
	}
	options := []parquet.WriterOption{
		parquet.NewSchema("table", root),
		parquet.Compression(codec),
		parquet.PageBufferSize(pageBytes),
		parquet.DataPageStatistics(true),
		parquet.DictionaryMaxBytes(dictionaryBytes),
		parquet.BloomFilters(blooms...),
		parquet.CreatedBy("nguon", "1", ""),
	}
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		options = append(options, parquet.KeyValueMetadata(key, metadata[key]))
	}
	return parquet.NewGenericWriter[any](w, options...)
}
