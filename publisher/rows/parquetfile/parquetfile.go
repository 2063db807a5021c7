// Package parquetfile reads tables from Parquet files of any writer: row group
// by row group, and of each column page by page.
//
// Columns declare the types of package catalog. Groups become columns whose
// names are joined by dots; lists and maps stay one cell of compact JSON.
// Decimals and integers keep every digit. Bytes that no type explains are text
// where they are UTF-8, and refused where they are not: hexadecimal digits or
// pictures are nothing that a table is read for. Geometry is that of GeoParquet
// metadata or of the types GEOMETRY and GEOGRAPHY, in WGS 84.
//
// parquet-go decodes the pages. It trusts what a file says of its own size, so
// that a few wrong bytes could take all memory: what the file claims is checked
// before, and a panic of the library becomes an error about the file.
package parquetfile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"

	"nguon/publisher/rows"
)

// Open starts to read in. Row numbers are those of records.
func Open(ctx context.Context, in rows.Input, o rows.Options) (rows.Table, error) {
	limits := o.Limits.WithDefaults()
	if in.Size > limits.Bytes {
		return nil, rows.Fatal(rows.TooLarge, rows.Spot{Got: in.Size, Want: limits.Bytes}, "")
	}
	t := &table{limits: limits, source: &watched{ctx: ctx, r: in.File}, notices: make(map[noticeKey]*rows.Notice)}
	t.guard.r = t.source
	if err := t.protect(func() error { return t.open(in.Size) }); err != nil {
		return nil, err
	}
	return t, nil
}

// watched is a file that remembers what went wrong outside of it.
type watched struct {
	ctx context.Context
	r   io.ReaderAt
	err error
}

// ReadAt reads from the file until the context ends.
func (w *watched) ReadAt(b []byte, at int64) (int, error) {
	if at < 0 {
		return 0, errors.New("an offset is negative")
	}
	err := w.ctx.Err()
	n := 0
	if err == nil {
		n, err = w.r.ReadAt(b, at)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// protect makes an error about the file of whatever goes wrong in do, unless
// the file could not be read or the context has ended.
func (t *table) protect(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
		if err == nil || errors.Is(err, io.EOF) && t.ended {
			return
		}
		if t.source.err != nil {
			err = t.source.err
			return
		}
		if _, ok := errors.AsType[*rows.Error](err); !ok {
			err = rows.Fatal(rows.Damaged, rows.Spot{Line: t.record, Value: "Parquet"}, err.Error())
		}
	}()
	return do()
}

func (t *table) open(size int64) error {
	if err := CheckFooter(t.source, size); err != nil {
		return err
	}
	file, err := parquet.OpenFile(t.source, size, parquet.SkipPageIndex(true), parquet.SkipBloomFilters(true), parquet.ReadBufferSize(readBuffer))
	if err != nil {
		return err
	}
	t.file = file
	m := file.Metadata()
	if m.EncryptionAlgorithm.Value != nil {
		return rows.Fatal(Encrypted, rows.Spot{}, "")
	}
	if m.NumRows > t.limits.Rows {
		return rows.Fatal(rows.TooManyRows, rows.Spot{Got: m.NumRows, Want: t.limits.Rows}, "")
	}
	if err := t.readGeo(); err != nil {
		return err
	}
	if err := t.planColumns(file.Root()); err != nil {
		return err
	}
	t.cells = make([]rows.Cell, len(t.columns))
	for _, p := range t.pending {
		t.note(p.code, rows.Note, t.columns[p.column], nil)
	}
	return nil
}

// shorten returns the first 80 characters of b, for a message.
func shorten(b []byte) string {
	for i, n := 0, 0; i < len(b); n++ {
		if n == 80 {
			return string(b[:i])
		}
		_, size := utf8.DecodeRune(b[i:])
		i += size
	}
	return string(b)
}
