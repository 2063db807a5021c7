package market

import (
	"context"
	"errors"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

// AlertWindow is the least period of the windows whose use is told of.
const AlertWindow = 24 * time.Hour

// alertAt are the parts of a quota, in percent, at which its owner is told.
var alertAt = [...]int64{80, 100}

// A QuotaReached says that a key has used up a part of a quota.
type QuotaReached struct {
	Key     account.Key
	Product Ref
	Window  Window
	Percent int       // 80 or 100
	Until   time.Time // when the window ends
}

// Reached returns the part of a window's quota, in percent, that the call has
// reached after which left calls are left, and 0 if it has reached none: each
// part is reached by one call of a window. Short windows have none.
func (w Window) Reached(left int64) int {
	if w.Period < AlertWindow {
		return 0
	}
	used, reached := w.Quota-left, int64(0)
	for _, percent := range alertAt {
		if w.Quota*percent/100 >= 1 && used == (w.Quota*percent+99)/100 {
			reached = percent
		}
	}
	return int(reached)
}

// TellQuota tells the owners of keys what of their quotas they have used.
func (c *Consumers) TellQuota(ctx context.Context, reached []QuotaReached) error {
	var failed []error
	for _, q := range reached {
		if q.Key.Application == "" {
			continue // nobody to tell
		}
		a, err := c.store.Application(ctx, q.Key.Application)
		if err == nil {
			err = c.Tell(ctx, Event{Kind: QuotaUsed, At: c.Now(), Application: a, Key: &q.Key, Product: q.Product, Quota: &q})
		}
		if err != nil && !errors.Is(err, catalog.ErrNotFound) {
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}
