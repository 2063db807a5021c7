package account

import (
	"bytes"
	"context"
	"encoding/hex"
	"slices"

	"nguon/catalog"
)

// edit changes the user of a fresh visit, and writes to them that the ways to
// sign in have changed.
func (a *Accounts) edit(ctx context.Context, v Visit, e Entry, f func(u *User) error) error {
	if err := a.fresh(v); err != nil {
		return err
	}
	return a.change(ctx, func(ctx context.Context, tx Tx, outbox *[]Letter) error {
		u, err := a.still(ctx, tx, v)
		if err != nil {
			return err
		}
		if err := f(&u); err != nil {
			return err
		}
		if u.Password == "" && len(u.Identities) == 0 && len(u.Passkeys) == 0 {
			return catalog.Errorf(catalog.ErrConflict, "Đây là cách đăng nhập cuối cùng của bạn. Hãy thêm cách khác trước khi bỏ.",
				"This is your last way to sign in. Please add another before you remove it.")
		}
		if err := tx.PutUser(ctx, u); err != nil {
			return err
		}
		if e.Verb != VerbPasskeyRename {
			*outbox = append(*outbox, Letter{Kind: LetterSignIn, To: u.Mail, Name: u.Name, Lang: u.Lang})
		}
		return tx.Append(ctx, e)
	})
}

// AddPasskey adds a passkey that package passkey has verified. The visit must
// be fresh. One that somebody has is an error of kind catalog.ErrConflict.
func (a *Accounts) AddPasskey(ctx context.Context, v Visit, p Passkey) error {
	name, err := cleanName("name", p.Name)
	if err != nil {
		return err
	}
	p.Name, p.Created = name, a.Now()
	return a.edit(ctx, v, passkeyEntry(v, VerbPasskeyAdd, p.ID), func(u *User) error {
		if len(u.Passkeys) >= MaxPasskeys {
			return catalog.Errorf(catalog.ErrConflict, "Một tài khoản có tối đa %d khóa truy cập.", "An account has at most %d passkeys.", MaxPasskeys)
		}
		u.Passkeys = append(u.Passkeys, p)
		return nil
	})
}

// RenamePasskey gives a passkey of the visitor another name. The visit must be
// fresh.
func (a *Accounts) RenamePasskey(ctx context.Context, v Visit, id []byte, name string) error {
	name, err := cleanName("name", name)
	if err != nil {
		return err
	}
	return a.edit(ctx, v, passkeyEntry(v, VerbPasskeyRename, id), func(u *User) error {
		p, err := u.passkey(id)
		if err == nil {
			p.Name = name
		}
		return err
	})
}

// RemovePasskey removes a passkey of the visitor, unless it is the last way to
// sign in. The visit must be fresh.
func (a *Accounts) RemovePasskey(ctx context.Context, v Visit, id []byte) error {
	return a.edit(ctx, v, passkeyEntry(v, VerbPasskeyRemove, id), func(u *User) error {
		if _, err := u.passkey(id); err != nil {
			return err
		}
		u.Passkeys = slices.DeleteFunc(u.Passkeys, func(p Passkey) bool { return bytes.Equal(p.ID, id) })
		return nil
	})
}

func passkeyEntry(v Visit, verb Verb, id []byte) Entry {
	return NewEntry(v.Caller(), verb, "passkey", hex.EncodeToString(id))
}

// passkey returns a passkey of u, to be changed in place.
func (u *User) passkey(id []byte) (*Passkey, error) {
	i := slices.IndexFunc(u.Passkeys, func(p Passkey) bool { return bytes.Equal(p.ID, id) })
	if i < 0 {
		return nil, catalog.Errorf(catalog.ErrNotFound, "Không có khóa truy cập này.", "There is no such passkey.")
	}
	return &u.Passkeys[i], nil
}

// UserByPasskey returns the account that has a passkey, or an error of kind
// catalog.ErrNotFound.
func (a *Accounts) UserByPasskey(ctx context.Context, id []byte) (User, error) {
	return a.store.UserByPasskey(ctx, id)
}

// SignInWithPasskey opens a session for whoever has shown, to package passkey,
// that they have the passkey used, which is saved as it is now. Old is as for
// [Accounts.SignIn].
func (a *Accounts) SignInWithPasskey(ctx context.Context, used Passkey, from Origin, old string) (SignedIn, error) {
	var in SignedIn
	err := a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		u, err := tx.UserByPasskey(ctx, used.ID)
		if err != nil {
			return err
		}
		p, err := u.passkey(used.ID)
		if err != nil {
			return err
		}
		p.Credential, p.BackedUp, p.LastUsed = used.Credential, used.BackedUp, a.Now()
		in, err = a.open(ctx, tx, u, ByPasskey, from, old)
		return err
	})
	return in, err
}
