package source

import (
	"context"
	"time"

	"nguon/catalog"
	"nguon/catalog/notice"
	"nguon/publisher"
)

type noticeOf = notice.Notice

// Prepare implements Pipeline.
func (b *bench) Prepare(_ context.Context, dir string, _ func(publisher.Progress), use func(string) error) error {
	return use(dir)
}

// Check implements Pipeline.
func (b *bench) Check(ctx context.Context, dir string, show func(publisher.Progress)) (*publisher.Report, error) {
	return b.pub.Check(ctx, dir, show)
}

// Publish implements Pipeline, and crashes before or after it.
func (b *bench) Publish(ctx context.Context, dir string, hold bool, show func(publisher.Progress)) (*publisher.Outcome, error) {
	if b.crash != nil && b.early {
		return nil, b.crash()
	}
	out, err := b.pub.Publish(ctx, publisher.Request{Dir: dir, Hold: hold, Progress: show})
	if err == nil && b.crash != nil {
		return nil, b.crash()
	}
	return out, err
}

// Last implements Pipeline.
func (b *bench) Last(ctx context.Context, dataset catalog.Slug) (catalog.Release, error) {
	latest, err := b.db.Latest(ctx, b.now.Add(time.Minute), dataset)
	if err != nil {
		return catalog.Release{}, err
	}
	if r, ok := latest[dataset]; ok {
		return r, nil
	}
	return catalog.Release{}, catalog.ErrNotFound
}
