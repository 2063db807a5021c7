package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/account"
)

type robotRow struct {
	bun.BaseModel `bun:"table:robots,alias:r"`

	ID       string `bun:",pk"`
	Agency   string
	LastUsed micros
	Document string
}

type robotTokenRow struct {
	bun.BaseModel `bun:"table:robot_tokens,alias:t"`

	Hash  string `bun:",pk"`
	Robot string
}

func (a accountReads) robot(r robotRow) (account.Robot, error) {
	var robot account.Robot
	if err := json.Unmarshal([]byte(r.Document), &robot); err != nil {
		return account.Robot{}, fmt.Errorf("document of robot %s: %w", r.ID, err)
	}
	robot.LastUsed = a.store.usedRobots.latest(r.ID, r.LastUsed.Time)
	return robot, nil
}

// Robots implements [account.Reads].
func (a accountReads) Robots(ctx context.Context, agency string) ([]account.Robot, error) {
	if !storable(agency) {
		return nil, nil
	}
	var rows []robotRow
	if err := a.db.NewSelect().Model(&rows).Where("agency = ?", agency).Order("id").Scan(ctx); err != nil {
		return nil, found(ctx, "robots", err)
	}
	robots := make([]account.Robot, len(rows))
	for i, r := range rows {
		var err error
		if robots[i], err = a.robot(r); err != nil {
			return nil, err
		}
	}
	return robots, nil
}

// Robot implements [account.Reads].
func (a accountReads) Robot(ctx context.Context, id string) (account.Robot, error) {
	if !storable(id) {
		return account.Robot{}, noRobot()
	}
	return a.oneRobot(ctx, a.db.NewSelect().Where("r.id = ?", id))
}

// RobotByToken implements [account.Reads].
func (a accountReads) RobotByToken(ctx context.Context, hash [32]byte) (account.Robot, error) {
	return a.oneRobot(ctx, a.db.NewSelect().Join("JOIN robot_tokens AS t ON t.robot = r.id").Where("t.hash = ?", hashText(hash)))
}

func (a accountReads) oneRobot(ctx context.Context, q *bun.SelectQuery) (account.Robot, error) {
	var row robotRow
	err := q.Model(&row).Scan(ctx)
	if none(err) {
		return account.Robot{}, noRobot()
	}
	if err != nil {
		return account.Robot{}, found(ctx, "robot", err)
	}
	return a.robot(row)
}

func noRobot() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có robot này.", "There is no such robot.")
}

// PutRobot implements [account.Tx].
func (t accountTx) PutRobot(ctx context.Context, r account.Robot) error {
	row := robotRow{ID: r.ID, Agency: r.Agency, LastUsed: stamp(r.LastUsed)}
	r.LastUsed = row.LastUsed.Time
	var err error
	if row.Document, err = document(r); err != nil {
		return err
	}
	if !storable(row.ID + row.Agency) {
		return badText()
	}
	_, err = t.c.NewInsert().Model(&row).On("CONFLICT (id) DO UPDATE").
		Set("agency = EXCLUDED.agency, last_used = EXCLUDED.last_used, document = EXCLUDED.document").Exec(ctx)
	if err != nil {
		return err
	}
	if _, err := t.c.NewDelete().Table("robot_tokens").Where("robot = ?", r.ID).Exec(ctx); err != nil {
		return err
	}
	for _, tok := range r.Tokens {
		if _, err := t.c.NewInsert().Model(&robotTokenRow{Hash: hashText(tok.Hash), Robot: r.ID}).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// DeleteRobot implements [account.Tx].
func (t accountTx) DeleteRobot(ctx context.Context, id string) error {
	_, err := t.c.NewDelete().Table("robots").Where("id = ?", id).Exec(ctx)
	return err
}

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
