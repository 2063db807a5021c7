package account_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

func TestSessionsEndInTheirTime(t *testing.T) {
	duty := account.Grant{Agency: "H26", Role: account.Viewer}
	for _, test := range []struct {
		name   string
		grants []account.Grant
		step   time.Duration // between requests
		want   time.Duration // after which the session is over
	}{
		{"idle", nil, 12 * time.Hour, 12 * time.Hour},
		{"in use", nil, 11 * time.Hour, 176 * time.Hour}, // the first step past 7 days
		{"idle on duty", []account.Grant{duty}, time.Hour, time.Hour},
		{"in use on duty", []account.Grant{duty}, 50 * time.Minute, 750 * time.Minute}, // past 12 hours
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			in := w.join(t, "mai@example.org", test.grants...)
			for start := w.now; ; {
				w.now = w.now.Add(test.step)
				if _, err := w.Authenticate(t.Context(), in.Token, home); err == nil {
					continue
				}
				if got := w.now.Sub(start); got != test.want {
					t.Errorf("the session was over after %v, want %v", got, test.want)
				}
				return
			}
		})
	}
}

func TestAuthenticateRefusesWhatIsNoToken(t *testing.T) {
	w := newWorld(t)
	in := w.join(t, "mai@example.org")
	for _, token := range []string{"", "x", in.Token[:42], in.Token + "A", strings.Repeat("A", 43), strings.Repeat("\x00", 43), strings.ToLower(in.Token)} {
		_, err := w.Authenticate(t.Context(), token, home)
		wantKind(t, fmt.Sprintf("%q", token), err, catalog.ErrUnknownCaller)
	}
}

func TestTokensRotateWhenRolesChange(t *testing.T) {
	w := newWorld(t)
	in := w.join(t, "mai@example.org")
	grant := account.Grant{Agency: "H26", Role: account.Editor}
	if err := w.Grant(t.Context(), operator(), in.User.ID, grant); err != nil {
		t.Fatal(err)
	}
	v := do(t, func() (account.Visit, error) { return w.Authenticate(t.Context(), in.Token, home) })
	if v.Renewed == "" || v.Renewed == in.Token || !v.Principal().May(account.ActionDraft, "H26") {
		t.Errorf("the token was renewed: %v; grants %v", v.Renewed != "", v.Principal().Grants)
	}
	for name, token := range map[string]string{"new": v.Renewed, "old": in.Token} {
		again := do(t, func() (account.Visit, error) { return w.Authenticate(t.Context(), token, home) })
		if again.Renewed != "" || again.Session.ID != v.Session.ID {
			t.Errorf("the %s token: renewed again: %v", name, again.Renewed != "")
		}
	}
	w.now = w.now.Add(31 * time.Second)
	_, err := w.Authenticate(t.Context(), in.Token, home)
	wantKind(t, "the old token later", err, catalog.ErrUnknownCaller)
	_, err = w.Authenticate(t.Context(), v.Renewed, home)
	wantKind(t, "the new token after the old one was used by somebody", err, catalog.ErrUnknownCaller)
}

