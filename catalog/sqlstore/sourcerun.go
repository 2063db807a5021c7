package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/notice"
	"nguon/catalog/supply"
)

type sourceRunRow struct {
	bun.BaseModel `bun:"table:source_runs,alias:sr"`

	Source   string `bun:",pk"`
	ID       string `bun:",pk"`
	Started  micros
	Ended    micros
	Document string
}

// ClaimSource implements [supply.Store].
func (s *Store) ClaimSource(ctx context.Context, id, worker string, lease time.Duration) (got supply.Source, err error) {
	if !storable(id) {
		return got, noSource()
	}
	if id == "" { // looking costs less than a lock
		due, err := s.read.NewSelect().Table("sources").Where("due <= ?", stamp(s.now())).Exists(ctx)
		if err != nil {
			return got, fmt.Errorf("sqlstore: claim source: %w", failed(ctx, err))
		}
		if !due {
			return got, supply.ErrNothing
		}
	}
	err = s.change(ctx, "claim source", func(ctx context.Context, c *change) error {
		var row sourceRow
		q := c.NewSelect().Model(&row)
		if id == "" {
			q = q.Where("due <= ?", c.now).Where("lease IS NULL OR lease <= ?", c.now).Order("due", "id").Limit(1)
		} else {
			q = q.Where("id = ?", id)
		}
		switch err := q.Scan(ctx); {
		case none(err) && id == "":
			return supply.ErrNothing
		case none(err):
			return noSource()
		case err != nil:
			return err
		case row.Lease.After(c.now.Time):
			return catalog.Errorf(catalog.ErrConflict, "Nguồn này đang được chạy.", "The source is being run already.")
		}
		row.Worker, row.Lease = worker, c.leaseEnd(lease)
		if _, err := c.NewUpdate().Model(&row).Column("worker", "lease").WherePK().Exec(ctx); err != nil {
			return err
		}
		var err error
		got, err = row.source()
		return err
	})
	return got, err
}

// BeatSource implements [supply.Store].
func (s *Store) BeatSource(ctx context.Context, id, worker string, lease time.Duration) error {
	return s.change(ctx, "beat source", func(ctx context.Context, c *change) error {
		row, err := c.leased(ctx, id, worker)
		if err != nil {
			return err
		}
		row.Lease = c.leaseEnd(lease)
		_, err = c.NewUpdate().Model(row).Column("lease").WherePK().Exec(ctx)
		return err
	})
}

// leased returns a source that the worker has.
func (c *change) leased(ctx context.Context, id, worker string) (*sourceRow, error) {
	row := new(sourceRow)
	err := c.NewSelect().Model(row).Where("id = ?", id).Where("worker = ?", worker).Scan(ctx)
	if none(err) {
		return nil, supply.ErrLost
	}
	return row, err
}

// EndRun implements [supply.Store].
func (s *Store) EndRun(ctx context.Context, worker string, a supply.Source, r supply.Run, ns ...notice.Notice) error {
	text, err := document(r)
	if err != nil {
		return err
	}
	return s.change(ctx, "end run", func(ctx context.Context, c *change) error {
		row, err := c.leased(ctx, a.ID, worker)
		if err != nil {
			return err
		}
		if row.State == supply.Paused {
			a.State = supply.Paused
		}
		if err := row.set(&a); err != nil {
			return err
		}
		row.Worker, row.Lease = "", micros{}
		if _, err := c.NewUpdate().Model(row).Column("state", "due", "memory", "worker", "lease").WherePK().Exec(ctx); err != nil {
			return err
		}
		run := sourceRunRow{Source: a.ID, ID: r.ID, Started: stamp(r.Started), Ended: stamp(r.Ended), Document: text}
		if _, err := c.NewInsert().Model(&run).Exec(ctx); err != nil {
			return err
		}
		_, err = c.NewRaw("DELETE FROM source_runs WHERE source = ? AND id NOT IN (SELECT id FROM source_runs WHERE source = ? ORDER BY id DESC LIMIT ?)",
			a.ID, a.ID, supply.RunsKept).Exec(ctx)
		if err != nil {
			return err
		}
		return c.raise(ctx, ns...)
	})
}

// Runs implements [supply.Store].
func (s *Store) Runs(ctx context.Context, id string, limit int) ([]supply.Run, error) {
	if !storable(id) {
		return nil, noSource()
	}
	if _, err := sourceOf(ctx, s.read, id); err != nil {
		return nil, fmt.Errorf("sqlstore: runs: %w", failed(ctx, err))
	}
	var rows []sourceRunRow
	err := s.read.NewSelect().Model(&rows).Where("source = ?", id).OrderExpr("id DESC").Limit(int64(max(limit, 1))).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: runs: %w", failed(ctx, err))
	}
	all := make([]supply.Run, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal([]byte(r.Document), &all[i]); err != nil {
			return nil, fmt.Errorf("sqlstore: run %s: %w", r.ID, err)
		}
		all[i].ID, all[i].Source, all[i].Started, all[i].Ended = r.ID, r.Source, r.Started.Time, r.Ended.Time
	}
	return all, nil
}
