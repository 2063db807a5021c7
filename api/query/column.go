package query

import (
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"

	"nguon/catalog"
)

// A columnReader reads values of one column of a file.
type columnReader struct {
	file   *tableFile
	leaf   int
	decode func(parquet.Value) any
}

// batch is how many values are taken from a page at a time.
const batch = 512

// read calls yield for the values of n rows from row first on, in order, until
// it returns an error, which read returns.
func (c columnReader) read(first, n int64, yield func(any) error) error {
	for n > 0 {
		i := c.file.group(first)
		if i < 0 || first >= c.file.groups[i].first+c.file.groups[i].rows {
			return fmt.Errorf("row %d of %d: %w", first, c.file.rows, io.ErrUnexpectedEOF)
		}
		g := c.file.groups[i]
		here := min(n, g.first+g.rows-first)
		if err := c.readChunk(g.chunks[c.leaf], first-g.first, here, yield); err != nil {
			return fmt.Errorf("rows %d to %d: %w", first, first+here, err)
		}
		first += here
		n -= here
	}
	return nil
}

func (c columnReader) readChunk(chunk parquet.ColumnChunk, first, n int64, yield func(any) error) error {
	pages := chunk.Pages()
	defer pages.Close() // only returns buffers to their pool
	if err := pages.SeekToRow(first); err != nil {
		return err
	}
	var buf [batch]parquet.Value
	for n > 0 {
		page, err := pages.ReadPage()
		if err != nil {
			return noEOF(err)
		}
		values := page.Values()
		for left := min(n, page.NumRows()); left > 0; {
			got, err := values.ReadValues(buf[:min(left, batch)])
			for _, v := range buf[:got] {
				if err := yield(c.decode(v)); err != nil {
					parquet.Release(page)
					return err
				}
			}
			left -= int64(got)
			n -= int64(got)
			if left > 0 && (err != nil || got == 0) {
				parquet.Release(page)
				return noEOF(err)
			}
		}
		parquet.Release(page)
	}
	return nil
}

// noEOF is the error of a reader that had promised more.
func noEOF(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// decoder returns what makes a value of a page of a value of a file. The texts
// that it returns do not share memory with the file.
func decoder(t catalog.Type, physical parquet.Type) (func(parquet.Value) any, error) {
	kind := physical.Kind()
	switch {
	case t == catalog.Boolean && kind == parquet.Boolean:
		return present(func(v parquet.Value) any { return v.Boolean() }), nil
	case t == catalog.Integer && kind == parquet.Int64:
		return present(func(v parquet.Value) any { return v.Int64() }), nil
	case t == catalog.Integer && kind == parquet.Int32:
		return present(func(v parquet.Value) any { return int64(v.Int32()) }), nil
	case t == catalog.Number && kind == parquet.Double:
		return present(func(v parquet.Value) any { return finiteOrNil(v.Double()) }), nil
	case t == catalog.Number && kind == parquet.Float:
		return present(func(v parquet.Value) any { return finiteOrNil(float64(v.Float())) }), nil
	case t == catalog.Date && kind == parquet.Int32:
		return present(func(v parquet.Value) any { return time.Unix(int64(v.Int32())*24*60*60, 0).UTC() }), nil
	case t == catalog.DateTime && kind == parquet.Int64:
		if from := timeUnit(physical); from != nil {
			return present(func(v parquet.Value) any { return from(v.Int64()).UTC() }), nil
		}
	case t == catalog.String && kind == parquet.ByteArray:
		return present(func(v parquet.Value) any { return string(v.ByteArray()) }), nil
	}
	return nil, fmt.Errorf("a file has no %s as %s", t, physical)
}

func timeUnit(physical parquet.Type) func(int64) time.Time {
	logical := physical.LogicalType()
	if logical == nil {
		return nil
	}
	stamp, ok := logical.Value.(*format.TimestampType)
	if !ok {
		return nil
	}
	switch stamp.Unit.Value.(type) {
	case *format.MicroSeconds:
		return time.UnixMicro
	case *format.MilliSeconds:
		return time.UnixMilli
	}
	return nil
}

func present(decode func(parquet.Value) any) func(parquet.Value) any {
	return func(v parquet.Value) any {
		if v.IsNull() {
			return nil
		}
		return decode(v)
	}
}

func finiteOrNil(f float64) any {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil
	}
	return f
}
