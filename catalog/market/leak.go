package market

import (
	"context"
	"errors"

	"nguon/catalog"
	"nguon/catalog/account"
)

// ReportLeaked revokes a key that somebody has found where it should not be, and
// tells its owner. Whoever has a key may do so, be it the finder: that it is
// known to them is the proof. Found says where it was, in at most 500
// characters. The error is of kind [catalog.ErrInvalid] if this cannot be a key,
// and nil whether it was one or not.
func (c *Consumers) ReportLeaked(ctx context.Context, by account.Caller, plain, found string) error {
	found, err := account.CheckLeak(account.CheckKey, plain, found)
	if err != nil {
		return err
	}
	hash := c.pepper.Hash(plain)
	return c.store.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		k, err := c.store.KeyByHash(ctx, hash)
		now := c.Now()
		if errors.Is(err, catalog.ErrNotFound) || err == nil && k.RevokedAt(now) {
			return nil, nil
		} else if err != nil {
			return nil, err
		}
		event := Event{Kind: KeyLeaked, At: now, Key: &k, Found: found}
		if k.Application != "" {
			if event.Application, err = c.store.Application(ctx, k.Application); err != nil {
				return nil, err
			}
		}
		if err := c.store.RevokeKey(ctx, k.ID, now); err != nil {
			return nil, err
		}
		after := map[string]string{"reason": "leaked", "found": found}
		return entries(account.NewEntry(by, account.VerbKeyRevoke, "key", k.ID).Change(told(k), after)), c.Tell(ctx, event)
	})
}
