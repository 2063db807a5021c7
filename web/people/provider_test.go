package people_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/oauth2-proxy/mockoidc"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/account/oidc"
)

// withProvider returns a portal whose people can sign in through a provider.
func withProvider(t *testing.T) (*portal, *mockoidc.MockOIDC) {
	t.Helper()
	m := must(mockoidc.Run())(t)
	t.Cleanup(func() { m.Shutdown() }) //nolint:errcheck // the test is over
	return newPortal(t, baseURL, oidc.Provider{
		Name: "id", Title: catalog.Text{Vi: "Định danh", En: "Identity"}, Issuer: m.Issuer(),
		ClientID: m.Config().ClientID, Secret: m.Config().ClientSecret, Scopes: []string{"groups"},
		Rules: []oidc.Rule{{Claim: "/groups", Value: "h26", Agency: "H26", Role: account.Editor}},
	}), m
}

// travel goes to the provider as a person there, and returns the address to
// which the provider sends the browser.
func (b *browser) travel(t testing.TB, m *mockoidc.MockOIDC, as *mockoidc.MockUser, pairs ...string) string {
	t.Helper()
	m.QueueUser(as)
	prefix := ""
	if len(pairs) > 0 && pairs[0] == "/en" {
		prefix, pairs = "/en", pairs[1:]
	}
	a := b.post(t, prefix+"/account/providers/id", pairs...).shows(t, http.StatusOK)
	to, ok := strings.CutPrefix(a.Header.Get("Refresh"), "0; url="+m.Issuer())
	if !ok || !strings.Contains(a.body, m.Issuer()) {
		t.Fatalf("Refresh: %q", a.Header.Get("Refresh"))
	}
	r := must(http.NewRequestWithContext(t.Context(), http.MethodGet, m.Issuer()+to, nil))(t)
	resp := must(http.DefaultTransport.RoundTrip(r))(t)
	defer resp.Body.Close()
	back := must(resp.Location())(t)
	if got := back.Scheme + "://" + back.Host; got != baseURL {
		t.Fatalf("sent back to %s", back)
	}
	return back.RequestURI()
}

func person(mail string) *mockoidc.MockUser {
	return &mockoidc.MockUser{Subject: "1", Email: mail, EmailVerified: true, PreferredUsername: "Mai", Groups: []string{"h26"}}
}

func TestANewcomerSignsInThroughAProvider(t *testing.T) {
	p, m := withProvider(t)
	b := p.browser()
	b.get(t, "/en/account/sign-in?back=%2Fen%2Fdatasets").shows(t, http.StatusOK, "Sign in with Identity", `action="/en/account/providers/id"`)
	back := b.travel(t, m, person(mai), "/en", "back", "/en/datasets")
	b.do(t, http.MethodGet, back, nil, "Sec-Fetch-Site", "cross-site").leads(t, "/en/datasets")
	b.get(t, "/en/account").shows(t, http.StatusOK, mai, "editor", "H26", "confirmed by Identity")
	b.get(t, back).shows(t, http.StatusUnprocessableEntity, "Đăng nhập không thành công") // the second time
}

func TestWhoHasAnAccountAgreesToTheLinkFirst(t *testing.T) {
	p, m := withProvider(t)
	p.join(t, mai)
	b := p.browser()
	back := b.travel(t, m, person(mai), "/en", "back", "/en/datasets")
	b.get(t, back).leads(t, "/en/account/link")
	b.get(t, "/en/account/link").leads(t, "/en/account/sign-in?back=%2Fen%2Faccount%2Flink")
	b.get(t, "/en/account/sign-in?back=%2Fen%2Faccount%2Flink").shows(t, http.StatusOK, "to agree to the link")
	b.post(t, "/en/account/sign-in", "mail", mai, "password", good, "back", "/en/account/link").leads(t, "/en/account/link")
	b.get(t, "/en/account/link").shows(t, http.StatusOK, mai)
	b.post(t, "/en/account/link").leads(t, "/en/account?done=identity")

	again := p.browser()
	again.get(t, again.travel(t, m, person(mai))).leads(t, "/account")
	again.get(t, "/account").shows(t, http.StatusOK, mai)
	b.get(t, "/account/link").leads(t, "/account/identities")
}

