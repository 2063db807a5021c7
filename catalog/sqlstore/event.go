package sqlstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"nguon/catalog"
)

type eventRow struct {
	bun.BaseModel `bun:"table:events,alias:e"`

	Seq     int64 `bun:",pk"`
	Time    micros
	Kind    catalog.EventKind
	Agency  string
	Dataset catalog.Slug
	Version int
	Product catalog.Slug
}

// event adds an event to a change. Number and time are given later.
func (c *change) event(e catalog.Event) {
	c.events = append(c.events, eventRow{Kind: e.Kind, Agency: e.Agency, Dataset: e.Dataset, Version: e.Version, Product: e.Product})
}

// saveEvents numbers the events of c from after last on.
func (c *change) saveEvents(ctx context.Context, last int64) error {
	if len(c.events) == 0 {
		return nil
	}
	for i := range c.events {
		last++
		c.events[i].Seq, c.events[i].Time = last, c.now
	}
	if _, err := c.NewInsert().Model(&c.events).Exec(ctx); err != nil {
		return err
	}
	_, err := c.NewRaw("UPDATE event_sequence SET last = ?", last).Exec(ctx)
	return err
}

// Events implements [catalog.Reader].
func (s *Store) Events(ctx context.Context, after int64, limit int) ([]catalog.Event, error) {
	if limit <= 0 {
		return nil, nil
	}
	var rows []eventRow
	err := s.read.NewSelect().Model(&rows).Where("seq > ?", after).Order("seq").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: events: %w", failed(ctx, err))
	}
	events := make([]catalog.Event, len(rows))
	for i, r := range rows {
		events[i] = catalog.Event{Seq: r.Seq, Time: r.Time.Time, Kind: r.Kind, Agency: r.Agency, Dataset: r.Dataset, Version: r.Version,
			Product: r.Product}
	}
	return events, nil
}
