package account

import (
	"context"
	"fmt"
	"math"
	"time"

	"nguon/catalog"
)

// Attempts count what was tried in vain under one key: the hash of an account's
// address, or of the network of a client. Neither can be read from it.
type Attempts struct {
	Key      [32]byte
	Failures int
	Last     time.Time
}

// A limit says how long to wait between attempts: not at all for the first
// ones, then a time that doubles with each.
type limit struct {
	free        int
	first, most time.Duration
	forget      time.Duration // after the last attempt; greater than most
}

// The limits. Those of an account slow down guessing its password from many
// places to about a hundred guesses a day; they end after [limit.most] for its
// owner, and stop no passkey. Those of a network (a whole office may share one)
// slow down guessing for many accounts. Letters are limited so that nobody's
// mailbox is filled by others. Ceremonies are limited because each is kept for
// minutes, whoever begins it.
var (
	guessesOfAccount = limit{free: 5, first: 2 * time.Second, most: 15 * time.Minute, forget: 24 * time.Hour}
	guessesFrom      = limit{free: 20, first: 2 * time.Second, most: 15 * time.Minute, forget: time.Hour}
	lettersTo        = limit{free: 3, first: time.Minute, most: 6 * time.Hour, forget: 24 * time.Hour}
	lettersFrom      = limit{free: 10, first: 10 * time.Second, most: time.Hour, forget: 6 * time.Hour}
	ceremoniesFrom   = limit{free: 60, first: time.Second, most: 5 * time.Second, forget: 10 * time.Minute}
)

// MaxCeremonies is how many ceremonies of one purpose can have begun and not
// ended, in the whole portal.
const MaxCeremonies = 20_000

// maxForget is the longest time for which attempts are remembered.
const maxForget = 24 * time.Hour

// until returns the time before which another attempt is refused.
func (l limit) until(a Attempts) time.Time {
	over := a.Failures - l.free
	if over < 0 {
		return time.Time{}
	}
	wait := float64(l.first) * math.Pow(2, float64(over))
	return a.Last.Add(time.Duration(min(wait, float64(l.most))))
}

// A Throttled error says from when on to try again. It is within errors of kind
// catalog.ErrQuota.
type Throttled struct{ Until time.Time }

// Error is for the log.
func (t *Throttled) Error() string { return "too many attempts; until " + t.Until.Format(time.RFC3339) }

func throttled(until, now time.Time) error {
	seconds := int(math.Ceil(until.Sub(now).Seconds()))
	e := catalog.Errorf(catalog.ErrQuota, "Bạn đã thử quá nhiều lần. Hãy thử lại sau %d giây.",
		"Too many attempts. Please try again in %d seconds.", seconds)
	e.Err = &Throttled{until}
	return e
}

// A gauge is one count of attempts with its limit.
type gauge struct {
	key [32]byte
	limit
}

func (a *Accounts) gaugeOfMail(l limit, what string, m Mail) gauge {
	return gauge{a.pepper.Hash("attempts " + what + " of " + string(m)), l}
}

// gaugeFrom counts by address, or by /64 network of IPv6, which one customer
// has at least.
func (a *Accounts) gaugeFrom(l limit, what string, o Origin) gauge {
	return gauge{a.pepper.Hash("attempts " + what + " from " + network(o.Address, 32, 64).String()), l}
}

// attempt counts an attempt under all gauges before it is made, so that many at
// once do not slip through, or returns an error with a [Throttled] and counts
// nothing. What comes out well is to be forgiven.
func attempt(ctx context.Context, tx Tx, now time.Time, gauges ...gauge) error {
	all := make([]Attempts, len(gauges))
	for i, g := range gauges {
		n, err := tx.Attempts(ctx, g.key)
		if err != nil {
			return fmt.Errorf("attempts: %w", err)
		}
		if now.Sub(n.Last) >= g.forget {
			n.Failures = 0
		}
		if until := g.until(n); now.Before(until) {
			return throttled(until, now)
		}
		all[i] = Attempts{Key: g.key, Failures: n.Failures + 1, Last: now}
	}
	for _, n := range all {
		if err := tx.PutAttempts(ctx, n); err != nil {
			return fmt.Errorf("attempts: %w", err)
		}
	}
	return nil
}

// forgive forgets what was tried for an account, and one attempt of its
// network.
func forgive(ctx context.Context, tx Tx, account, from gauge) error {
	if err := tx.PutAttempts(ctx, Attempts{Key: account.key}); err != nil {
		return err
	}
	n, err := tx.Attempts(ctx, from.key)
	if err != nil || n.Failures == 0 {
		return err
	}
	n.Failures--
	return tx.PutAttempts(ctx, n)
}
