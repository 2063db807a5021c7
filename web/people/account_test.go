package people_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/web/people"
)

func TestAProfileIsChanged(t *testing.T) {
	p := newPortal(t, baseURL)
	b := p.join(t, mai)
	b.post(t, "/account/profile", "name", " ", "lang", "vi").shows(t, http.StatusUnprocessableEntity, `id="name-wrong"`)
	b.post(t, "/account/profile", "name", "Mai", "lang", "fr").shows(t, http.StatusUnprocessableEntity, `id="lang-wrong"`)
	b.post(t, "/account/profile", "name", "<b>Mai</b>", "lang", "en").leads(t, "/account?done=profile")
	a := b.get(t, "/account?done=profile").shows(t, http.StatusOK, "Đã lưu hồ sơ.", `<option value="en" lang="en" selected>`, "<b>Mai</b>")
	if strings.Contains(a.raw, "<b>Mai</b>") {
		t.Error("the name is taken for HTML")
	}
}

func TestAnAddressChangesWhenBothLettersAgree(t *testing.T) {
	p := newPortal(t, baseURL)
	b := p.join(t, mai)
	b.post(t, "/account/mail", "mail", mai).shows(t, http.StatusUnprocessableEntity, "Đây đã là địa chỉ của bạn.")
	b.post(t, "/account/mail", "mail", "moi@example.org").leads(t, "/account?done=mail")
	letters := slices.Clone(p.post.letters)
	if len(letters) != 2 {
		t.Fatalf("%d letters, want 2", len(letters))
	}
	reader := p.browser()
	for range 2 {
		reader.get(t, letters[0].Path()).shows(t, http.StatusOK, letters[0].Token)
	}
	reader.post(t, "/account/mail/confirm", "token", letters[0].Token).leads(t, "/account/mail/half")
	reader.get(t, "/account/mail/half").shows(t, http.StatusOK)
	reader.post(t, "/account/mail/confirm", "token", letters[0].Token).shows(t, http.StatusNotFound, `role="alert"`)
	b.get(t, "/account").shows(t, http.StatusOK, mai)
	reader.post(t, "/account/mail/confirm", "token", letters[1].Token).leads(t, "/account/sign-in?moved=1")
	reader.get(t, "/account/sign-in?moved=1").shows(t, http.StatusOK, "Địa chỉ thư đã được đổi.")
	b.get(t, "/account").leads(t, "/account/sign-in?back=%2Faccount")
	b.post(t, "/account/sign-in", "mail", "moi@example.org", "password", good).leads(t, "/account")
}

