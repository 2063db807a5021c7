package workflow_test

import (
	"errors"
	"slices"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/workflow"
)

func user(id string, role account.Role) account.Principal {
	return account.Principal{User: &account.User{ID: id}, Grants: []account.Grant{{Agency: "H29", Role: role}}}
}

func key(role account.Role) account.Principal {
	return account.Principal{Key: &account.Key{ID: "k"}, Grants: []account.Grant{{Agency: "H29", Role: role}}}
}

func robot(as ...account.Action) account.Principal {
	return account.Principal{Robot: &account.Robot{ID: "r", Agency: "H29", Actions: as}}
}

var (
	maker    = account.Actor{Kind: account.ActorUser, ID: "maker"}
	required = workflow.Policy{Approval: workflow.Required}
	none     = workflow.Policy{}
)

// TestWhoMayDoWhat goes through every state, action and role under both
// policies, against a table that says it in another way than the code.
func TestWhoMayDoWhat(t *testing.T) {
	least := map[workflow.Action]account.Role{
		workflow.Submit: account.Editor, workflow.Approve: account.Approver, workflow.Return: account.Approver,
		workflow.Publish: account.Approver, workflow.Postpone: account.Approver, workflow.Discard: account.Editor,
		workflow.Withdraw: account.Steward,
	}
	type way struct {
		from catalog.State
		a    workflow.Action
	}
	ways := map[way]catalog.State{
		{catalog.StateChecked, workflow.Submit}:      catalog.StateSubmitted,
		{catalog.StateReturned, workflow.Submit}:     catalog.StateSubmitted,
		{catalog.StateSubmitted, workflow.Approve}:   catalog.StateApproved,
		{catalog.StateSubmitted, workflow.Return}:    catalog.StateReturned,
		{catalog.StateApproved, workflow.Return}:     catalog.StateReturned,
		{catalog.StateApproved, workflow.Publish}:    catalog.StatePublished,
		{catalog.StateScheduled, workflow.Postpone}:  catalog.StateApproved,
		{catalog.StateChecked, workflow.Discard}:     catalog.StateDiscarded,
		{catalog.StateSubmitted, workflow.Discard}:   catalog.StateDiscarded,
		{catalog.StateReturned, workflow.Discard}:    catalog.StateDiscarded,
		{catalog.StateApproved, workflow.Discard}:    catalog.StateDiscarded,
		{catalog.StatePublished, workflow.Withdraw}:  catalog.StateWithdrawn,
		{catalog.StateSuperseded, workflow.Withdraw}: catalog.StateWithdrawn,
	}
	alone := map[way]catalog.State{
		{catalog.StateChecked, workflow.Publish}:   catalog.StatePublished,
		{catalog.StateSubmitted, workflow.Publish}: catalog.StatePublished,
	}
	states := []catalog.State{
		catalog.StateDraft, catalog.StateChecked, catalog.StateRefused, catalog.StateSubmitted, catalog.StateReturned, catalog.StateApproved,
		catalog.StateDiscarded, catalog.StateScheduled, catalog.StatePublished, catalog.StateSuperseded, catalog.StateWithdrawn, "",
	}
	roles := []account.Role{account.Viewer, account.Editor, account.Approver, account.Steward, account.Administrator}
	for _, policy := range []workflow.Policy{none, required} {
		for _, state := range states {
			for _, a := range workflow.Actions() {
				want, possible := ways[way{state, a}]
				if to, ok := alone[way{state, a}]; ok && policy.Equal(none) {
					want, possible = to, true
				}
				for i, role := range roles {
					may := i >= slices.Index(roles, least[a])
					s := workflow.Situation{State: state, Agency: "H29", Policy: policy, Makers: []account.Actor{maker}}
					got, err := workflow.Next(s, a, user("other", role))
					switch {
					case !may && !errors.Is(err, catalog.ErrForbidden),
						may && !possible && !errors.Is(err, catalog.ErrConflict),
						may && possible && (err != nil || got != want):
						t.Errorf("approval %s, %s of %q by %s: %q, %v", policy.Approval, a, state, role, got, err)
					}
				}
			}
		}
	}
}

