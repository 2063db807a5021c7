package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog/notice"
	"nguon/catalog/remind"
)

var _ remind.Ledger = (*Store)(nil)

type reminderRow struct {
	bun.BaseModel `bun:"table:reminders,alias:rm"`

	Subject string `bun:",pk"`
	Due     string `bun:",pk"`
	Kind    string `bun:",pk"`
	Said    micros
}

// Marked implements [remind.Ledger].
func (s *Store) Marked(ctx context.Context, m remind.Mark) (bool, error) {
	if !storable(m.Subject + m.Due + m.Kind) {
		return false, nil
	}
	row := reminderRow{Subject: m.Subject, Due: m.Due, Kind: m.Kind}
	there, err := s.read.NewSelect().Model(&row).WherePK().Exists(ctx)
	if err != nil {
		return false, fmt.Errorf("sqlstore: marked: %w", failed(ctx, err))
	}
	return there, nil
}

// Remind implements [remind.Ledger].
func (s *Store) Remind(ctx context.Context, m remind.Mark, ns ...notice.Notice) error {
	if !storable(m.Subject + m.Due + m.Kind) {
		return badText()
	}
	return s.change(ctx, "remind", func(ctx context.Context, c *change) error {
		row := reminderRow{Subject: m.Subject, Due: m.Due, Kind: m.Kind, Said: c.now}
		result, err := c.NewInsert().Model(&row).On("CONFLICT (subject, due, kind) DO NOTHING").Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); n == 0 || err != nil {
			return err
		}
		return c.raise(ctx, ns...)
	})
}

// PruneMarks implements [remind.Ledger].
func (s *Store) PruneMarks(ctx context.Context, before time.Time) error {
	old, err := s.read.NewSelect().Model((*reminderRow)(nil)).Where("said < ?", stamp(before)).Exists(ctx)
	if err != nil {
		return fmt.Errorf("sqlstore: prune marks: %w", failed(ctx, err))
	}
	if !old {
		return nil // which is so nearly always, and keeps no writer waiting
	}
	return s.change(ctx, "prune marks", func(ctx context.Context, c *change) error {
		_, err := c.NewDelete().Model((*reminderRow)(nil)).Where("said < ?", stamp(before)).Exec(ctx)
		return err
	})
}
