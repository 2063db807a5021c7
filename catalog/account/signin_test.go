package account_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

func TestSignUpMakesAnAccountOnceThePasswordIsChosen(t *testing.T) {
	w := newWorld(t)
	if err := w.SignUp(t.Context(), registration(" Mai@Example.ORG "), home); err != nil {
		t.Fatal(err)
	}
	l := w.letter(t, account.LetterWelcome)
	if l.To != "mai@example.org" || l.Path() != "/account/password/new?token="+l.Token || !l.Expires.Equal(w.now.Add(24*time.Hour)) {
		t.Errorf("letter = %+v, %s", l, l.Path())
	}
	_, err := w.SignIn(t.Context(), "mai@example.org", good, home, "")
	wantKind(t, "sign in before", err, catalog.ErrUnknownCaller)

	_, err = w.SetPassword(t.Context(), l.Token, "short", home, "")
	wantKind(t, "a password that is too short", err, catalog.ErrInvalid)
	in := do(t, func() (account.SignedIn, error) { return w.SetPassword(t.Context(), l.Token, good, home, "") })
	if in.User.State != account.Active || in.User.Name != "Nguyễn Thị Mai" || in.Session.Method != account.ByMail {
		t.Errorf("signed in as %+v in %+v", in.User, in.Session)
	}
	_, err = w.SetPassword(t.Context(), l.Token, another, home, "")
	wantKind(t, "the link again", err, catalog.ErrNotFound)
	w.noLetter(t)

	again := do(t, func() (account.SignedIn, error) {
		return w.SignIn(t.Context(), "MAI@example.org", good, office, in.Token)
	})
	_, err = w.Authenticate(t.Context(), in.Token, home)
	wantKind(t, "the session that the browser had", err, catalog.ErrUnknownCaller)
	if v := do(t, func() (account.Visit, error) { return w.Authenticate(t.Context(), again.Token, office) }); v.User.ID != in.User.ID {
		t.Errorf("the visitor is %s, want %s", v.User.ID, in.User.ID)
	}
	want := []account.Verb{account.VerbSignUp, account.VerbSignInFailed, account.VerbSignIn, account.VerbVerify, account.VerbSignIn}
	if got := w.verbs(t, account.AuditFilter{}); !slices.Equal(got, want) {
		t.Errorf("audit log: %v, want %v", got, want)
	}
}

func TestLinksExpireAndAreReplaced(t *testing.T) {
	w := newWorld(t)
	for range 2 {
		if err := w.SignUp(t.Context(), registration("mai@example.org"), home); err != nil {
			t.Fatal(err)
		}
	}
	first, second := w.post.letters[0], w.post.letters[1]
	if _, err := w.PasswordFor(t.Context(), first.Token); !errors.Is(err, catalog.ErrNotFound) {
		t.Errorf("the first link still works: %v", err)
	}
	if u, err := w.PasswordFor(t.Context(), second.Token); err != nil || u.Mail != "mai@example.org" {
		t.Errorf("PasswordFor = %v, %v", u.Mail, err)
	}
	w.now = w.now.Add(24 * time.Hour)
	_, err := w.SetPassword(t.Context(), second.Token, good, home, "")
	wantKind(t, "an expired link", err, catalog.ErrNotFound)
}

// TestNobodyLearnsWhetherAnAddressHasAnAccount compares what is answered for an
// address that has an account with what is answered for one that has none.
func TestNobodyLearnsWhetherAnAddressHasAnAccount(t *testing.T) {
	w := newWorld(t)
	w.join(t, "known@example.org")
	locked := w.join(t, "locked@example.org")
	if err := w.Lock(t.Context(), operator(), locked.User.ID); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		mail          string
		signUp, reset account.LetterKind // empty: none
	}{
		{"known@example.org", account.LetterExists, account.LetterReset},
		{"locked@example.org", account.LetterExists, ""},
		{"unknown@example.org", account.LetterWelcome, account.LetterWelcome},
		{"never@example.org", "", ""},
	} {
		t.Run(test.mail, func(t *testing.T) {
			if test.mail != "never@example.org" {
				if err := w.SignUp(t.Context(), registration(test.mail), home); err != nil {
					t.Errorf("SignUp: %v", err)
				}
				w.letter(t, test.signUp)
			}
			if err := w.RequestReset(t.Context(), test.mail, home); err != nil {
				t.Errorf("RequestReset: %v", err)
			}
			if test.reset == "" {
				w.noLetter(t)
			} else if l := w.letter(t, test.reset); l.To != account.Mail(test.mail) {
				t.Errorf("the letter went to %s", l.To)
			}
			_, err := w.SignIn(t.Context(), test.mail, another, office, "")
			wantKind(t, "SignIn", err, catalog.ErrUnknownCaller)
			if want := "The mail address or the password is wrong."; !strings.Contains(fmt.Sprint(err), want) {
				t.Errorf("SignIn: %v, want %q", err, want)
			}
		})
	}
	_, err := w.SignIn(t.Context(), "locked@example.org", good, office, "")
	wantKind(t, "the right password of a locked account", err, catalog.ErrForbidden)
}

