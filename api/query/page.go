package query

import (
	"context"

	"nguon/catalog"
)

// readRows reads n rows of the file from row first on: of each the given
// columns. The file has that many.
func (f *tableFile) readRows(ctx context.Context, columns []*catalog.Column, first, n int64) ([][]any, error) {
	width := len(columns)
	cells := make([]any, int(n)*width)
	var size PageSize
	for j, c := range columns {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r, err := f.column(c)
		if err != nil {
			return nil, err
		}
		at := j
		if err := r.read(first, n, func(v any) error {
			cells[at] = v
			at += width
			return size.Add(v)
		}); err != nil {
			return nil, err
		}
	}
	rows := make([][]any, n)
	for i := range rows {
		rows[i] = cells[i*width : (i+1)*width : (i+1)*width]
	}
	return rows, nil
}

// page reads a page of all rows in the order of the file.
func (f *tableFile) page(ctx context.Context, q *Query, after *position) (rows [][]any, last *position, err error) {
	var first int64
	if after != nil {
		first = after.row + 1
	}
	n := max(0, min(int64(q.Limit), f.rows-first))
	columns := make([]*catalog.Column, len(q.Select))
	for i, s := range q.Select {
		columns[i] = s.Column
	}
	if rows, err = f.readRows(ctx, columns, first, n); err != nil {
		return nil, nil, err
	}
	if first+n < f.rows {
		last = &position{row: first + n - 1}
	}
	return rows, last, nil
}
