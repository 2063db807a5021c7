package query

import (
	"context"
	"fmt"
	"io"

	"nguon/catalog"
)

// WriteFile writes all rows of the Parquet file r of size bytes as f, with the
// values of [Encode]; Arrow as a file, compressed with zstd, instead of a stream.
// f is not Parquet. What f cannot hold is an [*Error], see also [Format.Holds].
// Memory is bounded by a few pages of each column, and the bytes are the same
// every time. When ctx ends it stops and returns ctx.Err.
func WriteFile(ctx context.Context, w io.Writer, f Format, r io.ReaderAt, size int64, table *catalog.Table, o EncodeOptions) error {
	if f == CSV && !o.BOM {
		return WriteCSV(ctx, w, r, size, table) // does not make a value of each cell
	}
	if err := f.Holds(table); err != nil {
		return err
	}
	file, columns, streams, err := openStreams(r, size, table)
	if err != nil {
		return err
	}
	var e encoder
	if f == Arrow {
		e, err = newArrowFile(w, columns)
	} else {
		e, err = newEncoder(w, f, columns, o)
	}
	if err != nil {
		return err
	}
	defer e.discard()
	rows := make([][]any, batch)
	cells := make([]any, batch*len(columns))
	for i := range rows {
		rows[i] = cells[i*len(columns) : (i+1)*len(columns)]
	}
	for _, g := range file.groups {
		for _, s := range streams {
			s.open(g.chunks[s.leaf])
		}
		err := copyGroup(ctx, e, g.rows, streams, rows)
		for _, s := range streams {
			s.close()
		}
		if err != nil {
			return err
		}
	}
	return e.end()
}

// copyGroup gives n rows to e, with rows as room for a batch.
func copyGroup(ctx context.Context, e encoder, n int64, streams []*columnStream, rows [][]any) error {
	for n > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		here := int(min(n, batch))
		for j, s := range streams {
			if err := s.next(here); err != nil {
				return fmt.Errorf("column %s: %w", s.name, err)
			}
			for i := range here {
				var err error
				if rows[i][j], err = s.decode(s.values[i]); err != nil {
					return fmt.Errorf("column %s: %w", s.name, err)
				}
			}
		}
		if err := e.rows(rows[:here]); err != nil {
			return err
		}
		n -= int64(here)
	}
	return nil
}
