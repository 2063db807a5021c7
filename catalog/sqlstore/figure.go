package sqlstore

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/market"
	"nguon/catalog/score"
)

type figureRow struct {
	bun.BaseModel `bun:"table:figures,alias:f"`

	Day    micros     `bun:",pk"`
	Agency string     `bun:",pk"`
	Code   score.Code `bun:",pk"`
	Part   int64
	Whole  int64
	Taken  micros
}

// SaveFigures implements [score.Store].
func (s *Store) SaveFigures(ctx context.Context, day, taken time.Time, figures []score.Figure) error {
	rows := make([]figureRow, len(figures))
	for i, f := range figures {
		if !storable(f.Agency + string(f.Code)) {
			return fmt.Errorf("sqlstore: save figures: text that cannot be stored in %+v", f)
		}
		rows[i] = figureRow{Day: stamp(day), Agency: f.Agency, Code: f.Code, Part: f.Part, Whole: f.Whole, Taken: stamp(taken)}
	}
	return s.change(ctx, "save figures", func(ctx context.Context, c *change) error {
		later, err := c.NewSelect().Model((*figureRow)(nil)).Where("day = ?", stamp(day)).Where("taken > ?", stamp(taken)).Exists(ctx)
		if err != nil || later {
			return err
		}
		if _, err := c.NewDelete().Model((*figureRow)(nil)).Where("day = ?", stamp(day)).Exec(ctx); err != nil {
			return err
		}
		for part := range slices.Chunk(rows, perInsert) {
			if _, err := c.NewInsert().Model(&part).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
}

// FiguresTaken implements [score.Store].
func (s *Store) FiguresTaken(ctx context.Context, day time.Time) (taken, first time.Time, err error) {
	var at, begin micros
	err = s.read.NewSelect().Model((*figureRow)(nil)).ColumnExpr("(SELECT min(taken) FROM figures WHERE day = ?)", stamp(day)).ColumnExpr("min(day)").Scan(ctx, &at, &begin)
	if err != nil {
		return taken, first, fmt.Errorf("sqlstore: figures taken: %w", failed(ctx, err))
	}
	return at.Time, begin.Time, nil
}

// figureDays are read at a time.
const figureDays = 31

// Figures implements [score.Store].
func (s *Store) Figures(ctx context.Context, f score.Filter) iter.Seq2[score.Figure, error] {
	return func(yield func(score.Figure, error) bool) {
		for from := f.From; from.Before(f.Until); from = from.AddDate(0, 0, figureDays) {
			until := from.AddDate(0, 0, figureDays)
			if f.Until.Before(until) {
				until = f.Until
			}
			var rows []figureRow
			q := s.read.NewSelect().Model(&rows).Where("day >= ?", stamp(from)).Where("day < ?", stamp(until)).Order("day", "agency", "code")
			if len(f.Agencies) > 0 {
				q = q.Where("agency IN (?)", bun.List(f.Agencies))
			}
			if len(f.Codes) > 0 {
				q = q.Where("code IN (?)", bun.List(f.Codes))
			}
			if err := q.Scan(ctx); err != nil {
				yield(score.Figure{}, fmt.Errorf("sqlstore: figures: %w", failed(ctx, err)))
				return
			}
			for _, r := range rows {
				if !yield(score.Figure{Day: r.Day.Time, Agency: r.Agency, Code: r.Code, Part: r.Part, Whole: r.Whole}, nil) {
					return
				}
			}
		}
	}
}

// Demand implements [score.Store].
func (s *Store) Demand(ctx context.Context, from, until time.Time) ([]score.Demand, error) {
	var all []score.Demand
	err := s.read.NewSelect().Table(hours).Column("product", "route").ColumnExpr("CAST(sum(requests) AS BIGINT) AS requests").
		Where("hour >= ?", stamp(from)).Where("hour < ?", stamp(until)).Where("status < 400").
		Group("product", "route").Order("product", "route").Scan(ctx, &all)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: demand: %w", failed(ctx, err))
	}
	return all, nil
}

// Released implements [score.Store].
func (s *Store) Released(ctx context.Context, from, until time.Time) (map[catalog.Slug]int64, error) {
	var rows []struct {
		Dataset catalog.Slug
		N       int64
	}
	err := s.read.NewSelect().Model((*releaseRow)(nil)).Column("dataset").ColumnExpr("count(*) AS n").
		Where(public).Where("publish_at >= ?", stamp(from)).Where("publish_at < ?", stamp(until)).Group("dataset").Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: released: %w", failed(ctx, err))
	}
	n := make(map[catalog.Slug]int64, len(rows))
	for _, r := range rows {
		n[r.Dataset] = r.N
	}
	return n, nil
}

// Replies implements [score.Store].
func (s *Store) Replies(ctx context.Context, from, until time.Time) ([]score.Reply, error) {
	var rows []subscriptionRow
	err := s.read.NewSelect().Model(&rows).Where("asked >= ?", stamp(from.Add(-market.AnswerWithin))).Where("asked < ?", stamp(until)).Order("asked", "application", "product").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: replies: %w", failed(ctx, err))
	}
	all, err := s.postReplies(ctx, from, until)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		sub, err := r.subscription()
		if err != nil {
			return nil, fmt.Errorf("sqlstore: replies: %w", err)
		}
		if !sub.Due.IsZero() && !sub.Due.Before(from) && sub.Due.Before(until) {
			all = append(all, score.Reply{Product: market.Ref(r.Product), Due: sub.Due, Answered: sub.Answered})
		}
	}
	return all, nil
}
