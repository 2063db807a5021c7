package bazaar

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/maypok86/otter/v2"

	"nguon/api/apidoc"
	"nguon/api/apidoc/manual"
	"nguon/catalog/market"
)

const (
	manualBytes = 8 << 20 // of the text of documents whose manuals are kept: each takes some ten times its text
	changesKept = 500
	changesWait = 1500 * time.Millisecond
)

// documents keeps what was made of OpenAPI documents, which never change: they
// are named by their hashes. It is safe for concurrent use.
type documents struct {
	store   market.Products
	manuals *otter.Cache[string, *readManual]
	changes *otter.Cache[[2]string, []apidoc.Change]
	turn    chan struct{} // one comparison at a time
}

type readManual struct {
	*manual.Manual
	size uint32
}

func newDocuments(store market.Products) *documents {
	return &documents{
		store: store,
		manuals: otter.Must(&otter.Options[string, *readManual]{MaximumWeight: manualBytes,
			Weigher: func(_ string, m *readManual) uint32 { return m.size }}),
		changes: otter.Must(&otter.Options[[2]string, []apidoc.Change]{MaximumSize: changesKept}),
		turn:    make(chan struct{}, 1),
	}
}

// manual returns the manual of the document with a hash.
func (d *documents) manual(ctx context.Context, sha256 string) (*manual.Manual, error) {
	m, err := d.manuals.Get(ctx, sha256, otter.LoaderFunc[string, *readManual](func(ctx context.Context, sha256 string) (*readManual, error) {
		doc, err := d.read(ctx, sha256)
		if err != nil {
			return nil, err
		}
		return &readManual{manual.Of(doc), uint32(len(doc.Text))}, nil //nolint:gosec // at most apidoc.MaxBytes
	}))
	if err != nil {
		return nil, fmt.Errorf("manual: %w", err)
	}
	return m.Manual, nil
}

func (d *documents) read(ctx context.Context, sha256 string) (*apidoc.Document, error) {
	text, err := d.store.Document(ctx, sha256)
	if err != nil {
		return nil, err
	}
	return apidoc.Read(ctx, text)
}

// errSlow says that two documents are still being compared.
var errSlow = errors.New("the comparison takes long")

// between returns what differs between two documents, or errSlow if that is not
// known soon: it will be, some time later. Comparing cannot be stopped, and what
// a stranger has written may take long to compare.
func (d *documents) between(ctx context.Context, before, after string) ([]apidoc.Change, error) {
	key := [2]string{before, after}
	if known, ok := d.changes.GetIfPresent(key); ok {
		return known, nil
	}
	ctx, cancel := context.WithTimeout(ctx, changesWait)
	defer cancel()
	select {
	case d.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, errSlow
	}
	type result struct {
		changes []apidoc.Change
		err     error
	}
	done := make(chan result, 1)
	go func(ctx context.Context) {
		defer func() { <-d.turn }()
		changes, err := d.compare(ctx, before, after)
		if err == nil {
			d.changes.Set(key, changes)
		}
		done <- result{changes, err}
	}(context.WithoutCancel(ctx))
	select {
	case r := <-done:
		return r.changes, r.err
	case <-ctx.Done():
		return nil, errSlow
	}
}

func (d *documents) compare(ctx context.Context, before, after string) ([]apidoc.Change, error) {
	if before == after {
		return nil, nil
	}
	old, err := d.read(ctx, before)
	if err != nil {
		return nil, err
	}
	now, err := d.read(ctx, after)
	if err != nil {
		return nil, err
	}
	return apidoc.Changes(ctx, old, now)
}
