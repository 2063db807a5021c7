package account

import (
	"context"
	"errors"

	"nguon/catalog"
	"nguon/catalog/account/password"
)

// A SignedIn is what signing in gives.
type SignedIn struct {
	Token string // for the cookie; shown once
	Visit
}

// MaxSessions is the greatest number of sessions of a user; the oldest end when
// there are more.
const MaxSessions = 30

// SignIn opens a session by mail address and password. Old is the token that the
// browser has already, if any; it ends, so that nobody's session is taken over
// by a token that was planted. Errors are of kind catalog.ErrUnknownCaller, the
// same and after the same time whether the account exists or not,
// catalog.ErrForbidden for an account that is locked, catalog.ErrQuota with a
// [Throttled], or catalog.ErrNotReady.
func (a *Accounts) SignIn(ctx context.Context, mail, plain string, from Origin, old string) (SignedIn, error) {
	in, user, err := a.signIn(ctx, mail, plain, from, old)
	if err != nil {
		a.logFailure(ctx, ByPassword, user, from, err)
	}
	return in, err
}

// signIn also returns the ID of the user whose address was given, if there is one.
func (a *Accounts) signIn(ctx context.Context, mail, plain string, from Origin, old string) (in SignedIn, user string, err error) {
	m, err := ParseMail(mail)
	if err != nil {
		return in, "", err
	}
	account, place := a.gaugeOfMail(guessesOfAccount, "guesses", m), a.gaugeFrom(guessesFrom, "guesses", from)
	err = a.store.Change(ctx, func(ctx context.Context, tx Tx) error { return attempt(ctx, tx, a.Now(), account, place) })
	if err != nil {
		return in, "", err
	}
	u, err := a.store.UserByMail(ctx, m)
	if err != nil && !errors.Is(err, catalog.ErrNotFound) {
		return in, u.ID, err
	}
	ok, better, err := a.passwords.Verify(ctx, u.Password, plain) // without a user: against nobody's
	if err != nil {
		return in, u.ID, err
	}
	if !ok {
		err := a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
			return tx.Append(ctx, NewEntry(Caller{From: from}, VerbSignInFailed, "user", u.ID).Change(nil, method(ByPassword)))
		})
		if err != nil {
			return in, u.ID, err
		}
		return in, u.ID, wrongPassword()
	}
	err = a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		now, err := tx.User(ctx, u.ID)
		if err != nil {
			return err
		}
		if now.Password != u.Password { // changed since it was verified
			return wrongPassword()
		}
		if better != "" {
			now.Password = better
		}
		if err := forgive(ctx, tx, account, place); err != nil {
			return err
		}
		in, err = a.open(ctx, tx, now, ByPassword, from, old)
		return err
	})
	return in, u.ID, err
}

func method(m Method) map[string]Method { return map[string]Method{"method": m} }

func wrongPassword() error {
	return catalog.Errorf(catalog.ErrUnknownCaller, "Địa chỉ thư hoặc mật khẩu không đúng.", "The mail address or the password is wrong.")
}

// open saves a user who has shown who they are, opens a session, and ends the
// one that the browser had.
func (a *Accounts) open(ctx context.Context, tx Tx, u User, by Method, from Origin, old string) (SignedIn, error) {
	if err := usable(u); err != nil {
		return SignedIn{}, err
	}
	plain, hash, err := a.newSecret()
	if err != nil {
		return SignedIn{}, err
	}
	now := a.Now()
	u.LastSeen = now
	s := Session{ID: a.newID(), User: u.ID, Hash: hash, Method: by, Device: from.Device(), Created: now, Seen: now, Proved: now}
	if err := tx.PutUser(ctx, u); err != nil {
		return SignedIn{}, err
	}
	if err := a.endOld(ctx, tx, old); err != nil {
		return SignedIn{}, err
	}
	if err := tx.PutSession(ctx, s); err != nil {
		return SignedIn{}, err
	}
	all, err := tx.Sessions(ctx, u.ID)
	if err != nil {
		return SignedIn{}, err
	}
	for _, surplus := range all[min(len(all), MaxSessions):] {
		if _, err := tx.EndSession(ctx, u.ID, surplus.ID); err != nil {
			return SignedIn{}, err
		}
	}
	v := Visit{Session: s, User: u, From: from}
	if v.demands, err = a.demandsOn(ctx, tx, u, by); err != nil {
		return SignedIn{}, err
	}
	return SignedIn{plain, v}, tx.Append(ctx, NewEntry(v.Caller(), VerbSignIn, "session", s.ID).Change(nil, method(by)))
}

func (a *Accounts) endOld(ctx context.Context, tx Tx, old string) error {
	if !isSecret(old) {
		return nil
	}
	s, err := tx.Session(ctx, a.pepper.Hash(old))
	if errors.Is(err, catalog.ErrNotFound) {
		return nil
	}
	if err == nil {
		_, err = tx.EndSession(ctx, s.User, s.ID)
	}
	return err
}

// usable returns an error unless an account may be signed in to.
func usable(u User) error {
	switch u.State {
	case Active:
		return nil
	case Locked:
		return catalog.Errorf(catalog.ErrForbidden, "Tài khoản đã bị khóa. Hãy liên hệ người quản trị cổng.",
			"This account is locked. Please write to whoever runs the portal.")
	}
	return wrongPassword()
}

