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
