package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/uptrace/bun"

	"nguon/catalog/notice"
)

var _ notice.Store = (*Store)(nil)

type noticeRow struct {
	bun.BaseModel `bun:"table:notices,alias:n"`

	ID       string `bun:",pk"`
	Kind     notice.Kind
	Due      micros
	Told     micros
	Document string
}

func (r noticeRow) notice() (notice.Notice, error) {
	var n notice.Notice
	if err := json.Unmarshal([]byte(r.Document), &n); err != nil {
		return n, fmt.Errorf("document of notice %s: %w", r.ID, err)
	}
	n.ID, n.Kind, n.At = r.ID, r.Kind, r.Due.Time
	return n, nil
}

// Raise implements [notice.Board].
func (s *Store) Raise(ctx context.Context, ns ...notice.Notice) error {
	if len(ns) == 0 {
		return nil
	}
	return s.change(ctx, "raise notices", func(ctx context.Context, c *change) error { return c.raise(ctx, ns...) })
}

// raise records notices with what makes them true.
func (c *change) raise(ctx context.Context, ns ...notice.Notice) error {
	if len(ns) == 0 {
		return nil
	}
	rows := make([]noticeRow, len(ns))
	for i, n := range ns {
		if err := n.Validate(); err != nil {
			return err
		}
		text, err := document(n)
		if err != nil {
			return err
		}
		if !storable(n.ID + string(n.Kind) + n.Title.Vi + n.Title.En + n.Text.Vi + n.Text.En + strings.Join(n.To, "")) {
			return badText()
		}
		due := stamp(n.At)
		if due.IsZero() {
			due = c.now
		}
		rows[i] = noticeRow{ID: n.ID, Kind: n.Kind, Due: due, Document: text}
	}
	_, err := c.NewInsert().Model(&rows).On("CONFLICT (id) DO NOTHING").Exec(ctx)
	return err
}

// DueNotices implements [notice.Desk].
func (s *Store) DueNotices(ctx context.Context, limit int) ([]notice.Notice, error) {
	var rows []noticeRow
	err := s.read.NewSelect().Model(&rows).Where("told IS NULL").Where("due <= ?", stamp(s.now())).Order("due", "id").
		Limit(int64(max(limit, 0))).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: due notices: %w", failed(ctx, err))
	}
	all := make([]notice.Notice, len(rows))
	for i, r := range rows {
		if all[i], err = r.notice(); err != nil {
			return nil, fmt.Errorf("sqlstore: due notices: %w", err)
		}
	}
	return all, nil
}

// Told implements [notice.Desk].
func (s *Store) Told(ctx context.Context, id string) error {
	return s.change(ctx, "tell notice", func(ctx context.Context, c *change) error {
		_, err := c.NewUpdate().Model((*noticeRow)(nil)).Set("told = ?", c.now).Where("id = ?", id).Where("told IS NULL").Exec(ctx)
		return err
	})
}

// Tell implements [notice.Desk]. It has the database to itself, so that what is
// added to a digest is added before the digest is claimed, or goes into the next.
func (s *Store) Tell(ctx context.Context, n notice.Notice, readers []notice.Reader) error {
	if len(readers) == 0 {
		return nil
	}
	return s.change(ctx, "tell notice", func(ctx context.Context, c *change) error {
		heard, err := c.heard(ctx, n.ID, readers)
		if err != nil {
			return err
		}
		for _, r := range readers {
			for _, hook := range r.Webhooks {
				if err := c.deliver(ctx, n.ID, deliveryRow{ID: notice.ID(n.At, n.ID, "webhook", hook), Way: notice.ByWebhook, Owner: r.Owner, Webhook: hook, Next: c.now}); err != nil {
					return err
				}
			}
			if heard[r.Owner] {
				continue
			}
			if err := c.write(ctx, n, r); err != nil {
				return err
			}
		}
		return nil
	})
}

// heard returns which of the readers have the notice in a mail.
func (c *change) heard(ctx context.Context, id string, readers []notice.Reader) (map[string]bool, error) {
	owners := make([]string, len(readers))
	for i, r := range readers {
		owners[i] = r.Owner
	}
	var had []string
	err := c.NewSelect().TableExpr("delivery_notices AS dn").Join("JOIN deliveries AS d ON d.id = dn.delivery").ColumnExpr("d.owner").
		Where("dn.notice = ?", id).Where("d.webhook = ''").Where("d.owner IN (?)", bun.List(owners)).Scan(ctx, &had)
	if err != nil && !none(err) {
		return nil, err
	}
	set := make(map[string]bool, len(had))
	for _, o := range had {
		set[o] = true
	}
	return set, nil
}

// write adds a notice to the mail in which a reader hears of it.
func (c *change) write(ctx context.Context, n notice.Notice, r notice.Reader) error {
	way := notice.ByDaily
	switch r.Mail {
	case notice.AtOnce:
		return c.deliver(ctx, n.ID, deliveryRow{ID: notice.ID(n.At, n.ID, "mail", r.Owner), Way: notice.ByMail, Owner: r.Owner, Next: c.now})
	case notice.Weekly:
		way = notice.ByWeekly
	case notice.Daily:
	default:
		return nil
	}
	for due := r.Mail.Next(c.now.Time); ; due = r.Mail.Next(due) {
		row := deliveryRow{ID: notice.ID(due, string(way), r.Owner), Way: way, Owner: r.Owner, Next: stamp(due)}
		begun, err := c.NewSelect().Table("deliveries").Where("id = ?", row.ID).Where("attempts > 0").Exists(ctx)
		if err != nil {
			return err
		}
		if !begun {
			return c.deliver(ctx, n.ID, row)
		}
	}
}

// deliver has a delivery say a notice, and adds it if it is not there.
func (c *change) deliver(ctx context.Context, id string, row deliveryRow) error {
	row.State, row.Created = notice.Pending, c.now
	if _, err := c.NewInsert().Model(&row).On("CONFLICT (id) DO NOTHING").Exec(ctx); err != nil {
		return err
	}
	_, err := c.NewRaw("INSERT INTO delivery_notices (delivery, notice) VALUES (?, ?) ON CONFLICT (delivery, notice) DO NOTHING", row.ID, id).Exec(ctx)
	return err
}
