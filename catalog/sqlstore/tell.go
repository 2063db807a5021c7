package sqlstore

import (
	"context"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/catalog/notice"
)

// tell raises the notices of the events of c that somebody may follow. Nobody is
// told of a release before its time, by whatever clock the event was made.
func (c *change) tell(ctx context.Context) error {
	for _, e := range c.events {
		if e.Kind != catalog.ReleasePublished && e.Kind != catalog.ReleaseWithdrawn {
			continue
		}
		r, err := release(ctx, c, e.Dataset, e.Version)
		if err != nil {
			return err
		}
		var row datasetRow
		if err := c.NewSelect().Model(&row).Where("slug = ?", e.Dataset).Scan(ctx); err != nil {
			return err
		}
		d, err := row.dataset()
		if err != nil {
			return err
		}
		at := c.now.Time
		if r.PublishAt.After(at) {
			at = r.PublishAt
		}
		n := notice.Published(&d, &r, at)
		if e.Kind == catalog.ReleaseWithdrawn {
			n = notice.Withdrawn(&d, &r, at)
		}
		if err := c.raise(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

// calledLately is how long after a call its caller counts as one who uses an API.
const calledLately = 90 * 24 * time.Hour

// tellMoved raises the notices of versions of an API that came to another
// state, for its followers and those whose applications have subscribed to it.
// That a version ends is also for those who called the API lately, without a
// subscription.
func (c *change) tellMoved(ctx context.Context, old, p *market.Product) error {
	moved := notice.Moved(old, p, c.now.Time)
	if len(moved) == 0 {
		return nil
	}
	subscribers, err := c.owners(ctx, c.NewSelect().Table("subscriptions").Column("application").
		Where("product = ?", p.Ref()).Where("state = ?", market.Active))
	if err != nil {
		return err
	}
	since := c.now.Add(-calledLately).Truncate(24 * time.Hour)
	callers, err := c.owners(ctx, c.NewSelect().TableExpr("use_days AS u").Join("JOIN api_keys AS k ON k.id = u.key").ColumnExpr("k.application").
		Where("u.product = ?", p.Ref()).Where("u.hour >= ?", stamp(since)).Where("u.status < 400"))
	if err != nil {
		return err
	}
	all := slices.Compact(slices.Sorted(slices.Values(slices.Concat(subscribers, callers))))
	for _, n := range moved {
		to := subscribers
		if n.Kind == notice.APIDeprecated || n.Kind == notice.APIRetired {
			to = all
		}
		if err := c.raiseFor(ctx, n, to); err != nil {
			return err
		}
	}
	return nil
}

// owners returns, in order, the owners of those applications that a query selects
// and that are in use.
func (c *change) owners(ctx context.Context, applications *bun.SelectQuery) ([]string, error) {
	var owners []string
	err := c.NewSelect().Table("applications").ColumnExpr("DISTINCT owner").Where("id IN (?)", applications).
		Where("closed IS NULL").Where("owner <> ''").Order("owner").Scan(ctx, &owners)
	if err != nil && !none(err) {
		return nil, err
	}
	return owners, nil
}

// raiseFor raises a notice for more users than one notice can be for.
func (c *change) raiseFor(ctx context.Context, n notice.Notice, to []string) error {
	first := min(len(to), notice.MaxTo)
	n.To = to[:first]
	if err := c.raise(ctx, n); err != nil {
		return err
	}
	id := n.ID
	n.Topics = nil // who follows them has heard of it
	for part := range slices.Chunk(to[first:], notice.MaxTo) {
		n.ID, n.To = notice.ID(n.At, id, part[0]), part
		if err := c.raise(ctx, n); err != nil {
			return err
		}
	}
	return nil
}
