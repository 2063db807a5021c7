package account

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"nguon/catalog"
)

// UpdateProfile changes the name and the language of the visitor.
func (a *Accounts) UpdateProfile(ctx context.Context, v Visit, name string, lang catalog.Lang) error {
	name, err := cleanName("name", name)
	if err != nil {
		return err
	}
	if err := checkLang(lang); err != nil {
		return err
	}
	return a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		u, err := a.still(ctx, tx, v)
		if err != nil {
			return err
		}
		e := NewEntry(v.Caller(), VerbProfile, "user", u.ID).Change(map[string]any{"lang": u.Lang},
			map[string]any{"lang": lang, "name_changed": name != u.Name})
		u.Name, u.Lang = name, lang
		if err := tx.PutUser(ctx, u); err != nil {
			return err
		}
		return tx.Append(ctx, e)
	})
}

// mailChange is the payload of the two tokens of a change of address.
type mailChange struct {
	Mail  Mail     `json:"mail"`            // the new one
	Other [32]byte `json:"other,omitempty"` // the hash of the other token
}

// RequestMail begins a change of the visitor's address: both addresses get a
// letter, and both links must be used within a day. A new address that has an
// account already is told so; the visitor is not. The visit must be fresh.
func (a *Accounts) RequestMail(ctx context.Context, v Visit, mail string) error {
	m, err := ParseMail(mail)
	if err != nil {
		return err
	}
	if err := a.fresh(v); err != nil {
		return err
	}
	return a.change(ctx, func(ctx context.Context, tx Tx, outbox *[]Letter) error {
		u, err := a.still(ctx, tx, v)
		if err != nil {
			return err
		}
		if u.Mail == m {
			return invalid("mail", catalog.Text{Vi: "Đây đã là địa chỉ của bạn.", En: "This is your address already."})
		}
		err = attempt(ctx, tx, a.Now(), a.gaugeFrom(lettersFrom, "letters", v.From), a.gaugeOfMail(lettersTo, "letters", m))
		if err != nil {
			return err
		}
		if err := tx.DropTokens(ctx, u.ID, ForOldMail, ForNewMail); err != nil {
			return err
		}
		letters, err := a.mailLetters(ctx, tx, u, m)
		if err != nil {
			return err
		}
		*outbox = append(*outbox, letters...)
		return tx.Append(ctx, NewEntry(v.Caller(), VerbMailAsked, "user", u.ID))
	})
}

// mailLetters makes the two tokens, each of which knows the other, and the
// letters. For an address that is taken there is nothing to confirm at it.
func (a *Accounts) mailLetters(ctx context.Context, tx Tx, u User, m Mail) ([]Letter, error) {
	expires := a.Now().Add(mailLife)
	oldPlain, oldHash, err := a.newSecret()
	if err != nil {
		return nil, err
	}
	newPlain, newHash, err := a.newSecret()
	if err != nil {
		return nil, err
	}
	for _, t := range []Token{
		{Hash: oldHash, Purpose: ForOldMail, Payload: string(told(mailChange{m, newHash}))},
		{Hash: newHash, Purpose: ForNewMail, Payload: string(told(mailChange{m, oldHash}))},
	} {
		t.User, t.Expires = u.ID, expires
		if err := tx.PutToken(ctx, t); err != nil {
			return nil, err
		}
	}
	toOld := Letter{Kind: LetterOldMail, To: u.Mail, Name: u.Name, Lang: u.Lang, Token: oldPlain, Expires: expires, NewMail: m}
	toNew := Letter{Kind: LetterNewMail, To: m, Name: u.Name, Lang: u.Lang, Token: newPlain, Expires: expires}
	switch other, err := tx.UserByMail(ctx, m); {
	case err == nil:
		toNew = Letter{Kind: LetterMailTaken, To: m, Name: other.Name, Lang: other.Lang}
	case !errors.Is(err, catalog.ErrNotFound):
		return nil, err
	}
	return []Letter{toOld, toNew}, nil
}

// ConfirmMail uses up one of the two links of a change of address, and reports
// whether the address changed: that is at the second. All sessions end then, for
// whoever reads the old mail may not be the holder any more. An address that was
// taken meanwhile is an error of kind catalog.ErrConflict.
func (a *Accounts) ConfirmMail(ctx context.Context, token string, from Origin) (changed bool, err error) {
	err = a.store.Change(ctx, func(ctx context.Context, tx Tx) error {
		t, err := a.take(ctx, tx, token, ForOldMail)
		other := ForNewMail
		if errors.Is(err, catalog.ErrNotFound) {
			t, err = a.take(ctx, tx, token, ForNewMail)
			other = ForOldMail
		}
		if err != nil {
			return err
		}
		var c mailChange
		if err := json.Unmarshal([]byte(t.Payload), &c); err != nil {
			return fmt.Errorf("account: payload of a token: %w", err)
		}
		_, err = tx.Token(ctx, c.Other, other)
		if !errors.Is(err, catalog.ErrNotFound) {
			return err // the other link is still to be used
		}
		u, err := tx.User(ctx, t.User)
		if err != nil {
			return err
		}
		if u.State != Active {
			return noToken()
		}
		u.Mail, changed = c.Mail, true
		if err := tx.PutUser(ctx, u); err != nil {
			return err
		}
		if err := tx.DropTokens(ctx, u.ID); err != nil {
			return err
		}
		if _, err := tx.EndSessions(ctx, u.ID, ""); err != nil {
			return err
		}
		return tx.Append(ctx, NewEntry(Caller{Principal: u.Principal(), From: from}, VerbMail, "user", u.ID))
	})
	return changed && err == nil, err
}
