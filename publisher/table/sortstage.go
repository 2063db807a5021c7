package table

import (
	"context"
	"errors"
)

// sortRows passes the rows of all batches on in the order of the key.
func (c *converter) sortRows(ctx context.Context, in <-chan *Batch, out chan<- *Batch) (err error) {
	defer func() { err = errors.Join(err, c.sorter.close()) }()
	for b := range in {
		if err := c.sorter.add(b); err != nil {
			return err
		}
		c.budget.Release(b.bytes)
		c.batches.Put(b)
	}
	if ctx.Err() != nil {
		return nil
	}
	var b *Batch
	first := int64(0)
	flush := func() error {
		for i := range b.Columns {
			b.Columns[i].close()
		}
		sum(c.sums, b)
		first += int64(b.Rows)
		if err := c.budget.Acquire(ctx, min(b.bytes, groupBytes)); err != nil {
			return err
		}
		b.bytes = min(b.bytes, groupBytes)
		select {
		case out <- b:
		case <-ctx.Done():
		}
		b = nil
		return ctx.Err()
	}
	err = c.sorter.each(ctx, func(row []byte) error {
		if b == nil {
			b = c.batch()
			b.First, b.Rows, b.bytes = first, 0, 0
		}
		b.addRow(row)
		if b.Rows == batchRows || b.bytes >= 1<<20 {
			return flush()
		}
		return nil
	})
	if err == nil && b != nil {
		err = flush()
	}
	return err
}
