package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/notice"
)

type webhookRow struct {
	bun.BaseModel `bun:"table:webhooks,alias:w"`

	ID       string `bun:",pk"`
	Owner    string
	State    notice.WebhookState
	Failures int
	Failing  micros
	Created  micros
	Document string
}

func (r webhookRow) webhook() (notice.Webhook, error) {
	var w notice.Webhook
	if err := json.Unmarshal([]byte(r.Document), &w); err != nil {
		return w, fmt.Errorf("document of webhook %s: %w", r.ID, err)
	}
	w.ID, w.Owner, w.State, w.Failures, w.Failing, w.Created = r.ID, r.Owner, r.State, r.Failures, r.Failing.Time, r.Created.Time
	return w, nil
}

func noWebhook() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có webhook này.", "There is no such webhook.")
}

// SaveWebhook implements [notice.Webhooks]. A webhook that is taken into use
// again begins with no failures.
func (s *Store) SaveWebhook(ctx context.Context, w notice.Webhook) error {
	text, err := document(w)
	if err != nil {
		return fmt.Errorf("sqlstore: save webhook: %w", err)
	}
	if !storable(w.ID + w.Owner + w.URL + w.Note + text) {
		return badText()
	}
	return s.change(ctx, "save webhook", func(ctx context.Context, c *change) error {
		var old webhookRow
		err := c.NewSelect().Model(&old).Where("id = ?", w.ID).Scan(ctx)
		row := webhookRow{ID: w.ID, Owner: w.Owner, State: w.State, Created: c.now, Document: text}
		switch {
		case none(err):
			var has int
			if err := c.NewSelect().Model((*webhookRow)(nil)).ColumnExpr("count(*)").Where("owner = ?", w.Owner).Scan(ctx, &has); err != nil {
				return err
			}
			if has >= notice.MaxWebhooks {
				return catalog.Errorf(catalog.ErrConflict, "Bạn đã có %[1]d webhook; hãy xóa bớt.", "You have %[1]d webhooks already; remove some first.", has)
			}
			_, err := c.NewInsert().Model(&row).Exec(ctx)
			return err
		case err != nil:
			return err
		case old.Owner != w.Owner:
			return noWebhook()
		}
		row.Created = old.Created
		if old.State == w.State {
			row.Failures, row.Failing = old.Failures, old.Failing
		}
		_, err = c.NewUpdate().Model(&row).WherePK().Exec(ctx)
		return err
	})
}

// DropWebhook implements [notice.Webhooks].
func (s *Store) DropWebhook(ctx context.Context, owner, id string) error {
	if !storable(owner + id) {
		return nil
	}
	return s.change(ctx, "drop webhook", func(ctx context.Context, c *change) error {
		n, err := deleted(ctx, c.NewDelete().Model((*webhookRow)(nil)).Where("owner = ?", owner).Where("id = ?", id))
		if err != nil || n == 0 {
			return err
		}
		_, err = c.NewDelete().Model((*deliveryRow)(nil)).Where("webhook = ?", id).Exec(ctx)
		return err
	})
}

// Webhook implements [notice.Webhooks].
func (s *Store) Webhook(ctx context.Context, id string) (notice.Webhook, error) {
	if !storable(id) {
		return notice.Webhook{}, noWebhook()
	}
	var row webhookRow
	err := s.read.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	switch {
	case none(err):
		return notice.Webhook{}, noWebhook()
	case err != nil:
		return notice.Webhook{}, fmt.Errorf("sqlstore: webhook: %w", failed(ctx, err))
	}
	return row.webhook()
}

// WebhooksOf implements [notice.Webhooks].
func (s *Store) WebhooksOf(ctx context.Context, owner string) ([]notice.Webhook, error) {
	if !storable(owner) {
		return nil, nil
	}
	var rows []webhookRow
	if err := s.read.NewSelect().Model(&rows).Where("owner = ?", owner).Order("id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: webhooks: %w", failed(ctx, err))
	}
	all := make([]notice.Webhook, len(rows))
	for i, r := range rows {
		var err error
		if all[i], err = r.webhook(); err != nil {
			return nil, fmt.Errorf("sqlstore: webhooks: %w", err)
		}
	}
	return all, nil
}

// CountWebhook implements [notice.Webhooks].
func (s *Store) CountWebhook(ctx context.Context, id string, succeeded bool, at time.Time) (w notice.Webhook, err error) {
	if succeeded { // which is the rule, and then there is nothing to write
		if w, err = s.Webhook(ctx, id); err != nil || w.Failures == 0 {
			return w, err
		}
	}
	err = s.change(ctx, "count webhook", func(ctx context.Context, c *change) error {
		var row webhookRow
		err := c.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
		if none(err) {
			return noWebhook()
		} else if err != nil {
			return err
		}
		if row.Failures++; row.Failures == 1 {
			row.Failing = stamp(at)
		}
		if succeeded {
			row.Failures, row.Failing = 0, micros{}
		}
		if _, err = c.NewUpdate().Model(&row).Column("failures", "failing").WherePK().Exec(ctx); err != nil {
			return err
		}
		w, err = row.webhook()
		return err
	})
	return w, err
}

// DisableWebhook implements [notice.Webhooks].
func (s *Store) DisableWebhook(ctx context.Context, id string, why notice.Why, ns ...notice.Notice) error {
	return s.change(ctx, "disable webhook", func(ctx context.Context, c *change) error {
		var row webhookRow
		err := c.NewSelect().Model(&row).Where("id = ?", id).Where("state = ?", notice.InUse).Scan(ctx)
		if none(err) {
			return nil
		} else if err != nil {
			return err
		}
		w, err := row.webhook()
		if err != nil {
			return err
		}
		w.Why, row.State = why, notice.OutOfUse
		if row.Document, err = document(w); err != nil {
			return err
		}
		if _, err := c.NewUpdate().Model(&row).WherePK().Exec(ctx); err != nil {
			return err
		}
		_, err = c.NewUpdate().Model((*deliveryRow)(nil)).Set("state = ?", notice.GivenUp).Set("next = NULL").Set("ended = ?", c.now).
			Where("webhook = ?", id).Where("state = ?", notice.Pending).Exec(ctx)
		if err != nil {
			return err
		}
		return c.raise(ctx, ns...)
	})
}