func TestRevocationHoldsAtOnce(t *testing.T) {
	w := newWorld(t)
	first := w.join(t, "mai@example.org")
	second := do(t, func() (account.SignedIn, error) { return w.SignIn(t.Context(), "mai@example.org", good, office, "") })
	third := do(t, func() (account.SignedIn, error) { return w.SignIn(t.Context(), "mai@example.org", good, office, "") })
	other := w.join(t, "lan@example.org")

	open := do(t, func() ([]account.Session, error) { return w.Sessions(t.Context(), first.Visit) })
	want := account.Device{Agent: "curl", Network: netip.MustParsePrefix("2001:db8:1::/48")}
	if len(open) != 3 || !slices.ContainsFunc(open, func(s account.Session) bool { return s.Device == want }) {
		t.Errorf("sessions = %+v", open)
	}
	wantKind(t, "EndSession of another's", w.EndSession(t.Context(), other.Visit, first.Session.ID), catalog.ErrNotFound)
	if err := w.EndSession(t.Context(), first.Visit, second.Session.ID); err != nil {
		t.Fatal(err)
	}
	_, err := w.Authenticate(t.Context(), second.Token, home)
	wantKind(t, "the session that was ended", err, catalog.ErrUnknownCaller)
	if n, err := w.EndOthers(t.Context(), first.Visit); n != 1 || err != nil {
		t.Errorf("EndOthers = %d, %v; want 1", n, err)
	}
	_, err = w.Authenticate(t.Context(), third.Token, home)
	wantKind(t, "another session", err, catalog.ErrUnknownCaller)
	for range 2 {
		if err := w.SignOut(t.Context(), first.Visit); err != nil {
			t.Fatal(err)
		}
	}
	_, err = w.Authenticate(t.Context(), first.Token, home)
	wantKind(t, "the session that signed out", err, catalog.ErrUnknownCaller)
	if err := w.Lock(t.Context(), operator(), other.User.ID); err != nil {
		t.Fatal(err)
	}
	_, err = w.Authenticate(t.Context(), other.Token, home)
	wantKind(t, "the session of a locked account", err, catalog.ErrUnknownCaller)
	if err := w.Unlock(t.Context(), operator(), other.User.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := w.SignIn(t.Context(), "lan@example.org", good, home, ""); err != nil {
		t.Errorf("after unlocking: %v", err)
	}
}

func TestDevicesAreRememberedRoughly(t *testing.T) {
	for agent, want := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0": "Edge",
		"Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36":           "Chrome",
		"Mozilla/5.0 (iPhone) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1":         "Safari",
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                        "Firefox",
		"something new": "", "": "",
	} {
		if got := (account.Origin{Agent: agent}).Device(); got != (account.Device{Agent: want}) {
			t.Errorf("%q is remembered as %+v, want %q", agent, got, want)
		}
	}
	for address, want := range map[string]string{
		"192.0.2.77": "192.0.2.0/24", "::ffff:192.0.2.77": "192.0.2.0/24", "2001:db8:1:2::3": "2001:db8:1::/48", "fe80::1%eth0": "fe80::/48",
	} {
		if got := (account.Origin{Address: netip.MustParseAddr(address)}).Device().Network.String(); got != want {
			t.Errorf("%s is remembered as %s, want %s", address, got, want)
		}
	}
}

func TestSweepRemovesWhatIsOver(t *testing.T) {
	w := newWorld(t)
	in := w.join(t, "mai@example.org")
	if err := w.SignUp(t.Context(), registration("never@example.org"), home); err != nil {
		t.Fatal(err)
	}
	if n := do(t, func() (int, error) { return w.Sweep(t.Context()) }); n != 0 {
		t.Errorf("%d were swept at once", n)
	}
	w.now = w.now.Add(8 * 24 * time.Hour)
	if n := do(t, func() (int, error) { return w.Sweep(t.Context()) }); n != 5 {
		t.Errorf("%d were swept, want the session, a link, two counts of letters, an account", n)
	}
	_, err := w.UserByMail(t.Context(), operator(), "never@example.org")
	wantKind(t, "the account that nobody verified", err, catalog.ErrNotFound)
	if _, err := w.UserByMail(t.Context(), operator(), string(in.User.Mail)); err != nil {
		t.Errorf("the active account: %v", err)
	}
}

// fill adds sessions of many users.
func (w *world) fill(b *testing.B, n int) {
	b.Helper()
	err := w.store.Change(b.Context(), func(ctx context.Context, tx account.Tx) error {
		for i := range n {
			if i%account.MaxSessions == 0 {
				u := account.User{ID: fmt.Sprintf("U%08d", i/account.MaxSessions), State: account.Active, Created: w.now}
				if err := tx.PutUser(ctx, u); err != nil {
					return err
				}
			}
			id := fmt.Sprint("S", i)
			s := account.Session{ID: id, User: fmt.Sprintf("U%08d", i/account.MaxSessions), Hash: sha256.Sum256([]byte(id)), Created: w.now, Seen: w.now, Proved: w.now}
			if err := tx.PutSession(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}

// BenchmarkAuthenticate shows that the cost of a request does not grow with the
// number of sessions.
func BenchmarkAuthenticate(b *testing.B) {
	for _, sessions := range []int{100, 100_000} {
		b.Run(fmt.Sprintf("sessions=%d", sessions), func(b *testing.B) {
			w := newWorld(b)
			in := w.join(b, "mai@example.org")
			w.fill(b, sessions)
			for b.Loop() {
				if _, err := w.Authenticate(b.Context(), in.Token, home); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
