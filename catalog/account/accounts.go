package account

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"time"

	"github.com/oklog/ulid/v2"

	"nguon/catalog"
	"nguon/catalog/account/password"
)

// Accounts are the rules of accounts: every change of them, every right that it
// needs, and the entry of the audit log that belongs to it. Methods are safe for
// concurrent use.
type Accounts struct {
	store     Store
	pepper    Pepper
	passwords *password.Hasher
	post      Postman
	Options

	rand io.Reader
}

// Options are what Accounts can do without. The zero value of a field means its
// default.
type Options struct {
	// Session bounds the sessions of those who have no role in an agency:
	// default 12 h idle, 7 days. Duty bounds those of all others: default 1 h
	// idle, 12 h (NIST SP 800-63B-4, section 2.2.3).
	Session, Duty Span

	// SecondFactor is the role from which the portal demands a second factor, in
	// every agency; default: it demands none. See [Demands].
	SecondFactor Role

	Now func() time.Time // default time.Now

	// Log gets what callers must not learn; default: nobody reads it.
	Log *slog.Logger

	// TellLeak passes on that a token of a robot has leaked. It is called within
	// the change that ends the token, which what it writes to the same database
	// belongs to, and undoes it by an error; the default tells nobody.
	TellLeak func(ctx context.Context, l RobotLeak) error
}

// New returns the accounts in a store. Pepper hashes tokens and addresses.
func New(store Store, pepper Pepper, passwords *password.Hasher, post Postman, o Options) (*Accounts, error) {
	if err := pepper.Validate(); err != nil {
		return nil, err
	}
	o.Session = cmp.Or(o.Session, Span{Idle: 12 * time.Hour, Absolute: 7 * 24 * time.Hour})
	o.Duty = cmp.Or(o.Duty, Span{Idle: time.Hour, Absolute: 12 * time.Hour})
	if min(o.Session.Idle, o.Session.Absolute, o.Duty.Idle, o.Duty.Absolute) <= 2*TouchPeriod {
		return nil, fmt.Errorf("account: sessions of %+v and %+v are too short", o.Session, o.Duty)
	}
	if o.SecondFactor != "" && !slices.Contains(FactorRoles(), o.SecondFactor) {
		return nil, fmt.Errorf("account: a second factor cannot be demanded from the role %q on", o.SecondFactor)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.TellLeak == nil {
		o.TellLeak = func(context.Context, RobotLeak) error { return nil }
	}
	return &Accounts{store: store, pepper: pepper, passwords: passwords, post: post, Options: o, rand: rand.Reader}, nil
}

// newID returns a ULID of this time.
func (a *Accounts) newID() string { return ulid.MustNew(ulid.Timestamp(a.Now()), a.rand).String() }

// change runs f in a transaction, and then posts the letters that it wrote. A
// letter that cannot be posted does not undo the change: its reader asks again.
func (a *Accounts) change(ctx context.Context, f func(ctx context.Context, tx Tx, outbox *[]Letter) error) error {
	var outbox []Letter
	err := a.store.Change(ctx, func(ctx context.Context, tx Tx) error { return f(ctx, tx, &outbox) })
	if err != nil {
		return err
	}
	return a.postAll(ctx, outbox)
}

func (a *Accounts) postAll(ctx context.Context, outbox []Letter) (err error) {
	for _, l := range outbox {
		if l.To == "" {
			continue
		}
		if posted := a.post.Post(ctx, l); posted != nil {
			err = errors.Join(err, fmt.Errorf("account: post %s: %w", l.Kind, posted))
		}
	}
	return err
}

// token makes a token of a user, and returns its secret.
func (a *Accounts) token(ctx context.Context, tx Tx, p Purpose, user, payload string, life time.Duration) (string, error) {
	plain, hash, err := a.newSecret()
	if err != nil {
		return "", err
	}
	return plain, tx.PutToken(ctx, Token{Hash: hash, Purpose: p, User: user, Payload: payload, Expires: a.Now().Add(life)})
}

// take uses a token up. One that never was, was used or has expired is an error
// of kind catalog.ErrNotFound.
func (a *Accounts) take(ctx context.Context, tx Tx, plain string, p Purpose) (Token, error) {
	if !isSecret(plain) {
		return Token{}, noToken()
	}
	t, err := tx.TakeToken(ctx, a.pepper.Hash(plain), p)
	if errors.Is(err, catalog.ErrNotFound) || err == nil && !a.Now().Before(t.Expires) {
		return Token{}, noToken()
	}
	return t, err
}

// peek returns a token without using it up.
func (a *Accounts) peek(ctx context.Context, plain string, p Purpose) (Token, error) {
	if !isSecret(plain) {
		return Token{}, noToken()
	}
	t, err := a.store.Token(ctx, a.pepper.Hash(plain), p)
	if errors.Is(err, catalog.ErrNotFound) || err == nil && !a.Now().Before(t.Expires) {
		return Token{}, noToken()
	}
	return t, err
}

// Begin keeps a payload for a ceremony of several requests, and returns the
// secret under which [Accounts.Take] gives it back, once, within life. The
// secret belongs into a cookie, which binds the ceremony to one browser. Too many
// from one network are an error of kind catalog.ErrQuota; of all that have begun
// the oldest over [MaxCeremonies] are forgotten.
func (a *Accounts) Begin(ctx context.Context, p Purpose, payload string, life time.Duration, from Origin) (secret string, err error) {
	err = a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		if err := attempt(ctx, tx, a.Now(), a.gaugeFrom(ceremoniesFrom, "ceremonies", from)); err != nil {
			return err
		}
		if err := tx.TrimTokens(ctx, p, MaxCeremonies-1); err != nil {
			return err
		}
		secret, err = a.token(ctx, tx, p, "", payload, life)
		return err
	})
	return secret, err
}

// Take ends what [Accounts.Begin] began. A secret that never was, was used or
// has expired is an error of kind catalog.ErrNotFound.
func (a *Accounts) Take(ctx context.Context, p Purpose, secret string) (payload string, err error) {
	err = a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		t, err := a.take(ctx, tx, secret, p)
		payload = t.Payload
		return err
	})
	return payload, err
}

func noToken() error {
	return catalog.Errorf(catalog.ErrNotFound, "Liên kết không còn hiệu lực: đã được dùng, hoặc đã hết hạn. Hãy yêu cầu liên kết mới.",
		"This link no longer works: it was used, or has expired. Please ask for a new one.")
}

// Sweep removes what is over: sessions, tokens, attempts, invitations, and
// accounts that nobody verified within a week. It returns how much. It is meant
// to be called now and then, on one replica or on all.
func (a *Accounts) Sweep(ctx context.Context) (int, error) {
	now := a.Now()
	gone := 0
	err := a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		n, err := tx.Sweep(ctx, Bygones{
			Unseen: now.Add(-max(a.Session.Idle, a.Duty.Idle) - 2*TouchPeriod), Made: now.Add(-max(a.Session.Absolute, a.Duty.Absolute)),
			Tried: now.Add(-maxForget), Expired: now,
		})
		if err != nil {
			return err
		}
		gone = n
		stale, err := tx.Users(ctx, UserFilter{State: Unverified})
		if err != nil {
			return err
		}
		for _, u := range stale { // the oldest first; what is over one page is for the next time
			if now.Sub(u.Created) < unverifiedLife {
				break
			}
			if err := tx.DeleteUser(ctx, u.ID); err != nil {
				return err
			}
			gone++
		}
		return nil
	})
	return gone, err
}
