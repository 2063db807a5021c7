package supply_test

import (
	"errors"
	"log/slog"
	"slices"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/sqlstore"
	"nguon/catalog/supply"
)

func TestDo(t *testing.T) {
	now := time.Date(2026, 12, 1, 2, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		from     supply.State
		action   supply.Action
		to       supply.State // empty: it is not possible
		accepted string
	}{
		{supply.Active, supply.Look, supply.Active, ""},
		{supply.Attention, supply.Look, supply.Active, ""},
		{supply.Paused, supply.Look, "", ""},
		{supply.Attention, supply.Accept, supply.Active, "d"},
		{supply.Active, supply.Accept, "", ""},
		{supply.Paused, supply.Accept, "", ""},
		{supply.Active, supply.Pause, supply.Paused, ""},
		{supply.Attention, supply.Pause, supply.Paused, ""},
		{supply.Paused, supply.Pause, "", ""},
		{supply.Paused, supply.Resume, supply.Active, ""},
		{supply.Attention, supply.Resume, "", ""},
	} {
		t.Run(string(test.action)+" when "+string(test.from), func(t *testing.T) {
			s := sample()
			s.State, s.Memory.Asked = test.from, "d"
			err := s.Do(test.action, now)
			if test.to == "" {
				if !errors.Is(err, catalog.ErrConflict) || s.State != test.from {
					t.Errorf("err = %v, state %s", err, s.State)
				}
				return
			}
			if err != nil || s.State != test.to || s.Memory.Accepted != test.accepted {
				t.Errorf("%v: state %s, accepted %q", err, s.State, s.Memory.Accepted)
			}
			if due := s.Next.Equal(now); due != (test.to == supply.Active) {
				t.Errorf("next at %v", s.Next)
			}
		})
	}
	s := sample()
	if err := s.Do("burn", now); !errors.Is(err, catalog.ErrInvalid) {
		t.Errorf("an action that there is not: err = %v", err)
	}
}

func as(agency string, r account.Role) account.Caller {
	return account.Caller{Principal: account.Principal{Key: &account.Key{ID: "K"}, Grants: []account.Grant{{Agency: agency, Role: r}}}}
}

func TestControlAsksWhoMayAndWritesItDown(t *testing.T) {
	db, err := sqlstore.Open(t.Context(), "sqlite://:memory:", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // nothing is lost
	c := &supply.Control{Sources: db, Audit: db, Now: time.Now}
	s := sample()
	s.Agency, s.Dataset = "H26", "rain"
	operator := account.Caller{Principal: account.Operator()}
	ctx := t.Context()
	for _, test := range []struct {
		name string
		err  error
		want error
	}{
		{"a steward adds", c.Add(ctx, as("H26", account.Steward), s), catalog.ErrForbidden},
		{"the operator adds", c.Add(ctx, operator, s), nil},
		{"the operator adds again", c.Add(ctx, operator, s), catalog.ErrConflict},
		{"another agency pauses", c.Do(ctx, as("H29", account.Steward), "rain", supply.Pause), catalog.ErrNotFound},
		{"a viewer pauses", c.Do(ctx, as("H26", account.Viewer), "rain", supply.Pause), catalog.ErrForbidden},
		{"an editor pauses", c.Do(ctx, as("H26", account.Editor), "rain", supply.Pause), nil},
		{"an editor pauses again", c.Do(ctx, as("H26", account.Editor), "rain", supply.Pause), catalog.ErrConflict},
		{"a steward removes", c.Remove(ctx, as("H26", account.Steward), "rain"), catalog.ErrForbidden},
		{"the operator removes", c.Remove(ctx, operator, "rain"), nil},
	} {
		if !errors.Is(test.err, test.want) {
			t.Errorf("%s: err = %v, want %v", test.name, test.err, test.want)
		}
	}
	told, err := db.Accounts().Audit(ctx, account.AuditFilter{Object: "rain"})
	var verbs []account.Verb
	for _, e := range told {
		verbs = append(verbs, e.Verb)
	}
	slices.Sort(verbs)
	if want := []account.Verb{supply.VerbAdd, supply.VerbOf(supply.Pause), supply.VerbRemove}; err != nil || !slices.Equal(verbs, want) {
		t.Errorf("the audit log tells of %v, want %v; %v", verbs, want, err)
	}
	if _, err := c.Of(ctx, as("H29", account.Steward).Principal, "H26"); !errors.Is(err, catalog.ErrForbidden) {
		t.Errorf("another agency lists: err = %v", err)
	}
}

func TestPossible(t *testing.T) {
	s := sample()
	s.Agency, s.State, s.Automatic = "H26", supply.Attention, true
	for _, test := range []struct {
		name string
		by   account.Caller
		want []supply.Action
	}{
		{"a viewer", as("H26", account.Viewer), nil},
		{"an editor", as("H26", account.Editor), []supply.Action{supply.Look, supply.Pause}},
		{"who may publish", as("H26", account.Approver), []supply.Action{supply.Look, supply.Accept, supply.Pause}},
		{"another agency", as("H29", account.Steward), nil},
	} {
		if got := s.Possible(test.by.Principal); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}
