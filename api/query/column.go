package query

import (
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
)

// A columnReader reads values of one column of a file.
type columnReader struct {
	file   *tableFile
	leaf   int
	decode func(parquet.Value) (any, error)
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

func (c columnReader) readChunk(chunk *columnChunk, first, n int64, yield func(any) error) error {
	if chunk.cache != nil {
		return c.readPages(chunk, first, n, yield)
	}
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
				cell, err := c.decode(v)
				if err == nil {
					err = yield(cell)
				}
				if err != nil {
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

// readPages is readChunk through the cache of pages.
func (c columnReader) readPages(chunk *columnChunk, first, n int64, yield func(any) error) error {
	for until := first + n; first < until; {
		page, err := chunk.page(first, c.decode)
		if err != nil {
			return err
		}
		for ; first < min(until, page.until); first++ {
			cell, err := page.at(first - page.first)
			if err == nil {
				err = yield(cell)
			}
			if err != nil {
				return err
			}
		}
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
