package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"nguon/catalog/account"
)

type sessionRow struct {
	bun.BaseModel `bun:"table:sessions,alias:s"`

	ID       string `bun:",pk"`
	Holder   string
	Hash     string
	Previous string `bun:",nullzero"`
	Rotate   bool
	Created  micros
	Seen     micros
	Proved   micros
	Rotated  micros
	Method   account.Method
	Device   string
}

func (r sessionRow) session() (s account.Session, err error) {
	s = account.Session{
		ID: r.ID, User: r.Holder, Method: r.Method, Rotate: r.Rotate,
		Created: r.Created.Time, Seen: r.Seen.Time, Proved: r.Proved.Time, Rotated: r.Rotated.Time,
	}
	if s.Hash, err = parseHash(r.Hash); err != nil {
		return s, fmt.Errorf("session %s: %w", r.ID, err)
	}
	if r.Previous != "" {
		if s.Previous, err = parseHash(r.Previous); err != nil {
			return s, fmt.Errorf("session %s: %w", r.ID, err)
		}
	}
	if err := json.Unmarshal([]byte(r.Device), &s.Device); err != nil {
		return s, fmt.Errorf("device of session %s: %w", r.ID, err)
	}
	return s, nil
}

// Session implements [account.Reads].
func (a accountReads) Session(ctx context.Context, hash [32]byte) (account.Session, error) {
	var row sessionRow
	err := a.db.NewSelect().Model(&row).Where("hash = ?", hashText(hash)).Scan(ctx)
	if none(err) {
		err = a.db.NewSelect().Model(&row).Where("previous = ?", hashText(hash)).Scan(ctx)
	}
	if err != nil {
		return account.Session{}, found(ctx, "session", err)
	}
	s, err := row.session()
	s.Seen = a.store.usedSessions.latest(s.ID, s.Seen)
	return s, err
}

// Sessions implements [account.Reads].
func (a accountReads) Sessions(ctx context.Context, user string) ([]account.Session, error) {
	if !storable(user) {
		return nil, nil
	}
	var rows []sessionRow
	if err := a.db.NewSelect().Model(&rows).Where("holder = ?", user).Order("created DESC", "id DESC").Scan(ctx); err != nil {
		return nil, found(ctx, "sessions", err)
	}
	sessions := make([]account.Session, len(rows))
	for i, r := range rows {
		var err error
		if sessions[i], err = r.session(); err != nil {
			return nil, err
		}
		sessions[i].Seen = a.store.usedSessions.latest(r.ID, sessions[i].Seen)
	}
	return sessions, nil
}

// PutSession implements [account.Tx].
func (t accountTx) PutSession(ctx context.Context, s account.Session) error {
	device, err := document(s.Device)
	if err != nil {
		return err
	}
	row := sessionRow{
		ID: s.ID, Holder: s.User, Hash: hashText(s.Hash), Rotate: s.Rotate, Method: s.Method, Device: device,
		Created: stamp(s.Created), Seen: stamp(s.Seen), Proved: stamp(s.Proved), Rotated: stamp(s.Rotated),
	}
	if s.Previous != ([32]byte{}) {
		row.Previous = hashText(s.Previous)
	}
	_, err = t.c.NewInsert().Model(&row).On("CONFLICT (id) DO UPDATE").
		Set("hash = EXCLUDED.hash, previous = EXCLUDED.previous, rotate = EXCLUDED.rotate, seen = EXCLUDED.seen").
		Set("proved = EXCLUDED.proved, rotated = EXCLUDED.rotated").Exec(ctx)
	return err
}

// EndSession implements [account.Tx].
func (t accountTx) EndSession(ctx context.Context, user, id string) (bool, error) {
	if !storable(user + id) {
		return false, nil
	}
	n, err := deleted(ctx, t.c.NewDelete().Table("sessions").Where("holder = ?", user).Where("id = ?", id))
	return n > 0, err
}

// EndSessions implements [account.Tx].
func (t accountTx) EndSessions(ctx context.Context, user, keep string) (int, error) {
	return deleted(ctx, t.c.NewDelete().Table("sessions").Where("holder = ?", user).Where("id <> ?", keep))
}

// RotateSessions implements [account.Tx].
func (t accountTx) RotateSessions(ctx context.Context, user string) error {
	_, err := t.c.NewUpdate().Table("sessions").Set("rotate = ?", true).Where("holder = ?", user).Exec(ctx)
	return err
}
