package people_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
)

// concrete fills the places of a pattern.
func concrete(pattern string) (method, path string) {
	method, path, _ = strings.Cut(pattern, " ")
	return method, strings.ReplaceAll(path, "{provider}", "id")
}

// TestFormsOfOtherSitesChangeNothing sends every form of the room as a page of
// another site would have the browser send it.
func TestFormsOfOtherSitesChangeNothing(t *testing.T) {
	p := newPortal(t, baseURL)
	b := p.join(t, mai)
	all, _ := p.people.Patterns()
	forms := 0
	for _, pattern := range all {
		method, path := concrete(pattern)
		if method != http.MethodPost {
			continue
		}
		forms++
		for _, header := range [][2]string{{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}} {
			// A browser that says one thing may not be able to say the other.
			a := b.do(t, method, path, strings.NewReader("mail="+mai), "Sec-Fetch-Site", "", header[0], header[1])
			if a.StatusCode != http.StatusForbidden || len(a.Cookies()) > 0 {
				t.Errorf("%s with %v: status %d, cookies %v", pattern, header, a.StatusCode, a.Cookies())
			}
		}
	}
	if forms < 15 {
		t.Errorf("only %d forms", forms)
	}
	b.get(t, "/account").shows(t, http.StatusOK, mai)
}

func TestPagesOfAnAccountAreForWhoeverIsSignedInAlone(t *testing.T) {
	p := newPortal(t, baseURL)
	_, signed := p.people.Patterns()
	for _, pattern := range signed {
		for _, prefix := range []string{"", "/en"} {
			method, path := concrete(pattern)
			back := prefix + path
			if method == http.MethodPost {
				back = prefix + "/account"
			}
			b := p.browser()
			b.cookies["__Host-session"] = strings.Repeat("A", 43)
			a := b.do(t, method, prefix+path, strings.NewReader(""))
			a.leads(t, prefix+"/account/sign-in?"+url.Values{"back": {back}}.Encode())
			if a.Header.Get("Cache-Control") != "no-store" {
				t.Errorf("%s: Cache-Control %q", pattern, a.Header.Get("Cache-Control"))
			}
		}
	}
}

func TestATokenThatWasPlantedIsNotTheOneOfTheSession(t *testing.T) {
	p := newPortal(t, baseURL)
	attacker := p.join(t, "ke.xau@example.org")
	p.join(t, mai)
	victim := p.browser()
	victim.cookies["__Host-session"] = attacker.session()
	victim.post(t, "/account/sign-in", "mail", mai, "password", good).leads(t, "/account")
	if victim.session() == attacker.session() {
		t.Fatal("the session has the token that was planted")
	}
	victim.get(t, "/account").shows(t, http.StatusOK, mai)
	attacker.get(t, "/account").leads(t, "/account/sign-in?back=%2Faccount")
}

func TestSigningInLeadsNowhereElse(t *testing.T) {
	p := newPortal(t, baseURL)
	p.join(t, mai)
	for _, test := range []struct{ back, want string }{
		{"", "/account"},
		{"/datasets?q=a", "/datasets?q=a"},
		{"/en/datasets", "/en/datasets"},
		{"https://evil.example/", "/"},
		{"//evil.example/", "/"},
		{`/\evil.example/`, "/"},
		{"/\t/evil.example/", "/"},
		{"javascript:alert(1)", "/"},
		{"evil", "/"},
		{"/account/sign-in?back=%2F", "/account"},
		{"/en/account/sign-out", "/account"},
	} {
		t.Run(test.back, func(t *testing.T) {
			b := p.browser()
			b.post(t, "/account/sign-in", "mail", mai, "password", good, "back", test.back).leads(t, test.want)
			b.get(t, "/account/sign-in?"+url.Values{"back": {test.back}}.Encode()).leads(t, test.want)
		})
	}
}

func TestPagesBehindLinksOfLettersKeepTheirAddressSecret(t *testing.T) {
	p := newPortal(t, baseURL)
	p.join(t, mai)
	by := account.Caller{Principal: account.Operator()}
	invitation := account.Grant{Agency: "H26", Role: account.Editor}
	if _, err := p.accounts.Invite(t.Context(), by, "nam@example.org", invitation, catalog.Vietnamese); err != nil {
		t.Fatal(err)
	}
	b := p.browser()
	b.post(t, "/account/password/forgot", "mail", mai)
	for _, l := range p.post.letters {
		a := b.get(t, l.Path()).shows(t, http.StatusOK)
		if a.Header.Get("Referrer-Policy") != "no-referrer" || a.Header.Get("Cache-Control") != "no-store" {
			t.Errorf("%s: Referrer-Policy %q, Cache-Control %q", l.Kind, a.Header.Get("Referrer-Policy"), a.Header.Get("Cache-Control"))
		}
		if !strings.Contains(a.body, `content="noindex`) || strings.Contains(a.body, `rel="canonical" href="`+baseURL+l.Path()) {
			t.Errorf("%s: the address is for search engines", l.Kind)
		}
	}
	if len(p.post.letters) != 2 {
		t.Errorf("%d letters, want 2", len(p.post.letters))
	}
	for _, path := range []string{"/account/password/new", "/account/mail/confirm", "/account/invitation"} {
		if a := b.get(t, path+"?token=wrong"); a.Header.Get("Referrer-Policy") != "no-referrer" {
			t.Errorf("%s with a wrong token: Referrer-Policy %q", path, a.Header.Get("Referrer-Policy"))
		}
	}
}

func TestNobodyEndsTheSessionOfAnother(t *testing.T) {
	p := newPortal(t, baseURL)
	theirs := p.join(t, mai)
	v := must(p.accounts.Authenticate(t.Context(), theirs.session(), account.Origin{}))(t)
	p.join(t, "nam@example.org").post(t, "/account/sessions/end", "session", v.Session.ID).shows(t, http.StatusNotFound)
	theirs.get(t, "/account").shows(t, http.StatusOK)
}
