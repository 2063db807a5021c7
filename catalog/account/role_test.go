package account_test

import (
	"slices"
	"testing"

	"nguon/catalog/account"
)

// may is the whole policy: from which role on an action is allowed in the own
// agency. The empty role is somebody without any.
var may = map[account.Action]account.Role{
	account.ActionRead:           "",
	account.ActionReadDraft:      account.Viewer,
	account.ActionDraft:          account.Editor,
	account.ActionSubmit:         account.Editor,
	account.ActionApprove:        account.Approver,
	account.ActionPublish:        account.Approver,
	account.ActionWithdraw:       account.Steward,
	account.ActionRename:         account.Steward,
	account.ActionManageProducts: account.Steward,
	account.ActionManageKeys:     account.Administrator,
	account.ActionManageMembers:  account.Administrator,
	account.ActionReadAudit:      account.Administrator,
	account.ActionAdminister:     account.PortalAdmin,
	"unknown":                    "nobody",
}

// allowed reads the table.
func allowed(a account.Action, r account.Role) bool {
	ladder := append([]account.Role{""}, account.Roles()...)
	from := slices.Index(ladder, may[a])
	return from >= 0 && slices.Index(ladder, r) >= from
}

// holders are the kinds of principals that have grants.
var holders = map[string]func(...account.Grant) account.Principal{
	"key": func(gs ...account.Grant) account.Principal {
		return account.Principal{Key: &account.Key{ID: "K"}, Grants: gs}
	},
	"user": func(gs ...account.Grant) account.Principal {
		u := account.User{ID: "U", State: account.Active}
		for _, g := range gs {
			u.Memberships = append(u.Memberships, account.Membership{Grant: g})
		}
		return u.Principal()
	},
}

func TestMay(t *testing.T) {
	actions := append(account.Actions(), "unknown")
	if len(actions) != len(may) {
		t.Fatalf("%d actions, but the table has %d", len(actions), len(may))
	}
	for kind, holder := range holders {
		for _, action := range actions {
			for _, role := range append(account.Roles(), "") {
				of := func(agency string) account.Principal {
					if role == "" {
						return holder()
					}
					return holder(account.Grant{Agency: agency, Role: role})
				}
				public := action == account.ActionRead
				own := allowed(action, role) && (role != account.PortalAdmin || public) // which is no role of one agency
				for _, test := range []struct {
					name   string
					p      account.Principal
					agency string
					want   bool
				}{
					{"own agency", of("H26"), "H26", own},
					{"other agency", of("H26"), "H29", public},
					{"agency below", of("H26"), "H26.1", public},
					{"no agency", of("H26"), "", public},
					{"every agency", of(account.AnyAgency), "H26", allowed(action, role)},
					{"every agency, of none", of(account.AnyAgency), "", allowed(action, role)},
					{"grant without an agency", of(""), "", public},
				} {
					t.Run(kind+"/"+string(action)+"/"+string(role)+"/"+test.name, func(t *testing.T) {
						if got := test.p.May(action, test.agency); got != test.want {
							t.Errorf("May(%s, %q) = %v, want %v", action, test.agency, got, test.want)
						}
					})
				}
			}
		}
	}
}

func TestMayOfRobots(t *testing.T) {
	for _, action := range append(account.Actions(), "unknown") {
		scoped := account.Principal{Robot: &account.Robot{ID: "R", Agency: "H26", Actions: []account.Action{action}}}
		other := account.Principal{Robot: &account.Robot{ID: "R", Agency: "H26"}}
		wide := account.Principal{Robot: &account.Robot{ID: "R", Agency: account.AnyAgency, Actions: account.Actions()}}
		public, can := action == account.ActionRead, slices.Contains(account.RobotActions(), action)
		for _, test := range []struct {
			name   string
			p      account.Principal
			agency string
			want   bool
		}{
			{"own agency", scoped, "H26", public || can},
			{"other agency", scoped, "H29", public},
			{"no agency", scoped, "", public},
			{"not made for it", other, "H26", public},
			{"every agency", wide, "H26", public},
		} {
			t.Run(string(action)+"/"+test.name, func(t *testing.T) {
				if got := test.p.May(action, test.agency); got != test.want {
					t.Errorf("May(%s, %q) = %v, want %v", action, test.agency, got, test.want)
				}
			})
		}
	}
}

