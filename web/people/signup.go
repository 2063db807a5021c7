package people

import (
	"net/http"

	"nguon/catalog/account"
	"nguon/web/frame"
)

func (p *People) signUpPage(l *frame.Locale) formPage {
	return formPage{
		Heading: l.T("people.signup.title"), Lead: []string{l.T("people.signup.lead")},
		Form: frame.Form{
			Action: frame.Prefixed(l.Lang, "/account/sign-up"), Submit: l.T("people.signup.button"),
			Fields: []frame.Field{nameField(l), mailField(l, "email")},
		},
		After: []after{{l.T("people.signup.have"), frame.Prefixed(l.Lang, frame.SignInPath), l.T("people.signin.title")}},
	}
}

func (p *People) signUp(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	return p.show(w, r, l, http.StatusOK, p.signUpPage(l))
}

func (p *People) register(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	who := account.Registration{Mail: r.PostFormValue("mail"), Name: r.PostFormValue("name"), Lang: l.Lang}
	if err := p.accounts.SignUp(r.Context(), who, p.origin(r)); err != nil {
		return p.again(w, r, l, p.signUpPage(l), err)
	}
	return frame.SeeOther(w, r, l, "/account/sign-up/sent")
}
