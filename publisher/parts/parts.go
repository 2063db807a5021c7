// Package parts makes one Parquet file of several without reading their rows.
//
// All offsets in a Parquet file are counted from its beginning and stand in its
// footer and in the indexes of its pages; what lies between the pages that these
// name is of no meaning. So the bytes of some files, one file after the other,
// with a new footer and new indexes of pages behind them, are a file whose row
// groups are those of all
// (https://parquet.apache.org/docs/file-format/). A table that grows by a part a
// month is published like that: the parts are stored once, and of each release
// only what stands behind them.
package parts

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"reflect"
	"slices"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"

	"nguon/publisher/rows/parquetfile"
)

// ErrUnlike is why files do not make one: their columns, or how these are stored,
// differ in more than the digits of decimals, or one has metadata that speak of
// its rows.
var ErrUnlike = errors.New("the files are not parts of one table")

// A File is a Parquet file.
type File struct {
	io.ReaderAt
	Size int64 // in bytes
}

// piece reads n bytes from off, which must be in the file.
func (f File) piece(off int64, n int32) ([]byte, error) {
	if n <= 0 || off < 0 || off > f.Size-int64(n) {
		return nil, fmt.Errorf("%d bytes at %d, in a file of %d", n, off, f.Size)
	}
	b := make([]byte, n)
	_, err := f.ReadAt(b, off)
	return b, err
}

// A Whole is the file that parts make.
type Whole struct {
	Tail []byte // what stands behind the bytes of the parts
	Size int64  // in bytes
	Rows int64
}

// maxGroups is what fits into the number of a row group.
const maxGroups = math.MaxInt16

// Join makes one file of parts, which must be at least one, in their order, that
// says metadata about itself. The same parts and metadata make the same file. It
// returns [ErrUnlike] if they are not parts of one table.
func Join(parts []File, metadata map[string]string) (w *Whole, err error) {
	defer func() {
		if r := recover(); r != nil { // a decoder that met what no writer writes
			w, err = nil, fmt.Errorf("join parts: %v", r)
		}
	}()
	var j joint
	for i, part := range parts {
		if err := j.add(part); err != nil {
			return nil, fmt.Errorf("join part %d: %w", i+1, err)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(metadata)) {
		j.footer.KeyValueMetadata = append(j.footer.KeyValueMetadata, format.KeyValue{Key: key, Value: metadata[key]})
	}
	tail, err := j.tail()
	if err != nil {
		return nil, err
	}
	return &Whole{Tail: tail, Size: j.size + int64(len(tail)), Rows: j.footer.NumRows}, nil
}

// A joint gathers what is known of the parts.
type joint struct {
	footer  format.FileMetaData
	size    int64 // of the parts so far
	columns [][]byte
	offsets []*format.OffsetIndex
}

// ofRows is metadata that describe the rows of a file: of shapes, where they lie.
const ofRows = "geo"

func (j *joint) add(part File) error {
	if err := parquetfile.CheckFooter(part, part.Size); err != nil {
		return err
	}
	f, err := parquet.OpenFile(part, part.Size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true))
	if err != nil {
		return err
	}
	if _, ok := f.Lookup(ofRows); ok {
		return fmt.Errorf("%w: shapes", ErrUnlike)
	}
	m := f.Metadata()
	if len(j.footer.Schema) == 0 {
		j.footer = format.FileMetaData{Version: m.Version, Schema: slices.Clone(m.Schema), CreatedBy: m.CreatedBy, ColumnOrders: m.ColumnOrders}
	} else if err := j.agree(m.Schema); err != nil {
		return err
	}
	if len(j.footer.RowGroups)+len(m.RowGroups) > maxGroups {
		return fmt.Errorf("%w: more than %d row groups", ErrUnlike, maxGroups)
	}
	for i := range m.RowGroups {
		g := m.RowGroups[i]
		g.Ordinal = int16(len(j.footer.RowGroups))
		shift(&g.FileOffset, j.size)
		for c := range g.Columns {
			if err := j.addChunk(part, &g.Columns[c]); err != nil {
				return err
			}
		}
		j.footer.RowGroups = append(j.footer.RowGroups, g)
	}
	j.footer.NumRows += m.NumRows
	j.size += part.Size
	return nil
}

