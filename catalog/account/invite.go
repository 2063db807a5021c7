package account

import (
	"context"
	"errors"

	"nguon/catalog"
)

// Invite writes to an address and offers a role in an agency. It needs the right
// to give that role. An earlier invitation of the address to the agency ends.
func (a *Accounts) Invite(ctx context.Context, by Caller, mail string, g Grant, lang catalog.Lang) (i Invitation, err error) {
	m, err := ParseMail(mail)
	if err != nil {
		return Invitation{}, err
	}
	if err := errors.Join(mayGive(by.Principal, g), checkLang(lang)); err != nil {
		return Invitation{}, err
	}
	plain, hash, err := a.newSecret()
	if err != nil {
		return Invitation{}, err
	}
	i = Invitation{ID: a.newID(), Hash: hash, Grant: g, Mail: m, Created: a.Now(), Expires: a.Now().Add(invitationLife)}
	err = a.change(ctx, func(ctx context.Context, tx Tx, outbox *[]Letter) error {
		if err := attempt(ctx, tx, a.Now(), a.gaugeOfMail(lettersTo, "letters", m)); err != nil {
			return err
		}
		open, err := tx.Invitations(ctx, g.Agency)
		if err != nil {
			return err
		}
		for _, o := range open {
			if o.Mail != m {
				continue
			}
			if err := tx.DeleteInvitation(ctx, o.ID); err != nil {
				return err
			}
		}
		if err := tx.PutInvitation(ctx, i); err != nil {
			return err
		}
		*outbox = append(*outbox, Letter{Kind: LetterInvitation, To: m, Lang: lang, Token: plain, Expires: i.Expires, Grant: g})
		return tx.Append(ctx, NewEntry(by, VerbInvite, "invitation", i.ID).Of(g.Agency).Change(nil, g))
	})
	return i, err
}

// Invitations returns the invitations to an agency that were not accepted,
// newest first, to who may manage its members.
func (a *Accounts) Invitations(ctx context.Context, by Caller, agency string) ([]Invitation, error) {
	if err := need(by.Principal, ActionManageMembers, agency); err != nil {
		return nil, err
	}
	return a.store.Invitations(ctx, agency)
}

// Uninvite ends an invitation.
func (a *Accounts) Uninvite(ctx context.Context, by Caller, id string) error {
	return a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		i, err := tx.Invitation(ctx, id)
		if err == nil && !by.May(ActionManageMembers, i.Grant.Agency) {
			err = noInvitation() // others' invitations are none of the caller's business
		}
		if err != nil {
			return err
		}
		if err := tx.DeleteInvitation(ctx, id); err != nil {
			return err
		}
		return tx.Append(ctx, NewEntry(by, VerbUninvite, "invitation", id).Of(i.Grant.Agency).Change(i.Grant, nil))
	})
}

// InvitationFor returns the invitation that a link is for, without using it up,
// and whether its address has an account: whose holder signs in and accepts,
// while anybody else chooses a password with [Accounts.AcceptAsNew].
func (a *Accounts) InvitationFor(ctx context.Context, token string) (i Invitation, member bool, err error) {
	if i, err = a.invitation(ctx, a.store, token); err != nil {
		return Invitation{}, false, err
	}
	u, err := a.store.UserByMail(ctx, i.Mail)
	if errors.Is(err, catalog.ErrNotFound) {
		return i, false, nil
	}
	return i, u.State != Unverified, err
}

func (a *Accounts) invitation(ctx context.Context, from Reads, token string) (Invitation, error) {
	if !isSecret(token) {
		return Invitation{}, noToken()
	}
	i, err := from.InvitationByHash(ctx, a.pepper.Hash(token))
	if errors.Is(err, catalog.ErrNotFound) || err == nil && !a.Now().Before(i.Expires) {
		return Invitation{}, noToken()
	}
	return i, err
}

func noInvitation() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có lời mời này.", "There is no such invitation.")
}

// Accept gives the visitor the role of an invitation to their own address. For
// that of another it is an error of kind catalog.ErrForbidden.
func (a *Accounts) Accept(ctx context.Context, v Visit, token string) error {
	return a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		u, err := a.still(ctx, tx, v)
		if err != nil {
			return err
		}
		i, err := a.invitation(ctx, tx, token)
		if err != nil {
			return err
		}
		if i.Mail != u.Mail {
			return catalog.Errorf(catalog.ErrForbidden, "Lời mời này gửi đến một địa chỉ thư khác với địa chỉ của bạn.",
				"This invitation was sent to another mail address than yours.")
		}
		if err := tx.DeleteInvitation(ctx, i.ID); err != nil {
			return err
		}
		return a.give(ctx, tx, v.Caller(), u, i.Grant, VerbAccept)
	})
}

// AcceptAsNew makes an account for the address of an invitation, with a password
// and the role, and signs in: the link came by mail, so the address is verified.
// An address that has an account is an error of kind catalog.ErrConflict.
func (a *Accounts) AcceptAsNew(ctx context.Context, token, name string, lang catalog.Lang, plain string, from Origin, old string) (SignedIn, error) {
	i, err := a.invitation(ctx, a.store, token)
	if err != nil {
		return SignedIn{}, err
	}
	_, name, err = Registration{Mail: string(i.Mail), Name: name, Lang: lang}.clean()
	if err != nil {
		return SignedIn{}, err
	}
	hash, err := a.hash(ctx, plain, User{Mail: i.Mail, Name: name})
	if err != nil {
		return SignedIn{}, err
	}
	var in SignedIn
	err = a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		i, err := a.invitation(ctx, tx, token)
		if err != nil {
			return err
		}
		u, err := tx.UserByMail(ctx, i.Mail)
		switch {
		case errors.Is(err, catalog.ErrNotFound):
			u = User{ID: a.newID(), Mail: i.Mail, Created: a.Now()}
		case err != nil:
			return err
		case u.State != Unverified:
			return catalog.Errorf(catalog.ErrConflict, "Địa chỉ thư này đã có tài khoản. Hãy đăng nhập để nhận lời mời.",
				"This mail address has an account. Please sign in to accept.")
		}
		u.Name, u.Lang, u.State, u.Password = name, lang, Active, hash
		if err := tx.DeleteInvitation(ctx, i.ID); err != nil {
			return err
		}
		if in, err = a.renew(ctx, tx, u, ByMail, from, old, VerbVerify); err != nil {
			return err
		}
		if err := a.give(ctx, tx, in.Caller(), in.User, i.Grant, VerbAccept); err != nil {
			return err
		}
		in.User, err = tx.User(ctx, u.ID)
		return err
	})
	return in, err
}