// TestSignInTakesAsLongForUnknownAddresses takes turns, so that a busy machine
// slows down both. Without the hash an answer takes less than a tenth.
func TestSignInTakesAsLongForUnknownAddresses(t *testing.T) {
	w := newWorld(t)
	w.join(t, "known@example.org")
	least := map[string]time.Duration{"known@example.org": time.Hour, "unknown@example.org": time.Hour}
	for range 5 {
		for mail := range least {
			start := time.Now()
			if _, err := w.SignIn(t.Context(), mail, another, home, ""); !errors.Is(err, catalog.ErrUnknownCaller) {
				t.Fatal(err)
			}
			least[mail] = min(least[mail], time.Since(start))
		}
	}
	if known, unknown := least["known@example.org"], least["unknown@example.org"]; known > 5*unknown || unknown > 5*known {
		t.Errorf("a known address takes %v, an unknown one %v", known, unknown)
	}
}

func TestGuessingIsSlowedDownByAccount(t *testing.T) {
	for _, mail := range []string{"known@example.org", "unknown@example.org"} {
		t.Run(mail, func(t *testing.T) {
			w := newWorld(t)
			w.join(t, "known@example.org")
			guess := func(from account.Origin) error {
				_, err := w.SignIn(t.Context(), mail, another, from, "")
				return err
			}
			for range 5 {
				wantKind(t, "a guess", guess(home), catalog.ErrUnknownCaller)
			}
			for _, seconds := range []int{2, 4, 8, 16} {
				err := guess(office) // from elsewhere
				wantKind(t, "a guess too many", err, catalog.ErrQuota)
				if th, ok := errors.AsType[*account.Throttled](err); !ok || !th.Until.Equal(w.now.Add(time.Duration(seconds)*time.Second)) {
					t.Errorf("err = %v, want one until %d seconds later", err, seconds)
				}
				_, err = w.SignIn(t.Context(), mail, good, office, "")
				wantKind(t, "the right password meanwhile", err, catalog.ErrQuota)
				w.now = w.now.Add(time.Duration(seconds) * time.Second)
				wantKind(t, "a guess in time", guess(office), catalog.ErrUnknownCaller)
			}
			w.now = w.now.Add(15 * time.Minute)
			_, err := w.SignIn(t.Context(), mail, good, home, "")
			if known := mail == "known@example.org"; known != (err == nil) {
				t.Fatalf("the right password after the longest wait: %v", err)
			} else if known {
				wantKind(t, "a guess after it was forgiven", guess(home), catalog.ErrUnknownCaller)
			}
		})
	}
}

func TestGuessingIsSlowedDownByNetwork(t *testing.T) {
	w := newWorld(t)
	neighbour := office
	neighbour.Address = neighbour.Address.Next() // in the same /64
	for i := range 20 {
		_, err := w.SignIn(t.Context(), fmt.Sprintf("user%d@example.org", i), another, office, "")
		wantKind(t, "a guess", err, catalog.ErrUnknownCaller)
	}
	_, err := w.SignIn(t.Context(), "other@example.org", another, neighbour, "")
	wantKind(t, "a guess too many", err, catalog.ErrQuota)
	_, err = w.SignIn(t.Context(), "other@example.org", another, home, "")
	wantKind(t, "a guess from elsewhere", err, catalog.ErrUnknownCaller)
	w.now = w.now.Add(time.Hour)
	_, err = w.SignIn(t.Context(), "other@example.org", another, office, "")
	wantKind(t, "a guess an hour later", err, catalog.ErrUnknownCaller)
}

// TestGuessesAtOnceDoNotSlipThrough makes all guesses before the first is
// answered.
func TestGuessesAtOnceDoNotSlipThrough(t *testing.T) {
	w := newWorld(t)
	const guesses = 12
	errs := make(chan error, guesses)
	for range guesses {
		go func() {
			_, err := w.SignIn(context.WithoutCancel(t.Context()), "mai@example.org", another, home, "")
			errs <- err
		}()
	}
	answered := 0
	for range guesses {
		if errors.Is(<-errs, catalog.ErrUnknownCaller) {
			answered++
		}
	}
	if answered != 5 {
		t.Errorf("%d guesses were answered, want 5", answered)
	}
}

func TestLettersToOneAddressEndInSilence(t *testing.T) {
	w := newWorld(t)
	w.join(t, "mai@example.org")
	for i := range 6 {
		from := home
		from.Address = from.Address.Next()
		if err := w.RequestReset(t.Context(), "mai@example.org", from); err != nil {
			t.Fatalf("request %d: %v", i+1, err)
		}
	}
	if n := len(w.post.letters); n != 3 {
		t.Errorf("%d letters were posted, want 3", n)
	}
	for i := range 20 {
		err := w.RequestReset(t.Context(), fmt.Sprintf("u%d@example.org", i), office)
		if (i >= 10) != errors.Is(err, catalog.ErrQuota) {
			t.Errorf("request %d from one place: %v", i+1, err)
		}
	}
}

