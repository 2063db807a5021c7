package people

import (
	"context"
	"net/http"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/web/frame"
)

// accountPage is what a person has here.
type accountPage struct {
	frame.Head
	Heading   string
	Done      string // what was just changed
	User      account.User
	Form      frame.Form // the profile
	Roles     []roleView
	Passkeys  bool // the portal has them
	Providers bool
}

// A roleView is a role as its holder sees it.
type roleView struct {
	Role, Agency string
	Since        time.Time
	Source       string // the provider that gave it, or ""
}

// doneTexts are the messages for what the parameter done names.
var doneTexts = map[string]string{
	"profile":  "people.done.profile",
	"password": "people.done.password",
	"mail":     "people.done.mail",
	"identity": "people.done.identity",
	"unlinked": "people.done.unlinked",
	"role":     "people.done.role",
}

func (p *People) accountPage(ctx context.Context, l *frame.Locale, u account.User) accountPage {
	name := nameField(l)
	name.Value = u.Name
	lang := frame.Field{
		ID: "lang", Name: "lang", Label: l.T("people.profile.lang"), Hint: l.T("people.profile.lang_hint"), Type: "choice", Value: string(u.Lang),
	}
	for _, known := range frame.Languages {
		lang.Choices = append(lang.Choices, frame.Choice{Value: string(known), Title: p.Locale(known).T("language.self"), Lang: known})
	}
	page := accountPage{
		Heading: l.T("people.account.title"), User: u,
		Form: frame.Form{
			Action: frame.Prefixed(l.Lang, "/account/profile"), Submit: l.T("people.profile.save"), Fields: []frame.Field{name, lang},
		},
		Passkeys:  p.passkeys != nil,
		Providers: p.providers != nil && len(p.providers.Providers()) > 0 || len(u.Identities) > 0,
	}
	for _, m := range u.Memberships {
		role := roleView{Role: l.T(roleNames[m.Role]), Agency: p.agencyName(ctx, l, m.Agency), Since: m.Since, Source: m.Source}
		if at := p.providerOf(m.Source); at >= 0 {
			role.Source = p.providers.Providers()[at].Title.In(l.Lang)
		}
		page.Roles = append(page.Roles, role)
	}
	return page
}

func (p *People) account(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	page := p.accountPage(r.Context(), l, v.User)
	page.Done = frame.Done(r, l, doneTexts)
	page.Head = p.Unlisted(r, l, page.Heading)
	return p.Render(w, r, http.StatusOK, l, "account", page)
}

func (p *People) saveProfile(w http.ResponseWriter, r *http.Request, l *frame.Locale, v account.Visit) error {
	err := p.accounts.UpdateProfile(r.Context(), v, r.PostFormValue("name"), catalog.Lang(r.PostFormValue("lang")))
	if err == nil {
		return frame.SeeOther(w, r, l, "/account?done=profile")
	}
	page := p.accountPage(r.Context(), l, v.User)
	page.Form.Fill(r)
	status, ok := p.blame(w, l, &page.Form, err)
	if !ok {
		return err
	}
	page.Head = p.Unlisted(r, l, frame.Titled(l, page.Heading, page.Form))
	return p.Render(w, r, status, l, "account", page)
}
