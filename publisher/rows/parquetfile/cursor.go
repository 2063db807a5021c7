package parquetfile

import (
	"errors"
	"io"

	"github.com/parquet-go/parquet-go"
)

// A cursor goes through the values of one column in one row group.
type cursor struct {
	pages  parquet.Pages
	page   parquet.Page
	values parquet.ValueReader
	buf    []parquet.Value
	at, n  int
}

// readBuffer is how many bytes of each column are read at a time.
const readBuffer = 16 << 10

// batch is how many values are taken from a page at a time.
const batch = 64

func (c *cursor) start(pages parquet.Pages) {
	c.close()
	c.pages = pages
	if c.buf == nil {
		c.buf = make([]parquet.Value, batch)
	}
}

// close gives the page back. Values that were peeked at are no longer valid.
func (c *cursor) close() {
	if c.page != nil {
		parquet.Release(c.page)
	}
	if c.pages != nil {
		c.pages.Close() //nolint:errcheck // nothing was written
	}
	*c = cursor{buf: c.buf}
}

// peek returns the next value, which next passes over, or io.EOF at the end of
// the row group. A value is valid until the next peek that needs another page.
func (c *cursor) peek() (*parquet.Value, error) {
	for c.at == c.n {
		if c.values == nil {
			page, err := c.pages.ReadPage()
			if err != nil {
				return nil, err
			}
			c.page, c.values = page, page.Values()
		}
		n, err := c.values.ReadValues(c.buf)
		c.at, c.n = 0, n
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		if n == 0 {
			parquet.Release(c.page)
			c.page, c.values = nil, nil
		}
	}
	return &c.buf[c.at], nil
}

func (c *cursor) next() { c.at++ }
