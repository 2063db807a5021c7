package catalogtest

import (
	"context"
	"errors"
	"testing"

	"nguon/catalog"
	"nguon/catalog/account"
)

var demands = map[string]func(*testing.T, account.Store){
	"of agencies are saved, replaced and removed": testDemands,
	"that fail to be saved leave nothing":         testDemandRolledBack,
}

func testDemands(t *testing.T, s account.Store) {
	wantEqual(t, "demands", must(s.Demands(t.Context()))(t), account.Demands{})
	for _, step := range []struct {
		agency string
		role   account.Role
		want   account.Demands
	}{
		{"H26", account.Approver, account.Demands{"H26": account.Approver}},
		{"H29", account.Steward, account.Demands{"H26": account.Approver, "H29": account.Steward}},
		{"H26", account.Administrator, account.Demands{"H26": account.Administrator, "H29": account.Steward}},
		{"H26", "", account.Demands{"H29": account.Steward}},
		{"H26", "", account.Demands{"H29": account.Steward}},
	} {
		change(t, s, func(ctx context.Context, tx account.Tx) error {
			return errors.Join(tx.PutDemand(ctx, step.agency, step.role), equalDemands(ctx, t, tx, step.want))
		})
		wantEqual(t, "demands after "+step.agency+" "+string(step.role), must(s.Demands(t.Context()))(t), step.want)
	}
}

// equalDemands compares what a transaction sees of its own.
func equalDemands(ctx context.Context, t *testing.T, tx account.Tx, want account.Demands) error {
	got, err := tx.Demands(ctx)
	wantEqual(t, "demands within the change", got, want)
	return err
}

func testDemandRolledBack(t *testing.T, s account.Store) {
	err := s.Change(t.Context(), func(ctx context.Context, tx account.Tx) error {
		if err := tx.PutDemand(ctx, "H26", account.Steward); err != nil {
			t.Error(err)
		}
		return tx.PutDemand(ctx, "H\x00", account.Steward)
	})
	wantKind(t, "an agency that cannot be one", err, catalog.ErrInvalid)
	wantEqual(t, "demands", must(s.Demands(t.Context()))(t), account.Demands{})
}
