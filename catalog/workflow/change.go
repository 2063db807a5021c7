package workflow

import (
	"context"

	"nguon/catalog"
	"nguon/catalog/account"
)

// Policies keep what agencies want, and the audit log of it.
type Policies interface {
	account.Recorder
	Policy(ctx context.Context, agency string) (Policy, error)
	SetPolicy(ctx context.Context, agency string, p Policy) error
}

// ChangePolicy has somebody change what an agency wants of its releases, which
// its administrators decide. Change is given what holds; an error of it is
// returned.
func ChangePolicy(ctx context.Context, db Policies, by account.Caller, agency string, change func(Policy) (Policy, error)) error {
	if !by.May(account.ActionManageMembers, agency) {
		return catalog.Errorf(catalog.ErrForbidden, "Bạn không có quyền làm việc này cho cơ quan %s.",
			"You have no right to do this for the agency %s.", agency)
	}
	before, err := db.Policy(ctx, agency)
	if err != nil {
		return err
	}
	want, err := change(before)
	if err == nil {
		err = want.Validate()
	}
	if err != nil || before.Equal(want) {
		return err
	}
	return db.Record(ctx, func(ctx context.Context) ([]account.Entry, error) {
		e := account.NewEntry(by, VerbPolicy, "agency", agency).Of(agency).Change(before, want)
		return []account.Entry{e}, db.SetPolicy(ctx, agency, want)
	})
}
