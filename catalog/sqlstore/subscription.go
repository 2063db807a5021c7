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

type subscriptionRow struct {
	bun.BaseModel `bun:"table:subscriptions,alias:s"`

	Application string     `bun:",pk"`
	Product     market.Ref `bun:",pk"`
	State       market.SubscriptionState
	Asked       micros
	Document    string
}

func (r subscriptionRow) subscription() (market.Subscription, error) {
	var s market.Subscription
	if err := json.Unmarshal([]byte(r.Document), &s); err != nil {
		return s, fmt.Errorf("document of the subscription of %s to %s: %w", r.Application, r.Product, err)
	}
	return s, nil
}

func (c *change) writeSubscription(ctx context.Context, s market.Subscription) error {
	s.Asked, s.Due, s.Answered = stamp(s.Asked).Time, stamp(s.Due).Time, stamp(s.Answered).Time
	text, err := json.Marshal(s)
	if err != nil {
		return err
	}
	row := subscriptionRow{Application: s.Application, Product: s.Product, State: s.State, Asked: stamp(s.Asked), Document: string(text)}
	_, err = c.NewInsert().Model(&row).On("CONFLICT (application, product) DO UPDATE").
		Set("state = EXCLUDED.state").Set("asked = EXCLUDED.asked").Set("document = EXCLUDED.document").Exec(ctx)
	return err
}

// SaveSubscription implements [market.Applications].
func (s *Store) SaveSubscription(ctx context.Context, sub market.Subscription, was market.SubscriptionState) error {
	if !storable(sub.Application + sub.Plan + sub.Message + sub.Answer + sub.AnsweredBy) {
		return catalog.Errorf(catalog.ErrInvalid, "Đăng ký có ký tự không hợp lệ.", "The subscription has characters that are not valid.")
	}
	return s.change(ctx, "save subscription", func(ctx context.Context, c *change) error {
		var app applicationRow
		err := c.NewSelect().Model(&app).Where("id = ?", sub.Application).Scan(ctx)
		switch {
		case none(err):
			return noApplication()
		case err != nil:
			return err
		case !app.Closed.IsZero() && sub.State != market.Ended:
			return catalog.Errorf(catalog.ErrConflict, "Ứng dụng này đã đóng.", "This application is closed.")
		}
		var old subscriptionRow
		err = c.NewSelect().Model(&old).Where("application = ?", sub.Application).Where("product = ?", sub.Product).Scan(ctx)
		if err != nil && !none(err) {
			return err
		}
		open := old.State == market.Pending || old.State == market.Active
		if was == "" && open || was != "" && old.State != was {
			return catalog.Errorf(catalog.ErrConflict, "Đăng ký này đã thay đổi; hãy tải lại.", "This subscription has changed; load it again.")
		}
		if was != "" && sub.State != was && sub.AnsweredBy != "" && app.Owner != "" && sub.AnsweredBy != app.Owner {
			if err := c.raise(ctx, notice.Answered(sub, app.Owner, c.now.Time)); err != nil {
				return err
			}
		}
		return c.writeSubscription(ctx, sub)
	})
}

// Subscription implements [market.Applications].
func (s *Store) Subscription(ctx context.Context, application string, product market.Ref) (market.Subscription, error) {
	missing := catalog.Errorf(catalog.ErrNotFound, "Ứng dụng này chưa đăng ký API đó.", "This application has not subscribed to that API.")
	if !storable(application + string(product)) {
		return market.Subscription{}, missing
	}
	var row subscriptionRow
	err := s.read.NewSelect().Model(&row).Where("application = ?", application).Where("product = ?", product).Scan(ctx)
	switch {
	case none(err):
		return market.Subscription{}, missing
	case err != nil:
		return market.Subscription{}, fmt.Errorf("sqlstore: subscription: %w", failed(ctx, err))
	}
	sub, err := row.subscription()
	if err != nil {
		return market.Subscription{}, fmt.Errorf("sqlstore: subscription: %w", err)
	}
	return sub, nil
}

// Subscriptions implements [market.Applications].
func (s *Store) Subscriptions(ctx context.Context, f market.SubscriptionFilter) ([]market.Subscription, error) {
	if !storable(f.Application) {
		return nil, nil
	}
	var rows []subscriptionRow
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
		return nil, fmt.Errorf("sqlstore: subscriptions: %w", failed(ctx, err))
	}
	subs := make([]market.Subscription, len(rows))
	for i, r := range rows {
		var err error
		if subs[i], err = r.subscription(); err != nil {
			return nil, fmt.Errorf("sqlstore: subscriptions: %w", err)
		}
	}
	return subs, nil
}
