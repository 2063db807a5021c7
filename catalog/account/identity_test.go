package account_test

import (
	"errors"
	"slices"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
)

const issuer = "https://id.example.org"

func claim(subject string, mail account.Mail, grants ...account.Grant) account.Claim {
	return account.Claim{Issuer: issuer, Subject: subject, Mail: mail, Name: "Nguyễn Thị Mai", Grants: grants}
}

func (w *world) signInWith(t testing.TB, c account.Claim) (account.SignedIn, error) {
	t.Helper()
	return w.SignInWith(t.Context(), c, catalog.Vietnamese, home, "")
}

func TestANewcomerGetsAnAccountIfTheAddressIsVerified(t *testing.T) {
	w := newWorld(t)
	_, err := w.signInWith(t, claim("1", ""))
	wantKind(t, "without an address", err, catalog.ErrForbidden)
	editor := account.Grant{Agency: "H26", Role: account.Editor}
	in := do(t, func() (account.SignedIn, error) { return w.signInWith(t, claim("1", "mai@example.org", editor)) })
	if in.User.Mail != "mai@example.org" || in.User.State != account.Active || in.Session.Method != account.ByProvider || !slices.Equal(in.User.Grants(), []account.Grant{editor}) {
		t.Errorf("signed in as %+v", in.User)
	}
	// The provider's word on the address counts once: what it says later is not followed.
	again := do(t, func() (account.SignedIn, error) { return w.signInWith(t, claim("1", "other@example.org", editor)) })
	if again.User.ID != in.User.ID || again.User.Mail != "mai@example.org" {
		t.Errorf("signed in again as %+v", again.User)
	}
	if err := w.Lock(t.Context(), operator(), in.User.ID); err != nil {
		t.Fatal(err)
	}
	_, err = w.signInWith(t, claim("1", "mai@example.org"))
	wantKind(t, "a locked account", err, catalog.ErrForbidden)
}

func TestAProviderTakesOverWhatNobodyVerified(t *testing.T) {
	w := newWorld(t)
	if err := w.SignUp(t.Context(), registration("mai@example.org"), office); err != nil {
		t.Fatal(err)
	}
	l := w.letter(t, account.LetterWelcome)
	do(t, func() (account.SignedIn, error) { return w.signInWith(t, claim("1", "mai@example.org")) })
	_, err := w.SetPassword(t.Context(), l.Token, good, office, "")
	wantKind(t, "the link of whoever signed up before", err, catalog.ErrNotFound)
}

func TestAnAccountIsLinkedOnlyByItsHolder(t *testing.T) {
	w := newWorld(t)
	mai, lan := w.join(t, "mai@example.org"), w.join(t, "lan@example.org")
	needed := func() string {
		t.Helper()
		_, err := w.signInWith(t, claim("1", "mai@example.org"))
		wantKind(t, "an address that has an account", err, catalog.ErrConflict)
		link, ok := errors.AsType[*account.LinkNeeded](err)
		if !ok {
			t.Fatalf("err = %v, want a LinkNeeded", err)
		}
		return link.Token
	}
	token := needed()
	wantKind(t, "ConfirmLink by another", w.ConfirmLink(t.Context(), lan.Visit, token), catalog.ErrNotFound)
	wantKind(t, "ConfirmLink after another tried", w.ConfirmLink(t.Context(), mai.Visit, token), catalog.ErrNotFound)
	if err := w.ConfirmLink(t.Context(), mai.Visit, needed()); err != nil {
		t.Fatal(err)
	}
	w.letter(t, account.LetterSignIn)
	in := do(t, func() (account.SignedIn, error) { return w.signInWith(t, claim("1", "mai@example.org")) })
	if in.User.ID != mai.User.ID {
		t.Errorf("signed in as %s, want %s", in.User.ID, mai.User.ID)
	}
	wantKind(t, "AddIdentity of another's", w.AddIdentity(t.Context(), lan.Visit, claim("1", "")), catalog.ErrConflict)
	wantKind(t, "AddIdentity of a second one", w.AddIdentity(t.Context(), mai.Visit, claim("2", "")), catalog.ErrConflict)
	_, err := w.signInWith(t, claim("2", "mai@example.org"))
	wantKind(t, "another identity with the same address", err, catalog.ErrConflict)
	if err := w.RemoveIdentity(t.Context(), mai.Visit, issuer); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "RemoveIdentity again", w.RemoveIdentity(t.Context(), mai.Visit, issuer), catalog.ErrNotFound)
	needed()
}

func TestRolesFollowTheClaims(t *testing.T) {
	w := newWorld(t)
	editor, viewer := account.Grant{Agency: "H26", Role: account.Editor}, account.Grant{Agency: "H29", Role: account.Viewer}
	in := do(t, func() (account.SignedIn, error) {
		return w.signInWith(t, claim("1", "mai@example.org", editor, account.Grant{Agency: "H26", Role: "root"}))
	})
	if err := w.Grant(t.Context(), operator(), in.User.ID, viewer); err != nil {
		t.Fatal(err)
	}
	in = do(t, func() (account.SignedIn, error) { return w.signInWith(t, claim("1", "mai@example.org")) })
	if got := in.User.Grants(); !slices.Equal(got, []account.Grant{viewer}) {
		t.Errorf("grants = %v, want only what a person gave: %v", got, viewer)
	}
}

func TestTheLastWayToSignInStays(t *testing.T) {
	w := newWorld(t)
	in := do(t, func() (account.SignedIn, error) { return w.signInWith(t, claim("1", "mai@example.org")) })
	wantKind(t, "RemoveIdentity", w.RemoveIdentity(t.Context(), in.Visit, issuer), catalog.ErrConflict)
	key := account.Passkey{ID: []byte{1, 2, 3}, Name: " Điện  thoại ", Credential: []byte("{}")}
	if err := w.AddPasskey(t.Context(), in.Visit, key); err != nil {
		t.Fatal(err)
	}
	w.letter(t, account.LetterSignIn)
	if err := w.RemoveIdentity(t.Context(), in.Visit, issuer); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "RemovePasskey", w.RemovePasskey(t.Context(), in.Visit, key.ID), catalog.ErrConflict)
	if err := w.RenamePasskey(t.Context(), in.Visit, key.ID, "Máy tính"); err != nil {
		t.Fatal(err)
	}
	wantKind(t, "RenamePasskey of another", w.RenamePasskey(t.Context(), in.Visit, []byte{9}, "a"), catalog.ErrNotFound)
	used := account.Passkey{ID: key.ID, Credential: []byte(`{"signCount":1}`), BackedUp: true}
	in = do(t, func() (account.SignedIn, error) { return w.SignInWithPasskey(t.Context(), used, home, in.Token) })
	if p := in.User.Passkeys[0]; p.Name != "Máy tính" || string(p.Credential) != string(used.Credential) || !p.BackedUp || !p.LastUsed.Equal(w.now) {
		t.Errorf("passkey = %+v", p)
	}
	if in, err := w.ChangePassword(t.Context(), in.Visit, good); err != nil {
		t.Fatal(err)
	} else if err := w.RemovePasskey(t.Context(), in.Visit, key.ID); err != nil {
		t.Errorf("RemovePasskey beside a password: %v", err)
	}
	_, err := w.SignInWithPasskey(t.Context(), used, home, "")
	wantKind(t, "the passkey that was removed", err, catalog.ErrNotFound)
}
