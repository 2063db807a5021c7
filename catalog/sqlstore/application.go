package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/market"
)

type applicationRow struct {
	bun.BaseModel `bun:"table:applications,alias:a"`

	ID       string `bun:",pk"`
	Owner    string
	Created  micros
	Closed   micros
	Document string
}

// applicationDocument is what of an application has no column.
type applicationDocument struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	URL         string `json:"url,omitempty"`
}

func (r applicationRow) application() (market.Application, error) {
	var d applicationDocument
	if err := json.Unmarshal([]byte(r.Document), &d); err != nil {
		return market.Application{}, fmt.Errorf("document of application %s: %w", r.ID, err)
	}
	return market.Application{
		ID: r.ID, Owner: r.Owner, Name: d.Name, Description: d.Description, URL: d.URL,
		Created: r.Created.Time, Closed: r.Closed.Time,
	}, nil
}

// SaveApplication implements [market.Applications].
func (s *Store) SaveApplication(ctx context.Context, a market.Application) error {
	if err := a.Validate(); err != nil {
		return err
	}
	text, err := json.Marshal(applicationDocument{Name: a.Name, Description: a.Description, URL: a.URL})
	if err != nil {
		return fmt.Errorf("sqlstore: save application: %w", err)
	}
	if !storable(a.ID + a.Owner + string(text)) {
		return catalog.Errorf(catalog.ErrInvalid, "Ứng dụng có ký tự không hợp lệ.", "The application has characters that are not valid.")
	}
	row := applicationRow{ID: a.ID, Owner: a.Owner, Created: stamp(a.Created), Closed: stamp(a.Closed), Document: string(text)}
	return s.change(ctx, "save application", func(ctx context.Context, c *change) error {
		var old applicationRow
		err := c.NewSelect().Model(&old).Where("id = ?", a.ID).Scan(ctx)
		switch {
		case none(err):
			_, err = c.NewInsert().Model(&row).Exec(ctx)
			return err
		case err != nil:
			return err
		case old.Owner != a.Owner:
			return catalog.Errorf(catalog.ErrConflict, "Ứng dụng này là của người khác.", "This application belongs to somebody else.")
		}
		_, err = c.NewUpdate().Model(&row).Column("document").WherePK().Exec(ctx)
		return err
	})
}

// Application implements [market.Applications].
func (s *Store) Application(ctx context.Context, id string) (market.Application, error) {
	if !storable(id) {
		return market.Application{}, noApplication()
	}
	var row applicationRow
	err := s.read.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	switch {
	case none(err):
		return market.Application{}, noApplication()
	case err != nil:
		return market.Application{}, fmt.Errorf("sqlstore: application: %w", failed(ctx, err))
	}
	a, err := row.application()
	if err != nil {
		return market.Application{}, fmt.Errorf("sqlstore: application: %w", err)
	}
	return a, nil
}

// Applications implements [market.Applications].
func (s *Store) Applications(ctx context.Context, owner string) ([]market.Application, error) {
	if !storable(owner) {
		return nil, nil
	}
	var rows []applicationRow
	if err := s.read.NewSelect().Model(&rows).Where("owner = ?", owner).Order("created", "id").Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: applications: %w", failed(ctx, err))
	}
	all := make([]market.Application, len(rows))
	for i, r := range rows {
		var err error
		if all[i], err = r.application(); err != nil {
			return nil, fmt.Errorf("sqlstore: applications: %w", err)
		}
	}
	return all, nil
}

// CloseApplication implements [market.Applications].
func (s *Store) CloseApplication(ctx context.Context, id string, at time.Time) error {
	if !storable(id) {
		return noApplication()
	}
	return s.change(ctx, "close application", func(ctx context.Context, c *change) error {
		there, err := c.NewSelect().Model((*applicationRow)(nil)).Where("id = ?", id).Exists(ctx)
		switch {
		case err != nil:
			return err
		case !there:
			return noApplication()
		}
		return c.closeApplication(ctx, id, at)
	})
}

func (c *change) closeApplication(ctx context.Context, id string, at time.Time) error {
	_, err := c.NewUpdate().Model((*applicationRow)(nil)).Set("closed = ?", stamp(at)).Where("id = ?", id).Where("closed IS NULL").Exec(ctx)
	if err != nil {
		return err
	}
	_, err = c.NewUpdate().Model((*keyRow)(nil)).Set("revoked = ?", stamp(at)).Where("application = ?", id).Where("revoked IS NULL").Exec(ctx)
	if err != nil {
		return err
	}
	if _, err := c.NewDelete().Model((*reuseRow)(nil)).Where("application = ?", id).Exec(ctx); err != nil {
		return err
	}
	return c.endSubscriptions(ctx, id, at)
}

// endSubscriptions ends all that an application still has, or waits for.
func (c *change) endSubscriptions(ctx context.Context, application string, at time.Time) error {
	var rows []subscriptionRow
	err := c.NewSelect().Model(&rows).Where("application = ?", application).
		Where("state IN (?)", bun.List([]market.SubscriptionState{market.Pending, market.Active})).Scan(ctx)
	if err != nil {
		return err
	}
	for _, r := range rows {
		sub, err := r.subscription()
		if err != nil {
			return err
		}
		if err := sub.Reply(market.Ended, "", "", stamp(at).Time); err != nil {
			return err
		}
		if err := c.writeSubscription(ctx, sub); err != nil {
			return err
		}
	}
	return nil
}

func noApplication() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có ứng dụng này.", "There is no such application.")
}
