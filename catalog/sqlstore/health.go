package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog/market"
)

type healthRow struct {
	bun.BaseModel `bun:"table:health_days,alias:h"`

	Product market.Ref `bun:",pk"`
	Version string     `bun:",pk"`
	Day     micros     `bun:",pk"`
	Up      int64
	Down    int64
	Slowest int64
	Last    micros
	LastUp  int64
}

// AddProbes implements [market.Health].
func (s *Store) AddProbes(ctx context.Context, probes []market.Probe) error {
	if len(probes) == 0 {
		return nil
	}
	return s.change(ctx, "add probes", func(ctx context.Context, c *change) error {
		var last time.Time
		for _, p := range probes {
			day := p.Time.UTC().Truncate(24 * time.Hour)
			row := healthRow{Product: p.Product, Version: p.Version, Day: stamp(day), Last: stamp(p.Time)}
			if p.Up {
				row.Up, row.LastUp, row.Slowest = 1, 1, p.Took.Microseconds()
			} else {
				row.Down = 1
			}
			_, err := c.NewInsert().Model(&row).On("CONFLICT (product, version, day) DO UPDATE").
				Set("up = h.up + EXCLUDED.up").Set("down = h.down + EXCLUDED.down").
				Set("slowest = CASE WHEN EXCLUDED.slowest > h.slowest THEN EXCLUDED.slowest ELSE h.slowest END").
				Set("last_up = CASE WHEN EXCLUDED.last >= h.last THEN EXCLUDED.last_up ELSE h.last_up END").
				Set("last = CASE WHEN EXCLUDED.last >= h.last THEN EXCLUDED.last ELSE h.last END").Exec(ctx)
			if err != nil {
				return err
			}
			if p.Time.After(last) {
				last = p.Time
			}
		}
		_, err := c.NewDelete().Model((*healthRow)(nil)).Where("day < ?", stamp(last.Add(-market.HealthKept))).Exec(ctx)
		return err
	})
}

// Health implements [market.Health].
func (s *Store) Health(ctx context.Context, product market.Ref, since time.Time) ([]market.HealthDay, error) {
	var rows []healthRow
	q := s.read.NewSelect().Model(&rows).Where("day >= ?", stamp(since)).Order("product", "version", "day")
	if product != "" {
		q = q.Where("product = ?", product)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: health: %w", failed(ctx, err))
	}
	days := make([]market.HealthDay, len(rows))
	for i, r := range rows {
		days[i] = market.HealthDay{
			Product: r.Product, Version: r.Version, Day: r.Day.Time, Up: r.Up, Down: r.Down,
			Slowest: time.Duration(r.Slowest) * time.Microsecond, Last: r.Last.Time, LastUp: r.LastUp == 1,
		}
	}
	return days, nil
}
