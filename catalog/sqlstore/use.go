package sqlstore

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog/market"
)

const (
	hours = "use_hours"
	days  = "use_days"
)

// useRow is a row of both tables; in [days] the hour is the first of a day.
type useRow struct {
	bun.BaseModel `bun:"table:use_hours,alias:u"`

	Hour     micros     `bun:",pk"`
	Product  market.Ref `bun:",pk"`
	Key      string     `bun:",pk"`
	Route    string     `bun:",pk"`
	Status   int        `bun:",pk"`
	Requests int64
	Bytes    int64

	L0, L1, L2, L3, L4, L5, L6, L7, L8, L9, L10, L11 int64 // market.Latencies
}

func newUseRow(u market.Use) useRow {
	l := &u.Latencies
	return useRow{
		Hour: stamp(u.Hour), Product: u.Product, Key: u.Key, Route: u.Route, Status: u.Status, Requests: u.Requests, Bytes: u.Bytes,
		L0: l[0], L1: l[1], L2: l[2], L3: l[3], L4: l[4], L5: l[5], L6: l[6], L7: l[7], L8: l[8], L9: l[9], L10: l[10], L11: l[11],
	}
}

func (r *useRow) use() market.Use {
	return market.Use{
		UseKey:   market.UseKey{Hour: r.Hour.Time, Product: r.Product, Key: r.Key, Route: r.Route, Status: r.Status},
		Requests: r.Requests, Bytes: r.Bytes,
		Latencies: market.Latencies{r.L0, r.L1, r.L2, r.L3, r.L4, r.L5, r.L6, r.L7, r.L8, r.L9, r.L10, r.L11},
	}
}

// perInsert keeps a statement below the number of parameters that the databases
// take: 32,766 and 65,535.
const perInsert = 1000

// AddUse implements [market.Usage].
func (s *Store) AddUse(ctx context.Context, batch string, uses []market.Use) error {
	if len(uses) == 0 {
		return nil
	}
	byHour, byDay := make(map[market.UseKey]market.Use), make(map[market.UseKey]market.Use)
	for _, u := range uses {
		if !storable(u.Key + u.Route + string(u.Product)) {
			return fmt.Errorf("sqlstore: add use: text that cannot be stored in %+v", u.UseKey)
		}
		u.Hour = u.Hour.UTC().Truncate(time.Hour)
		merge(byHour, u)
		u.Hour, u.Route, u.Status = u.Hour.Truncate(24*time.Hour), "", u.Status/100*100
		merge(byDay, u)
	}
	return s.change(ctx, "add use", func(ctx context.Context, c *change) error {
		if fresh, err := c.batch(ctx, batch); err != nil || !fresh {
			return err
		}
		if err := c.addUse(ctx, hours, byHour); err != nil {
			return err
		}
		return c.addUse(ctx, days, byDay)
	})
}

// batch notes the id of a batch, and reports whether it was not noted before.
func (c *change) batch(ctx context.Context, id string) (fresh bool, err error) {
	added, err := c.NewRaw("INSERT INTO use_batches (id, time) VALUES (?, ?) ON CONFLICT (id) DO NOTHING", id, c.now).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := added.RowsAffected()
	return n > 0, err
}

func merge(into map[market.UseKey]market.Use, u market.Use) {
	sum := into[u.UseKey]
	sum.UseKey = u.UseKey
	sum.Requests += u.Requests
	sum.Bytes += u.Bytes
	sum.Latencies.Merge(u.Latencies)
	into[u.UseKey] = sum
}

func (c *change) addUse(ctx context.Context, table string, uses map[market.UseKey]market.Use) error {
	rows := make([]useRow, 0, len(uses))
	for _, u := range uses {
		rows = append(rows, newUseRow(u))
	}
	for part := range slices.Chunk(rows, perInsert) {
		q := c.NewInsert().Model(&part).ModelTableExpr(table + " AS u").On("CONFLICT (hour, product, key, route, status) DO UPDATE")
		for _, column := range strings.Fields("requests bytes l0 l1 l2 l3 l4 l5 l6 l7 l8 l9 l10 l11") {
			q = q.Set("? = u.? + EXCLUDED.?", bun.Ident(column), bun.Ident(column), bun.Ident(column))
		}
		if _, err := q.Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// Use implements [market.Usage].
func (s *Store) Use(ctx context.Context, f market.UseFilter) ([]market.Use, error) {
	table := hours
	if f.Daily {
		table = days
	}
	var rows []useRow
	q := s.read.NewSelect().Model(&rows).ModelTableExpr(table+" AS u").Order("hour", "product", "key", "route", "status")
	if !f.From.IsZero() {
		q = q.Where("hour >= ?", stamp(f.From))
	}
	if !f.Until.IsZero() {
		q = q.Where("hour < ?", stamp(f.Until))
	}
	if len(f.Products) > 0 {
		q = q.Where("product IN (?)", bun.List(f.Products))
	}
	if len(f.Keys) > 0 {
		q = q.Where("key IN (?)", bun.List(f.Keys))
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: use: %w", failed(ctx, err))
	}
	uses := make([]market.Use, len(rows))
	for i := range rows {
		uses[i] = rows[i].use()
	}
	return uses, nil
}

// Calls implements [market.Usage].
func (s *Store) Calls(ctx context.Context, since time.Time) (map[market.Ref]int64, error) {
	var rows []struct {
		Product market.Ref
		Calls   int64
	}
	err := s.read.NewSelect().Table(days).Column("product").ColumnExpr("CAST(sum(requests) AS BIGINT) AS calls").
		Where("hour >= ?", stamp(since.UTC().Truncate(24*time.Hour))).Where("status < 400").Group("product").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: calls: %w", failed(ctx, err))
	}
	calls := make(map[market.Ref]int64, len(rows))
	for _, r := range rows {
		calls[r.Product] = r.Calls
	}
	return calls, nil
}

// PruneUse implements [market.Usage].
func (s *Store) PruneUse(ctx context.Context, before time.Time) error {
	return s.change(ctx, "prune use", func(ctx context.Context, c *change) error {
		if _, err := c.NewDelete().Table(hours).Where("hour < ?", stamp(before)).Exec(ctx); err != nil {
			return err
		}
		if _, err := c.NewDelete().Model((*queryRow)(nil)).Where("hour < ?", stamp(before)).Exec(ctx); err != nil {
			return err
		}
		_, err := c.NewDelete().Table("use_batches").Where("time < ?", stamp(c.now.Add(-24*time.Hour))).Exec(ctx)
		return err
	})
}
