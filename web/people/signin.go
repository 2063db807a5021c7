package people

import (
	"net/http"
	"net/url"
	"strings"

	"nguon/catalog/account"
	"nguon/web/frame"
)

// signInPage offers all ways to sign in.
type signInPage struct {
	frame.Head
	Heading   string
	Lead      string // why the visitor is here, if that is not clear
	Form      frame.Form
	Passkey   *passkeyForm // nil: the portal has none
	Providers []providerForm
	Again     bool
	SignUp    string // the page on which strangers get an account
}

// A providerForm sends the visitor to a provider.
type providerForm struct {
	Action, Title, Back string
	Linked              bool
}

// newSignInPage returns the page that leads back to where the parameter says.
func (p *People) newSignInPage(r *http.Request, l *frame.Locale, back string) signInPage {
	page := signInPage{
		Heading: l.T("people.signin.title"),
		Form: frame.Form{
			Action: frame.Prefixed(l.Lang, frame.SignInPath), Submit: l.T("people.signin.button"),
			Fields: []frame.Field{mailField(l, "username"), passwordField(l)},
			Hidden: []frame.Hidden{{Name: "back", Value: back}},
		},
		SignUp: frame.Prefixed(l.Lang, "/account/sign-up"),
	}
	if v, ok := frame.VisitOf(r.Context()); ok {
		page.Again, page.Heading, page.Lead = true, l.T("people.again.title"), l.T("people.again.lead")
		page.Form.Fields[0].Value = string(v.User.Mail)
	}
	switch {
	case frame.BarePath(back) == linkPath:
		page.Lead = l.T("people.link.signin")
	case r.URL.Query().Has("moved"):
		page.Lead = l.T("people.mail.moved")
	}
	if p.passkeys != nil {
		page.Passkey = p.passkeyForm(l, back)
	}
	page.Providers = p.providerForms(l, back)
	return page
}

// back returns the page to which the visitor goes on: on this portal, and not
// one of signing in or out.
func back(r *http.Request, l *frame.Locale) string {
	to := frame.LocalPath(r.FormValue("back"))
	path, _, _ := strings.Cut(to, "?")
	path = frame.BarePath(path)
	if r.FormValue("back") == "" || strings.HasPrefix(path, frame.SignInPath) || strings.HasPrefix(path, "/account/sign-out") {
		return frame.Prefixed(l.Lang, "/account")
	}
	return to
}

// signIn shows the page. Who is signed in already goes on, unless they are asked
// to show again who they are.
func (p *People) signIn(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	to := back(r, l)
	if _, ok := frame.VisitOf(r.Context()); ok && !r.URL.Query().Has("again") {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return nil
	}
	page := p.newSignInPage(r, l, to)
	page.Head = p.Unlisted(r, l, page.Heading)
	return p.Render(w, r, http.StatusOK, l, "signin", page)
}

func (p *People) signInByPassword(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	in, err := p.accounts.SignIn(r.Context(), r.PostFormValue("mail"), r.PostFormValue("password"), p.origin(r), p.kept(r, sessionCookie))
	if err != nil {
		return p.notSignedIn(w, r, l, back(r, l), err)
	}
	return p.enter(w, r, in, back(r, l))
}

// notSignedIn shows the ways to sign in again, and why the last did not work.
func (p *People) notSignedIn(w http.ResponseWriter, r *http.Request, l *frame.Locale, back string, err error) error {
	page := p.newSignInPage(r, l, back)
	if r.Method == http.MethodPost {
		page.Form.Fill(r)
	}
	status, ok := p.blame(w, l, &page.Form, err)
	if !ok {
		return err
	}
	page.Head = p.Unlisted(r, l, frame.Titled(l, page.Heading, page.Form))
	return p.Render(w, r, status, l, "signin", page)
}

// signOut ends the session. If that cannot be done now the cookie stays, so that
// the visitor can try again.
func (p *People) signOut(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	if err := frame.VisitError(r.Context()); err != nil {
		return err
	}
	to := "/"
	if v, ok := frame.VisitOf(r.Context()); ok {
		if err := p.accounts.SignOut(r.Context(), v); err != nil {
			return err
		}
		to = p.afterwards(r, v)
	}
	p.keep(w, sessionCookie, "", 0)
	w.Header().Set("Clear-Site-Data", `"storage"`) // whatever scripts have kept
	return frame.SeeOther(w, r, l, to)
}

// proveAgain sends the visitor to sign in again, and then to a page.
func proveAgain(w http.ResponseWriter, r *http.Request, l *frame.Locale, page string) error {
	query := url.Values{"again": {"1"}, "back": {frame.Prefixed(l.Lang, page)}}
	return frame.SeeOther(w, r, l, frame.SignInPath+"?"+query.Encode())
}

// fresh has the visitor sign in again before a page whose form asks for a fresh
// session, so that nothing is typed in vain, or show their second factor, if that
// is what is asked.
func (p *People) fresh(page frame.SignedHandler) frame.SignedHandler {
	return func(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
		switch {
		case v.LacksOwnFactor():
			return frame.SeeOther(w, r, l, frame.FactorPath+"?"+url.Values{"back": {r.URL.RequestURI()}}.Encode())
		case v.Session.Fresh(p.accounts.Now()):
			return page(w, r, l, v)
		}
		return proveAgain(w, r, l, frame.BarePath(r.URL.Path))
	}
}

// unfit answers a form of somebody who is signed in that failed with err: they
// sign in again if that is what is asked, or see the form again.
func (p *People) unfit(w http.ResponseWriter, r *http.Request, l *frame.Locale, path string, page formPage, err error) error {
	if account.IsStale(err) {
		return proveAgain(w, r, l, path)
	}
	return p.again(w, r, l, page, err)
}