// agree compares a schema with that of the parts before. Of decimals the most
// digits count: they are stored alike whatever their number.
func (j *joint) agree(schema []format.SchemaElement) error {
	if len(schema) != len(j.footer.Schema) {
		return fmt.Errorf("%w: %d columns, not %d", ErrUnlike, len(schema), len(j.footer.Schema))
	}
	for i := range schema {
		mine, other := &j.footer.Schema[i], schema[i]
		if theirs, ok := other.LogicalType.Value.(*format.DecimalType); ok {
			if ours, ok := mine.LogicalType.Value.(*format.DecimalType); ok && ours.Scale == theirs.Scale {
				most := &format.DecimalType{Scale: ours.Scale, Precision: max(ours.Precision, theirs.Precision)}
				mine.LogicalType.Value, other.LogicalType.Value = most, most
				if mine.Precision.Valid && other.Precision.Valid {
					mine.Precision.V = most.Precision
					other.Precision.V = most.Precision
				}
			}
		}
		if !reflect.DeepEqual(*mine, other) {
			return fmt.Errorf("%w: the column %q", ErrUnlike, other.Name)
		}
	}
	return nil
}

// addChunk moves one column of a row group to its place in the whole file.
func (j *joint) addChunk(part File, c *format.ColumnChunk) error {
	index, err := part.piece(c.ColumnIndexOffset, c.ColumnIndexLength)
	if err != nil {
		return fmt.Errorf("index of columns: %w", err)
	}
	j.columns = append(j.columns, index)
	text, err := part.piece(c.OffsetIndexOffset, c.OffsetIndexLength)
	if err != nil {
		return fmt.Errorf("index of pages: %w", err)
	}
	if err := parquetfile.CheckStructure(text); err != nil {
		return fmt.Errorf("index of pages: %w", err)
	}
	offsets := new(format.OffsetIndex)
	if err := thrift.Unmarshal(new(thrift.CompactProtocol), text, offsets); err != nil {
		return fmt.Errorf("index of pages: %w", err)
	}
	for i := range offsets.PageLocations {
		shift(&offsets.PageLocations[i].Offset, j.size)
	}
	j.offsets = append(j.offsets, offsets)
	m := &c.MetaData
	for _, at := range []*int64{&c.FileOffset, &m.DataPageOffset, &m.IndexPageOffset, &m.DictionaryPageOffset, &m.BloomFilterOffset} {
		shift(at, j.size)
	}
	return nil
}

// shift moves an offset. None is zero, where the file says what it is: that is
// how a missing one is written.
func shift(at *int64, by int64) {
	if *at > 0 {
		*at += by
	}
}

// tail writes what stands behind the parts: first the indexes of all columns,
// then those of all pages, without gaps, as parquet-go reads them, and the footer.
func (j *joint) tail() ([]byte, error) {
	var tail bytes.Buffer
	encoder := thrift.NewEncoder(new(thrift.CompactProtocol).NewWriter(&tail))
	var chunks []*format.ColumnChunk
	for i := range j.footer.RowGroups {
		for c := range j.footer.RowGroups[i].Columns {
			chunks = append(chunks, &j.footer.RowGroups[i].Columns[c])
		}
	}
	for i, c := range chunks {
		c.ColumnIndexOffset = j.size + int64(tail.Len())
		tail.Write(j.columns[i])
	}
	for i, c := range chunks {
		c.OffsetIndexOffset = j.size + int64(tail.Len())
		before := tail.Len()
		if err := encoder.Encode(j.offsets[i]); err != nil {
			return nil, err
		}
		c.OffsetIndexLength = int32(tail.Len() - before)
	}
	before := tail.Len()
	if err := encoder.Encode(&j.footer); err != nil {
		return nil, err
	}
	length := binary.LittleEndian.AppendUint32(nil, uint32(tail.Len()-before))
	tail.Write(length)
	tail.WriteString("PAR1")
	return tail.Bytes(), nil
}

// Reader reads the whole file from its beginning: the bytes of the parts, and the
// tail.
func (w *Whole) Reader(parts []File) io.Reader {
	var all []io.Reader
	for _, p := range parts {
		all = append(all, io.NewSectionReader(p, 0, p.Size))
	}
	return io.MultiReader(append(all, bytes.NewReader(w.Tail))...)
}
