package oidc_test

import (
	"net/url"
	"testing"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/account/oidc"
)

func TestTwoFactorsAreBelievedOnlyWhereConfiguredAndSigned(t *testing.T) {
	believed := oidc.Evidence{ACR: []string{"urn:vneid:2"}, AMR: []string{"mfa", "hwk"}}
	for _, test := range []struct {
		name     string
		believed oidc.Evidence
		said     map[string]any // in the ID token
		info     map[string]any // at the userinfo endpoint
		want     bool
	}{
		{"a level", believed, map[string]any{"acr": "urn:vneid:2"}, nil, true},
		{"a method", believed, map[string]any{"amr": []string{"pwd", "mfa"}}, nil, true},
		{"another level", believed, map[string]any{"acr": "urn:vneid:1"}, nil, false},
		{"another method", believed, map[string]any{"amr": []string{"pwd"}}, nil, false},
		{"a method in the place of a level", believed, map[string]any{"acr": "mfa"}, nil, false},
		{"no list", believed, map[string]any{"amr": "mfa"}, nil, false},
		{"numbers", believed, map[string]any{"amr": []int{1}, "acr": 2}, nil, false},
		{"nothing", believed, nil, nil, false},
		{"not configured", oidc.Evidence{}, map[string]any{"acr": "urn:vneid:2", "amr": []string{"mfa"}}, nil, false},
		{"an empty level, not configured", oidc.Evidence{}, map[string]any{"acr": ""}, nil, false},
		{"said without a signature", believed, map[string]any{"email": nil}, map[string]any{"sub": "person-1", "email": "mai@example.org", "email_verified": true, "acr": "urn:vneid:2", "amr": []string{"mfa"}}, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRogue(t)
			for name, v := range test.said {
				if r.claims[name] = v; v == nil {
					delete(r.claims, name)
				}
			}
			r.userinfo = test.info
			p := provider("id", r.URL)
			p.SecondFactor = test.believed
			accounts := newAccounts(t)
			claim, err := visit(t, newClient(t, accounts, oidc.Options{}, p), r)
			if err != nil || claim.TwoFactors != test.want {
				t.Errorf("TwoFactors = %v, %v; want %v", claim.TwoFactors, err, test.want)
			}
		})
	}
}

func TestLevelsAreAskedFor(t *testing.T) {
	r := newRogue(t)
	for _, test := range []struct {
		values []string
		want   string
	}{{nil, ""}, {[]string{"urn:vneid:2", "urn:vneid:1"}, "urn:vneid:2 urn:vneid:1"}} {
		p := provider("id", r.URL)
		p.ACRValues = test.values
		to, _, err := newClient(t, newAccounts(t), oidc.Options{}, p).Begin(t.Context(), "id", oidc.Trip{}, account.Origin{})
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(to)
		if err != nil || u.Query().Get("acr_values") != test.want || u.Query().Has("acr_values") != (test.want != "") {
			t.Errorf("sent to %s, %v; want acr_values %q", to, err, test.want)
		}
	}
	p := provider("id", r.URL)
	p.SecondFactor.AMR = []string{"two words"}
	if p.Validate() == nil {
		t.Error("a value with a space is two")
	}
}

func TestWhereToSignOutAtTheProvider(t *testing.T) {
	for _, test := range []struct{ name, ends, want string }{
		{"not offered", "", ""},
		{"offered", "https://id.example.org/logout?realm=x", "https://id.example.org/logout?client_id=nguon&post_logout_redirect_uri=https%3A%2F%2Fportal.example.org%2F&realm=x"},
		{"without TLS", "http://id.example.org/logout", ""},
		{"a script", "javascript:alert(1)", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := newRogue(t)
			r.ends = test.ends
			c := newClient(t, newAccounts(t), oidc.Options{}, provider("id", r.URL))
			if got, of := c.LogoutURL(t.Context(), r.URL); got != test.want || of.Name != "id" {
				t.Errorf("LogoutURL = %q of %q, want %q", got, of.Name, test.want)
			}
			if got, of := c.LogoutURL(t.Context(), "https://other.example.org"); got != "" || of.Name != "" {
				t.Errorf("of an unknown issuer: %q, %q", got, of.Name)
			}
		})
	}
}

func TestTheProviderOfASessionIsTheOneUsedLast(t *testing.T) {
	now := time.Now()
	u := account.User{Identities: []account.Identity{{Issuer: "a", LastUsed: now}, {Issuer: "b", LastUsed: now.Add(time.Hour)}, {Issuer: "c"}}}
	for m, want := range map[account.Method]string{account.ByProvider: "b", account.ByProviderTwo: "b", account.ByPassword: "", account.ByPasskey: ""} {
		if got := oidc.IssuerOf(account.Visit{User: u, Session: account.Session{Method: m}}); got != want {
			t.Errorf("by %s: %q, want %q", m, got, want)
		}
	}
}
