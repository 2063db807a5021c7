package compare

import (
	"fmt"
	"io"
	"reflect"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"nguon/publisher/rowset"
)

const (
	groupRows  = 122_880 // of a row group of the table of changes
	pageBytes  = 64 << 10
	batchBytes = 4 << 20 // of texts that wait to be written
)

// A changeWriter writes a table of changes as Parquet.
type changeWriter struct {
	w            *parquet.GenericWriter[any]
	kinds        []parquet.Kind // of the fields
	oldAt, newAt []int
	batch        []parquet.Row
	texts        []byte // of the rows of batch, which outlive the page that they are from
	inGroup      int
	rows         int64
}

// newChangeWriter starts a file whose columns have the physical types of those
// that their values are from.
func newChangeWriter(w io.Writer, c *collector) (*changeWriter, error) {
	out := &changeWriter{oldAt: c.oldAt, newAt: c.newAt}
	root := orderedGroup{Group: parquet.Group{}}
	root.add(Change, parquet.Encoded(parquet.String(), &parquet.RLEDictionary))
	for _, f := range c.fields {
		from, name := c.joined.now, f.new
		if name == "" {
			from, name = c.joined.before, f.old
		}
		node, err := nodeOf(from.File, name)
		if err != nil {
			return nil, err
		}
		out.kinds = append(out.kinds, node.Type().Kind())
		root.add(f.column.Name, parquet.Optional(node))
	}
	out.w = parquet.NewGenericWriter[any](w, parquet.NewSchema("changes", root), parquet.Compression(&zstd.Codec{Level: zstd.SpeedFastest}),
		parquet.PageBufferSize(pageBytes), parquet.CreatedBy("nguon", "1", ""))
	return out, nil
}

// nodeOf returns the type of a column of a file.
func nodeOf(f *rowset.File, name string) (n parquet.Node, err error) {
	defer recoverAs(&err)
	file, err := parquet.OpenFile(f, f.Size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return nil, fmt.Errorf("open a table: %w", err)
	}
	leaf, ok := file.Schema().Lookup(name)
	if !ok {
		return nil, fmt.Errorf("read a table: there is no column %q", name)
	}
	return parquet.Leaf(leaf.Node.Type()), nil
}

// write adds a change. Either row may be nil.
func (o *changeWriter) write(change string, old, now []parquet.Value) error {
	row := make(parquet.Row, 0, len(o.kinds)+1)
	row = append(row, parquet.ByteArrayValue([]byte(change)).Level(0, 0, 0))
	for i := range o.kinds {
		v := parquet.NullValue()
		switch {
		case now != nil && o.newAt[i] >= 0:
			v = now[o.newAt[i]]
		case old != nil && o.oldAt[i] >= 0:
			v = old[o.oldAt[i]]
		}
		if v.IsNull() {
			row = append(row, parquet.NullValue().Level(0, 0, i+1))
			continue
		}
		row = append(row, o.keep(v, o.kinds[i]).Level(0, 1, i+1))
	}
	o.batch = append(o.batch, row)
	o.rows++
	if len(o.batch) == 1024 || len(o.texts) > batchBytes {
		return o.flush()
	}
	return nil
}

// keep returns v as a value of a kind, with its text in o.
func (o *changeWriter) keep(v parquet.Value, kind parquet.Kind) parquet.Value {
	switch kind {
	case parquet.Int32:
		return parquet.Int32Value(int32(toInt(v)))
	case parquet.Int64:
		return parquet.Int64Value(toInt(v))
	case parquet.ByteArray, parquet.FixedLenByteArray:
		from := len(o.texts)
		o.texts = append(o.texts, v.ByteArray()...)
		text := o.texts[from:len(o.texts):len(o.texts)]
		if kind == parquet.FixedLenByteArray {
			return parquet.FixedLenByteArrayValue(text)
		}
		return parquet.ByteArrayValue(text)
	}
	return v
}

func (o *changeWriter) flush() error {
	if _, err := o.w.WriteRows(o.batch); err != nil {
		return err
	}
	o.inGroup += len(o.batch)
	o.batch, o.texts = o.batch[:0], o.texts[:0]
	if o.inGroup < groupRows {
		return nil
	}
	o.inGroup = 0
	return o.w.Flush()
}

func (o *changeWriter) close() error {
	if err := o.flush(); err != nil {
		return err
	}
	return o.w.Close()
}

// An orderedGroup is a group whose fields keep their order.
type orderedGroup struct {
	parquet.Group
	fields []parquet.Field
}

// Fields returns the fields in their order.
func (g orderedGroup) Fields() []parquet.Field { return g.fields }

func (g *orderedGroup) add(name string, n parquet.Node) {
	g.fields = append(g.fields, orderedField{n, name})
	g.Group[name] = n
}

type orderedField struct {
	parquet.Node
	name string
}

// Name returns the name of the field.
func (f orderedField) Name() string { return f.name }

// Value returns the field's value of a row held in a map.
func (f orderedField) Value(base reflect.Value) reflect.Value {
	return base.MapIndex(reflect.ValueOf(f.name))
}
