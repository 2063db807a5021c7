package account

import (
	"context"
	"errors"
	"log/slog"

	"nguon/catalog"
)

// A Registration is what someone says who wants an account.
type Registration struct {
	Mail string
	Name string
	Lang catalog.Lang
}

func (r Registration) clean() (m Mail, name string, err error) {
	if m, err = ParseMail(r.Mail); err != nil {
		return "", "", err
	}
	if name, err = cleanName("name", r.Name); err != nil {
		return "", "", err
	}
	return m, name, checkLang(r.Lang)
}

// SignUp writes to the address with a link to choose a password, which makes
// the account. The password comes last so that nobody can prepare, with a
// password of their own, an account that another then takes for theirs. To an
// address that has an account it writes that instead; the caller learns nothing
// of it either way. Errors are of kind catalog.ErrInvalid or catalog.ErrQuota.
func (a *Accounts) SignUp(ctx context.Context, r Registration, from Origin) error {
	m, name, err := r.clean()
	if err != nil {
		return err
	}
	return a.write(ctx, m, from, func(ctx context.Context, tx Tx, u *User, outbox *[]Letter) error {
		verb := Verb("")
		switch {
		case u == nil:
			u = &User{ID: a.newID(), Mail: m, State: Unverified, Created: a.Now()}
			verb = VerbSignUp
		case u.State != Unverified:
			*outbox = append(*outbox, Letter{Kind: LetterExists, To: u.Mail, Name: u.Name, Lang: u.Lang})
			return nil
		}
		u.Name, u.Lang = name, r.Lang
		if err := tx.PutUser(ctx, *u); err != nil {
			return err
		}
		l, err := a.passwordLetter(ctx, tx, LetterWelcome, *u)
		if err != nil {
			return err
		}
		*outbox = append(*outbox, l)
		if verb == "" {
			return nil
		}
		return tx.Append(ctx, NewEntry(Caller{From: from}, verb, "user", u.ID))
	})
}

// RequestReset writes to the address with a link to choose a new password, if
// it has an account that is not locked. The caller learns nothing of it.
func (a *Accounts) RequestReset(ctx context.Context, mail string, from Origin) error {
	m, err := ParseMail(mail)
	if err != nil {
		return err
	}
	return a.write(ctx, m, from, func(ctx context.Context, tx Tx, u *User, outbox *[]Letter) error {
		if u == nil || u.State == Locked {
			return nil
		}
		kind := LetterReset
		if u.State == Unverified {
			kind = LetterWelcome
		}
		l, err := a.passwordLetter(ctx, tx, kind, *u)
		*outbox = append(*outbox, l)
		return err
	})
}

// write does what leads to a letter to an address, unless too many were asked
// for: too many from one place is an error, too many to one address is silence,
// which its owner cannot tell from a letter that others asked for. That a letter
// could not be posted is for the log: who asks would learn from it that there
// was one to post.
func (a *Accounts) write(ctx context.Context, m Mail, from Origin, f func(context.Context, Tx, *User, *[]Letter) error) error {
	var outbox []Letter
	err := a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		if err := attempt(ctx, tx, a.Now(), a.gaugeFrom(lettersFrom, "letters", from)); err != nil {
			return err
		}
		err := attempt(ctx, tx, a.Now(), a.gaugeOfMail(lettersTo, "letters", m))
		if _, tooMany := errors.AsType[*Throttled](err); tooMany {
			return nil
		}
		if err != nil {
			return err
		}
		u, err := tx.UserByMail(ctx, m)
		switch {
		case errors.Is(err, catalog.ErrNotFound):
			return f(ctx, tx, nil, &outbox)
		case err != nil:
			return err
		}
		return f(ctx, tx, &u, &outbox)
	})
	if err != nil {
		return err
	}
	if err := a.postAll(ctx, outbox); err != nil {
		a.Log.LogAttrs(ctx, slog.LevelError, "letter lost", slog.Any("error", err))
	}
	return nil
}

// passwordLetter returns a letter with a link to choose a password. Links of
// earlier letters end.
func (a *Accounts) passwordLetter(ctx context.Context, tx Tx, kind LetterKind, u User) (Letter, error) {
	if err := tx.DropTokens(ctx, u.ID, ForPassword); err != nil {
		return Letter{}, err
	}
	life := passwordLife
	if u.State == Active {
		life = resetLife
	}
	plain, err := a.token(ctx, tx, ForPassword, u.ID, "", life)
	if err != nil {
		return Letter{}, err
	}
	return Letter{Kind: kind, To: u.Mail, Name: u.Name, Lang: u.Lang, Token: plain, Expires: a.Now().Add(life)}, nil
}
