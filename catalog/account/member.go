package account

import (
	"context"
	"slices"

	"nguon/catalog"
)

// need returns an error of kind catalog.ErrForbidden unless p may do a in an
// agency.
func need(p Principal, a Action, agency string) error {
	if p.May(a, agency) {
		return nil
	}
	if p.NeedsFactor(a, agency) {
		return factorFirst()
	}
	return catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền làm việc này.", "You may not do this.")
}

// mayGive returns an error unless p may give and take g: the members of an
// agency are its administrators' matter, portal administrators that of others.
func mayGive(p Principal, g Grant) error {
	if err := g.validate(); err != nil {
		return err
	}
	if g.Role == PortalAdmin {
		return need(p, ActionAdminister, "")
	}
	return need(p, ActionManageMembers, g.Agency)
}

// Users returns the accounts that f selects: all, or those of an agency, to who
// may manage its members.
func (a *Accounts) Users(ctx context.Context, by Caller, f UserFilter) ([]User, error) {
	action := ActionManageMembers
	if f.Agency == "" || f.Agency == AnyAgency {
		action = ActionAdminister
	}
	if err := need(by.Principal, action, f.Agency); err != nil {
		return nil, err
	}
	return a.store.Users(ctx, f)
}

// UserByMail returns an account by its address, to who administers the portal.
func (a *Accounts) UserByMail(ctx context.Context, by Caller, mail string) (User, error) {
	if err := need(by.Principal, ActionAdminister, ""); err != nil {
		return User{}, err
	}
	m, err := ParseMail(mail)
	if err != nil {
		return User{}, err
	}
	return a.store.UserByMail(ctx, m)
}

// UserByID returns an account by its ID, be it deleted, to who administers the
// portal.
func (a *Accounts) UserByID(ctx context.Context, by Caller, id string) (User, error) {
	if err := need(by.Principal, ActionAdminister, ""); err != nil {
		return User{}, err
	}
	return a.store.User(ctx, id)
}

// CreateUser makes an account for somebody, with roles, and returns the letter
// with the link by which they choose a password. The letter is not posted: the
// caller does, or shows its link, once. It needs the right to administer. An
// address that has an account is an error of kind catalog.ErrConflict.
func (a *Accounts) CreateUser(ctx context.Context, by Caller, r Registration, grants ...Grant) (u User, l Letter, err error) {
	m, name, err := r.clean()
	if err != nil {
		return User{}, Letter{}, err
	}
	if err := need(by.Principal, ActionAdminister, ""); err != nil {
		return User{}, Letter{}, err
	}
	for _, g := range grants {
		if err := g.validate(); err != nil {
			return User{}, Letter{}, err
		}
	}
	err = a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		u = User{ID: a.newID(), Mail: m, Name: name, Lang: r.Lang, State: Unverified, Created: a.Now()}
		for _, g := range grants {
			u.Memberships = append(u.Memberships, Membership{Grant: g, Since: a.Now()})
		}
		if err := tx.PutUser(ctx, u); err != nil {
			return err
		}
		if l, err = a.passwordLetter(ctx, tx, LetterWelcome, u); err != nil {
			return err
		}
		return tx.Append(ctx, NewEntry(by, VerbCreate, "user", u.ID).Change(nil, grants))
	})
	return u, l, err
}

// PasswordLetter returns a letter with a new link to choose a password, as
// [Accounts.CreateUser] does, for an account that is there and not locked.
func (a *Accounts) PasswordLetter(ctx context.Context, by Caller, id string) (l Letter, err error) {
	if err := need(by.Principal, ActionAdminister, ""); err != nil {
		return Letter{}, err
	}
	err = a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.User(ctx, id)
		if err != nil {
			return err
		}
		if u.State == Locked || u.State == Deleted {
			return catalog.Errorf(catalog.ErrConflict, "Tài khoản đã bị khóa hoặc xóa.", "The account is locked or deleted.")
		}
		if l, err = a.passwordLetter(ctx, tx, LetterReset, u); err != nil {
			return err
		}
		return tx.Append(ctx, NewEntry(by, VerbPassword, "user", u.ID).Change(nil, map[string]bool{"link": true}))
	})
	return l, err
}

// Grant gives a user a role. That they have it already is not an error.
func (a *Accounts) Grant(ctx context.Context, by Caller, id string, g Grant) error {
	if err := mayGive(by.Principal, g); err != nil {
		return err
	}
	return a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		u, err := living(ctx, tx, id)
		if err != nil {
			return err
		}
		return a.give(ctx, tx, by, u, g, VerbGrant)
	})
}