func TestInvitationsAreAcceptedByWhomTheyAreFor(t *testing.T) {
	p := newPortal(t, baseURL)
	by := account.Caller{Principal: account.Operator()}
	invite := func(mail string) account.Letter {
		t.Helper()
		if _, err := p.accounts.Invite(t.Context(), by, mail, account.Grant{Agency: "H26", Role: account.Approver}, catalog.Vietnamese); err != nil {
			t.Fatal(err)
		}
		return p.letter(t, account.LetterInvitation)
	}
	t.Run("a newcomer", func(t *testing.T) {
		l, b := invite("nam@example.org"), p.browser()
		b.get(t, l.Path()).shows(t, http.StatusOK, "người duyệt tại Thành phố Hà Nội (H26)", "nam@example.org")
		b.post(t, "/account/invitation", "token", l.Token, "name", "Nam", "password", "short").shows(t, http.StatusUnprocessableEntity, `value="Nam"`, `id="password-wrong"`)
		b.post(t, "/account/invitation", "token", l.Token, "name", "Nam", "password", another).leads(t, "/account?done=role")
		b.get(t, "/account").shows(t, http.StatusOK, "người duyệt", "Nam")
		b.get(t, l.Path()).shows(t, http.StatusNotFound)
	})
	t.Run("a member", func(t *testing.T) {
		b := p.join(t, mai)
		l := invite(mai)
		p.browser().get(t, l.Path()).shows(t, http.StatusOK, "đã có tài khoản", "back=%2Faccount%2Finvitation%3Ftoken%3D"+l.Token)
		p.browser().post(t, "/account/invitation", "token", l.Token, "name", "Mai", "password", another).shows(t, http.StatusConflict)
		other := p.join(t, "khac@example.org")
		other.get(t, l.Path()).shows(t, http.StatusOK, "khac@example.org", "/account/sign-out")
		other.post(t, "/account/invitation", "token", l.Token).shows(t, http.StatusForbidden)
		b.get(t, l.Path()).shows(t, http.StatusOK, "Nhận lời mời")
		b.post(t, "/account/invitation", "token", l.Token).leads(t, "/account?done=role")
		b.get(t, "/account").shows(t, http.StatusOK, "người duyệt")
	})
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	p := newPortal(t, baseURL)
	first := p.join(t, mai)
	second, third := p.browser(), p.browser()
	for _, b := range []*browser{second, third} {
		b.post(t, "/account/sign-in", "mail", mai, "password", good).leads(t, "/account")
	}
	a := first.get(t, "/account/sessions").shows(t, http.StatusOK, "Firefox", "192.0.2.0/24", "Thiết bị này", "Bằng mật khẩu", "Bằng liên kết trong thư")
	if n := strings.Count(a.body, "/account/sessions/end\""); n != 3 {
		t.Errorf("%d sessions, want 3", n)
	}
	v := must(p.accounts.Authenticate(t.Context(), second.session(), account.Origin{}))(t)
	first.post(t, "/account/sessions/end", "session", v.Session.ID).leads(t, "/account/sessions")
	second.get(t, "/account").leads(t, "/account/sign-in?back=%2Faccount")
	first.post(t, "/account/sessions/end-others").leads(t, "/account/sessions")
	third.get(t, "/account").leads(t, "/account/sign-in?back=%2Faccount")
	v = must(p.accounts.Authenticate(t.Context(), first.session(), account.Origin{}))(t)
	first.post(t, "/account/sessions/end", "session", v.Session.ID).leads(t, "/")
	if first.session() != "" {
		t.Error("the cookie is still there")
	}
}

func TestPeopleTakeTheirDataWithThem(t *testing.T) {
	p := newPortal(t, baseURL)
	b := p.join(t, mai)
	a := b.post(t, "/account/data").shows(t, http.StatusOK)
	if got := a.Header.Get("Content-Disposition"); got != `attachment; filename="nguon-account.json"` || a.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("Content-Disposition %q, Cache-Control %q", got, a.Header.Get("Cache-Control"))
	}
	var d struct {
		Account struct{ Mail string }
		Audit   []any
	}
	if err := json.Unmarshal([]byte(a.body), &d); err != nil || d.Account.Mail != mai || len(d.Audit) == 0 {
		t.Errorf("%v in %s", err, a.body)
	}
}

func TestAnAccountIsDeletedByWhoTypesItsAddress(t *testing.T) {
	p := newPortal(t, baseURL)
	b := p.join(t, mai)
	b.post(t, "/account/delete", "mail", "nam@example.org").shows(t, http.StatusUnprocessableEntity, `id="mail-wrong"`)
	b.post(t, "/account/delete", "mail", "").shows(t, http.StatusUnprocessableEntity, `id="mail-wrong"`)
	b.get(t, "/account").shows(t, http.StatusOK)
	b.post(t, "/account/delete", "mail", " MAI@example.org").leads(t, "/account/deleted")
	b.get(t, "/account/deleted").shows(t, http.StatusOK, "Tài khoản đã được xóa")
	p.letter(t, account.LetterDeleted)
	b.post(t, "/account/sign-in", "mail", mai, "password", good).shows(t, http.StatusUnprocessableEntity)
	last := p.join(t, "admin@example.org", account.Grant{Agency: account.AnyAgency, Role: account.PortalAdmin})
	last.post(t, "/account/delete", "mail", "admin@example.org").shows(t, http.StatusConflict, `role="alert"`)
}

func TestEveryRoleAndWayToSignInHasAName(t *testing.T) {
	named := slices.Sorted(maps.Keys(people.RoleNames))
	if all := account.Roles(); !slices.Equal(named, slices.Sorted(slices.Values(all))) {
		t.Errorf("named are %v, there are %v", named, all)
	}
	for _, m := range []account.Method{account.ByPassword, account.ByPasskey, account.ByProvider, account.ByProviderTwo, account.ByMail} {
		if people.MethodNames[m] == "" {
			t.Errorf("%s has no name", m)
		}
	}
}
