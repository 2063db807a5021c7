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

// storeTable puts into the store what it does not hold of a table yet.
func (p *Publisher) storeTable(ctx context.Context, t catalog.Table, m *made, progress func(Progress)) error {
	if m.growth != nil {
		return p.storeGrown(ctx, t, m, progress)
	}
	return p.store(ctx, t.Resource, catalog.Part{Rows: t.Rows, File: t.File}, m.file, progress)
}

// store puts a Parquet file into the store.
func (p *Publisher) store(ctx context.Context, resource string, part catalog.Part, file string, progress func(Progress)) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	r := &progressReader{r: f, report: progress, at: Progress{Stage: StageStore, Resource: resource, Rows: part.Rows, Total: part.File.Bytes}}
	err = p.blobs.Put(ctx, part.File.Key, r)
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