// PasswordFor returns whose password a link is for, without using it up, or an
// error of kind catalog.ErrNotFound.
func (a *Accounts) PasswordFor(ctx context.Context, token string) (User, error) {
	t, err := a.peek(ctx, token, ForPassword)
	if err != nil {
		return User{}, err
	}
	return a.store.User(ctx, t.User)
}

// SetPassword uses up a link that came by mail: it sets the password, makes the
// account active, ends all sessions and links, and opens a session. A password
// that may not be chosen is an error of kind catalog.ErrInvalid, and the link
// still works.
func (a *Accounts) SetPassword(ctx context.Context, token, plain string, from Origin, old string) (SignedIn, error) {
	u, err := a.PasswordFor(ctx, token)
	if err != nil {
		return SignedIn{}, err
	}
	hash, err := a.hash(ctx, plain, u)
	if err != nil {
		return SignedIn{}, err
	}
	var in SignedIn
	err = a.change(ctx, func(ctx context.Context, tx Tx, outbox *[]Letter) error {
		t, err := a.take(ctx, tx, token, ForPassword)
		if err != nil {
			return err
		}
		u, err := tx.User(ctx, t.User)
		if err != nil {
			return err
		}
		verb := VerbPassword
		if u.State == Unverified {
			u.State, verb = Active, VerbVerify
		} else {
			*outbox = append(*outbox, Letter{Kind: LetterPasswordChanged, To: u.Mail, Name: u.Name, Lang: u.Lang})
		}
		u.Password = hash
		in, err = a.renew(ctx, tx, u, ByMail, from, old, verb)
		return err
	})
	return in, err
}

// ChangePassword sets another password, or the first, ends all sessions, and
// opens a new one. The visit must be fresh.
func (a *Accounts) ChangePassword(ctx context.Context, v Visit, plain string) (SignedIn, error) {
	if err := a.fresh(v); err != nil {
		return SignedIn{}, err
	}
	hash, err := a.hash(ctx, plain, v.User)
	if err != nil {
		return SignedIn{}, err
	}
	var in SignedIn
	err = a.change(ctx, func(ctx context.Context, tx Tx, outbox *[]Letter) error {
		u, err := a.still(ctx, tx, v)
		if err != nil {
			return err
		}
		u.Password = hash
		*outbox = append(*outbox, Letter{Kind: LetterPasswordChanged, To: u.Mail, Name: u.Name, Lang: u.Lang})
		in, err = a.renew(ctx, tx, u, v.Session.Method, v.From, "", VerbPassword)
		return err
	})
	return in, err
}

// renew saves a user whose password changed: everything that was open ends, and
// one session begins.
func (a *Accounts) renew(ctx context.Context, tx Tx, u User, by Method, from Origin, old string, verb Verb) (SignedIn, error) {
	if err := tx.DropTokens(ctx, u.ID); err != nil {
		return SignedIn{}, err
	}
	if _, err := tx.EndSessions(ctx, u.ID, ""); err != nil {
		return SignedIn{}, err
	}
	if err := tx.PutAttempts(ctx, Attempts{Key: a.gaugeOfMail(guessesOfAccount, "guesses", u.Mail).key}); err != nil {
		return SignedIn{}, err
	}
	in, err := a.open(ctx, tx, u, by, from, old)
	if err != nil {
		return SignedIn{}, err
	}
	return in, tx.Append(ctx, NewEntry(in.Caller(), verb, "user", u.ID))
}

func (a *Accounts) hash(ctx context.Context, plain string, u User) (PasswordHash, error) {
	if err := password.Check(plain, string(u.Mail), u.Name); err != nil {
		return "", err
	}
	return a.passwords.Hash(ctx, plain)
}

// A stale error says that the user must sign in again before what was asked.
var errStale = errors.New("signed in too long ago")

// IsStale reports whether err asks the user to sign in again, after which the
// same request will be allowed.
func IsStale(err error) bool { return errors.Is(err, errStale) }

// fresh returns an error unless the user of v showed a moment ago who they are:
// with two factors, if these are demanded and they have them. Else a password
// would be enough to get, or to take away, the second.
func (a *Accounts) fresh(v Visit) error {
	switch {
	case v.User.ID == "":
		return signInFirst()
	case !v.Session.Fresh(a.Now()):
		e := catalog.Errorf(catalog.ErrForbidden, "Để an toàn, hãy đăng nhập lại rồi thực hiện thay đổi này.",
			"For safety, please sign in again before this change.")
		e.Err = errStale
		return e
	case v.LacksOwnFactor():
		return factorFirst()
	}
	return nil
}

// still returns the user of v as they are now, if the session has not ended.
func (a *Accounts) still(ctx context.Context, tx Tx, v Visit) (User, error) {
	s, err := tx.Session(ctx, v.Session.Hash)
	if errors.Is(err, catalog.ErrNotFound) || err == nil && s.User != v.User.ID {
		return User{}, signInFirst()
	}
	if err != nil {
		return User{}, err
	}
	u, err := tx.User(ctx, v.User.ID)
	if err == nil && u.State != Active {
		err = signInFirst()
	}
	return u, err
}

func signInFirst() error {
	return catalog.Errorf(catalog.ErrUnknownCaller, "Bạn chưa đăng nhập, hoặc phiên đăng nhập đã hết.", "You are not signed in, or the session has ended.")
}
