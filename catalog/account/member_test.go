package account_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
)

// TestWhoMayGiveWhichRole tries every giver with every role, in the own agency
// and in another.
func TestWhoMayGiveWhichRole(t *testing.T) {
	w := newWorld(t)
	target := w.join(t, "target@example.org").User.ID
	for _, role := range append(account.Roles(), "") {
		var grants []account.Grant
		switch role {
		case "":
		case account.PortalAdmin:
			grants = []account.Grant{{Agency: account.AnyAgency, Role: role}}
		default:
			grants = []account.Grant{{Agency: "H26", Role: role}}
		}
		by := w.join(t, fmt.Sprintf("by-%s@example.org", role), grants...).Caller()
		for _, agency := range []string{"H26", "H29", account.AnyAgency} {
			for _, given := range account.Roles() {
				g := account.Grant{Agency: agency, Role: given}
				may := role == account.PortalAdmin || role == account.Administrator && agency == "H26"
				want := catalog.ErrForbidden
				switch {
				case !g.Valid():
					want = catalog.ErrInvalid
				case may:
					want = nil
				}
				err := w.Grant(t.Context(), by, target, g)
				if want == nil && err != nil {
					t.Errorf("%q gives %v: %v", role, g, err)
				} else if want != nil {
					wantKind(t, fmt.Sprintf("%q gives %v", role, g), err, want)
				}
				if want == nil {
					if err := w.Revoke(t.Context(), by, target, g); err != nil {
						t.Errorf("%q takes %v: %v", role, g, err)
					}
				}
			}
		}
	}
}

func TestOnlyPortalAdministratorsKeepAccounts(t *testing.T) {
	w := newWorld(t)
	by := w.join(t, "admin@example.org", account.Grant{Agency: "H26", Role: account.Administrator}).Caller()
	id := w.join(t, "mai@example.org").User.ID
	_, _, err := w.CreateUser(t.Context(), by, registration("new@example.org"))
	wantKind(t, "CreateUser", err, catalog.ErrForbidden)
	_, err = w.PasswordLetter(t.Context(), by, id)
	wantKind(t, "PasswordLetter", err, catalog.ErrForbidden)
	_, err = w.UserByMail(t.Context(), by, "mai@example.org")
	wantKind(t, "UserByMail", err, catalog.ErrForbidden)
	wantKind(t, "Lock", w.Lock(t.Context(), by, id), catalog.ErrForbidden)
	wantKind(t, "Unlock", w.Unlock(t.Context(), by, id), catalog.ErrForbidden)
	for agency, want := range map[string]error{"H29": catalog.ErrForbidden, "": catalog.ErrForbidden, account.AnyAgency: catalog.ErrForbidden} {
		_, err := w.Users(t.Context(), by, account.UserFilter{Agency: agency})
		wantKind(t, "Users of "+agency, err, want)
	}
	if us, err := w.Users(t.Context(), by, account.UserFilter{Agency: "H26"}); err != nil || len(us) != 1 {
		t.Errorf("Users of the own agency = %d, %v; want 1", len(us), err)
	}
}

func TestTheLastPortalAdministratorStays(t *testing.T) {
	w := newWorld(t)
	admin := account.Grant{Agency: account.AnyAgency, Role: account.PortalAdmin}
	in := w.join(t, "mai@example.org", admin)
	wantKind(t, "Revoke", w.Revoke(t.Context(), in.Caller(), in.User.ID, admin), catalog.ErrConflict)
	wantKind(t, "Lock", w.Lock(t.Context(), in.Caller(), in.User.ID), catalog.ErrConflict)
	wantKind(t, "Delete", w.Delete(t.Context(), in.Visit), catalog.ErrConflict)
	w.join(t, "lan@example.org", admin)
	if err := w.Delete(t.Context(), in.Visit); err != nil {
		t.Errorf("Delete beside another: %v", err)
	}
}

