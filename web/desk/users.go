package desk

import (
	"errors"
	"net/http"
	"net/url"
	"strings"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/web/frame"
)

// users finds accounts: by mail address, name, agency or state.
func (d *Desk) users(t *task) error {
	l, q := t.l, t.r.URL.Query()
	search := frame.Form{Action: t.path("/users"), Get: true, Submit: l.T("desk.users_find"), Fields: []frame.Field{
		{ID: "mail", Name: "mail", Label: l.T("desk.mail"), Type: "email", Value: q.Get("mail"), Optional: true},
		{ID: "name", Name: "name", Label: l.T("desk.name"), Type: "text", Value: q.Get("name"), Optional: true, Max: account.MaxName},
		{ID: "of", Name: "of", Label: l.T("desk.agency"), Type: "text", Value: q.Get("of"), Optional: true},
		{ID: "state", Name: "state", Label: l.T("desk.state_is"), Type: "choice", Value: q.Get("state"), Optional: true, Choices: []frame.Choice{
			{Value: "", Title: l.T("desk.any")}, {Value: string(account.Active), Title: l.T("desk.user.active")}, {Value: string(account.Unverified), Title: l.T("desk.user.unverified")},
			{Value: string(account.Locked), Title: l.T("desk.user.locked")}, {Value: string(account.Deleted), Title: l.T("desk.user.deleted")},
		}},
	}}
	list := &table{Caption: l.T("desk.tab.users"), Empty: l.T("desk.users_none"), Columns: []string{
		l.T("desk.person"), l.T("desk.mail"), l.T("desk.state_is"), l.T("desk.roles"), l.T("desk.created"), l.T("desk.last_seen"),
	}}
	users, err := d.findUsers(t, q)
	if err != nil {
		return err
	}
	for _, u := range users {
		var roles []string
		for _, m := range u.Memberships {
			roles = append(roles, m.Agency+": "+l.T(roleTexts[m.Role]))
		}
		name := u.Name
		if name == "" {
			name = u.ID
		}
		list.Rows = append(list.Rows, []cell{
			{Text: name, Path: "/admin/users/" + u.ID}, text(string(u.Mail)), {Text: l.T(userTexts[u.State]), Badge: string(u.State)},
			text(strings.Join(roles, ", ")), {Time: u.Created}, usedCell(l.T("desk.never"), u.LastSeen),
		})
	}
	if len(users) == account.UserPage {
		next := url.Values{"after": {users[len(users)-1].ID}, "of": {q.Get("of")}, "state": {q.Get("state")}, "name": {q.Get("name")}}
		list.Next = &anchor{Title: l.T("desk.more"), Path: t.path("/users?" + next.Encode())}
	}
	return d.show(t, http.StatusOK, board{Heading: l.T("desk.tab.users"), Above: t.above(), Parts: []part{{Forms: []frame.Form{search}}, {Table: list}}})
}

var userTexts = map[account.State]string{
	account.Active: "desk.user.active", account.Unverified: "desk.user.unverified", account.Locked: "desk.user.locked", account.Deleted: "desk.user.deleted",
}

func (d *Desk) findUsers(t *task, q url.Values) ([]account.User, error) {
	if q.Get("mail") != "" {
		u, err := d.Accounts.UserByMail(t.r.Context(), t.by(), q.Get("mail"))
		switch {
		case errors.Is(err, catalog.ErrNotFound) || errors.Is(err, catalog.ErrInvalid):
			return nil, nil
		case err != nil:
			return nil, err
		}
		return []account.User{u}, nil
	}
	return d.Accounts.Users(t.r.Context(), t.by(), account.UserFilter{Agency: q.Get("of"), State: account.State(q.Get("state")), Name: q.Get("name"), After: q.Get("after")})
}

// user shows one account.
func (d *Desk) user(t *task) error {
	b, err := d.userBoard(t)
	if err != nil {
		return err
	}
	return d.show(t, http.StatusOK, b)
}

