package query

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"sort"

	"github.com/parquet-go/parquet-go"

	"nguon/catalog"
	"nguon/storage"
)

// A tableFile is an open published file; its footer and page index are parsed
// once. Its methods are safe for concurrent use.
type tableFile struct {
	path   string
	rows   int64
	leaves map[string]*parquet.Column // top-level columns by name
	groups []rowGroup
	keeps  bool              // whether all pages are kept decoded once they were read
	covers map[string]string // the columns of boxes beside columns of shapes, by these
	close  func() error
}

type rowGroup struct {
	first, rows int64
	chunks      []*columnChunk // by index of the leaf
}

// Close closes the file, which nobody reads any more.
func (f *tableFile) Close() error { return f.close() }

// openTable opens the object under key where locator keeps it.
func openTable(ctx context.Context, locator storage.Locator, key string, cache *pageCache) (*tableFile, error) {
	path, done, err := locator.Locate(ctx, key)
	if err != nil {
		return nil, err
	}
	file, err := os.Open(path)
	if err != nil {
		done()
		return nil, err
	}
	closeFile := func() error {
		defer done()
		return file.Close()
	}
	info, err := file.Stat()
	if err != nil {
		return nil, errors.Join(err, closeFile())
	}
	t, err := parseFooter(file, info.Size(), cache)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", key, err), closeFile())
	}
	t.path, t.close = path, closeFile
	return t, nil
}

// readBuffer is the size of a read of a page; pages of published files are a
// few times as large.
const readBuffer = 8 << 10

// parseFooter opens a file. cache keeps what is read of it; nil keeps nothing.
func parseFooter(r io.ReaderAt, size int64, cache *pageCache) (*tableFile, error) {
	if err := checkTail(r, size); err != nil {
		return nil, err
	}
	pf, err := parquet.OpenFile(r, size, parquet.SkipBloomFilters(true), parquet.ReadBufferSize(readBuffer))
	if err != nil {
		return nil, err
	}
	t := &tableFile{rows: pf.NumRows(), leaves: map[string]*parquet.Column{}, keeps: cache != nil, close: func() error { return nil }}
	for _, c := range pf.Root().Columns() {
		if c.Leaf() && !c.Repeated() {
			t.leaves[c.Name()] = c
		}
	}
	if t.covers, err = coversOf(pf); err != nil {
		return nil, err
	}
	var first int64
	for _, g := range pf.RowGroups() {
		group := rowGroup{first: first, rows: g.NumRows()}
		for _, c := range g.ColumnChunks() {
			chunk := &columnChunk{c, g.NumRows(), cache}
			if _, err := c.OffsetIndex(); err != nil { // where its pages begin is not known
				chunk.cache, t.keeps = nil, false
			}
			group.chunks = append(group.chunks, chunk)
		}
		t.groups = append(t.groups, group)
		first += g.NumRows()
	}
	return t, nil
}

// checkTail compares the length of the footer with that of the file before
// parquet-go makes room for it.
func checkTail(r io.ReaderAt, size int64) error {
	const tail = 8 // length of the footer, and "PAR1"
	var b [tail]byte
	if size < 4+tail {
		return fmt.Errorf("a file of %d bytes is not Parquet", size)
	}
	if _, err := r.ReadAt(b[:], size-tail); err != nil {
		return err
	}
	if n := int64(binary.LittleEndian.Uint32(b[:4])); n > size-tail-4 || string(b[4:]) != "PAR1" {
		return fmt.Errorf("a file that ends in %q is not Parquet", b)
	}
	return nil
}

// group returns the index of the row group that holds a row.
func (f *tableFile) group(row int64) int {
	return sort.Search(len(f.groups), func(i int) bool { return f.groups[i].first > row }) - 1
}

// column returns the reader of the values of c.
func (f *tableFile) column(c *catalog.Column) (columnReader, error) {
	leaf := f.leaves[c.Name]
	if leaf == nil {
		return columnReader{}, fmt.Errorf("the file has no column %q", c.Name)
	}
	decode, err := decoder(c, leaf.Type())
	if err != nil {
		return columnReader{}, fmt.Errorf("column %q: %w", c.Name, err)
	}
	return columnReader{file: f, leaf: leaf.Index(), decode: decode}, nil
}
