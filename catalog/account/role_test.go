package account_test

import (
	"testing"

	"nguon/catalog/account"
)

// may is the whole policy: who may do what in the own agency.
var may = map[account.Action]map[account.Role]bool{
	account.ActionRead:       {"": true, account.Viewer: true, account.Editor: true, account.Approver: true, account.Steward: true, account.Administrator: true},
	account.ActionReadDraft:  {account.Viewer: true, account.Editor: true, account.Approver: true, account.Steward: true, account.Administrator: true},
	account.ActionDraft:      {account.Editor: true, account.Approver: true, account.Steward: true, account.Administrator: true},
	account.ActionPublish:    {account.Approver: true, account.Steward: true, account.Administrator: true},
	account.ActionWithdraw:   {account.Steward: true, account.Administrator: true},
	account.ActionRename:     {account.Steward: true, account.Administrator: true},
	account.ActionManageKeys: {account.Administrator: true},
	"unknown":                {},
}

func TestMay(t *testing.T) {
	actions := append(account.Actions(), "unknown")
	if len(actions) != len(may) {
		t.Fatalf("%d actions, but the table has %d", len(actions), len(may))
	}
	for _, action := range actions {
		for _, role := range append(account.Roles(), "") {
			of := func(agency string) account.Principal {
				if role == "" {
					return account.Principal{}
				}
				return account.Principal{Grants: []account.Grant{{Agency: agency, Role: role}}}
			}
			public := action == account.ActionRead
			for _, test := range []struct {
				name   string
				p      account.Principal
				agency string
				want   bool
			}{
				{"own agency", of("H26"), "H26", may[action][role]},
				{"other agency", of("H26"), "H29", public},
				{"agency below", of("H26"), "H26.1", public},
				{"no agency", of("H26"), "", public},
				{"every agency", of(account.AnyAgency), "H26", may[action][role]},
				{"every agency, of none", of(account.AnyAgency), "", may[action][role]},
				{"grant without an agency", of(""), "", public},
			} {
				t.Run(string(action)+"/"+string(role)+"/"+test.name, func(t *testing.T) {
					if got := test.p.May(action, test.agency); got != test.want {
						t.Errorf("May(%s, %q) = %v, want %v", action, test.agency, got, test.want)
					}
				})
			}
		}
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
