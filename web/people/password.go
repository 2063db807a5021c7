package people

import (
	"errors"
	"net/http"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/web/frame"
)

func (p *People) forgotPage(l *frame.Locale) formPage {
	return formPage{
		Heading: l.T("people.forgot.title"), Lead: []string{l.T("people.forgot.lead")},
		Form: frame.Form{
			Action: frame.Prefixed(l.Lang, "/account/password/forgot"), Submit: l.T("people.forgot.button"),
			Fields: []frame.Field{mailField(l, "username")},
		},
		After: []after{{l.T("people.forgot.remember"), frame.Prefixed(l.Lang, frame.SignInPath), l.T("people.signin.title")}},
	}
}

func (p *People) forgot(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	return p.show(w, r, l, http.StatusOK, p.forgotPage(l))
}

func (p *People) requestReset(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	if err := p.accounts.RequestReset(r.Context(), r.PostFormValue("mail"), p.origin(r)); err != nil {
		return p.again(w, r, l, p.forgotPage(l), err)
	}
	return frame.SeeOther(w, r, l, "/account/password/sent")
}

// secretive keeps the address of a page, which has a token, out of what the
// browser tells other pages.
func secretive(w http.ResponseWriter) { w.Header().Set("Referrer-Policy", "no-referrer") }

// newPasswordPage is the page behind a link to choose a password.
func (p *People) newPasswordPage(l *frame.Locale, u account.User, token string) formPage {
	page := formPage{
		Heading: l.T("people.reset.title"), Lead: []string{l.T("people.reset.lead")},
		Form: frame.Form{
			Action: frame.Prefixed(l.Lang, "/account/password/new"), Submit: l.T("people.reset.button"),
			Fields: []frame.Field{whose(l, u.Mail), newPasswordField(l)},
			Hidden: []frame.Hidden{{Name: "token", Value: token}},
		},
	}
	if u.State == account.Unverified {
		page.Heading, page.Lead = l.T("people.welcome.title", "name", u.Name), []string{l.T("people.welcome.lead")}
	}
	return page
}

func (p *People) newPassword(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	secretive(w)
	token := r.URL.Query().Get("token")
	u, err := p.accounts.PasswordFor(r.Context(), token)
	if err != nil {
		return p.again(w, r, l, p.forgotPage(l), err)
	}
	return p.show(w, r, l, http.StatusOK, p.newPasswordPage(l, u, token))
}

func (p *People) setPassword(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	secretive(w)
	token := r.PostFormValue("token")
	in, err := p.accounts.SetPassword(r.Context(), token, r.PostFormValue("password"), p.origin(r), p.kept(r, sessionCookie))
	switch {
	case err == nil:
		return p.enter(w, r, in, frame.Prefixed(l.Lang, "/account?done=password"))
	case errors.Is(err, catalog.ErrNotFound):
		return p.again(w, r, l, p.forgotPage(l), err)
	}
	u, gone := p.accounts.PasswordFor(r.Context(), token)
	if gone != nil {
		return err
	}
	return p.again(w, r, l, p.newPasswordPage(l, u, token), err)
}

func (p *People) changePasswordPage(l *frame.Locale, u account.User) formPage {
	page := formPage{
		Heading: l.T("people.password.change"), Account: true, Lead: []string{l.T("people.password.lead")},
		Form: frame.Form{
			Action: frame.Prefixed(l.Lang, "/account/password"), Submit: l.T("people.password.save"),
			Fields: []frame.Field{whose(l, u.Mail), newPasswordField(l)},
		},
	}
	if u.Password == "" {
		page.Heading = l.T("people.password.first")
	}
	return page
}

func (p *People) changePassword(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	return p.show(w, r, l, http.StatusOK, p.changePasswordPage(l, v.User))
}

func (p *People) savePassword(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	in, err := p.accounts.ChangePassword(r.Context(), v, r.PostFormValue("password"))
	if err != nil {
		return p.unfit(w, r, l, "/account/password", p.changePasswordPage(l, v.User), err)
	}
	return p.enter(w, r, in, frame.Prefixed(l.Lang, "/account?done=password"))
}
