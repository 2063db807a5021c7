package query

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"nguon/catalog"
)

// pickRows reads the rows with the given numbers, which are ascending.
func (f *tableFile) pickRows(ctx context.Context, columns []*catalog.Column, numbers []int64, size *PageSize) ([][]any, error) {
	width := len(columns)
	cells := make([]any, len(numbers)*width)
	for j, c := range columns {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r, err := f.column(c)
		if err != nil {
			return nil, err
		}
		next := 0
		if err := r.pick(numbers, func(v any) error {
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

// errFar says that the rows of a page are too far from one another to be found
// by looking at all rows between them.
var errFar = errors.New("rows are far between")

// page reads a page of the rows on a route, in the order of the file. last is
// nil if no row follows. The error is errFar if the route is a guess that turns
// out to be wrong.
func (f *tableFile) page(ctx context.Context, q *Query, r route, after *position) (rows [][]any, last *position, err error) {
	collect, err := f.collector(q, r.rest)
	if err != nil {
		return nil, nil, err
	}
	var seen int64
	for _, s := range r.spans {
		if after != nil {
			s.first = max(s.first, after.row+1)
		}
		for s.first < s.until && !collect.more {
			if r.guess && collect.far(seen) {
				return nil, nil, errFar
			}
			n := min(s.until-s.first, collect.batch(r.exact()))
			if err := collect.add(ctx, s.first, n); err != nil {
				return nil, nil, err
			}
			s.first += n
			seen += n
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
	sieves  []sieve           // conditions on one column each
	tested  []*catalog.Column // of all other conditions
	holds   test
	limit   int

	rows [][]any
	last int64 // number of the last row
	more bool  // whether another row follows
	size PageSize
}

// collector returns one for a page of q, of rows that satisfy where.
func (f *tableFile) collector(q *Query, where And) (*collector, error) {
	c := &collector{file: f, columns: make([]*catalog.Column, len(q.Select)), limit: q.Limit, last: -1}
	for i, s := range q.Select {
		c.columns[i] = s.Column
	}
	var others And
	for _, e := range where {
		filter, ok := e.(Filter)
		if !ok {
			others = append(others, e)
			continue
		}
		s, err := f.sieve(filter)
		if err != nil {
			return nil, err
		}
		c.sieves = append(c.sieves, s)
	}
	slices.SortStableFunc(c.sieves, func(a, b sieve) int { return cmp.Compare(a.order, b.order) })
	c.tested = columnsOf(others)
	c.holds = compileTest(others, c.tested)
	return c, nil
}

// far reports whether, as far as the rows that were looked at tell, more than
// scanRows are to be looked at before the page is full.
func (c *collector) far(seen int64) bool {
	if seen == 0 {
		return false
	}
	const unlucky = 2 // the first rows may have been poorer than those to come
	return seen >= scanRows || int64(c.limit+1)*seen > unlucky*scanRows*int64(max(1, len(c.rows)))
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
	numbers := sequence(first, n)
	for _, s := range c.sieves {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		var err error
		if numbers, err = s.sift(numbers); err != nil {
			return nil, err
		}
	}
	if len(c.tested) == 0 || len(numbers) == 0 {
		return numbers, nil
	}
	return c.test(ctx, numbers)
}

// test returns those of the numbers whose rows satisfy the conditions that are
// about several columns.
func (c *collector) test(ctx context.Context, numbers []int64) ([]int64, error) {
	tested, err := c.file.pickRows(ctx, c.tested, numbers, new(PageSize))
	if half := len(numbers) / 2; errors.Is(err, ErrQueryLimit) && half > 0 { // what is tested need not be in the page
		low, lowErr := c.test(ctx, slices.Clone(numbers[:half]))
		high, highErr := c.test(ctx, numbers[half:])
		return append(low, high...), errors.Join(lowErr, highErr)
	}
	found := numbers[:0]
	for i, row := range tested {
		if err := ctx.Err(); err != nil { // one test may take long
			return nil, err
		}
		if c.holds(row) {
			found = append(found, numbers[i])
		}
	}
	return found, err
}

// sequence returns n numbers from first on.
func sequence(first, n int64) []int64 {
	numbers := make([]int64, n)
	for i := range numbers {
		numbers[i] = first + int64(i)
	}
	return numbers
}
