package people

import (
	"net/http"

	"nguon/catalog/account"
	"nguon/web/frame"
)

func (p *People) changeMailPage(l *frame.Locale, u account.User) formPage {
	to := mailField(l, "email")
	to.Label = l.T("people.mail.new")
	return formPage{
		Heading: l.T("people.mail.change"), Account: true,
		Lead: []string{l.T("people.mail.now", "mail", u.Mail), l.T("people.mail.lead")},
		Form: frame.Form{Action: frame.Prefixed(l.Lang, "/account/mail"), Submit: l.T("people.mail.button"), Fields: []frame.Field{to}},
	}
}

func (p *People) changeMail(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	return p.show(w, r, l, http.StatusOK, p.changeMailPage(l, v.User))
}

func (p *People) requestMail(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	if err := p.accounts.RequestMail(r.Context(), v, r.PostFormValue("mail")); err != nil {
		return p.unfit(w, r, l, "/account/mail", p.changeMailPage(l, v.User), err)
	}
	return frame.SeeOther(w, r, l, "/account?done=mail")
}

// confirmMailPage is the page behind the two links of a change of address.
func (p *People) confirmMailPage(l *frame.Locale, token string) formPage {
	return formPage{
		Heading: l.T("people.mail.confirm"), Lead: []string{l.T("people.mail.confirm_lead")},
		Form: frame.Form{
			Action: frame.Prefixed(l.Lang, "/account/mail/confirm"), Submit: l.T("people.mail.agree"),
			Hidden: []frame.Hidden{{Name: "token", Value: token}},
		},
	}
}

func (p *People) confirmMail(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	secretive(w)
	return p.show(w, r, l, http.StatusOK, p.confirmMailPage(l, r.URL.Query().Get("token")))
}

func (p *People) mailConfirmed(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	secretive(w)
	token := r.PostFormValue("token")
	changed, err := p.accounts.ConfirmMail(r.Context(), token, p.origin(r))
	switch {
	case err != nil:
		return p.again(w, r, l, p.confirmMailPage(l, token), err)
	case changed:
		p.keep(w, sessionCookie, "", 0) // all sessions have ended
		return frame.SeeOther(w, r, l, frame.SignInPath+"?moved=1")
	}
	return frame.SeeOther(w, r, l, "/account/mail/half")
}
