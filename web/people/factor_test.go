package people_test

import (
	"net/http"
	"net/url"
	"testing"

	"nguon/catalog/account"
	"nguon/catalog/account/oidc"
)

func TestARoleLeadsToItsSecondFactor(t *testing.T) {
	p := newPortal(t, baseURL)
	b := p.join(t, mai, account.Grant{Agency: "H26", Role: account.Steward})
	b.get(t, "/account/second-factor?back=%2Fdesk%2FH26").leads(t, "/desk/H26")
	p.accounts.SecondFactor = account.Approver
	b.get(t, "/en/account/second-factor").shows(t, http.StatusOK, "You have no passkey yet", `href="/en/account/passkeys"`)
	b.get(t, "/account/second-factor").shows(t, http.StatusOK, "Bạn chưa có khóa truy cập", `href="/account/passkeys"`)
	d := newDevice(must(p.accounts.Authenticate(t.Context(), b.session(), account.Origin{}))(t).User.ID)
	b.post(t, "/account/passkeys", "name", "Điện thoại", "response", d.create(t, b)).leads(t, "/account/second-factor")
	d.auth.AddCredential(d.key)
	b.get(t, "/account/second-factor?back=%2Fdesk%2FH26").shows(t, http.StatusOK, `data-passkey="get"`, `name="back" value="/desk/H26"`)
	for _, page := range []string{"/account/passkeys", "/account/password", "/account/mail", "/account/delete"} {
		b.get(t, page).leads(t, "/account/second-factor?"+url.Values{"back": {page}}.Encode())
	}
	b.post(t, "/account/passkeys", "name", "Của kẻ khác", "response", d.create(t, b)).shows(t, http.StatusForbidden, "hai yếu tố")
	b.post(t, "/account/sign-in/passkey", "response", d.get(t, b), "back", "/desk/H26").leads(t, "/desk/H26")
	b.get(t, "/account/passkeys").shows(t, http.StatusOK, "Điện thoại")
	b.get(t, "/account/second-factor?back=https%3A%2F%2Fevil.example").leads(t, "/")
	stranger := p.browser()
	stranger.get(t, "/account/second-factor").leads(t, "/account/sign-in?back=%2Faccount%2Fsecond-factor")
}

func TestWhoCameThroughAProviderIsToldToSignOutThere(t *testing.T) {
	p, m := withProvider(t)
	b := p.browser()
	back := b.travel(t, m, person(mai), "back", "/datasets")
	b.get(t, back).leads(t, "/datasets")
	issuer := oidc.IssuerOf(must(p.accounts.Authenticate(t.Context(), b.session(), account.Origin{}))(t))
	if issuer != m.Issuer() {
		t.Errorf("the session is of %q", issuer)
	}
	b.post(t, "/account/sign-out").leads(t, "/") // this provider offers none
	b.get(t, "/account/signed-out?from=id").shows(t, http.StatusNotFound)
	b.get(t, "/account/signed-out?from=other").shows(t, http.StatusNotFound)
	if b.session() != "" {
		t.Error("the session did not end")
	}
}
