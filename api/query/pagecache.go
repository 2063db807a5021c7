package query

import (
	"context"
	"math"
	"sort"

	"github.com/maypok86/otter/v2"
	"github.com/parquet-go/parquet-go"
)

const (
	// pageCacheBytes is how much of the published files a Service keeps decoded:
	// about three million rows of six columns.
	pageCacheBytes = 128 << 20

	cachedPageBytes = 256 // of the memory of a page, besides its values
)

// A pageCache keeps decoded pages of columns, up to a number of bytes: to read
// a page of the file again costs many times what it costs to make rows of it.
// It is safe for concurrent use.
type pageCache struct {
	pages *otter.Cache[pageKey, vector]
}

// A pageKey names a page for as long as its file is open.
type pageKey struct {
	chunk *columnChunk
	page  int
}

func newPageCache(bytes int64) *pageCache {
	return &pageCache{otter.Must(&otter.Options[pageKey, vector]{
		MaximumWeight: uint64(bytes),
		Weigher:       func(_ pageKey, v vector) uint32 { return uint32(min(v.bytes()+cachedPageBytes, math.MaxUint32)) },
	})}
}

// A columnChunk is a column of a row group.
type columnChunk struct {
	parquet.ColumnChunk
	rows  int64
	cache *pageCache // nil keeps nothing
}

// A cachedPage is a page with its place in its column chunk: the rows [first,
// until).
type cachedPage struct {
	vector
	first, until int64
}

// page returns the page that holds a row. Without an index of pages it is an
// error.
func (c *columnChunk) page(row int64, decode decode) (cachedPage, error) {
	offsets, err := c.OffsetIndex()
	if err != nil {
		return cachedPage{}, err
	}
	n := offsets.NumPages()
	at := sort.Search(n, func(i int) bool { return offsets.FirstRowIndex(i) > row }) - 1
	if at < 0 {
		return cachedPage{}, parquet.ErrCorrupted
	}
	p := cachedPage{first: offsets.FirstRowIndex(at), until: c.rows}
	if at+1 < n {
		p.until = offsets.FirstRowIndex(at + 1)
	}
	// Reading takes less than a millisecond, and others want the page, too: it
	// is not ended with the request.
	p.vector, err = c.cache.pages.Get(context.Background(), pageKey{c, at},
		otter.LoaderFunc[pageKey, vector](func(context.Context, pageKey) (vector, error) {
			return c.load(p.first, p.until-p.first, decode)
		}))
	return p, err
}

// load decodes the page of so many rows that begins at first.
func (c *columnChunk) load(first, rows int64, decode decode) (vector, error) {
	pages := c.Pages()
	defer pages.Close() // only returns buffers to their pool
	if err := pages.SeekToRow(first); err != nil {
		return nil, err
	}
	page, err := pages.ReadPage()
	if err != nil {
		return nil, noEOF(err)
	}
	defer parquet.Release(page)
	if page.NumRows() != rows {
		return nil, parquet.ErrCorrupted
	}
	return newVector(page, decode)
}
