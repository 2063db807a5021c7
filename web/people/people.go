package people

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"net/netip"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/account/oidc"
	"nguon/catalog/account/passkey"
	"nguon/web/frame"
)

//go:embed templates
var templateFiles embed.FS

// maxForm bounds a form, in bytes: the answer of an authenticator is the longest.
const maxForm = 128 << 10

// Deps are what the room is made of.
type Deps struct {
	Frame     *frame.Frame
	Accounts  *account.Accounts
	Passkeys  *passkey.Ceremonies // nil: the portal has none, as at an IP address, where browsers refuse them
	Providers *oidc.Client        // nil: there are none
	Client    func(*http.Request) netip.Addr

	// Agency returns what an agency is called by its code, zero if that is not
	// known; nil knows no names.
	Agency func(ctx context.Context, code string) catalog.Text
}

// People are the pages of accounts: a [frame.Wing].
type People struct {
	*frame.Room

	accounts  *account.Accounts
	passkeys  *passkey.Ceremonies
	providers *oidc.Client
	client    func(*http.Request) netip.Addr
	agency    func(ctx context.Context, code string) catalog.Text
}

// New returns the room. It returns an error if a template is not well-formed.
func New(d Deps) (*People, error) {
	room, err := d.Frame.Room(templateFiles, "form", "note", "signin", "account", "passkeys", "identities", "sessions", "away", "factor")
	if err != nil {
		return nil, fmt.Errorf("people: %w", err)
	}
	p := &People{Room: room, accounts: d.Accounts, passkeys: d.Passkeys, providers: d.Providers, client: d.Client, agency: d.Agency}
	if p.agency == nil {
		p.agency = func(context.Context, string) catalog.Text { return catalog.Text{} }
	}
	return p, nil
}

// Routes adds the pages to mux.
func (p *People) Routes(mux *http.ServeMux) {
	for pattern, page := range p.pages() {
		p.Page(mux, pattern, private(page))
	}
	for path, note := range notes {
		p.Page(mux, "GET "+path, p.note(note))
	}
	if p.providers == nil {
		return
	}
	for _, provider := range p.providers.Providers() {
		mux.Handle("GET "+oidc.CallbackPath(provider.Name), p.Handle(func(w http.ResponseWriter, r *http.Request) error {
			return p.arrive(w, r, provider.Name)
		}))
	}
}

// pages returns the pages that are different for everybody, by their patterns.
func (p *People) pages() map[string]frame.PageHandler {
	pages := map[string]frame.PageHandler{
		"GET /account/sign-in":               p.signIn,
		"POST /account/sign-in":              p.signInByPassword,
		"POST /account/sign-out":             p.signOut,
		"GET " + signedOutPath:               p.signedOut,
		"GET /account/sign-up":               p.signUp,
		"POST /account/sign-up":              p.register,
		"GET /account/password/forgot":       p.forgot,
		"POST /account/password/forgot":      p.requestReset,
		"GET /account/password/new":          p.newPassword,
		"POST /account/password/new":         p.setPassword,
		"GET /account/mail/confirm":          p.confirmMail,
		"POST /account/mail/confirm":         p.mailConfirmed,
		"GET /account/invitation":            p.invitation,
		"POST /account/invitation":           p.acceptInvitation,
		"POST /account/providers/{provider}": p.depart,
	}
	if p.passkeys != nil {
		pages["POST /account/sign-in/passkey"] = p.signInByPasskey
		pages["POST /account/sign-in/passkey/options"] = p.signInOptions
	}
	for pattern, page := range p.signedPages() {
		pages[pattern] = p.Signed(page)
	}
	return pages
}

// signedPages returns the pages of an account. Those with a form that asks for a
// fresh session ask for it first.
func (p *People) signedPages() map[string]frame.SignedHandler {
	pages := map[string]frame.SignedHandler{
		"GET /account":                      p.account,
		"GET " + frame.FactorPath:           p.factor,
		"POST /account/profile":             p.saveProfile,
		"GET /account/password":             p.fresh(p.changePassword),
		"POST /account/password":            p.savePassword,
		"GET /account/mail":                 p.fresh(p.changeMail),
		"POST /account/mail":                p.requestMail,
		"GET /account/identities":           p.fresh(p.identities),
		"POST /account/identities/end":      p.removeIdentity,
		"GET " + linkPath:                   p.fresh(p.link),
		"POST " + linkPath:                  p.confirmLink,
		"GET /account/sessions":             p.sessions,
		"POST /account/sessions/end":        p.endSession,
		"POST /account/sessions/end-others": p.endOthers,
		"GET /account/data":                 p.fresh(p.data),
		"POST /account/data":                p.export,
		"GET /account/delete":               p.fresh(p.farewell),
		"POST /account/delete":              p.remove,
	}
	if p.passkeys != nil {
		pages["GET /account/passkeys"] = p.fresh(p.passkeyList)
		pages["POST /account/passkeys"] = p.addPasskey
		pages["POST /account/passkeys/options"] = p.passkeyOptions
		pages["POST /account/passkeys/rename"] = p.renamePasskey
		pages["POST /account/passkeys/remove"] = p.removePasskey
	}
	return pages
}

// private keeps a page out of all caches, and reads the form that was sent to it.
func private(page frame.PageHandler) frame.PageHandler {
	return func(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
		w.Header().Set("Cache-Control", "no-store")
		if err := frame.ReadForm(w, r, maxForm); err != nil {
			return err
		}
		return page(w, r, l)
	}
}

// origin returns where r comes from.
func (p *People) origin(r *http.Request) account.Origin {
	return account.Origin{Address: p.client(r), Agent: r.UserAgent()}
}
