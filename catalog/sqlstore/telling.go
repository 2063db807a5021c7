package sqlstore

import (
	"context"
	"slices"

	"github.com/uptrace/bun"

	"nguon/catalog/notice"
)

// rowsAt is how many rows one statement inserts at most.
const rowsAt = 500

// Tell implements [notice.Desk]. What is added to a digest is added before the
// digest is claimed, or goes into the next: its row is locked.
func (s *Store) Tell(ctx context.Context, ts ...notice.Telling) error {
	if len(ts) == 0 {
		return nil
	}
	return s.change(ctx, "tell notices", func(ctx context.Context, c *change) error {
		t := telling{change: c, own: s.pools.dialect.own}
		if err := t.tell(ctx, ts); err != nil {
			return err
		}
		var done []string
		for _, t := range ts {
			if t.Done {
				done = append(done, t.Notice.ID)
			}
		}
		if len(done) == 0 {
			return nil
		}
		_, err := c.NewUpdate().Model((*noticeRow)(nil)).Set("told = ?", c.now).Set("held = NULL").Where("id IN (?)", bun.List(done)).
			Where("told IS NULL").Exec(ctx)
		return err
	})
}

// A telling gathers the deliveries of notices.
type telling struct {
	*change
	own  string // see [dialect]
	rows []deliveryRow
	says []sayRow
}

type sayRow struct {
	bun.BaseModel `bun:"table:delivery_notices,alias:dn"`

	Delivery string
	Notice   string
}

// add has a delivery say a notice.
func (t *telling) add(id string, row deliveryRow) {
	row.State, row.Created = notice.Pending, t.now
	t.rows = append(t.rows, row)
	t.says = append(t.says, sayRow{Delivery: row.ID, Notice: id})
}

func (t *telling) tell(ctx context.Context, ts []notice.Telling) error {
	heard, err := t.heard(ctx, ts)
	if err != nil {
		return err
	}
	var digests []entry
	for _, y := range ts {
		n := y.Notice
		for _, r := range y.Readers {
			for _, hook := range r.Webhooks {
				t.add(n.ID, deliveryRow{ID: notice.ID(n.At, n.ID, "webhook", hook), Way: notice.ByWebhook, Owner: r.Owner, Webhook: hook, Next: t.now})
			}
			if heard[hearing{n.ID, r.Owner}] {
				continue
			}
			heard[hearing{n.ID, r.Owner}] = true
			switch r.Mail {
			case notice.AtOnce:
				t.add(n.ID, deliveryRow{ID: notice.ID(n.At, n.ID, "mail", r.Owner), Way: notice.ByMail, Owner: r.Owner, Next: t.now})
			case notice.Daily:
				digests = append(digests, entry{n.ID, notice.ByDaily, r, t.now})
			case notice.Weekly:
				digests = append(digests, entry{n.ID, notice.ByWeekly, r, t.now})
			}
		}
	}
	if err := t.addDigests(ctx, digests); err != nil {
		return err
	}
	for rows := range slices.Chunk(t.rows, rowsAt) {
		if _, err := t.NewInsert().Model(&rows).On("CONFLICT (id) DO NOTHING").Exec(ctx); err != nil {
			return err
		}
	}
	for rows := range slices.Chunk(t.says, rowsAt) {
		if _, err := t.NewInsert().Model(&rows).On("CONFLICT (delivery, notice) DO NOTHING").Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// A hearing is a notice of which a user hears by mail.
type hearing struct{ notice, owner string }

// heard returns who has which of the notices in a mail.
func (t *telling) heard(ctx context.Context, ts []notice.Telling) (map[hearing]bool, error) {
	var ids, owners []string
	for _, y := range ts {
		ids = append(ids, y.Notice.ID)
		for _, r := range y.Readers {
			owners = append(owners, r.Owner)
		}
	}
	all := make(map[hearing]bool)
	if len(owners) == 0 {
		return all, nil
	}
	var had []struct{ Notice, Owner string }
	err := t.NewSelect().TableExpr("delivery_notices AS dn").Join("JOIN deliveries AS d ON d.id = dn.delivery").ColumnExpr("dn.notice, d.owner").
		Where("dn.notice IN (?)", bun.List(ids)).Where("d.webhook = ''").Where("d.owner IN (?)", bun.List(owners)).Scan(ctx, &had)
	if err != nil && !none(err) {
		return nil, err
	}
	for _, h := range had {
		all[hearing{h.Notice, h.Owner}] = true
	}
	return all, nil
}

// An entry is a notice for the digest of a reader that is next after a time.
type entry struct {
	notice string
	way    notice.Way
	reader notice.Reader
	after  micros
}

// addDigests adds each to the first digest that has not been begun.
func (t *telling) addDigests(ctx context.Context, entries []entry) error {
	for len(entries) > 0 {
		rows := make([]deliveryRow, len(entries))
		ids := make([]string, len(entries))
		for i, e := range entries {
			due := e.reader.Mail.Next(e.after.Time)
			ids[i] = notice.ID(due, string(e.way), e.reader.Owner)
			rows[i] = deliveryRow{ID: ids[i], Way: e.way, Owner: e.reader.Owner, Next: stamp(due)}
		}
		var found []deliveryRow
		err := t.NewRaw("SELECT id, attempts FROM deliveries WHERE id IN (?) ORDER BY id "+t.own, bun.List(ids)).Scan(ctx, &found)
		if err != nil && !none(err) {
			return err
		}
		begun := make(map[string]bool)
		for _, d := range found {
			begun[d.ID] = d.Attempts > 0
		}
		var later []entry
		for i, e := range entries {
			if !begun[ids[i]] {
				t.add(e.notice, rows[i])
				continue
			}
			e.after = rows[i].Next
			later = append(later, e)
		}
		entries = later
	}
	return nil
}
