package query

import (
	"context"
	"errors"

	"nguon/catalog"
)

// pickRows reads the rows with the given numbers, which are ascending, not few
// and far between: all from the first to the last are decoded.
func (f *tableFile) pickRows(ctx context.Context, columns []*catalog.Column, numbers []int64, size *PageSize) ([][]any, error) {
	width := len(columns)
	cells := make([]any, len(numbers)*width)
	first, last := numbers[0], numbers[len(numbers)-1]
	for j, c := range columns {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r, err := f.column(c)
		if err != nil {
			return nil, err
		}
		row, next := first, 0
		if err := r.read(first, last-first+1, func(v any) error {
			row++
			if numbers[next] != row-1 {
				return nil
			}
			cells[next*width+j] = v
			next++
			return size.Add(v)
		}); err != nil {
			return nil, err
		}
	}
	rows := make([][]any, len(numbers))
	for i := range rows {
		rows[i] = cells[i*width : (i+1)*width : (i+1)*width]
	}
	return rows, nil
}

// page reads a page of the rows on a route, in the order of the file. last is
// nil if no row follows.
func (f *tableFile) page(ctx context.Context, q *Query, r route, after *position) (rows [][]any, last *position, err error) {
	columns := make([]*catalog.Column, len(q.Select))
	for i, s := range q.Select {
		columns[i] = s.Column
	}
	collect := collector{file: f, columns: columns, tested: columnsOf(r.rest), limit: q.Limit, last: -1}
	collect.holds = compileTest(r.rest, collect.tested)
	for _, s := range r.spans {
		if after != nil {
			s.first = max(s.first, after.row+1)
		}
		for s.first < s.until && !collect.more {
			n := min(s.until-s.first, collect.batch(r.exact()))
			if err := collect.add(ctx, s.first, n); err != nil {
				return nil, nil, err
			}
			s.first += n
		}
	}
	if collect.more {
		last = &position{row: collect.last}
	}
	return collect.rows, last, nil
}

// A collector gathers the rows of a page.
type collector struct {
	file    *tableFile
	columns []*catalog.Column // of the answer
	tested  []*catalog.Column // of the condition
	holds   test
	limit   int

	rows [][]any
	last int64 // number of the last row
	more bool  // whether another row follows
	size PageSize
}

// batch is how many rows to look at next. If all are rows of the answer, this is
// what the page has room for, and then one.
func (c *collector) batch(exact bool) int64 {
	if !exact {
		return scanBatch
	}
	return int64(max(1, c.limit-len(c.rows)))
}

// add looks at n rows from first on.
func (c *collector) add(ctx context.Context, first, n int64) error {
	found, err := c.find(ctx, first, n)
	if err != nil || len(found) == 0 {
		return err
	}
	if room := c.limit - len(c.rows); len(found) > room {
		c.more, found = true, found[:room]
	}
	if len(found) == 0 {
		return nil
	}
	read, err := c.file.pickRows(ctx, c.columns, found, &c.size)
	c.rows = append(c.rows, read...)
	c.last = found[len(found)-1]
	return err
}

// find returns the numbers of those among n rows from first on that satisfy the
// condition.
func (c *collector) find(ctx context.Context, first, n int64) ([]int64, error) {
	numbers := make([]int64, n)
	for i := range numbers {
		numbers[i] = first + int64(i)
	}
	if len(c.tested) == 0 {
		return numbers, nil
	}
	tested, err := c.file.pickRows(ctx, c.tested, numbers, new(PageSize))
	if errors.Is(err, ErrQueryLimit) && n > 1 { // what is tested need not be in the page
		low, lowErr := c.find(ctx, first, n/2)
		high, highErr := c.find(ctx, first+n/2, n-n/2)
		return append(low, high...), errors.Join(lowErr, highErr)
	}
	found := numbers[:0]
	for i, row := range tested {
		if err := ctx.Err(); err != nil { // one test may take long
			return nil, err
		}
		if c.holds(row) {
			found = append(found, first+int64(i))
		}
	}
	return found, err
}
