package query

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/paulmach/orb"

	"nguon/catalog"
)

// WriteCSV writes all rows of the Parquet file r of size bytes as CSV, in the
// same form as [Encode], without a byte order mark. Memory is bounded by a few
// pages of each column. When ctx ends it stops and returns ctx.Err.
func WriteCSV(ctx context.Context, w io.Writer, r io.ReaderAt, size int64, table *catalog.Table) error {
	f, out, streams, err := openStreams(r, size, table)
	if err != nil {
		return err
	}
	b := appendCSVHeader(make([]byte, 0, 2*chunk), out)
	for _, g := range f.groups {
		for _, s := range streams {
			s.open(g.chunks[s.leaf])
		}
		b, err = writeGroup(ctx, w, b, g.rows, streams)
		for _, s := range streams {
			s.close()
		}
		if err != nil {
			return err
		}
	}
	_, err = w.Write(b)
	return err
}

// writeGroup writes n rows and returns what is not yet written of b.
func writeGroup(ctx context.Context, w io.Writer, b []byte, n int64, streams []*columnStream) ([]byte, error) {
	for n > 0 {
		if err := ctx.Err(); err != nil {
			return b, err
		}
		rows := int(min(n, batch))
		for _, s := range streams {
			if err := s.next(rows); err != nil {
				return b, fmt.Errorf("column %s: %w", s.name, err)
			}
		}
		for i := range rows {
			for j, s := range streams {
				if j > 0 {
					b = append(b, ',')
				}
				if v := &s.values[i]; !v.IsNull() {
					var err error
					if b, err = s.append(b, v); err != nil {
						return b, fmt.Errorf("column %s: %w", s.name, err)
					}
				}
			}
			b = append(b, '\r', '\n')
			if len(b) >= chunk {
				if _, err := w.Write(b); err != nil {
					return b, err
				}
				b = b[:0]
			}
		}
		n -= int64(rows)
	}
	return b, nil
}

// openStreams returns a file, and its columns to be read from begin to end.
func openStreams(r io.ReaderAt, size int64, table *catalog.Table) (*tableFile, []OutColumn, []*columnStream, error) {
	f, err := parseFooter(r, size, nil)
	if err != nil {
		return nil, nil, nil, err
	}
	out := make([]OutColumn, len(table.Columns))
	streams := make([]*columnStream, len(table.Columns))
	for i := range table.Columns {
		c := &table.Columns[i]
		out[i] = outColumn(c, c.Name)
		if streams[i], err = f.stream(c); err != nil {
			return nil, nil, nil, err
		}
	}
	return f, out, streams, nil
}

// A columnStream reads a column chunk from begin to end.
type columnStream struct {
	name   string
	leaf   int
	decode decode
	append func([]byte, *parquet.Value) ([]byte, error) // the text of a value that is there
	pages  parquet.Pages
	page   parquet.Page // being read, or nil
	reader parquet.ValueReader
	held   []parquet.Page // whose memory values may refer to
	values [batch]parquet.Value
}

func (f *tableFile) stream(c *catalog.Column) (*columnStream, error) {
	r, err := f.column(c)
	if err != nil {
		return nil, err
	}
	return &columnStream{name: c.Name, leaf: r.leaf, decode: r.decode, append: textAppender(c, f.leaves[c.Name].Type())}, nil
}

func (s *columnStream) open(chunk parquet.ColumnChunk) { s.pages = chunk.Pages() }

// next reads n values, at most batch. They are valid until the next call.
func (s *columnStream) next(n int) error {
	s.release()
	for got := 0; got < n; {
		if s.page == nil {
			page, err := s.pages.ReadPage()
			if err != nil {
				return noEOF(err)
			}
			s.page, s.reader = page, page.Values()
		}
		k, err := s.reader.ReadValues(s.values[got:n])
		got += k
		if err != nil || k == 0 {
			if err != nil && !errors.Is(err, io.EOF) {
				return err
			}
			s.held, s.page = append(s.held, s.page), nil
		}
	}
	return nil
}

func (s *columnStream) release() {
	for _, p := range s.held {
		parquet.Release(p)
	}
	s.held = s.held[:0]
}

func (s *columnStream) close() {
	if s.page != nil {
		s.held, s.page = append(s.held, s.page), nil
	}
	s.release()
	s.pages.Close() // only returns buffers to their pool
}

// textAppender is AppendText for the values of a page, without making a value
// of each. The type was found to fit by decoder.
func textAppender(c *catalog.Column, physical parquet.Type) func([]byte, *parquet.Value) ([]byte, error) {
	switch {
	case c.Type == catalog.String:
		return func(b []byte, v *parquet.Value) ([]byte, error) { return appendCSVText(b, v.ByteArray()), nil }
	case c.Type == catalog.Integer && physical.Kind() == parquet.Int64:
		return func(b []byte, v *parquet.Value) ([]byte, error) { return strconv.AppendInt(b, v.Int64(), 10), nil }
	case c.Type == catalog.Decimal:
		return func(b []byte, v *parquet.Value) ([]byte, error) { return Decimal{v.Int64(), c.Scale}.append(b), nil }
	case c.Type == catalog.Number && physical.Kind() == parquet.Double:
		return func(b []byte, v *parquet.Value) ([]byte, error) {
			if f := v.Double(); !math.IsNaN(f) && !math.IsInf(f, 0) {
				b = appendNumber(b, f)
			}
			return b, nil
		}
	case c.Type == catalog.Date:
		return func(b []byte, v *parquet.Value) ([]byte, error) {
			return appendDate(b, time.Unix(int64(v.Int32())*24*60*60, 0).UTC(), c.Precision), nil
		}
	}
	decode, _ := decoder(c, physical)
	return func(b []byte, v *parquet.Value) ([]byte, error) {
		cell, err := decode(*v)
		if g, ok := cell.(orb.Geometry); ok {
			return appendCSVText(b, appendWKT(nil, g)), err
		}
		return AppendText(b, cell, c), err
	}
}
