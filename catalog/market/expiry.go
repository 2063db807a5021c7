package market

import (
	"context"
	"errors"
	"time"

	"nguon/catalog/account"
)

// expiryDays are how many days before the end of a key its owner is told.
var expiryDays = [...]int{7, 1}

// TellExpiring tells the owners of keys that will end soon, seven days and one
// day before. A key is told of once for each, however often this is called; it
// is meant to be called every hour or so. A key whose whole life is shorter than
// the days is not told of then: its owner knows.
func (c *Consumers) TellExpiring(ctx context.Context) error {
	now := c.Now()
	var failed []error
	for i, days := range expiryDays {
		from := now
		if i+1 < len(expiryDays) {
			from = now.AddDate(0, 0, expiryDays[i+1])
		}
		until := now.AddDate(0, 0, days)
		keys, err := c.store.ExpiringKeys(ctx, from, until)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if k.Expires.AddDate(0, 0, -days).Before(k.Created) {
				continue
			}
			failed = append(failed, c.tellExpiring(ctx, k, days))
		}
	}
	return errors.Join(failed...)
}

func (c *Consumers) tellExpiring(ctx context.Context, k account.Key, days int) error {
	a, err := c.store.Application(ctx, k.Application)
	if err != nil {
		return err
	}
	at := k.Expires.AddDate(0, 0, -days).Truncate(time.Second)
	return c.Tell(ctx, Event{Kind: KeyExpiring, At: at, Application: a, Key: &k, Days: days})
}
