package people

import (
	"net/http"
	"net/url"
	"slices"

	"nguon/catalog/account"
	"nguon/catalog/account/oidc"
	"nguon/web/frame"
)

// factorPage asks for the second factor that a role needs.
type factorPage struct {
	frame.Head
	Heading   string
	Register  string       // where to register a passkey; "" if there is one, or the portal has none
	Passkey   *passkeyForm // uses one; nil: there is none
	Providers []providerForm
}

// factor has the visitor show a second factor: a passkey, or a provider that they
// are linked with and that is believed. Whoever needs none goes on.
func (p *People) factor(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	to := back(r, l)
	if r.FormValue("back") == "" {
		to = frame.Prefixed(l.Lang, "/desk")
	}
	if !v.Principal().Withheld() {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return nil
	}
	page := factorPage{Heading: l.T("people.factor.title")}
	switch {
	case p.passkeys == nil:
	case len(v.User.Passkeys) == 0:
		page.Register = frame.Prefixed(l.Lang, "/account/passkeys")
	default:
		page.Passkey = p.passkeyForm(l, to)
	}
	if p.providers != nil {
		forms := p.providerForms(l, to)
		for i, provider := range p.providers.Providers() {
			linked := slices.ContainsFunc(v.User.Identities, func(id account.Identity) bool { return id.Issuer == provider.Issuer })
			if linked && provider.SecondFactor.Any() {
				page.Providers = append(page.Providers, forms[i])
			}
		}
	}
	page.Head = p.Unlisted(r, l, page.Heading)
	return p.Render(w, r, http.StatusOK, l, "factor", page)
}

// passkeyForm signs in with a passkey and leads back.
func (p *People) passkeyForm(l *frame.Locale, back string) *passkeyForm {
	return &passkeyForm{
		Action:  frame.Prefixed(l.Lang, "/account/sign-in/passkey"),
		Options: frame.Prefixed(l.Lang, "/account/sign-in/passkey/options"),
		Back:    back,
	}
}

// signedOutPath is the page that tells who came through a provider that they may
// still be signed in there.
const signedOutPath = "/account/signed-out"

// afterwards returns where whoever signed out goes.
func (p *People) afterwards(r *http.Request, v account.Visit) string {
	if p.providers == nil {
		return "/"
	}
	address, of := p.providers.LogoutURL(r.Context(), oidc.IssuerOf(v))
	if address == "" {
		return "/"
	}
	return signedOutPath + "?" + url.Values{"from": {of.Name}}.Encode()
}

// signedOut offers to sign out of the provider, too. It is a link, and not the way
// that everybody goes: other sites may be open through the same provider.
func (p *People) signedOut(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	if p.providers == nil {
		return frame.ErrNoPage
	}
	all := p.providers.Providers()
	i := slices.IndexFunc(all, func(o oidc.Provider) bool { return o.Name == r.URL.Query().Get("from") })
	if i < 0 {
		return frame.ErrNoPage
	}
	address, of := p.providers.LogoutURL(r.Context(), all[i].Issuer)
	if address == "" {
		return frame.ErrNoPage
	}
	name := of.Title.In(l.Lang)
	page := notePage{
		Heading: l.T("people.out.title"), Text: l.T("people.out.text", "name", name), More: l.T("people.out.more"),
		Path: address, Link: l.T("people.out.link", "name", name),
	}
	page.Head = p.Unlisted(r, l, page.Heading)
	return p.Render(w, r, http.StatusOK, l, "note", page)
}
