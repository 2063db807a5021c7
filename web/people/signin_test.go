package people_test

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"nguon/catalog/account"
)

func TestSomebodySignsInGoesOnAndSignsOut(t *testing.T) {
	p := newPortal(t, baseURL)
	p.join(t, mai)
	b := p.browser()
	b.get(t, "/en/account").leads(t, "/en/account/sign-in?back=%2Fen%2Faccount")
	b.get(t, "/en/account/sign-in?back=%2Fen%2Faccount").shows(t, http.StatusOK, `autocomplete="current-password"`, `value="/en/account"`)
	a := b.post(t, "/en/account/sign-in", "mail", mai, "password", "wrong", "back", "/en/account")
	a.shows(t, http.StatusUnprocessableEntity, "The mail address or the password is wrong.", mai, `value="/en/account"`)
	if strings.Contains(a.body, `value="wrong"`) {
		t.Error("the password is sent back")
	}
	b.post(t, "/en/account/sign-in", "mail", mai, "password", good, "back", "/en/account").leads(t, "/en/account")
	b.get(t, "/en/account").shows(t, http.StatusOK, "Nguyễn Thị Mai")
	b.get(t, "/en/account/sign-in?back=%2Fdatasets").leads(t, "/datasets")

	token := b.session()
	out := b.post(t, "/account/sign-out")
	out.leads(t, "/")
	if b.session() != "" {
		t.Error("the cookie is still there")
	}
	if got := out.Header.Get("Clear-Site-Data"); got != `"storage"` {
		t.Errorf("Clear-Site-Data: %q: a key that was tried stays in the browser", got)
	}
	b.cookies["__Host-session"] = token
	b.get(t, "/account").leads(t, "/account/sign-in?back=%2Faccount")
}

func TestTheSessionCookieIsOutOfReach(t *testing.T) {
	for _, test := range []struct {
		base, name string
		secure     bool
	}{
		{baseURL, "__Host-session", true},
		{"http://localhost:8080", "session", false},
	} {
		t.Run(test.base, func(t *testing.T) {
			p := newPortal(t, test.base)
			by := account.Caller{Principal: account.Operator()}
			_, l, err := p.accounts.CreateUser(t.Context(), by, account.Registration{Mail: mai, Name: "Mai", Lang: "vi"})
			if err != nil {
				t.Fatal(err)
			}
			a := p.browser().post(t, "/account/password/new", "token", l.Token, "password", good)
			c := a.Cookies()[0]
			if c.Name != test.name || c.Secure != test.secure || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || len(c.Value) != 43 {
				t.Errorf("Set-Cookie: %s", c)
			}
		})
	}
}

func TestTooManyAttemptsAreToldWhenToComeAgain(t *testing.T) {
	p := newPortal(t, baseURL)
	b := p.browser()
	var a answer
	for range 7 {
		a = b.post(t, "/en/account/sign-in", "mail", mai, "password", "wrong")
	}
	a.shows(t, http.StatusTooManyRequests, "Too many attempts", mai, `name="password"`)
	if wait, err := strconv.Atoi(a.Header.Get("Retry-After")); err != nil || wait < 1 || wait > 900 {
		t.Errorf("Retry-After: %q", a.Header.Get("Retry-After"))
	}
	p.now = p.now.Add(time.Hour)
	b.post(t, "/en/account/sign-in", "mail", mai, "password", "wrong").shows(t, http.StatusUnprocessableEntity)
}

func TestChangesThatMatterAskToSignInAgainAndLeadBack(t *testing.T) {
	p := newPortal(t, baseURL)
	b := p.join(t, mai)
	p.now = p.now.Add(account.FreshPeriod + time.Second)
	again := func(page string) string {
		return "/account/sign-in?" + url.Values{"again": {"1"}, "back": {page}}.Encode()
	}
	for _, page := range []string{"/account/password", "/account/mail", "/account/passkeys", "/account/identities", "/account/data", "/account/delete"} {
		b.get(t, page).leads(t, again(page))
	}
	b.get(t, "/account").shows(t, http.StatusOK)
	b.get(t, "/account/sessions").shows(t, http.StatusOK)
	// Whoever had the form open for too long is asked too.
	b.post(t, "/account/password", "password", another).leads(t, again("/account/password"))
	b.post(t, "/account/mail", "mail", "moi@example.org").leads(t, again("/account/mail"))
	b.post(t, "/account/delete", "mail", mai).leads(t, again("/account/delete"))
	b.post(t, "/account/data").leads(t, again("/account/data"))
	b.post(t, "/account/identities/end", "issuer", "x").leads(t, again("/account/identities"))

	b.get(t, again("/account/password")).shows(t, http.StatusOK, "Xác nhận lại là bạn", mai)
	old := b.session()
	b.post(t, "/account/sign-in", "mail", mai, "password", good, "back", "/account/password").leads(t, "/account/password")
	if b.session() == old {
		t.Error("the token is the one of before")
	}
	b.get(t, "/account/password").shows(t, http.StatusOK)
	b.post(t, "/account/password", "password", another).leads(t, "/account?done=password")
	b.get(t, "/account?done=password").shows(t, http.StatusOK, "Đã đặt mật khẩu.")
}

func TestADatabaseThatFailsTakesVisitorsForStrangersOnlyWhereThatIsAllRight(t *testing.T) {
	p := newPortal(t, baseURL)
	b := p.join(t, mai)
	p.store.err = errDown
	b.get(t, "/account/sign-up").shows(t, http.StatusOK, "Đăng nhập")
	b.get(t, "/account").shows(t, http.StatusServiceUnavailable, "Phiên đăng nhập của bạn vẫn còn")
	b.post(t, "/account/sign-out").shows(t, http.StatusServiceUnavailable)
	if b.session() == "" {
		t.Fatal("the cookie is gone, and the session is open")
	}
	p.store.err = nil
	b.get(t, "/account").shows(t, http.StatusOK)
}

func TestANewRoleChangesTheToken(t *testing.T) {
	p := newPortal(t, baseURL)
	b := p.join(t, mai)
	if a := b.get(t, "/account"); strings.Contains(a.body, `href="/desk"`) {
		t.Error("somebody without a role is shown a desk")
	}
	u := must(p.accounts.UserByMail(t.Context(), account.Caller{Principal: account.Operator()}, mai))(t)
	if err := p.accounts.Grant(t.Context(), account.Caller{Principal: account.Operator()}, u.ID, account.Grant{Agency: "H26", Role: account.Editor}); err != nil {
		t.Fatal(err)
	}
	old := b.session()
	b.get(t, "/account").shows(t, http.StatusOK, "biên tập viên", "H26", `href="/desk"`)
	if b.session() == old || b.session() == "" {
		t.Error("the token is the one of before")
	}
	b.get(t, "/account").shows(t, http.StatusOK)
}
