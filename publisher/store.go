package publisher

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"nguon/catalog"
	"nguon/storage"
)

// store puts the Parquet file of t into the store.
func (p *Publisher) store(ctx context.Context, t catalog.Table, file string, progress func(Progress)) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	r := &progressReader{r: f, report: progress, at: Progress{Stage: StageStore, Resource: t.Resource, Rows: t.Rows, Total: t.File.Bytes}}
	err = p.blobs.Put(ctx, t.File.Key, r)
	if errors.Is(err, storage.ErrExist) {
		return fmt.Errorf("object of a new release: %w", err)
	}
	return err
}

// A progressReader reports what is read through it.
type progressReader struct {
	r      io.Reader
	report func(Progress)
	at     Progress
}

func (p *progressReader) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.at.Done += int64(n)
	if p.report != nil && n > 0 {
		p.report(p.at)
	}
	return n, err
}