func TestInvitations(t *testing.T) {
	w := newWorld(t)
	grant := account.Grant{Agency: "H26", Role: account.Editor}
	boss := w.join(t, "boss@example.org", account.Grant{Agency: "H26", Role: account.Administrator}).Caller()
	stranger := w.join(t, "stranger@example.org", account.Grant{Agency: "H29", Role: account.Administrator})
	invite := func(mail string) (account.Invitation, account.Letter) {
		t.Helper()
		i := do(t, func() (account.Invitation, error) { return w.Invite(t.Context(), boss, mail, grant, catalog.English) })
		return i, w.letter(t, account.LetterInvitation)
	}
	_, err := w.Invite(t.Context(), stranger.Caller(), "a@example.org", grant, catalog.English)
	wantKind(t, "Invite to another's agency", err, catalog.ErrForbidden)

	t.Run("somebody new", func(t *testing.T) {
		_, l := invite("new@example.org")
		if _, member, err := w.InvitationFor(t.Context(), l.Token); member || err != nil {
			t.Errorf("InvitationFor = %v, %v; want no account yet", member, err)
		}
		wantKind(t, "Accept by another", w.Accept(t.Context(), stranger.Visit, l.Token), catalog.ErrForbidden)
		in := do(t, func() (account.SignedIn, error) {
			return w.AcceptAsNew(t.Context(), l.Token, "Người Mới", catalog.Vietnamese, good, home, "")
		})
		if in.User.Mail != "new@example.org" || !in.Principal().May(account.ActionDraft, "H26") {
			t.Errorf("signed in as %+v", in.User)
		}
		_, err := w.AcceptAsNew(t.Context(), l.Token, "Kẻ Khác", catalog.Vietnamese, another, home, "")
		wantKind(t, "the link again", err, catalog.ErrNotFound)
	})
	t.Run("a member", func(t *testing.T) {
		mai := w.join(t, "mai@example.org")
		_, l := invite("mai@example.org")
		if _, member, err := w.InvitationFor(t.Context(), l.Token); !member || err != nil {
			t.Errorf("InvitationFor = %v, %v; want an account", member, err)
		}
		_, err := w.AcceptAsNew(t.Context(), l.Token, "Mai", catalog.Vietnamese, another, home, "")
		wantKind(t, "AcceptAsNew", err, catalog.ErrConflict)
		if err := w.Accept(t.Context(), mai.Visit, l.Token); err != nil {
			t.Fatal(err)
		}
		v := do(t, func() (account.Visit, error) { return w.Authenticate(t.Context(), mai.Token, home) })
		if !v.Principal().May(account.ActionDraft, "H26") || v.Renewed == "" {
			t.Errorf("grants %v, token renewed: %v", v.Principal().Grants, v.Renewed != "")
		}
	})
	t.Run("withdrawn, replaced, expired", func(t *testing.T) {
		first, l1 := invite("lan@example.org")
		second, l2 := invite("lan@example.org")
		if open := do(t, func() ([]account.Invitation, error) { return w.Invitations(t.Context(), boss, "H26") }); len(open) != 1 || open[0].ID != second.ID {
			t.Errorf("invitations: %+v", open)
		}
		wantKind(t, "Uninvite by another", w.Uninvite(t.Context(), stranger.Caller(), second.ID), catalog.ErrNotFound)
		wantKind(t, "Uninvite of what was replaced", w.Uninvite(t.Context(), boss, first.ID), catalog.ErrNotFound)
		if err := w.Uninvite(t.Context(), boss, second.ID); err != nil {
			t.Fatal(err)
		}
		_, l3 := invite("lan@example.org")
		w.now = w.now.Add(14 * 24 * time.Hour)
		for name, l := range map[string]account.Letter{"replaced": l1, "withdrawn": l2, "expired": l3} {
			_, _, err := w.InvitationFor(t.Context(), l.Token)
			wantKind(t, name, err, catalog.ErrNotFound)
		}
	})
}