func TestALinkOfAnotherIsNotAgreedTo(t *testing.T) {
	p, m := withProvider(t)
	p.join(t, mai)
	b := p.join(t, "nam@example.org")
	b.get(t, b.travel(t, m, person(mai))).leads(t, "/account/link")
	b.post(t, "/account/link").shows(t, http.StatusNotFound, `role="alert"`)
	b.post(t, "/account/link").shows(t, http.StatusNotFound)
}

func TestAnIdentityIsAddedAndRemoved(t *testing.T) {
	p, m := withProvider(t)
	b := p.join(t, mai)
	b.get(t, "/account/identities").shows(t, http.StatusOK, "Liên kết với Định danh")
	b.get(t, b.travel(t, m, person("khac@example.org"), "link", "1")).leads(t, "/account?done=identity")
	a := b.get(t, "/account/identities").shows(t, http.StatusOK, "Bỏ liên kết")
	if strings.Contains(a.body, "Liên kết với Định danh") {
		t.Error("what is linked can be linked again")
	}
	b.post(t, "/account/identities/end", "issuer", "https://other.example").shows(t, http.StatusNotFound, `role="alert"`)
	b.post(t, "/account/identities/end", "issuer", m.Issuer()).leads(t, "/account?done=unlinked")

	only := p.browser()
	only.get(t, only.travel(t, m, person("rieng@example.org"))).leads(t, "/account")
	only.post(t, "/account/identities/end", "issuer", m.Issuer()).shows(t, http.StatusConflict, "cách đăng nhập cuối cùng")
}

// An identity is added to the account from which somebody left, even if another
// signed in to this browser meanwhile.
func TestAnIdentityIsNotAddedToAnother(t *testing.T) {
	p, m := withProvider(t)
	b := p.join(t, mai)
	other := p.join(t, "nam@example.org")
	back := b.travel(t, m, person("khac@example.org"), "link", "1")
	b.cookies["__Host-session"] = other.session()
	b.get(t, back).leads(t, "/account/sign-in?"+url.Values{"again": {"1"}, "back": {"/account/identities"}}.Encode())
	if a := b.get(t, "/account/identities"); strings.Contains(a.body, "Bỏ liên kết") {
		t.Error("the identity was added")
	}
}

func TestWhatAProviderSendsToAnotherBrowserSignsNobodyIn(t *testing.T) {
	p, m := withProvider(t)
	attacker := p.browser()
	back := attacker.travel(t, m, person(mai))
	victim := p.browser()
	victim.get(t, back).shows(t, http.StatusUnprocessableEntity, "Đăng nhập không thành công")
	if victim.session() != "" {
		t.Error("the victim is signed in as the attacker")
	}
}

func TestFailuresAtAProviderAreTold(t *testing.T) {
	p, m := withProvider(t)
	b := p.browser()
	back := must(url.Parse(b.travel(t, m, person(mai), "/en", "back", "/en/datasets")))(t)
	query := back.Query()
	query.Del("code")
	query.Set("error", "access_denied")
	b.get(t, back.Path+"?"+query.Encode()).shows(t, http.StatusForbidden, "You did not agree to sign in through Identity.", `value="/en/datasets"`)
	b.post(t, "/account/providers/none").shows(t, http.StatusNotFound)
	down := newPortal(t, baseURL, oidc.Provider{Name: "id", Title: catalog.Text{Vi: "Định danh"}, Issuer: "http://127.0.0.1:9", ClientID: "nguon"}).browser()
	down.post(t, "/account/providers/id").shows(t, http.StatusServiceUnavailable, "Định danh đang không phản hồi.")
}
