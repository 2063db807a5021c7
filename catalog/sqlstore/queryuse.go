package sqlstore

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog/market"
)

type queryRow struct {
	bun.BaseModel `bun:"table:query_hours,alias:q"`

	Hour     micros     `bun:",pk"`
	Product  market.Ref `bun:",pk"`
	Outline  string     `bun:",pk"`
	Requests int64
}

// tallies are what was asked of products in one hour.
type tallies map[market.Ref]market.Tally

func (t tallies) add(product market.Ref, outline string, n int64) {
	if t[product] == nil {
		t[product] = make(market.Tally)
	}
	t[product].Add(outline, n)
}

// AddQueries implements [market.Usage].
func (s *Store) AddQueries(ctx context.Context, batch string, queries []market.QueryUse) error {
	if len(queries) == 0 {
		return nil
	}
	byHour := make(map[time.Time]tallies)
	for _, q := range queries {
		if !storable(q.Outline + string(q.Product)) {
			return fmt.Errorf("sqlstore: add queries: text that cannot be stored in %+v", q)
		}
		hour := q.Hour.UTC().Truncate(time.Hour)
		if byHour[hour] == nil {
			byHour[hour] = make(tallies)
		}
		byHour[hour].add(q.Product, q.Outline, q.Requests)
	}
	return s.change(ctx, "add queries", func(ctx context.Context, c *change) error {
		if fresh, err := c.batch(ctx, batch); err != nil || !fresh {
			return err
		}
		for hour, more := range byHour {
			for products := range slices.Chunk(slices.Sorted(maps.Keys(more)), perInsert) {
				if err := c.addQueries(ctx, stamp(hour), products, more); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// addQueries adds to what was counted of products in an hour. What is more than
// is kept takes the place of what is less frequent.
func (c *change) addQueries(ctx context.Context, hour micros, products []market.Ref, more tallies) error {
	var rows []queryRow
	if err := c.NewSelect().Model(&rows).Where("hour = ?", hour).Where("product IN (?)", bun.List(products)).Scan(ctx); err != nil {
		return err
	}
	sum := make(tallies, len(products))
	for _, r := range rows {
		sum.add(r.Product, r.Outline, r.Requests)
	}
	rows = rows[:0]
	for _, p := range products {
		for _, outline := range more[p].Frequent() {
			sum.add(p, outline, more[p][outline])
		}
		for outline, n := range sum[p] {
			rows = append(rows, queryRow{Hour: hour, Product: p, Outline: outline, Requests: n})
		}
	}
	if _, err := c.NewDelete().Model((*queryRow)(nil)).Where("hour = ?", hour).Where("product IN (?)", bun.List(products)).Exec(ctx); err != nil {
		return err
	}
	for part := range slices.Chunk(rows, perInsert) {
		if _, err := c.NewInsert().Model(&part).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// TopQueries implements [market.Usage].
func (s *Store) TopQueries(ctx context.Context, products []market.Ref, since time.Time, limit int) (top []market.QueryUse, total int64, err error) {
	if len(products) == 0 {
		return nil, 0, nil
	}
	counted := func() *bun.SelectQuery {
		return s.read.NewSelect().Model((*queryRow)(nil)).Where("hour >= ?", stamp(since)).Where("product IN (?)", bun.List(products))
	}
	err = counted().ColumnExpr("CAST(coalesce(sum(requests), 0) AS BIGINT)").Scan(ctx, &total)
	if err != nil {
		return nil, 0, fmt.Errorf("sqlstore: queries: %w", failed(ctx, err))
	}
	var rows []struct {
		Product market.Ref
		Outline string
		Calls   int64
	}
	err = counted().Column("product", "outline").ColumnExpr("CAST(sum(requests) AS BIGINT) AS calls").Group("product", "outline").
		OrderExpr("calls DESC, product, outline").Limit(page(limit, market.MaxOutlines)).Scan(ctx, &rows)
	if err != nil {
		return nil, 0, fmt.Errorf("sqlstore: queries: %w", failed(ctx, err))
	}
	for _, r := range rows {
		top = append(top, market.QueryUse{Product: r.Product, Outline: r.Outline, Requests: r.Calls})
	}
	return top, total, nil
}
