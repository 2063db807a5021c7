package compare

import (
	"errors"
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"

	"nguon/publisher/rowset"
)

// seekRows is how many rows are decoded in vain, at most, before pages are passed
// over instead.
const seekRows = 8192

// A picker reads single rows of a Parquet file, in the order of their numbers.
type picker struct {
	file    *parquet.File
	ends    []int64 // of the row groups, in rows
	cursors []*cursor
	row     []parquet.Value
}

// newPicker opens a file for the values of some columns.
func newPicker(f *rowset.File, columns []string) (p *picker, err error) {
	defer recoverAs(&err)
	file, err := parquet.OpenFile(f, f.Size, parquet.SkipBloomFilters(true), parquet.ReadBufferSize(256<<10))
	if err != nil {
		return nil, fmt.Errorf("open a table: %w", err)
	}
	p = &picker{file: file, row: make([]parquet.Value, len(columns))}
	end := int64(0)
	for _, g := range file.RowGroups() {
		end += g.NumRows()
		p.ends = append(p.ends, end)
	}
	for _, name := range columns {
		leaf, ok := file.Schema().Lookup(name)
		if !ok {
			return nil, fmt.Errorf("read a table: there is no column %q", name)
		}
		p.cursors = append(p.cursors, &cursor{column: leaf.ColumnIndex, group: -1})
	}
	return p, nil
}

// pick returns the values of a row, which are valid until the next call. Numbers
// must not fall.
func (p *picker) pick(number int64) (row []parquet.Value, err error) {
	defer recoverAs(&err)
	group, first := 0, int64(0)
	for group < len(p.ends) && number >= p.ends[group] {
		first = p.ends[group]
		group++
	}
	if group == len(p.ends) {
		return nil, fmt.Errorf("read a table: there is no row %d", number)
	}
	for i, c := range p.cursors {
		if p.row[i], err = c.at(p.file, group, number-first); err != nil {
			return nil, fmt.Errorf("read a table: %w", err)
		}
	}
	return p.row, nil
}

func (p *picker) close() {
	for _, c := range p.cursors {
		c.end()
	}
}

// A cursor is a place in one column.
type cursor struct {
	column int
	group  int // -1 before the first
	pages  parquet.Pages
	page   parquet.Page // that values are of
	values []parquet.Value
	first  int64 // row of values, within the group
}

// at returns the value in a row of a row group.
func (c *cursor) at(file *parquet.File, group int, row int64) (parquet.Value, error) {
	if group != c.group {
		c.end()
		c.group, c.first = group, 0
		c.pages = file.RowGroups()[group].ColumnChunks()[c.column].Pages()
	}
	for row >= c.first+int64(len(c.values)) {
		if err := c.advance(row); err != nil {
			return parquet.Value{}, err
		}
	}
	return c.values[row-c.first], nil
}

// advance reads the next page, or the one with the row if that is far.
func (c *cursor) advance(row int64) error {
	c.first += int64(len(c.values))
	c.values = c.values[:0]
	if c.page != nil {
		parquet.Release(c.page)
		c.page = nil
	}
	if row-c.first > seekRows {
		if err := c.pages.SeekToRow(row); err != nil {
			return err
		}
		c.first = row
	}
	page, err := c.pages.ReadPage()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return errors.New("a row group has fewer rows than it says")
		}
		return err
	}
	c.page = page
	n := int(page.NumValues())
	if cap(c.values) < n {
		c.values = make([]parquet.Value, n)
	}
	c.values = c.values[:n]
	read, err := page.Values().ReadValues(c.values)
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	if read != n || n == 0 {
		return errors.New("a page has fewer values than it says")
	}
	return nil
}

func (c *cursor) end() {
	if c.page != nil {
		parquet.Release(c.page)
		c.page = nil
	}
	if c.pages != nil {
		c.pages.Close()
		c.pages = nil
	}
	c.values = c.values[:0]
}

// recoverAs turns a panic into an error: decoders of a damaged file may run into
// anything.
func recoverAs(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("read a table: %v", p)
	}
}
