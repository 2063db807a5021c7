package people

import (
	"errors"
	"net/http"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/account/oidc"
	"nguon/web/frame"
)

// providerForms returns a form for each provider.
func (p *People) providerForms(l *frame.Locale, back string) []providerForm {
	if p.providers == nil {
		return nil
	}
	var forms []providerForm
	for _, provider := range p.providers.Providers() {
		forms = append(forms, providerForm{
			Action: frame.Prefixed(l.Lang, "/account/providers/"+provider.Name), Title: provider.Title.In(l.Lang), Back: back,
		})
	}
	return forms
}

// awayPage sends the visitor to a provider.
type awayPage struct {
	frame.Head
	Heading, To string
}

// depart sends the visitor to a provider, to sign in, or, with the parameter
// link, to add an identity to their account. The browser is told by the header
// Refresh on a page: a redirect as the answer to a form would need the address
// of every provider in the Content-Security-Policy of every page.
func (p *People) depart(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	if p.providers == nil {
		return frame.ErrNoPage
	}
	trip := oidc.Trip{Back: back(r, l)}
	if r.PostFormValue("link") != "" {
		v, ok := frame.VisitOf(r.Context())
		trip = oidc.Trip{Back: frame.Prefixed(l.Lang, "/account/identities"), User: v.User.ID}
		if !ok || !v.Session.Fresh(p.accounts.Now()) {
			return proveAgain(w, r, l, "/account/identities")
		}
	}
	to, cookie, err := p.providers.Begin(r.Context(), r.PathValue("provider"), trip, p.origin(r))
	if errors.Is(err, catalog.ErrNotFound) {
		return err
	} else if err != nil {
		return p.notSignedIn(w, r, l, trip.Back, err)
	}
	p.keep(w, tripCookie, cookie, oidc.Life)
	w.Header().Set("Refresh", "0; url="+to)
	page := awayPage{Heading: l.T("people.away.title"), To: to}
	page.Head = p.Unlisted(r, l, page.Heading)
	return p.Render(w, r, http.StatusOK, l, "away", page)
}

// arrive takes back whoever was at a provider. The address does not say in which
// language they left; the page that they want to go back to does.
func (p *People) arrive(w http.ResponseWriter, r *http.Request, provider string) error {
	w.Header().Set("Cache-Control", "no-store")
	secretive(w)
	claim, trip, err := p.providers.Finish(r.Context(), provider, p.spent(w, r, tripCookie), r.URL.Query())
	l := p.Locale(catalog.Vietnamese)
	if frame.BarePath(trip.Back) != trip.Back {
		l = p.Locale(catalog.English)
	}
	to := frame.LocalPath(trip.Back)
	if to == "/" {
		to = frame.Prefixed(l.Lang, "/account")
	}
	switch {
	case err != nil:
		p.accounts.SignInFailed(r.Context(), account.ByProvider, p.origin(r), err)
		return p.notSignedIn(w, r, l, to, err)
	case trip.User != "":
		return p.addIdentity(w, r, l, trip, claim)
	}
	in, err := p.accounts.SignInWith(r.Context(), claim, l.Lang, p.origin(r), p.kept(r, sessionCookie))
	if link, ok := errors.AsType[*account.LinkNeeded](err); ok {
		p.keep(w, linkCookie, link.Token, linkLife)
		return frame.SeeOther(w, r, l, linkPath)
	}
	if err != nil {
		p.accounts.SignInFailed(r.Context(), account.ByProvider, p.origin(r), err)
		return p.notSignedIn(w, r, l, to, err)
	}
	return p.enter(w, r, in, to)
}

func (p *People) addIdentity(w http.ResponseWriter, r *http.Request, l *frame.Locale, trip oidc.Trip, claim account.Claim) error {
	v, ok := frame.VisitOf(r.Context())
	if !ok || v.User.ID != trip.User {
		return proveAgain(w, r, l, "/account/identities")
	}
	err := p.accounts.AddIdentity(r.Context(), v, claim)
	switch {
	case account.IsStale(err):
		return proveAgain(w, r, l, "/account/identities")
	case err != nil:
		return p.showIdentities(w, r, l, v, err)
	}
	return frame.SeeOther(w, r, l, "/account?done=identity")
}
