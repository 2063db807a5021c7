package account

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"nguon/catalog"
)

// A Claim is what an OpenID provider says of someone, verified by package oidc.
type Claim struct {
	Issuer  string  `json:"issuer"`
	Subject string  `json:"subject"`
	Mail    Mail    `json:"mail"` // empty unless the provider has verified it
	Name    string  `json:"name"`
	Grants  []Grant `json:"grants"` // that the rules of this portal give for the claims

	// TwoFactors says that the provider saw two factors and is believed.
	TwoFactors bool `json:"-"`
}

// A LinkNeeded error says that somebody has an account with the address that a
// provider names, and must agree to sign in through the provider too: sign in to
// the account, then [Accounts.ConfirmLink] with Token. It is within errors of
// kind catalog.ErrConflict.
type LinkNeeded struct {
	Token string // for a cookie
}

// Error is for the log.
func (*LinkNeeded) Error() string { return "the address has an account already" }

// SignInWith opens a session for whoever a provider names. Who is not known yet
// gets an account, if the provider has verified their address and nobody has an
// account with it; if somebody has, the error has a [LinkNeeded]: no provider's
// word alone opens an account that was made without it. The roles that the
// provider's claims give replace those that they gave before. Old is as for
// [Accounts.SignIn].
func (a *Accounts) SignInWith(ctx context.Context, c Claim, lang catalog.Lang, from Origin, old string) (SignedIn, error) {
	var in SignedIn
	var link *LinkNeeded
	err := a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.UserByIdentity(ctx, c.Issuer, c.Subject)
		if errors.Is(err, catalog.ErrNotFound) {
			u, link, err = a.newcomer(ctx, tx, c, lang, from)
		}
		if err != nil || link != nil {
			return err
		}
		if err := usable(u); err != nil {
			return err
		}
		for i, id := range u.Identities {
			if id.Issuer == c.Issuer && id.Subject == c.Subject {
				u.Identities[i].LastUsed = a.Now()
			}
		}
		if err := a.claimed(ctx, tx, &u, c, from); err != nil {
			return err
		}
		by := ByProvider
		if c.TwoFactors {
			by = ByProviderTwo
		}
		in, err = a.open(ctx, tx, u, by, from, old)
		return err
	})
	if err == nil && link != nil {
		e := catalog.Errorf(catalog.ErrConflict,
			"Địa chỉ thư này đã có tài khoản. Hãy đăng nhập vào tài khoản đó để đồng ý liên kết.",
			"There is an account with this mail address. Please sign in to it to agree to the link.")
		e.Err = link
		err = e
	}
	return in, err
}

// newcomer returns the new user for a claim, or the token with which the holder
// of an account can agree to the link.
func (a *Accounts) newcomer(ctx context.Context, tx Tx, c Claim, lang catalog.Lang, from Origin) (User, *LinkNeeded, error) {
	if c.Mail == "" {
		return User{}, nil, catalog.Errorf(catalog.ErrForbidden,
			"Nơi cung cấp danh tính chưa xác nhận địa chỉ thư của bạn, nên không thể tạo tài khoản từ đó.",
			"The identity provider has not verified your mail address, so no account can be made from it.")
	}
	u, err := tx.UserByMail(ctx, c.Mail)
	now := a.Now()
	switch {
	case errors.Is(err, catalog.ErrNotFound):
		u = User{ID: a.newID(), Mail: c.Mail, Lang: lang, Created: now}
	case err != nil:
		return User{}, nil, err
	case u.State != Unverified:
		plain, err := a.token(ctx, tx, ForLink, u.ID, string(told(c)), linkLife)
		return User{}, &LinkNeeded{plain}, err
	}
	if err := tx.DropTokens(ctx, u.ID); err != nil {
		return User{}, nil, err
	}
	if u.Name, err = cleanName("name", c.Name); err != nil {
		u.Name, _, _ = strings.Cut(string(c.Mail), "@")
	}
	u.State = Active
	u.Identities = []Identity{{Issuer: c.Issuer, Subject: c.Subject, Created: now, LastUsed: now}}
	by := Caller{Principal: Principal{User: &u}, From: from}
	return u, nil, tx.Append(ctx, NewEntry(by, VerbVerify, "user", u.ID).Change(nil, map[string]string{"issuer": c.Issuer}))
}

