package oidc_test

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/oauth2-proxy/mockoidc"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/account/oidc"
)

// visit goes to a provider and comes back with the claim.
func visit(t testing.TB, c *oidc.Client, r *rogue) (account.Claim, error) {
	t.Helper()
	redirect, cookie, err := c.Begin(t.Context(), "id", oidc.Trip{Back: "/datasets"}, account.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	claim, trip, err := c.Finish(t.Context(), "id", cookie, r.authorize(t, redirect))
	if err == nil && trip.Back != "/datasets" {
		t.Errorf("the trip is %+v", trip)
	}
	return claim, err
}

func TestSomebodyComesBackWithTheirClaims(t *testing.T) {
	r := newRogue(t)
	r.claims["realm_access"] = map[string]any{"roles": []string{"khac", "h26-bien-tap"}}
	accounts := newAccounts(t)
	c := newClient(t, accounts, oidc.Options{}, provider("id", r.URL))
	claim, err := visit(t, c, r)
	if err != nil {
		t.Fatal(err)
	}
	grants := []account.Grant{{Agency: "H26", Role: account.Editor}}
	if claim.Issuer != r.URL || claim.Subject != "person-1" || claim.Mail != "mai@example.org" || claim.Name != "Nguyễn Thị Mai" || !slices.Equal(claim.Grants, grants) {
		t.Errorf("claim = %+v", claim)
	}
	in, err := accounts.SignInWith(t.Context(), claim, catalog.Vietnamese, account.Origin{}, "")
	if err != nil || !in.Principal().May(account.ActionDraft, "H26") || in.Principal().May(account.ActionApprove, "H26") {
		t.Errorf("signed in as %+v, %v", in.User, err)
	}
}

func TestWhatAProviderMustNotSayIsRefused(t *testing.T) {
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	set := func(name string, v any) func(*rogue) {
		return func(r *rogue) { r.spoil = func(said map[string]any) { said[name] = v } }
	}
	for name, spoil := range map[string]func(*rogue){
		"another nonce":       set("nonce", "other"),
		"no nonce":            set("nonce", ""),
		"another audience":    set("aud", "other"),
		"another issuer":      set("iss", "https://id.example.net"),
		"an expired token":    set("exp", time.Now().Add(-time.Hour).Unix()),
		"another's signature": func(r *rogue) { r.signWith = other },
		"userinfo of another": func(r *rogue) { delete(r.claims, "email"); r.userinfo = map[string]any{"sub": "person-2"} },
		"endless claims":      set("groups", strings.Repeat("x", 300<<10)),
	} {
		t.Run(name, func(t *testing.T) {
			r := newRogue(t)
			spoil(r)
			if _, err := visit(t, newClient(t, newAccounts(t), oidc.Options{}, provider("id", r.URL)), r); !errors.Is(err, catalog.ErrUnknownCaller) {
				t.Errorf("err = %v, want one of kind %q", err, catalog.ErrUnknownCaller)
			}
		})
	}
}

func TestWhatABrowserMustNotBringIsRefused(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(cookie string, query url.Values) (string, string, url.Values)
		want error
	}{
		{"no cookie", func(_ string, q url.Values) (string, string, url.Values) { return "id", "", q }, catalog.ErrUnknownCaller},
		{"another's cookie", func(_ string, q url.Values) (string, string, url.Values) {
			return "id", strings.Repeat("A", 43), q
		}, catalog.ErrUnknownCaller},
		{"no state", func(c string, q url.Values) (string, string, url.Values) { q.Del("state"); return "id", c, q }, catalog.ErrUnknownCaller},
		{"another code", func(c string, q url.Values) (string, string, url.Values) { q.Set("code", "x"); return "id", c, q }, catalog.ErrUnknownCaller},
		{"the answer of another provider", func(c string, q url.Values) (string, string, url.Values) {
			q.Set("iss", "https://id.example.net")
			return "id", c, q
		}, catalog.ErrUnknownCaller},
		{"the callback of another provider", func(c string, q url.Values) (string, string, url.Values) { return "other", c, q }, catalog.ErrUnknownCaller},
		{"a provider that is not configured", func(c string, q url.Values) (string, string, url.Values) { return "none", c, q }, catalog.ErrNotFound},
		{"a change of mind", func(c string, q url.Values) (string, string, url.Values) {
			q.Set("error", "access_denied")
			return "id", c, q
		}, catalog.ErrForbidden},
		{"an error of the provider", func(c string, q url.Values) (string, string, url.Values) {
			q.Set("error", "server_error")
			return "id", c, q
		}, catalog.ErrNotReady},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRogue(t)
			c := newClient(t, newAccounts(t), oidc.Options{}, provider("id", r.URL), provider("other", r.URL))
			redirect, cookie, err := c.Begin(t.Context(), "id", oidc.Trip{}, account.Origin{})
			if err != nil {
				t.Fatal(err)
			}
			name, cookie, query := test.do(cookie, r.authorize(t, redirect))
			if _, _, err := c.Finish(t.Context(), name, cookie, query); !errors.Is(err, test.want) {
				t.Errorf("err = %v, want one of kind %q", err, test.want)
			}
		})
	}
}