func TestResetEndsEverythingThatWasOpen(t *testing.T) {
	w := newWorld(t)
	in := w.join(t, "mai@example.org")
	if err := w.RequestReset(t.Context(), "mai@example.org", home); err != nil {
		t.Fatal(err)
	}
	l := w.letter(t, account.LetterReset)
	fresh := do(t, func() (account.SignedIn, error) { return w.SetPassword(t.Context(), l.Token, another, office, "") })
	w.letter(t, account.LetterPasswordChanged)
	_, err := w.Authenticate(t.Context(), in.Token, home)
	wantKind(t, "the session before", err, catalog.ErrUnknownCaller)
	_, err = w.SignIn(t.Context(), "mai@example.org", good, home, "")
	wantKind(t, "the password before", err, catalog.ErrUnknownCaller)
	if _, err := w.Authenticate(t.Context(), fresh.Token, home); err != nil {
		t.Errorf("the new session: %v", err)
	}
}

func TestALinkToAnotherPasswordEndsSoon(t *testing.T) {
	w := newWorld(t)
	w.join(t, "mai@example.org")
	if err := w.RequestReset(t.Context(), "mai@example.org", home); err != nil {
		t.Fatal(err)
	}
	l := w.letter(t, account.LetterReset)
	if !l.Expires.Equal(w.now.Add(10 * time.Minute)) {
		t.Errorf("the letter says that it works until %v, at %v", l.Expires, w.now)
	}
	w.now = w.now.Add(10*time.Minute - time.Second)
	if _, err := w.PasswordFor(t.Context(), l.Token); err != nil {
		t.Errorf("before its end: %v", err)
	}
	w.now = w.now.Add(time.Second)
	_, err := w.SetPassword(t.Context(), l.Token, another, home, "")
	wantKind(t, "a link that has ended", err, catalog.ErrNotFound)
}

func TestChangesOfWaysToSignInNeedAFreshSession(t *testing.T) {
	w := newWorld(t)
	in := w.join(t, "mai@example.org")
	w.now = w.now.Add(account.FreshPeriod + time.Second)
	v := do(t, func() (account.Visit, error) { return w.Authenticate(t.Context(), in.Token, home) })
	claim := account.Claim{Issuer: "https://id.example.org", Subject: "1"}
	for name, f := range map[string]func(account.Visit) error{
		"ChangePassword": func(v account.Visit) error { _, err := w.ChangePassword(t.Context(), v, another); return err },
		"RequestMail":    func(v account.Visit) error { return w.RequestMail(t.Context(), v, "new@example.org") },
		"AddPasskey": func(v account.Visit) error {
			return w.AddPasskey(t.Context(), v, account.Passkey{ID: []byte{1}, Name: "a"})
		},
		"RemovePasskey":  func(v account.Visit) error { return w.RemovePasskey(t.Context(), v, []byte{1}) },
		"AddIdentity":    func(v account.Visit) error { return w.AddIdentity(t.Context(), v, claim) },
		"RemoveIdentity": func(v account.Visit) error { return w.RemoveIdentity(t.Context(), v, claim.Issuer) },
		"ConfirmLink":    func(v account.Visit) error { return w.ConfirmLink(t.Context(), v, in.Token) },
		"Export":         func(v account.Visit) error { return w.Export(t.Context(), v, new(strings.Builder)) },
		"Delete":         func(v account.Visit) error { return w.Delete(t.Context(), v) },
	} {
		err := f(v)
		wantKind(t, name, err, catalog.ErrForbidden)
		if !account.IsStale(err) {
			t.Errorf("%s: the error does not ask to sign in again: %v", name, err)
		}
		wantKind(t, name+" of nobody", f(account.Visit{}), catalog.ErrUnknownCaller)
	}
	again := do(t, func() (account.SignedIn, error) {
		return w.SignIn(t.Context(), "mai@example.org", good, home, in.Token)
	})
	next := do(t, func() (account.SignedIn, error) { return w.ChangePassword(t.Context(), again.Visit, another) })
	_, err := w.ChangePassword(t.Context(), again.Visit, good)
	wantKind(t, "a visit whose session has ended", err, catalog.ErrUnknownCaller)
	if _, err := w.Authenticate(t.Context(), next.Token, home); err != nil {
		t.Errorf("the session after the change: %v", err)
	}
}

func TestOldestSessionsEndWhenThereAreTooMany(t *testing.T) {
	w := newWorld(t)
	first := w.join(t, "mai@example.org")
	var last account.SignedIn
	for range account.MaxSessions {
		w.now = w.now.Add(time.Second)
		last = do(t, func() (account.SignedIn, error) { return w.SignIn(t.Context(), "mai@example.org", good, home, "") })
	}
	open := do(t, func() ([]account.Session, error) { return w.Sessions(t.Context(), last.Visit) })
	if len(open) != account.MaxSessions || open[0].ID != last.Session.ID {
		t.Errorf("%d sessions, want %d with the newest first", len(open), account.MaxSessions)
	}
	_, err := w.Authenticate(t.Context(), first.Token, home)
	wantKind(t, "the oldest session", err, catalog.ErrUnknownCaller)
}
