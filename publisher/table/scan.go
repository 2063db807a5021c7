package table

import (
	"context"
	"io"
)

// Scan reads the file that plan was made of once more and hands its rows to
// onBatch, in their order, one batch at a time, while others are parsed. It
// checks what [Convert] checks and writes nothing.
func Scan(ctx context.Context, plan *Plan, onBatch func(*Batch) error, progress func(Progress)) error {
	c, err := convert(ctx, plan, io.Discard, ConvertOptions{OnBatch: onBatch, Progress: progress}, true)
	if err != nil {
		return err
	}
	return c.complete()
}

// drop counts batches instead of writing them.
func (g *groupWriter) drop(in <-chan *Batch) {
	for b := range in {
		g.rows += int64(b.Rows)
		g.done(b)
	}
}
