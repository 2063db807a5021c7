package query

import (
	"context"
	"errors"
	"sort"

	"github.com/parquet-go/parquet-go"

	"nguon/catalog"
)

// errFound ends a scan that has found what it looked for.
var errFound = errors.New("found")

// A seeker looks for a place in rows that are sorted by one column, missing
// values last.
type seeker struct {
	file   *tableFile
	reader columnReader
	value  any
	past   bool // look for what is greater than value, not for value itself
}

// seek returns the first row of [first, until), in which rows are sorted by c,
// whose value is not less than v, or, if past, is greater. Missing values are
// greater than all. It is until if there is none. Of a column chunk it reads the
// index, and one page or two.
func (f *tableFile) seek(ctx context.Context, c *catalog.Column, first, until int64, v any, past bool) (int64, error) {
	r, err := f.column(c)
	if err != nil {
		return 0, err
	}
	s := seeker{f, r, v, past}
	for first < until {
		if err := ctx.Err(); err != nil {
			return 0, err
		}
		g := f.groups[f.group(first)]
		end := min(until, g.first+g.rows)
		at, err := s.inGroup(g, first, end)
		if err != nil || at < end {
			return at, err
		}
		first = end
	}
	return until, nil
}

// before reports whether v is before the place.
func (s *seeker) before(v any) bool {
	if v == nil {
		return false
	}
	if s.value == (endOfValues{}) {
		return true
	}
	n := compareValues(v, s.value)
	return n < 0 || s.past && n == 0
}

// inGroup is seek within a row group.
func (s *seeker) inGroup(g rowGroup, first, until int64) (int64, error) {
	chunk := g.chunks[s.reader.leaf]
	index, err := chunk.ColumnIndex()
	if err != nil {
		return 0, err
	}
	offsets, err := chunk.OffsetIndex()
	if err != nil {
		return 0, err
	}
	n := offsets.NumPages()
	begin := func(page int) int64 {
		if page == n {
			return g.first + g.rows
		}
		return g.first + offsets.FirstRowIndex(page)
	}
	page := sort.Search(n, func(i int) bool { return begin(i+1) > first })
	if begin(page) < first { // of a page of which only a part is asked for, the index says too much
		if at, err := s.inPage(g, first, min(until, begin(page+1))); err != nil || at < min(until, begin(page+1)) {
			return at, err
		}
		page++
	}
	last := sort.Search(n, func(i int) bool { return begin(i) >= until })
	var failed error
	page += sort.Search(max(0, last-page), func(i int) bool {
		if begin(page+i+1) > until || index.NullPage(page+i) || index.NullCount(page+i) > 0 { // what is missing is behind, and not in the index
			return true
		}
		most, err := s.reader.decode(index.MaxValue(page + i))
		failed = errors.Join(failed, err)
		return !s.before(most)
	})
	if failed != nil {
		return 0, failed
	}
	for ; page < last; page++ { // the greatest text of a page may be given too great
		end := min(until, begin(page+1))
		if at, err := s.inPage(g, begin(page), end); err != nil || at < end {
			return at, err
		}
	}
	return until, nil
}

// inPage is seek within a page: by halves if the page is kept, or else value by
// value as they are decoded.
func (s *seeker) inPage(g rowGroup, first, until int64) (int64, error) {
	if chunk := g.chunks[s.reader.leaf]; chunk.cache != nil {
		page, err := chunk.page(first-g.first, s.reader.decode)
		if err != nil {
			return 0, err
		}
		begin := g.first + page.first
		n := sort.Search(int(until-first), func(i int) bool {
			v, failed := page.at(first - begin + int64(i))
			err = errors.Join(err, failed)
			return !s.before(v)
		})
		return first + int64(n), err
	}
	at := first
	err := s.reader.readChunk(g.chunks[s.reader.leaf], first-g.first, until-first, func(v any) error {
		if !s.before(v) {
			return errFound
		}
		at++
		return nil
	})
	if errors.Is(err, errFound) {
		err = nil
	}
	return at, err
}

// missingIndex reports whether err is about a file without a page index.
func missingIndex(err error) bool {
	return errors.Is(err, parquet.ErrMissingColumnIndex) || errors.Is(err, parquet.ErrMissingOffsetIndex)
}
