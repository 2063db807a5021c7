package market

import (
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"nguon/catalog"
	"nguon/catalog/account"
)

// ReportLeaked revokes a key that somebody has found where it should not be, and
// tells its owner. Whoever has a key may do so, be it the finder: that it is
// known to them is the proof. Found says where it was, in at most 500
// characters. The error is of kind [catalog.ErrInvalid] if this cannot be a key,
// and nil whether it was one or not.
func (c *Consumers) ReportLeaked(ctx context.Context, by account.Caller, plain, found string) error {
	var w catalog.Faults
	w.Check("key", account.CheckKey(plain) == nil, "không phải khóa API", "is no API key")
	w.Check("found", utf8.ValidString(found) && utf8.RuneCountInString(found) <= 500, "tối đa 500 ký tự", "has 500 characters at most")
	if err := w.Err("Báo cáo này chưa hợp lệ.", "This report is not valid."); err != nil {
		return err
	}
	found = strings.ReplaceAll(found, plain, account.Hint(plain)+"…") // addresses may have the key in them
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