func living(ctx context.Context, tx Tx, id string) (User, error) {
	u, err := tx.User(ctx, id)
	if err == nil && u.State == Deleted {
		err = catalog.Errorf(catalog.ErrNotFound, "Không có tài khoản này.", "There is no such account.")
	}
	return u, err
}

// give saves u with one more role, and renews the tokens of its sessions.
func (a *Accounts) give(ctx context.Context, tx Tx, by Caller, u User, g Grant, verb Verb) error {
	before := u.from("")
	if slices.Contains(before, g) {
		return nil
	}
	u.Memberships = append(u.Memberships, Membership{Grant: g, Since: a.Now()})
	if err := tx.PutUser(ctx, u); err != nil {
		return err
	}
	if err := tx.RotateSessions(ctx, u.ID); err != nil {
		return err
	}
	return tx.Append(ctx, NewEntry(by, verb, "user", u.ID).Of(g.Agency).Change(before, u.from("")))
}

// Revoke takes a role from a user, whoever gave it; what a provider's claims give
// comes back with them. A role that the user does not have is an error of kind
// catalog.ErrNotFound; to take the last portal administrator from the portal is
// one of kind catalog.ErrConflict, unless the operator does.
func (a *Accounts) Revoke(ctx context.Context, by Caller, id string, g Grant) error {
	if err := mayGive(by.Principal, g); err != nil {
		return err
	}
	return a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		u, err := living(ctx, tx, id)
		if err != nil {
			return err
		}
		before := u.Memberships
		u.Memberships = slices.DeleteFunc(slices.Clone(before), func(m Membership) bool { return m.Grant == g })
		if len(u.Memberships) == len(before) {
			return catalog.Errorf(catalog.ErrNotFound, "Tài khoản không có vai trò này.", "The account does not have this role.")
		}
		if g.Role == PortalAdmin {
			if err := notLast(ctx, tx, by, u.ID); err != nil {
				return err
			}
		}
		if err := tx.PutUser(ctx, u); err != nil {
			return err
		}
		if err := tx.RotateSessions(ctx, u.ID); err != nil {
			return err
		}
		return tx.Append(ctx, NewEntry(by, VerbRevoke, "user", u.ID).Of(g.Agency).Change(g, nil))
	})
}

// notLast returns an error if nobody but the given user administers the portal.
func notLast(ctx context.Context, tx Tx, by Caller, id string) error {
	if by.operator {
		return nil
	}
	admin := Grant{Agency: AnyAgency, Role: PortalAdmin}
	for f := (UserFilter{Agency: AnyAgency, State: Active}); ; {
		page, err := tx.Users(ctx, f)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(page, func(u User) bool { return u.ID != id && slices.Contains(u.Grants(), admin) }) {
			return nil
		}
		if len(page) < UserPage {
			break
		}
		f.After = page[len(page)-1].ID
	}
	return catalog.Errorf(catalog.ErrConflict, "Đây là người quản trị cổng cuối cùng. Hãy trao quyền cho người khác trước.",
		"This is the last portal administrator. Please make another first.")
}

// Lock ends all sessions of a user and lets nobody sign in, until Unlock. Both
// need the right to administer. Nobody locks themselves out, or the last portal
// administrator.
func (a *Accounts) Lock(ctx context.Context, by Caller, id string) error {
	return a.setLock(ctx, by, id, VerbLock, Locked)
}

// Unlock ends what Lock did. Who never showed that the address is theirs has to
// do that first.
func (a *Accounts) Unlock(ctx context.Context, by Caller, id string) error {
	return a.setLock(ctx, by, id, VerbUnlock, Active)
}

func (a *Accounts) setLock(ctx context.Context, by Caller, id string, verb Verb, to State) error {
	if err := need(by.Principal, ActionAdminister, ""); err != nil {
		return err
	}
	return a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		u, err := living(ctx, tx, id)
		if err != nil {
			return err
		}
		before := u.State
		if to == Active && u.Password == "" && len(u.Identities) == 0 && len(u.Passkeys) == 0 {
			to = Unverified
		}
		if before == to || to != Locked && before != Locked {
			return nil
		}
		if u.State = to; to == Locked {
			if err := notLast(ctx, tx, by, u.ID); err != nil && slices.Contains(u.from(""), Grant{AnyAgency, PortalAdmin}) {
				return err
			}
			if _, err := tx.EndSessions(ctx, u.ID, ""); err != nil {
				return err
			}
			if err := tx.DropTokens(ctx, u.ID); err != nil {
				return err
			}
		}
		if err := tx.PutUser(ctx, u); err != nil {
			return err
		}
		return tx.Append(ctx, NewEntry(by, verb, "user", u.ID).Change(before, u.State))
	})
}
