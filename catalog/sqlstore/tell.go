package sqlstore

import (
	"context"
	"slices"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/catalog/notice"
)

// tell raises the notices of the events of c that somebody may follow.
func (c *change) tell(ctx context.Context) error {
	for _, e := range c.events {
		if e.Kind != catalog.ReleasePublished && e.Kind != catalog.ReleaseWithdrawn {
			continue
		}
		r, err := release(ctx, c, e.Dataset, e.Version)
		if err != nil {
			return err
		}
		if r.PublishAt.After(c.now.Time) {
			continue // nobody has heard of it yet, and nobody shall
		}
		var row datasetRow
		if err := c.NewSelect().Model(&row).Where("slug = ?", e.Dataset).Scan(ctx); err != nil {
			return err
		}
		d, err := row.dataset()
		if err != nil {
			return err
		}
		n := notice.Published(&d, &r, c.now.Time)
		if e.Kind == catalog.ReleaseWithdrawn {
			n = notice.Withdrawn(&d, &r, c.now.Time)
		}
		if err := c.raise(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// tellMoved raises the notices of versions of an API that came to another
// state, for its followers and those whose applications use it.
func (c *change) tellMoved(ctx context.Context, old, p *market.Product) error {
	if len(notice.Moved(old, p, nil, c.now.Time)) == 0 {
		return nil
	}
	var owners []string
	err := c.NewSelect().TableExpr("subscriptions AS s").Join("JOIN applications AS a ON a.id = s.application").ColumnExpr("DISTINCT a.owner").
		Where("s.product = ?", p.Ref()).Where("s.state = ?", market.Active).Where("a.closed IS NULL").Where("a.owner <> ''").OrderExpr("a.owner").Scan(ctx, &owners)
	if err != nil && !none(err) {
		return err
	}
	first := owners[:min(len(owners), notice.MaxTo)]
	if err := c.raise(ctx, notice.Moved(old, p, first, c.now.Time)...); err != nil {
		return err
	}
	for part := range slices.Chunk(owners[len(first):], notice.MaxTo) { // more than one notice can be for
		for _, n := range notice.Moved(old, p, part, c.now.Time) {
			n.ID, n.Topics = notice.ID(n.At, n.ID, part[0]), nil
			if err := c.raise(ctx, n); err != nil {
				return err
			}
		}
	}
	return nil
}
