package people_test

import (
	"net/http"
	"strings"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
)

func TestSomebodySignsUpInTheirLanguage(t *testing.T) {
	for _, test := range []struct {
		prefix string
		lang   catalog.Lang
		weak   string
	}{
		{"", catalog.Vietnamese, "Mật khẩu cần ít nhất 15 ký tự"},
		{"/en", catalog.English, "The password needs at least 15 characters"},
	} {
		t.Run(string(test.lang), func(t *testing.T) {
			p := newPortal(t, baseURL)
			b := p.browser()
			b.get(t, test.prefix+"/account/sign-up").shows(t, http.StatusOK, `autocomplete="email"`, `autocomplete="name"`)
			b.post(t, test.prefix+"/account/sign-up", "mail", "Mai@Example.org", "name", "Nguyễn Thị Mai").leads(t, test.prefix+"/account/sign-up/sent")
			b.get(t, test.prefix+"/account/sign-up/sent").shows(t, http.StatusOK)
			l := p.letter(t, account.LetterWelcome)
			if l.To != mai || l.Lang != test.lang {
				t.Errorf("a letter to %s in %s", l.To, l.Lang)
			}
			for range 2 { // looking does not use the link up
				b.get(t, test.prefix+l.Path()).shows(t, http.StatusOK, "Nguyễn Thị Mai", mai, `autocomplete="new-password"`)
			}
			b.post(t, test.prefix+"/account/password/new", "token", l.Token, "password", "short").
				shows(t, http.StatusUnprocessableEntity, test.weak, `aria-invalid="true"`, `aria-describedby="password-hint password-wrong"`, `href="#password"`)
			b.post(t, test.prefix+"/account/password/new", "token", l.Token, "password", good).leads(t, test.prefix+"/account?done=password")
			b.get(t, test.prefix+"/account").shows(t, http.StatusOK, "Nguyễn Thị Mai", mai)
			b.post(t, test.prefix+"/account/password/new", "token", l.Token, "password", another).shows(t, http.StatusNotFound, `role="alert"`)
		})
	}
}

func TestMistakesInAFormAreShownBesideItsFieldsAndWhatWasTypedStays(t *testing.T) {
	b := newPortal(t, baseURL).browser()
	b.post(t, "/account/sign-up", "mail", "nobody", "name", "Mai").
		shows(t, http.StatusUnprocessableEntity, `value="nobody"`, `value="Mai"`, `id="mail-wrong"`, `href="#mail"`, "<title>Có lỗi: ")
	b.post(t, "/account/sign-up", "mail", mai, "name", `"><b>`).leads(t, "/account/sign-up/sent")
	b.do(t, http.MethodPost, "/account/sign-up", strings.NewReader("name="+strings.Repeat("x", 200<<10))).shows(t, http.StatusRequestEntityTooLarge)
}

func TestAForgottenPasswordIsReplacedAndEndsWhatWasOpen(t *testing.T) {
	p := newPortal(t, baseURL)
	old := p.join(t, mai)
	b := p.browser()
	b.post(t, "/account/password/forgot", "mail", mai).leads(t, "/account/password/sent")
	l := p.letter(t, account.LetterReset)
	b.get(t, l.Path()).shows(t, http.StatusOK, mai)
	b.post(t, "/account/password/new", "token", l.Token, "password", another).leads(t, "/account?done=password")
	b.get(t, "/account").shows(t, http.StatusOK)
	old.get(t, "/account").leads(t, "/account/sign-in?back=%2Faccount")
}

// What a stranger learns of an address is the same whether it has an account.
func TestAnswersDoNotTellWhetherAnAddressHasAnAccount(t *testing.T) {
	p := newPortal(t, baseURL)
	p.join(t, mai)
	const stranger = "nam@example.org"
	for _, test := range []struct {
		name, target string
		more         []string
	}{
		{"signing up", "/account/sign-up", []string{"name", "Mai"}},
		{"a forgotten password", "/account/password/forgot", nil},
		{"a wrong password", "/account/sign-in", []string{"password", "sai"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var told [2]string
			for i, mail := range []string{mai, stranger} {
				a := p.browser().post(t, test.target, append([]string{"mail", mail}, test.more...)...)
				told[i] = a.Status + a.Header.Get("Location") + strings.ReplaceAll(a.raw, mail, "…")
			}
			if told[0] != told[1] {
				t.Errorf("with an account:\n%s\nwithout:\n%s", main(told[0]), main(told[1]))
			}
		})
	}
}