// claimed replaces the roles of u that claims of the provider gave.
func (a *Accounts) claimed(ctx context.Context, tx Tx, u *User, c Claim, from Origin) error {
	before := u.from(c.Issuer)
	u.Memberships = slices.DeleteFunc(slices.Clone(u.Memberships), func(m Membership) bool { return m.Source == c.Issuer })
	for _, g := range c.Grants {
		if g.Valid() {
			u.Memberships = append(u.Memberships, Membership{Grant: g, Source: c.Issuer, Since: a.Now()})
		}
	}
	after := u.from(c.Issuer)
	if slices.Equal(before, after) {
		return nil
	}
	if err := tx.RotateSessions(ctx, u.ID); err != nil {
		return err
	}
	by := Caller{Principal: Principal{User: u}, From: from}
	return tx.Append(ctx, NewEntry(by, VerbGrant, "user", u.ID).Change(before, after))
}

// from returns the roles that one source gave.
func (u *User) from(source string) []Grant {
	var grants []Grant
	for _, m := range u.Memberships {
		if m.Source == source {
			grants = append(grants, m.Grant)
		}
	}
	return grants
}

// AddIdentity lets the visitor sign in through a provider too, to which they
// were sent from their account. The visit must be fresh. An identity that
// another account has, or a second one of one provider, is an error of kind
// catalog.ErrConflict.
func (a *Accounts) AddIdentity(ctx context.Context, v Visit, c Claim) error {
	e := NewEntry(v.Caller(), VerbIdentityAdd, "user", v.User.ID).Change(nil, map[string]string{"issuer": c.Issuer})
	return a.edit(ctx, v, e, func(u *User) error {
		taken := slices.ContainsFunc(u.Identities, func(i Identity) bool { return i.Issuer == c.Issuer })
		if taken || len(u.Identities) >= MaxIdentities {
			return catalog.Errorf(catalog.ErrConflict, "Tài khoản của bạn đã liên kết với nơi cung cấp danh tính này. Hãy bỏ liên kết cũ trước.",
				"Your account is linked with this identity provider already. Please remove that link first.")
		}
		u.Identities = append(u.Identities, Identity{Issuer: c.Issuer, Subject: c.Subject, Created: a.Now()})
		return nil
	})
}

// ConfirmLink uses up the token of a [LinkNeeded], by which the visitor agrees
// to sign in through the provider too. The visit must be fresh, and of the
// account that has the address: for any other it is an error of kind
// catalog.ErrNotFound, and the token is lost.
func (a *Accounts) ConfirmLink(ctx context.Context, v Visit, token string) error {
	if err := a.fresh(v); err != nil {
		return err
	}
	var t Token
	err := a.store.Change(ctx, func(ctx context.Context, tx Tx) (err error) {
		t, err = a.take(ctx, tx, token, ForLink)
		return err
	})
	if err != nil {
		return err
	}
	if t.User != v.User.ID {
		return noToken()
	}
	var c Claim
	if err := json.Unmarshal([]byte(t.Payload), &c); err != nil {
		return fmt.Errorf("account: payload of a token: %w", err)
	}
	return a.AddIdentity(ctx, v, c)
}

// RemoveIdentity ends a link of the visitor with a provider, and the roles that
// came with it, unless it is the last way to sign in. The visit must be fresh.
func (a *Accounts) RemoveIdentity(ctx context.Context, v Visit, issuer string) error {
	e := NewEntry(v.Caller(), VerbIdentityRemove, "user", v.User.ID).Change(map[string]string{"issuer": issuer}, nil)
	return a.edit(ctx, v, e, func(u *User) error {
		had := len(u.Identities)
		u.Identities = slices.DeleteFunc(u.Identities, func(i Identity) bool { return i.Issuer == issuer })
		if len(u.Identities) == had {
			return catalog.Errorf(catalog.ErrNotFound, "Không có liên kết này.", "There is no such link.")
		}
		u.Memberships = slices.DeleteFunc(u.Memberships, func(m Membership) bool { return m.Source == issuer })
		return nil
	})
}
