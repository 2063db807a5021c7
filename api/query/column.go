package query

import (
	"errors"
	"fmt"
	"io"
	"sort"

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

// readChunk calls yield for the values of n rows of a chunk from row first on,
// in order, until it returns an error, which readChunk returns.
func (c columnReader) readChunk(chunk *columnChunk, first, n int64, yield func(any) error) error {
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

// pick calls yield for the values of the rows with the given numbers, which are
// ascending. Where pages are not kept, all rows between them are decoded.
func (c columnReader) pick(numbers []int64, yield func(any) error) error {
	return c.parts(numbers, func(page cachedPage, first int64, numbers []int64) error {
		for _, n := range numbers {
			cell, err := page.at(n - first)
			if err == nil {
				err = yield(cell)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}, yield)
}

// parts calls kept for each page that holds some of the rows with the given
// numbers and is kept decoded: with the number of its first row, and the
// numbers of those in it. For rows of other pages it calls each.
func (c columnReader) parts(numbers []int64, kept func(page cachedPage, first int64, numbers []int64) error, each func(any) error) error {
	for len(numbers) > 0 {
		i := c.file.group(numbers[0])
		if i < 0 || numbers[0] >= c.file.groups[i].first+c.file.groups[i].rows {
			return fmt.Errorf("row %d of %d: %w", numbers[0], c.file.rows, io.ErrUnexpectedEOF)
		}
		g := c.file.groups[i]
		chunk, until := g.chunks[c.leaf], g.first+g.rows
		var page cachedPage
		if chunk.cache != nil {
			var err error
			if page, err = chunk.page(numbers[0]-g.first, c.decode); err != nil {
				return fmt.Errorf("row %d: %w", numbers[0], err)
			}
			until = g.first + page.until
		}
		n := sort.Search(len(numbers), func(i int) bool { return numbers[i] >= until })
		here := numbers[:n]
		if chunk.cache != nil {
			if err := kept(page, g.first+page.first, here); err != nil {
				return err
			}
			numbers = numbers[n:]
			continue
		}
		at, next := here[0], 0
		if err := c.readChunk(chunk, at-g.first, here[n-1]-at+1, func(v any) error {
			at++
			if here[next] != at-1 {
				return nil
			}
			next++
			return each(v)
		}); err != nil {
			return fmt.Errorf("rows %d to %d: %w", here[0], here[n-1], err)
		}
		numbers = numbers[n:]
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
