package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/catalog/notice"
)

var _ market.Reuses = (*Store)(nil)

type reuseRow struct {
	bun.BaseModel `bun:"table:reuses,alias:r"`

	Application string     `bun:",pk"`
	Product     market.Ref `bun:",pk"`
	State       market.ReuseState
	Asked       micros
	Document    string
}

// SaveReuse implements [market.Reuses].
func (s *Store) SaveReuse(ctx context.Context, r market.Reuse, was *market.Reuse) error {
	if err := r.Validate(); err != nil {
		return err
	}
	if !storable(r.Application + r.Name + r.URL + r.Description + r.Answer + r.AnsweredBy) {
		return badText()
	}
	r.Asked, r.Answered = stamp(r.Asked).Time, stamp(r.Answered).Time
	text, err := document(r)
	if err != nil {
		return fmt.Errorf("sqlstore: save reuse: %w", err)
	}
	row := reuseRow{Application: r.Application, Product: r.Product, State: r.State, Asked: stamp(r.Asked), Document: text}
	return s.change(ctx, "save reuse", func(ctx context.Context, c *change) error {
		var app applicationRow
		err := c.NewSelect().Model(&app).Where("id = ?", r.Application).Scan(ctx)
		switch {
		case none(err):
			return noApplication()
		case err != nil:
			return err
		case !app.Closed.IsZero():
			return catalog.Errorf(catalog.ErrConflict, "Ứng dụng này đã đóng.", "This application is closed.")
		}
		if was != nil {
			if err := c.stillReuse(ctx, was); err != nil {
				return err
			}
			if r.State != was.State && r.AnsweredBy != "" && app.Owner != "" && r.AnsweredBy != app.Owner {
				if err := c.raise(ctx, notice.AnsweredReuse(r, app.Owner, c.now.Time)); err != nil {
					return err
				}
			}
		}
		_, err = c.NewInsert().Model(&row).On("CONFLICT (application, product) DO UPDATE").
			Set("state = EXCLUDED.state, asked = EXCLUDED.asked, document = EXCLUDED.document").Exec(ctx)
		return err
	})
}

// stillReuse returns an error unless a reuse is as it was.
func (c *change) stillReuse(ctx context.Context, was *market.Reuse) error {
	var old reuseRow
	err := c.NewSelect().Model(&old).Where("application = ?", was.Application).Where("product = ?", was.Product).Scan(ctx)
	switch {
	case none(err):
		return noReuse()
	case err != nil:
		return err
	case old.State != was.State || !old.Asked.Equal(stamp(was.Asked).Time):
		return catalog.Errorf(catalog.ErrConflict, "Giới thiệu này đã thay đổi; hãy tải lại.", "This reuse has changed; load it again.")
	}
	return nil
}

// DropReuse implements [market.Reuses].
func (s *Store) DropReuse(ctx context.Context, application string, product market.Ref) error {
	if !storable(application + string(product)) {
		return noReuse()
	}
	return s.change(ctx, "drop reuse", func(ctx context.Context, c *change) error {
		n, err := deleted(ctx, c.NewDelete().Model((*reuseRow)(nil)).Where("application = ?", application).Where("product = ?", product))
		if err == nil && n == 0 {
			err = noReuse()
		}
		return err
	})
}

// Reuses implements [market.Reuses].
func (s *Store) Reuses(ctx context.Context, f market.ReuseFilter) ([]market.Reuse, error) {
	if !storable(f.Application) {
		return nil, nil
	}
	var rows []reuseRow
	q := s.read.NewSelect().Model(&rows).Order("asked DESC", "application", "product")
	if f.Application != "" {
		q = q.Where("application = ?", f.Application)
	}
	if len(f.Products) > 0 {
		q = q.Where("product IN (?)", bun.List(f.Products))
	}
	if f.State != "" {
		q = q.Where("state = ?", f.State)
	}
	if f.Limit > 0 {
		q = q.Limit(int64(f.Limit))
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: reuses: %w", failed(ctx, err))
	}
	all := make([]market.Reuse, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal([]byte(r.Document), &all[i]); err != nil {
			return nil, fmt.Errorf("sqlstore: document of the reuse of %s by %s: %w", r.Product, r.Application, err)
		}
	}
	return all, nil
}

func noReuse() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có giới thiệu này.", "There is no such reuse.")
}