func TestApprovalNeedsASecondPerson(t *testing.T) {
	submitted := workflow.Situation{State: catalog.StateSubmitted, Agency: "H29", Policy: required,
		Makers: []account.Actor{maker, {Kind: account.ActorUser, ID: "submitter"}}}
	byOperator := submitted
	byOperator.Makers = []account.Actor{{Kind: account.ActorOperator}}
	nobody := submitted
	nobody.Policy = none
	for _, test := range []struct {
		name string
		s    workflow.Situation
		by   account.Principal
		want error
	}{
		{"another approver", submitted, user("other", account.Approver), nil},
		{"who made it", submitted, user("maker", account.Administrator), catalog.ErrForbidden},
		{"who submitted it", submitted, user("submitter", account.Approver), catalog.ErrForbidden},
		{"a key, which could be the maker's", submitted, key(account.Administrator), catalog.ErrForbidden},
		{"a robot", submitted, robot(account.ActionApprove, account.ActionPublish), catalog.ErrForbidden},
		{"the operator of what a user made", submitted, account.Operator(), nil},
		{"the operator of what the operator made", byOperator, account.Operator(), catalog.ErrForbidden},
		{"someone of another agency", submitted, account.Principal{User: &account.User{ID: "x"},
			Grants: []account.Grant{{Agency: "H30", Role: account.Approver}}}, catalog.ErrForbidden},
		{"nobody", submitted, account.Principal{}, catalog.ErrForbidden},
		{"who made it, where none is required", nobody, user("maker", account.Approver), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := workflow.Next(test.s, workflow.Approve, test.by)
			if !errors.Is(err, test.want) {
				t.Errorf("err = %v, want %v", err, test.want)
			}
		})
	}
}

func TestRobotPublishesWhatIsApproved(t *testing.T) {
	by := robot(account.ActionDraft, account.ActionSubmit, account.ActionPublish)
	for state, want := range map[catalog.State]error{catalog.StateApproved: nil, catalog.StateSubmitted: catalog.ErrConflict} {
		_, err := workflow.Next(workflow.Situation{State: state, Agency: "H29", Policy: required}, workflow.Publish, by)
		if !errors.Is(err, want) {
			t.Errorf("%s: err = %v, want %v", state, err, want)
		}
	}
}

func TestPossible(t *testing.T) {
	s := workflow.Situation{State: catalog.StateSubmitted, Agency: "H29", Policy: required, Makers: []account.Actor{maker}}
	for _, test := range []struct {
		name string
		by   account.Principal
		want []workflow.Action
	}{
		{"an approver", user("other", account.Approver), []workflow.Action{workflow.Approve, workflow.Return, workflow.Discard}},
		{"the maker", user("maker", account.Approver), []workflow.Action{workflow.Return, workflow.Discard}},
		{"a viewer", user("other", account.Viewer), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := workflow.Possible(s, test.by); !slices.Equal(got, test.want) {
				t.Errorf("Possible = %v, want %v", got, test.want)
			}
		})
	}
	if _, err := workflow.Next(s, "burn", account.Operator()); !errors.Is(err, catalog.ErrInvalid) {
		t.Errorf("an unknown action: err = %v", err)
	}
}

func TestParseApproval(t *testing.T) {
	for _, want := range []workflow.Approval{workflow.Required, workflow.NotRequired} {
		if got, err := workflow.ParseApproval(want.String()); err != nil || got != want {
			t.Errorf("ParseApproval(%q) = %q, %v", want, got, err)
		}
	}
	if _, err := workflow.ParseApproval("maybe"); !errors.Is(err, catalog.ErrInvalid) {
		t.Errorf("err = %v, want one of kind %v", err, catalog.ErrInvalid)
	}
}
