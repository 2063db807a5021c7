package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/account"
)

type invitationRow struct {
	bun.BaseModel `bun:"table:invitations,alias:i"`

	ID       string `bun:",pk"`
	Agency   string
	Hash     string
	Expires  micros
	Document string
}

// Invitations implements [account.Reads].
func (a accountReads) Invitations(ctx context.Context, agency string) ([]account.Invitation, error) {
	if !storable(agency) {
		return nil, nil
	}
	var rows []invitationRow
	if err := a.db.NewSelect().Model(&rows).Where("agency = ?", agency).Order("id DESC").Scan(ctx); err != nil {
		return nil, found(ctx, "invitations", err)
	}
	invitations := make([]account.Invitation, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal([]byte(r.Document), &invitations[i]); err != nil {
			return nil, fmt.Errorf("document of invitation %s: %w", r.ID, err)
		}
	}
	return invitations, nil
}

// Invitation implements [account.Reads].
func (a accountReads) Invitation(ctx context.Context, id string) (account.Invitation, error) {
	if !storable(id) {
		return account.Invitation{}, noInvitation()
	}
	return a.invitation(ctx, a.db.NewSelect().Where("id = ?", id))
}

// InvitationByHash implements [account.Reads].
func (a accountReads) InvitationByHash(ctx context.Context, hash [32]byte) (account.Invitation, error) {
	return a.invitation(ctx, a.db.NewSelect().Where("hash = ?", hashText(hash)))
}

func (a accountReads) invitation(ctx context.Context, q *bun.SelectQuery) (i account.Invitation, err error) {
	var row invitationRow
	err = q.Model(&row).Scan(ctx)
	if none(err) {
		return i, noInvitation()
	}
	if err != nil {
		return i, found(ctx, "invitation", err)
	}
	if err := json.Unmarshal([]byte(row.Document), &i); err != nil {
		return i, fmt.Errorf("document of invitation %s: %w", row.ID, err)
	}
	return i, nil
}

func noInvitation() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có lời mời này.", "There is no such invitation.")
}

// PutInvitation implements [account.Tx].
func (t accountTx) PutInvitation(ctx context.Context, i account.Invitation) error {
	i.Created, i.Expires = stamp(i.Created).Time, stamp(i.Expires).Time
	text, err := document(i)
	if err != nil {
		return err
	}
	if !storable(i.Grant.Agency) {
		return badText()
	}
	row := invitationRow{ID: i.ID, Agency: i.Grant.Agency, Hash: hashText(i.Hash), Expires: stamp(i.Expires), Document: text}
	_, err = t.c.NewInsert().Model(&row).On("CONFLICT (id) DO UPDATE").
		Set("agency = EXCLUDED.agency, hash = EXCLUDED.hash, expires = EXCLUDED.expires, document = EXCLUDED.document").Exec(ctx)
	return err
}

// DeleteInvitation implements [account.Tx].
func (t accountTx) DeleteInvitation(ctx context.Context, id string) error {
	_, err := t.c.NewDelete().Table("invitations").Where("id = ?", id).Exec(ctx)
	return err
}
