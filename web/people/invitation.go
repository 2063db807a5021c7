package people

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/web/frame"
)

// roleNames are the messages that name the roles.
var roleNames = map[account.Role]string{
	account.Viewer:        "people.role.viewer",
	account.Editor:        "people.role.editor",
	account.Approver:      "people.role.approver",
	account.Steward:       "people.role.steward",
	account.Administrator: "people.role.administrator",
	account.PortalAdmin:   "people.role.portal",
}

// invitationPage is the page behind the link of an invitation: strangers choose
// a password, who has an account signs in and agrees.
func (p *People) invitationPage(r *http.Request, l *frame.Locale, i account.Invitation, member bool, token string) formPage {
	page := formPage{Heading: l.T("people.invitation.title"), Lead: []string{
		l.T("people.invitation.lead", "role", l.T(roleNames[i.Grant.Role]), "agency", p.agencyName(r.Context(), l, i.Grant.Agency)),
	}}
	path := frame.Prefixed(l.Lang, "/account/invitation")
	here := path + "?" + url.Values{"token": {token}}.Encode()
	v, signedIn := frame.VisitOf(r.Context())
	switch {
	case signedIn && v.User.Mail == i.Mail:
		page.Form = frame.Form{Action: path, Submit: l.T("people.invitation.accept"), Hidden: []frame.Hidden{{Name: "token", Value: token}}}
	case signedIn:
		page.Lead = append(page.Lead, l.T("people.invitation.another", "mail", i.Mail, "yours", v.User.Mail))
		page.Form = frame.Form{Action: frame.Prefixed(l.Lang, "/account/sign-out"), Submit: l.T("people.signout")}
	case member:
		page.Lead = append(page.Lead, l.T("people.invitation.member", "mail", i.Mail))
		page.After = []after{{
			"", frame.Prefixed(l.Lang, frame.SignInPath) + "?" + url.Values{"back": {here}}.Encode(), l.T("people.signin.title"),
		}}
	default:
		page.Lead = append(page.Lead, l.T("people.invitation.new"))
		page.Form = frame.Form{
			Action: path, Submit: l.T("people.invitation.join"),
			Fields: []frame.Field{nameField(l), whose(l, i.Mail), newPasswordField(l)},
			Hidden: []frame.Hidden{{Name: "token", Value: token}},
		}
	}
	return page
}

// agencyName names an agency, and its code.
func (p *People) agencyName(ctx context.Context, l *frame.Locale, code string) string {
	if code == account.AnyAgency {
		return l.T("people.role.everywhere")
	}
	if title := p.agency(ctx, code); !title.IsZero() {
		return title.In(l.Lang) + " (" + code + ")"
	}
	return code
}

func (p *People) invitation(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	secretive(w)
	token := r.URL.Query().Get("token")
	i, member, err := p.accounts.InvitationFor(r.Context(), token)
	if err != nil {
		return err
	}
	return p.show(w, r, l, http.StatusOK, p.invitationPage(r, l, i, member, token))
}

func (p *People) acceptInvitation(w http.ResponseWriter, r *http.Request, l *frame.Locale) error {
	secretive(w)
	token := r.PostFormValue("token")
	if v, ok := frame.VisitOf(r.Context()); ok {
		if err := p.accounts.Accept(r.Context(), v, token); err != nil {
			return p.unfitInvitation(w, r, l, token, err)
		}
		return frame.SeeOther(w, r, l, "/account?done=role")
	}
	in, err := p.accounts.AcceptAsNew(r.Context(), token, r.PostFormValue("name"), l.Lang, r.PostFormValue("password"),
		p.origin(r), p.kept(r, sessionCookie))
	if err != nil {
		return p.unfitInvitation(w, r, l, token, err)
	}
	return p.enter(w, r, in, frame.Prefixed(l.Lang, "/account?done=role"))
}

func (p *People) unfitInvitation(w http.ResponseWriter, r *http.Request, l *frame.Locale, token string, err error) error {
	i, member, gone := p.accounts.InvitationFor(r.Context(), token)
	if gone != nil || errors.Is(err, catalog.ErrNotFound) {
		return err
	}
	return p.again(w, r, l, p.invitationPage(r, l, i, member, token), err)
}
