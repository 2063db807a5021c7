package sqlstore

import (
	"cmp"
	"context"

	"nguon/catalog/account"
)

var _ account.Recorder = (*Store)(nil)

// recordKey is where a context has the change of one store that runs.
type recordKey struct{ store *Store }

// Record implements [account.Recorder]. The change is in the context because
// every method that changes something joins it, whichever port it belongs to.
func (s *Store) Record(ctx context.Context, f func(ctx context.Context) ([]account.Entry, error)) error {
	return s.change(ctx, "record", func(ctx context.Context, c *change) error {
		entries, err := f(context.WithValue(ctx, recordKey{s}, c))
		if err := cmp.Or(err, c.broken); err != nil {
			return err
		}
		for _, e := range entries {
			if err := c.appendEntry(ctx, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// recording returns the change that runs already, or nil.
func (s *Store) recording(ctx context.Context) *change {
	c, _ := ctx.Value(recordKey{s}).(*change)
	return c
}

// part runs f within c. Once a part has failed c cannot succeed, whatever is
// made of the error: half of it may have happened.
func (c *change) part(ctx context.Context, f func(ctx context.Context, c *change) error) error {
	if c.broken == nil {
		c.broken = f(ctx, c)
	}
	return c.broken
}
