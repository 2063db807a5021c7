package account

import (
	"context"
	"errors"
	"log/slog"

	"nguon/catalog"
)

// A Visit is a request of someone who is signed in.
type Visit struct {
	Session Session
	User    User
	From    Origin

	// Renewed is a token to set as cookie instead of the one that came; empty:
	// keep it.
	Renewed string

	demands Demands // that the session does not meet
}

// Principal returns who visits.
func (v Visit) Principal() Principal {
	if v.User.ID == "" {
		return Principal{}
	}
	p := v.User.Principal()
	p.demands, p.twoFactors = v.demands, v.Session.Method.TwoFactors()
	return p
}

// LacksOwnFactor reports whether the visitor has a passkey, did not use it, and
// has to: until then what they sign in with is not theirs to change.
func (v Visit) LacksOwnFactor() bool {
	return len(v.User.Passkeys) > 0 && v.Principal().Withheld()
}

// Caller returns who visits, and from where.
func (v Visit) Caller() Caller { return Caller{v.Principal(), v.From} }

// Authenticate returns the visit of whoever has a session token, or an error of
// kind catalog.ErrUnknownCaller. It asks the database every time, so that what
// ended on one replica has ended on all. After a change of what the user may do
// it replaces the token: see [Visit.Renewed].
func (a *Accounts) Authenticate(ctx context.Context, token string, from Origin) (Visit, error) {
	if !isSecret(token) {
		return Visit{}, signInFirst()
	}
	hash := a.pepper.Hash(token)
	s, err := a.store.Session(ctx, hash)
	if errors.Is(err, catalog.ErrNotFound) {
		return Visit{}, signInFirst()
	} else if err != nil {
		return Visit{}, err
	}
	u, err := a.store.User(ctx, s.User)
	if errors.Is(err, catalog.ErrNotFound) || err == nil && u.State != Active {
		return Visit{}, signInFirst()
	} else if err != nil {
		return Visit{}, err
	}
	now := a.Now()
	if a.span(u).over(s, now) {
		return Visit{}, signInFirst()
	}
	v := Visit{Session: s, User: u, From: from}
	if v.demands, err = a.demandsOn(ctx, a.store, u, s.Method); err != nil {
		return Visit{}, err
	}
	switch {
	case s.Hash != hash && now.Sub(s.Rotated) > overlap:
		// Whoever still has the token before the last one is not who got the
		// last one: one of the two took it from the other.
		LogEvent(ctx, a.Log, EventTokenReuse, v.Caller(), slog.String("session", s.ID))
		return Visit{}, errors.Join(signInFirst(), a.end(ctx, v))
	case s.Hash == hash && s.Rotate:
		if err := a.rotate(ctx, &v); err != nil {
			return Visit{}, err
		}
	}
	if now.Sub(s.Seen) >= TouchPeriod {
		a.store.TouchSession(s.ID, now)
	}
	return v, nil
}

// span returns what bounds the sessions of a user.
func (a *Accounts) span(u User) Span {
	if len(u.Grants()) > 0 {
		return a.Duty
	}
	return a.Session
}

// rotate gives the session of v another token, unless another request was
// faster.
func (a *Accounts) rotate(ctx context.Context, v *Visit) error {
	plain, hash, err := a.newSecret()
	if err != nil {
		return err
	}
	return a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		s, err := tx.Session(ctx, v.Session.Hash)
		if errors.Is(err, catalog.ErrNotFound) {
			return signInFirst()
		}
		if err != nil || s.Hash != v.Session.Hash || !s.Rotate {
			return err
		}
		s.Hash, s.Previous, s.Rotated, s.Rotate = hash, s.Hash, a.Now(), false
		v.Session, v.Renewed = s, plain
		return tx.PutSession(ctx, s)
	})
}

// Sessions returns the sessions of the visitor that are not over, newest first.
func (a *Accounts) Sessions(ctx context.Context, v Visit) ([]Session, error) {
	if v.User.ID == "" {
		return nil, signInFirst()
	}
	all, err := a.store.Sessions(ctx, v.User.ID)
	if err != nil {
		return nil, err
	}
	var open []Session
	for _, s := range all {
		if !a.span(v.User).over(s, a.Now()) {
			open = append(open, s)
		}
	}
	return open, nil
}

// EndSession ends a session of the visitor, be it this one, or returns an error
// of kind catalog.ErrNotFound if it is not theirs.
func (a *Accounts) EndSession(ctx context.Context, v Visit, id string) error {
	return a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		there, err := tx.EndSession(ctx, v.User.ID, id)
		if err != nil {
			return err
		}
		if !there {
			return catalog.Errorf(catalog.ErrNotFound, "Không có phiên đăng nhập này.", "There is no such session.")
		}
		return tx.Append(ctx, NewEntry(v.Caller(), VerbEndSession, "session", id))
	})
}

// EndOthers ends all sessions of the visitor but this one, and returns how many
// they were.
func (a *Accounts) EndOthers(ctx context.Context, v Visit) (n int, err error) {
	err = a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		if n, err = tx.EndSessions(ctx, v.User.ID, v.Session.ID); err != nil || n == 0 {
			return err
		}
		return tx.Append(ctx, NewEntry(v.Caller(), VerbEndSession, "user", v.User.ID).Change(nil, map[string]int{"sessions": n}))
	})
	return n, err
}

// SignOut ends the session of v. That it has ended already is not an error.
func (a *Accounts) SignOut(ctx context.Context, v Visit) error { return a.end(ctx, v) }

func (a *Accounts) end(ctx context.Context, v Visit) error {
	err := a.EndSession(ctx, v, v.Session.ID)
	if errors.Is(err, catalog.ErrNotFound) {
		return nil
	}
	return err
}
