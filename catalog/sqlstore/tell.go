package sqlstore

import (
	"context"

	"nguon/catalog"
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
