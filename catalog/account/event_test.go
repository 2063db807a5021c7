package account_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

// listen has a world write its log into a buffer.
func (w *world) listen() *bytes.Buffer {
	b := new(bytes.Buffer)
	w.Log = slog.New(slog.NewJSONHandler(b, nil))
	return b
}

func TestFailedSignInsAreEventsWithoutSecrets(t *testing.T) {
	w := newWorld(t)
	in := w.join(t, "mai@example.org")
	log := w.listen()
	said := func(what string, texts ...string) {
		t.Helper()
		for _, text := range texts {
			if !strings.Contains(log.String(), text) {
				t.Errorf("%s: there is no %s in %s", what, text, log)
			}
		}
		if strings.Contains(log.String(), another) || strings.Contains(log.String(), "example.org") || strings.Contains(log.String(), in.Token) || strings.Contains(log.String(), home.Address.String()) {
			t.Errorf("%s: the log tells too much: %s", what, log)
		}
		log.Reset()
	}
	_, err := w.SignIn(t.Context(), "mai@example.org", another, home, "")
	wantKind(t, "a wrong password", err, catalog.ErrUnknownCaller)
	said("a wrong password", `"event":"authn_login_fail"`, `"method":"password"`, `"user":"`+in.User.ID+`"`, `"network":"192.0.2.0/24"`)
	_, err = w.SignIn(t.Context(), "nobody@example.org", another, home, "")
	wantKind(t, "no account", err, catalog.ErrUnknownCaller)
	said("no account", `"event":"authn_login_fail"`, `"user":""`)
	for err == nil || !strings.Contains(log.String(), "authn_login_fail_max") {
		if _, err = w.SignIn(t.Context(), "mai@example.org", another, home, ""); log.Len() > 1<<20 {
			t.Fatal("guesses go on and on")
		}
	}
	said("too many", `"event":"authn_login_fail_max"`)
	w.SignInFailed(t.Context(), account.ByPasskey, office, catalog.Errorf(catalog.ErrUnknownCaller, "Không.", "No."))
	said("a passkey", `"event":"authn_login_fail"`, `"method":"passkey"`)
	w.SignInFailed(t.Context(), account.ByProvider, office, catalog.Errorf(catalog.ErrNotReady, "Không.", "No."))
	if log.Len() > 0 {
		t.Errorf("an outage is nobody's failure: %s", log)
	}
}

// TestStrangersDoNotFillTheAuditLog has somebody fail without end in a way that
// nothing else slows down.
func TestStrangersDoNotFillTheAuditLog(t *testing.T) {
	w := newWorld(t)
	for range 200 {
		w.SignInFailed(t.Context(), account.ByProvider, home, catalog.Errorf(catalog.ErrUnknownCaller, "Không.", "No."))
	}
	got := w.verbs(t, account.AuditFilter{Verb: account.VerbSignInFailed})
	if len(got) == 0 || len(got) > 30 {
		t.Errorf("%d entries of 200 failures", len(got))
	}
}

func TestATokenThatWasReplacedIsAnEvent(t *testing.T) {
	w := newWorld(t)
	in := w.join(t, "mai@example.org")
	if err := w.Grant(t.Context(), operator(), in.User.ID, steward); err != nil {
		t.Fatal(err)
	}
	if v := w.visit(t, in.Token); v.Renewed == "" {
		t.Fatal("the token was not replaced")
	}
	log := w.listen()
	w.now = w.now.Add(5 * time.Minute)
	_, err := w.Authenticate(t.Context(), in.Token, office)
	wantKind(t, "the token before", err, catalog.ErrUnknownCaller)
	if !strings.Contains(log.String(), `"event":"authn_token_reuse"`) || !strings.Contains(log.String(), in.User.ID) || strings.Contains(log.String(), in.Token) {
		t.Errorf("the log: %s", log)
	}
}
