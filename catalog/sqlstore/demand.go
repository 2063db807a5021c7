package sqlstore

import (
	"context"

	"github.com/uptrace/bun"

	"nguon/catalog/account"
)

type demandRow struct {
	bun.BaseModel `bun:"table:factor_demands,alias:d"`

	Agency string `bun:",pk"`
	Role   account.Role
}

// Demands implements [account.Reads].
func (a accountReads) Demands(ctx context.Context) (account.Demands, error) {
	var rows []demandRow
	if err := a.db.NewSelect().Model(&rows).Scan(ctx); err != nil {
		return nil, found(ctx, "demands", err)
	}
	demands := make(account.Demands, len(rows))
	for _, r := range rows {
		demands[r.Agency] = r.Role
	}
	return demands, nil
}

// PutDemand implements [account.Tx].
func (t accountTx) PutDemand(ctx context.Context, agency string, from account.Role) error {
	if !storable(agency) {
		return badText()
	}
	if from == "" {
		_, err := t.c.NewDelete().Table("factor_demands").Where("agency = ?", agency).Exec(ctx)
		return err
	}
	_, err := t.c.NewInsert().Model(&demandRow{Agency: agency, Role: from}).On("CONFLICT (agency) DO UPDATE").Set("role = EXCLUDED.role").Exec(ctx)
	return err
}
