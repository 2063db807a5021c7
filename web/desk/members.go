package desk

import (
	"context"
	"net/http"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/web/frame"
)

// members shows who has a role in the agency, and who was invited.
func (d *Desk) members(t *task) error {
	b, err := d.membersBoard(t)
	if err != nil {
		return err
	}
	return d.show(t, http.StatusOK, b)
}

func (d *Desk) membersBoard(t *task) (board, error) {
	l, ctx := t.l, t.r.Context()
	people := &table{Caption: l.T("desk.members"), Columns: []string{l.T("desk.person"), l.T("desk.mail"), l.T("desk.roles")}, Empty: l.T("desk.members_none")}
	f := account.UserFilter{Agency: t.agency.Code, After: t.r.URL.Query().Get("after")}
	users, err := d.Accounts.Users(ctx, t.by(), f)
	if err != nil {
		return board{}, err
	}
	for _, u := range users {
		var take []frame.Form
		for _, m := range u.Memberships {
			if m.Agency == t.agency.Code {
				take = append(take, frame.Form{
					Action: t.path("/members/revoke"), Submit: l.T("desk.role_take", "role", l.T(roleTexts[m.Role])), Quiet: true,
					Hidden: []frame.Hidden{{Name: "user", Value: u.ID}, {Name: "role", Value: string(m.Role)}},
				})
			}
		}
		people.Rows = append(people.Rows, []cell{text(u.Name), text(string(u.Mail)), {Forms: take}})
	}
	if len(users) == account.UserPage {
		people.Next = &anchor{Title: l.T("desk.more"), Path: t.path("/members?after=" + users[len(users)-1].ID)}
	}
	invited, err := d.invitedPart(t)
	if err != nil {
		return board{}, err
	}
	give := frame.Form{Action: t.path("/members/grant"), Submit: l.T("desk.role_give"), Fields: []frame.Field{
		{ID: "user", Name: "user", Label: l.T("desk.person"), Type: "choice"}, t.roleField("grant-role"),
	}}
	for _, u := range users {
		give.Fields[0].Choices = append(give.Fields[0].Choices, frame.Choice{Value: u.ID, Title: u.Name + " <" + string(u.Mail) + ">"})
	}
	all := part{Heading: l.T("desk.members"), Table: people}
	if len(users) > 0 {
		all.Forms = []frame.Form{give}
	}
	factor, err := d.factorPart(t)
	if err != nil {
		return board{}, err
	}
	return board{Heading: l.T("desk.tab.members"), Above: t.above(), Parts: []part{all, invited, factor}}, nil
}

func (d *Desk) invitedPart(t *task) (part, error) {
	l := t.l
	p := part{Heading: l.T("desk.invitations"), Note: l.T("desk.invitations_note"), Table: &table{
		Caption: l.T("desk.invitations"), Columns: []string{l.T("desk.mail"), l.T("desk.role"), l.T("desk.until"), l.T("desk.action")}, Empty: l.T("desk.invitations_none"),
	}}
	open, err := d.Accounts.Invitations(t.r.Context(), t.by(), t.agency.Code)
	if err != nil {
		return p, err
	}
	for _, i := range open {
		end := frame.Form{Action: t.path("/members/uninvite"), Submit: l.T("desk.uninvite"), Quiet: true, Hidden: []frame.Hidden{{Name: "invitation", Value: i.ID}}}
		p.Table.Rows = append(p.Table.Rows, []cell{text(string(i.Mail)), text(l.T(roleTexts[i.Grant.Role])), {Time: i.Expires}, {Forms: []frame.Form{end}}})
	}
	p.Forms = []frame.Form{t.inviteForm()}
	return p, nil
}

func (t *task) inviteForm() frame.Form {
	l := t.l
	return frame.Form{Action: t.path("/members/invite"), Submit: l.T("desk.invite"), Fields: []frame.Field{
		{ID: "mail", Name: "mail", Label: l.T("desk.mail"), Type: "email", Autocomplete: "off", Max: 254}, t.roleField("invite-role"),
	}}
}

// roleField asks for a role within an agency.
func (t *task) roleField(id string) frame.Field {
	f := frame.Field{ID: id, Name: "role", Label: t.l.T("desk.role"), Hint: t.l.T("desk.role_hint"), Type: "choice"}
	for _, r := range account.Roles() {
		if r != account.PortalAdmin {
			f.Choices = append(f.Choices, frame.Choice{Value: string(r), Title: t.l.T(roleTexts[r])})
		}
	}
	return f
}

// given is the role of a form, in the agency of the desk.
func (t *task) given() account.Grant {
	return account.Grant{Agency: t.agency.Code, Role: account.Role(frame.Given(t.r, "role"))}
}

func (d *Desk) invite(t *task) error {
	_, err := d.Accounts.Invite(t.r.Context(), t.by(), frame.Given(t.r, "mail"), t.given(), t.l.Lang)
	return d.membersDone(t, "invited", t.inviteForm(), err)
}

func (d *Desk) uninvite(t *task) error {
	ctx, id := t.r.Context(), frame.Given(t.r, "invitation")
	err := d.invitedHere(ctx, t, id)
	if err == nil {
		err = d.Accounts.Uninvite(ctx, t.by(), id)
	}
	return d.membersDone(t, "ended", frame.Form{Action: t.path("/members/uninvite")}, err)
}

// invitedHere returns an error unless an invitation is to this agency: who
// administers two of them would end that of the other here.
func (d *Desk) invitedHere(ctx context.Context, t *task, id string) error {
	open, err := d.Accounts.Invitations(ctx, t.by(), t.agency.Code)
	if err != nil {
		return err
	}
	for _, i := range open {
		if i.ID == id {
			return nil
		}
	}
	return catalog.Errorf(catalog.ErrNotFound, "Không có lời mời này.", "There is no such invitation.")
}

func (d *Desk) grant(t *task) error {
	id := frame.Given(t.r, "user")
	users, err := d.Accounts.Users(t.r.Context(), t.by(), account.UserFilter{Agency: t.agency.Code})
	if err == nil && !hasUser(users, id) {
		// Others are invited: whoever has no role here has not agreed to one.
		err = catalog.Errorf(catalog.ErrNotFound, "Người này chưa có vai trò trong cơ quan; hãy mời họ.", "This person has no role in the agency yet; invite them.")
	}
	if err == nil {
		err = d.Accounts.Grant(t.r.Context(), t.by(), id, t.given())
	}
	return d.membersDone(t, "granted", frame.Form{Action: t.path("/members/grant")}, err)
}

func hasUser(users []account.User, id string) bool {
	for _, u := range users {
		if u.ID == id {
			return true
		}
	}
	return false
}

func (d *Desk) revoke(t *task) error {
	err := d.Accounts.Revoke(t.r.Context(), t.by(), frame.Given(t.r, "user"), t.given())
	return d.membersDone(t, "revoked", frame.Form{Action: t.path("/members/revoke")}, err)
}

// membersDone goes back to the members, or shows what was wrong with f.
func (d *Desk) membersDone(t *task, what string, f frame.Form, err error) error {
	if err == nil {
		return t.done("/members", what)
	}
	if frame.Mistake(err) == 0 {
		return err
	}
	b, wrong := d.membersBoard(t)
	if wrong != nil {
		return wrong
	}
	return d.again(t, b, f, err)
}
