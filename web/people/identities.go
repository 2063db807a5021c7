package people

import (
	"net/http"
	"slices"

	"nguon/catalog/account"
	"nguon/catalog/account/oidc"
	"nguon/web/frame"
)

// linkPath is the page on which the holder of an account agrees to sign in
// through a provider too.
const linkPath = "/account/link"

// identitiesPage lists what the visitor signs in through.
type identitiesPage struct {
	frame.Head
	Heading    string
	Form       frame.Form // removes an identity; has what went wrong
	Identities []identityView
	Providers  []providerForm // that can be added
}

type identityView struct {
	account.Identity
	Title string
}

func (p *People) identities(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	return p.showIdentities(w, r, l, v, nil)
}

// showIdentities shows the list, and what went wrong with it, if anything.
func (p *People) showIdentities(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit, wrong error) error {
	page := identitiesPage{
		Heading: l.T("people.identities.title"),
		Form:    frame.Form{Action: frame.Prefixed(l.Lang, "/account/identities/end")},
	}
	status := http.StatusOK
	if wrong != nil {
		var ok bool
		if status, ok = p.blame(w, l, &page.Form, wrong); !ok {
			return wrong
		}
	}
	page.Providers = p.providerForms(l, "")
	for _, id := range v.User.Identities {
		view := identityView{Identity: id, Title: id.Issuer}
		if at := p.providerOf(id.Issuer); at >= 0 {
			view.Title = page.Providers[at].Title
			page.Providers[at].Linked = true
		}
		page.Identities = append(page.Identities, view)
	}
	page.Providers = slices.DeleteFunc(page.Providers, func(f providerForm) bool { return f.Linked })
	page.Head = p.Unlisted(r, l, frame.Titled(l, page.Heading, page.Form))
	return p.Render(w, r, status, l, "identities", page)
}

// providerOf returns the index of the provider with an issuer, or -1.
func (p *People) providerOf(issuer string) int {
	if p.providers == nil {
		return -1
	}
	return slices.IndexFunc(p.providers.Providers(), func(x oidc.Provider) bool { return x.Issuer == issuer })
}

func (p *People) removeIdentity(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	err := p.accounts.RemoveIdentity(r.Context(), v, r.PostFormValue("issuer"))
	switch {
	case account.IsStale(err):
		return proveAgain(w, r, l, "/account/identities")
	case err != nil:
		return p.showIdentities(w, r, l, v, err)
	}
	return frame.SeeOther(w, r, l, "/account?done=unlinked")
}

func (p *People) linkPage(l *frame.Locale, u account.User) formPage {
	return formPage{
		Heading: l.T("people.link.title"), Lead: []string{l.T("people.link.lead", "mail", u.Mail)},
		Form:  frame.Form{Action: frame.Prefixed(l.Lang, linkPath), Submit: l.T("people.link.button")},
		After: []after{{"", frame.Prefixed(l.Lang, "/account"), l.T("people.link.no")}},
	}
}

// link asks for agreement to what a provider said, of which the browser keeps
// the token.
func (p *People) link(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	if p.kept(r, linkCookie) == "" {
		return frame.SeeOther(w, r, l, "/account/identities")
	}
	return p.show(w, r, l, http.StatusOK, p.linkPage(l, v.User))
}

func (p *People) confirmLink(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	err := p.accounts.ConfirmLink(r.Context(), v, p.kept(r, linkCookie))
	if account.IsStale(err) {
		return proveAgain(w, r, l, linkPath)
	}
	p.keep(w, linkCookie, "", 0) // good for one attempt
	if err != nil {
		return p.showIdentities(w, r, l, v, err)
	}
	return frame.SeeOther(w, r, l, "/account?done=identity")
}