func (d *Desk) userBoard(t *task) (board, error) {
	l := t.l
	u, err := d.Accounts.UserByID(t.r.Context(), t.by(), t.r.PathValue("user"))
	if err != nil {
		return board{}, err
	}
	at := "/users/" + u.ID
	about := part{Heading: l.T("desk.about"), Facts: []fact{
		{l.T("desk.mail"), text(string(u.Mail))}, {l.T("desk.state_is"), cell{Text: l.T(userTexts[u.State]), Badge: string(u.State)}},
		{l.T("desk.id"), cell{Text: u.ID, Code: true}}, {l.T("desk.created"), cell{Time: u.Created}}, {l.T("desk.last_seen"), usedCell(l.T("desk.never"), u.LastSeen)},
	}, Links: []anchor{
		{Title: l.T("desk.user_did"), Path: "/admin/log?actor=" + u.ID}, {Title: l.T("desk.user_suffered"), Path: "/admin/log?object=" + u.ID},
	}}
	switch u.State {
	case account.Locked:
		about.Forms = []frame.Form{{Action: t.path(at + "/unlock"), Submit: l.T("desk.unlock")}}
	case account.Active, account.Unverified:
		about.Forms = []frame.Form{{Action: t.path(at + "/lock"), Submit: l.T("desk.lock"), Danger: true}}
	}
	if len(u.Passkeys) > 0 {
		about.Forms = append(about.Forms, frame.Form{Action: t.path(at + "/forget-passkeys"), Submit: l.T("desk.factor.forget", "n", l.Int(int64(len(u.Passkeys)))), Danger: true})
	}
	b := board{Heading: u.Name, Above: t.above(anchor{Title: l.T("desk.tab.users"), Path: "/admin/users"}), Parts: []part{about}}
	if b.Heading == "" {
		b.Heading = u.ID
	}
	roles := part{Heading: l.T("desk.roles"), Table: &table{
		Caption: l.T("desk.roles"), Columns: []string{l.T("desk.agency"), l.T("desk.role"), l.T("desk.since"), l.T("desk.action")}, Empty: l.T("desk.roles_none"),
	}}
	for _, m := range u.Memberships {
		take := frame.Form{Action: t.path(at + "/revoke"), Submit: l.T("desk.role_take", "role", l.T(roleTexts[m.Role])), Quiet: true, Hidden: []frame.Hidden{{Name: "agency", Value: m.Agency}, {Name: "role", Value: string(m.Role)}}}
		roles.Table.Rows = append(roles.Table.Rows, []cell{text(m.Agency), text(l.T(roleTexts[m.Role])), {Time: m.Since}, {Forms: []frame.Form{take}}})
	}
	if u.State != account.Deleted {
		roles.Forms = []frame.Form{t.grantForm(u.ID)}
	}
	b.Parts = append(b.Parts, roles)
	return b, nil
}

func (t *task) grantForm(user string) frame.Form {
	l := t.l
	role := t.roleField("role")
	role.Choices = append(role.Choices, frame.Choice{Value: string(account.PortalAdmin), Title: l.T(roleTexts[account.PortalAdmin])})
	return frame.Form{Action: t.path("/users/" + user + "/grant"), Submit: l.T("desk.role_give"), Fields: []frame.Field{
		{ID: "agency", Name: "agency", Label: l.T("desk.agency"), Hint: l.T("desk.grant_hint"), Type: "text", Max: 32}, role,
	}}
}

func (d *Desk) lock(t *task) error {
	return d.userDone(t, "locked", frame.Form{Action: t.path("/users/" + t.r.PathValue("user") + "/lock")}, d.Accounts.Lock(t.r.Context(), t.by(), t.r.PathValue("user")))
}

func (d *Desk) unlock(t *task) error {
	return d.userDone(t, "unlocked", frame.Form{Action: t.path("/users/" + t.r.PathValue("user") + "/unlock")}, d.Accounts.Unlock(t.r.Context(), t.by(), t.r.PathValue("user")))
}

// forgetPasskeys removes the passkeys of somebody who has lost them.
func (d *Desk) forgetPasskeys(t *task) error {
	at := "/users/" + t.r.PathValue("user")
	return d.userDone(t, "forgotten", frame.Form{Action: t.path(at + "/forget-passkeys")}, d.Accounts.ForgetPasskeys(t.r.Context(), t.by(), t.r.PathValue("user")))
}

func (t *task) anyGrant() account.Grant {
	return account.Grant{Agency: frame.Given(t.r, "agency"), Role: account.Role(frame.Given(t.r, "role"))}
}

func (d *Desk) grantUser(t *task) error {
	id, g := t.r.PathValue("user"), t.anyGrant()
	if g.Agency != account.AnyAgency {
		if _, err := d.agency(t.r.Context(), g.Agency); err != nil {
			return d.userDone(t, "", t.grantForm(id), err)
		}
	}
	return d.userDone(t, "granted", t.grantForm(id), d.Accounts.Grant(t.r.Context(), t.by(), id, g))
}

func (d *Desk) revokeUser(t *task) error {
	id := t.r.PathValue("user")
	return d.userDone(t, "revoked", frame.Form{Action: t.path("/users/" + id + "/revoke")}, d.Accounts.Revoke(t.r.Context(), t.by(), id, t.anyGrant()))
}

// userDone goes back to the account, or shows what was wrong with f.
func (d *Desk) userDone(t *task, what string, f frame.Form, err error) error {
	if err == nil {
		return t.done("/users/"+t.r.PathValue("user"), what)
	}
	if frame.Mistake(err) == 0 {
		return err
	}
	b, wrong := d.userBoard(t)
	if wrong != nil {
		return wrong
	}
	return d.again(t, b, f, err)
}