func TestATripEndsOnce(t *testing.T) {
	r := newRogue(t)
	c := newClient(t, newAccounts(t), oidc.Options{}, provider("id", r.URL))
	redirect, cookie, err := c.Begin(t.Context(), "id", oidc.Trip{}, account.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Finish(t.Context(), "id", cookie, r.authorize(t, redirect)); err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Finish(t.Context(), "id", cookie, r.authorize(t, redirect)); !errors.Is(err, catalog.ErrNotFound) {
		t.Errorf("the second time: %v", err)
	}
}

func TestMailCountsOnlyIfVerified(t *testing.T) {
	for _, test := range []struct {
		name   string
		claims map[string]any // nil: the claim is left out
		info   map[string]any
		trust  bool
		want   account.Mail
	}{
		{name: "verified", want: "mai@example.org"},
		{name: "verified, in quotes", claims: map[string]any{"email_verified": "true"}, want: "mai@example.org"},
		{name: "not verified", claims: map[string]any{"email_verified": false}},
		{name: "not verified by one that is trusted", claims: map[string]any{"email_verified": false}, trust: true},
		{name: "not said", claims: map[string]any{"email_verified": nil}},
		{name: "not said by one that is trusted", claims: map[string]any{"email_verified": nil}, trust: true, want: "mai@example.org"},
		{name: "no address", claims: map[string]any{"email": nil}, info: map[string]any{"sub": "person-1"}},
		{name: "what is no address", claims: map[string]any{"email": "mai"}},
		{
			name: "from userinfo", claims: map[string]any{"email": nil, "email_verified": nil},
			info: map[string]any{"sub": "person-1", "email": "info@example.org", "email_verified": true}, want: "info@example.org",
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRogue(t)
			for name, v := range test.claims {
				if r.claims[name] = v; v == nil {
					delete(r.claims, name)
				}
			}
			r.userinfo = test.info
			p := provider("id", r.URL)
			p.TrustMail = test.trust
			claim, err := visit(t, newClient(t, newAccounts(t), oidc.Options{}, p), r)
			if err != nil || claim.Mail != test.want {
				t.Errorf("mail = %q, %v; want %q", claim.Mail, err, test.want)
			}
		})
	}
}

// TestOutages has a provider go down before and after it was first reached.
func TestOutages(t *testing.T) {
	r := newRogue(t)
	now := time.Now()
	c := newClient(t, newAccounts(t), oidc.Options{Now: func() time.Time { return now }}, provider("id", r.URL))
	begin := func() error { _, _, err := c.Begin(t.Context(), "id", oidc.Trip{}, account.Origin{}); return err }
	r.down = true
	for range 3 {
		if err := begin(); !errors.Is(err, catalog.ErrNotReady) || !strings.Contains(err.Error(), "Identity id does not answer") {
			t.Errorf("down from the start: %v", err)
		}
	}
	r.down = false
	if err := begin(); !errors.Is(err, catalog.ErrNotReady) {
		t.Errorf("up a moment ago: %v, want the outage to be remembered", err)
	}
	now = now.Add(10 * time.Second)
	for range 3 {
		if err := begin(); err != nil {
			t.Errorf("up again: %v", err)
		}
	}
	if r.asked != 1 {
		t.Errorf("the discovery document was asked for %d times, want once", r.asked)
	}
	r.down = true
	now = now.Add(25 * time.Hour)
	if err := begin(); err != nil {
		t.Errorf("down after a day: %v, want what was known", err)
	}
	redirect, cookie, err := c.Begin(t.Context(), "id", oidc.Trip{}, account.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := c.Finish(t.Context(), "id", cookie, r.authorize(t, redirect)); !errors.Is(err, catalog.ErrNotReady) {
		t.Errorf("down when somebody comes back: %v", err)
	}
}

// TestARealProvider signs in at a provider that somebody else has written, with
// a browser's redirects.
func TestARealProvider(t *testing.T) {
	m, err := mockoidc.Run()
	if err != nil {
		t.Fatal(err)
	}
	defer m.Shutdown() //nolint:errcheck // the test is over
	m.QueueUser(&mockoidc.MockUser{Subject: "1", Email: "mai@example.org", EmailVerified: true, Groups: []string{"admins"}})
	p := provider("id", m.Issuer())
	p.ClientID, p.Secret, p.Scopes = m.Config().ClientID, m.Config().ClientSecret, []string{"groups"}
	accounts := newAccounts(t)
	c := newClient(t, accounts, oidc.Options{}, p)
	redirect, cookie, err := c.Begin(t.Context(), "id", oidc.Trip{User: "U"}, account.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := browser.Get(redirect)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	back, err := resp.Location()
	if err != nil {
		t.Fatal(err)
	}
	if want := "https://portal.example.org/account/providers/id/callback"; !strings.HasPrefix(back.String(), want+"?") {
		t.Fatalf("sent back to %s, want %s", back, want)
	}
	claim, trip, err := c.Finish(t.Context(), "id", cookie, back.Query())
	if err != nil {
		t.Fatal(err)
	}
	if claim.Mail != "mai@example.org" || trip.User != "U" || !slices.Equal(claim.Grants, []account.Grant{{Agency: account.AnyAgency, Role: account.PortalAdmin}}) {
		t.Errorf("claim = %+v, trip = %+v", claim, trip)
	}
}