func TestMayOfAccountsThatAreNotActive(t *testing.T) {
	for _, state := range []account.State{account.Unverified, account.Locked, account.Deleted, ""} {
		u := account.User{ID: "U", State: state, Memberships: []account.Membership{{Grant: account.Grant{Agency: account.AnyAgency, Role: account.PortalAdmin}}}}
		for _, action := range account.Actions() {
			if got, want := u.Principal().May(action, "H26"), action == account.ActionRead; got != want {
				t.Errorf("%s: May(%s) = %v, want %v", state, action, got, want)
			}
		}
	}
}

func TestTheOperatorMayEverything(t *testing.T) {
	for _, action := range account.Actions() {
		if !account.Operator().May(action, "H26") || !account.Operator().May(action, "") {
			t.Errorf("the operator may not %s", action)
		}
	}
}

func TestAgencies(t *testing.T) {
	grants := []account.Grant{{Agency: "H29", Role: account.Steward}, {Agency: "H26", Role: account.Editor}, {Agency: "H26", Role: account.Viewer}}
	for _, test := range []struct {
		name string
		p    account.Principal
		a    account.Action
		want []string
	}{
		{"two", account.Principal{Grants: grants}, account.ActionDraft, []string{"H26", "H29"}},
		{"one", account.Principal{Grants: grants}, account.ActionWithdraw, []string{"H29"}},
		{"none", account.Principal{Grants: grants}, account.ActionManageKeys, nil},
		{"all", account.Operator(), account.ActionManageKeys, []string{account.AnyAgency}},
		{"a robot's", account.Principal{Robot: &account.Robot{Agency: "H26", Actions: account.RobotActions()}}, account.ActionDraft, []string{"H26"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.p.Agencies(test.a); !slices.Equal(got, test.want) {
				t.Errorf("Agencies(%s) = %q, want %q", test.a, got, test.want)
			}
		})
	}
}

func TestMayTakesTheBestOfSeveralGrants(t *testing.T) {
	p := account.Principal{Grants: []account.Grant{
		{Agency: "H26", Role: account.Viewer}, {Agency: "H29", Role: account.Steward}, {Agency: account.AnyAgency, Role: account.Editor},
	}}
	for agency, want := range map[string]map[account.Action]bool{
		"H26": {account.ActionDraft: true, account.ActionPublish: false},
		"H29": {account.ActionDraft: true, account.ActionPublish: true, account.ActionWithdraw: true, account.ActionManageKeys: false},
		"H30": {account.ActionDraft: true, account.ActionPublish: false},
	} {
		for action, want := range want {
			if got := p.May(action, agency); got != want {
				t.Errorf("May(%s, %s) = %v, want %v", action, agency, got, want)
			}
		}
	}
}

func TestMayGivesNothingForARoleThatDoesNotExist(t *testing.T) {
	p := account.Principal{Grants: []account.Grant{{Agency: account.AnyAgency, Role: "root"}, {Agency: account.AnyAgency}}}
	for _, action := range account.Actions() {
		if want := action == account.ActionRead; p.May(action, "H26") != want {
			t.Errorf("May(%s) = %v, want %v", action, !want, want)
		}
	}
}

func TestRoleValid(t *testing.T) {
	for role, want := range map[account.Role]bool{account.Viewer: true, account.Administrator: true, "": false, "Viewer": false, "root": false} {
		if got := role.Valid(); got != want {
			t.Errorf("%q.Valid() = %v, want %v", role, got, want)
		}
	}
}