func TestRobots(t *testing.T) {
	w := newWorld(t)
	boss := w.join(t, "boss@example.org", account.Grant{Agency: "H26", Role: account.Administrator}).Caller()
	stranger := w.join(t, "stranger@example.org", account.Grant{Agency: "H29", Role: account.Administrator}).Caller()
	for name, test := range map[string]struct {
		by   account.Caller
		r    account.Robot
		want error
	}{
		"of another's agency":   {stranger, account.Robot{Agency: "H26", Name: "a", Actions: []account.Action{account.ActionDraft}}, catalog.ErrForbidden},
		"of all agencies":       {operator(), account.Robot{Agency: "*", Name: "a", Actions: []account.Action{account.ActionDraft}}, catalog.ErrInvalid},
		"without a name":        {boss, account.Robot{Agency: "H26", Actions: []account.Action{account.ActionDraft}}, catalog.ErrInvalid},
		"that may nothing":      {boss, account.Robot{Agency: "H26", Name: "a"}, catalog.ErrInvalid},
		"that may approve":      {boss, account.Robot{Agency: "H26", Name: "a", Actions: []account.Action{account.ActionApprove}}, catalog.ErrInvalid},
		"that may manage roles": {boss, account.Robot{Agency: "H26", Name: "a", Actions: []account.Action{account.ActionManageMembers}}, catalog.ErrInvalid},
	} {
		_, err := w.CreateRobot(t.Context(), test.by, test.r)
		wantKind(t, "a robot "+name, err, test.want)
	}
	r := do(t, func() (account.Robot, error) {
		return w.CreateRobot(t.Context(), boss, account.Robot{Agency: "H26", Name: "Đường ống", Actions: []account.Action{account.ActionDraft}})
	})
	_, _, err := w.NewRobotToken(t.Context(), stranger, r.ID, time.Hour)
	wantKind(t, "a token for another's robot", err, catalog.ErrNotFound)
	for _, life := range []time.Duration{0, -1, account.MaxRobotLife + 1} {
		_, _, err = w.NewRobotToken(t.Context(), boss, r.ID, life)
		wantKind(t, fmt.Sprint("a token for ", life), err, catalog.ErrInvalid)
	}
	var plains []string
	var made []account.RobotToken
	for range account.MaxRobotTokens {
		plain, tok, err := w.NewRobotToken(t.Context(), boss, r.ID, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		plains, made = append(plains, plain), append(made, tok)
	}
	_, _, err = w.NewRobotToken(t.Context(), boss, r.ID, time.Hour)
	wantKind(t, "a token too many", err, catalog.ErrConflict)
	p := do(t, func() (account.Principal, error) { return w.AuthenticateRobot(t.Context(), plains[0]) })
	if !p.May(account.ActionDraft, "H26") || p.May(account.ActionDraft, "H29") || p.May(account.ActionPublish, "H26") || p.Actor().ID != r.ID {
		t.Errorf("the robot is %+v", p.Robot)
	}
	wantKind(t, "RevokeRobotToken by another", w.RevokeRobotToken(t.Context(), stranger, r.ID, made[0].ID), catalog.ErrNotFound)
	if err := w.RevokeRobotToken(t.Context(), boss, r.ID, made[0].ID); err != nil {
		t.Fatal(err)
	}
	refused := func(what, plain string) {
		t.Helper()
		_, err := w.AuthenticateRobot(t.Context(), plain)
		wantKind(t, what, err, catalog.ErrUnknownCaller)
	}
	refused("a revoked token", plains[0])
	refused("no token", "")
	refused("another token", "ngn_robot_00000000000000000000000000000000000")
	w.now = w.now.Add(time.Hour)
	refused("an expired token", plains[1])
	if _, _, err := w.NewRobotToken(t.Context(), boss, r.ID, time.Hour); err != nil {
		t.Errorf("a token in the place of an expired one: %v", err)
	}
	rs := do(t, func() ([]account.Robot, error) { return w.Robots(t.Context(), boss, "H26") })
	if len(rs) != 1 || rs[0].LastUsed.IsZero() || len(rs[0].Tokens) != 1 {
		t.Errorf("robots = %+v", rs)
	}
	if err := w.RemoveRobot(t.Context(), boss, r.ID); err != nil {
		t.Fatal(err)
	}
	want := []account.Verb{account.VerbRobotCreate, account.VerbRobotToken, account.VerbRobotToken, account.VerbRobotToken, account.VerbRobotRevoke, account.VerbRobotToken, account.VerbRobotRevoke}
	if got := w.verbs(t, account.AuditFilter{Object: r.ID}); !slices.Equal(got, want) {
		t.Errorf("audit log: %v, want %v", got, want)
	}
}
