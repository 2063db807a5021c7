package sqlstore

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/supply"
)

var _ supply.Store = (*Store)(nil)

type sourceRow struct {
	bun.BaseModel `bun:"table:sources,alias:so"`

	ID       string `bun:",pk"`
	Agency   string
	Dataset  catalog.Slug
	State    supply.State
	Due      micros
	Worker   string
	Lease    micros
	Created  micros
	Document string
	Memory   string
	Sealed   string
}

func (r *sourceRow) source() (s supply.Source, err error) {
	sealed, err := base64.StdEncoding.DecodeString(r.Sealed)
	if err == nil {
		err = errors.Join(json.Unmarshal([]byte(r.Document), &s), json.Unmarshal([]byte(r.Memory), &s.Memory))
	}
	if err != nil {
		return s, fmt.Errorf("source %s: %w", r.ID, err)
	}
	if len(sealed) > 0 {
		s.Sealed = sealed
	}
	s.ID, s.Agency, s.Dataset, s.State, s.Next, s.Created, s.Leased = r.ID, r.Agency, r.Dataset, r.State, r.Due.Time, r.Created.Time, r.Lease.Time
	return s, nil
}

// set takes what runs and persons change of s.
func (r *sourceRow) set(s *supply.Source) (err error) {
	r.State, r.Due = s.State, stamp(s.Next)
	if s.State != supply.Active {
		r.Due = micros{}
	}
	r.Memory, err = document(s.Memory)
	return err
}

func noSource() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có nguồn này.", "There is no such source.")
}

// AddSource implements [supply.Store].
func (s *Store) AddSource(ctx context.Context, a supply.Source) error {
	if !storable(a.ID + a.Agency + string(a.Dataset)) {
		return badText()
	}
	text, err := document(a)
	if err != nil {
		return err
	}
	return s.change(ctx, "add source", func(ctx context.Context, c *change) error {
		taken, err := c.NewSelect().Model((*sourceRow)(nil)).Where("id = ?", a.ID).WhereOr("dataset = ?", a.Dataset).Exists(ctx)
		if err != nil {
			return err
		}
		if taken {
			return catalog.Errorf(catalog.ErrConflict, "Đã có nguồn tên này, hoặc nguồn của bộ dữ liệu này.",
				"There is a source of this name already, or one of the dataset.")
		}
		row := sourceRow{ID: a.ID, Agency: a.Agency, Dataset: a.Dataset, State: supply.Active, Due: c.now, Created: c.now,
			Document: text, Memory: "{}", Sealed: base64.StdEncoding.EncodeToString(a.Sealed)}
		_, err = c.NewInsert().Model(&row).Exec(ctx)
		return err
	})
}

// Source implements [supply.Store].
func (s *Store) Source(ctx context.Context, id string) (supply.Source, error) {
	if !storable(id) {
		return supply.Source{}, noSource()
	}
	row, err := sourceOf(ctx, s.read, id)
	if err != nil {
		return supply.Source{}, fmt.Errorf("sqlstore: source: %w", failed(ctx, err))
	}
	return row.source()
}

func sourceOf(ctx context.Context, db bun.IDB, id string) (*sourceRow, error) {
	row := new(sourceRow)
	err := db.NewSelect().Model(row).Where("id = ?", id).Scan(ctx)
	if none(err) {
		return nil, noSource()
	}
	return row, err
}

// Sources implements [supply.Store].
func (s *Store) Sources(ctx context.Context, agency string) ([]supply.Source, error) {
	var rows []sourceRow
	q := s.read.NewSelect().Model(&rows).Order("id")
	if agency != "" {
		q = q.Where("agency = ?", agency)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: sources: %w", failed(ctx, err))
	}
	all := make([]supply.Source, len(rows))
	for i := range rows {
		var err error
		if all[i], err = rows[i].source(); err != nil {
			return nil, fmt.Errorf("sqlstore: sources: %w", err)
		}
	}
	return all, nil
}

// ChangeSource implements [supply.Store].
func (s *Store) ChangeSource(ctx context.Context, id string, f func(*supply.Source) error) error {
	if !storable(id) {
		return noSource()
	}
	return s.change(ctx, "change source", func(ctx context.Context, c *change) error {
		row, err := sourceOf(ctx, c, id)
		if err != nil {
			return err
		}
		have, err := row.source()
		if err != nil {
			return err
		}
		if err := f(&have); err != nil {
			return err
		}
		if err := row.set(&have); err != nil {
			return err
		}
		_, err = c.NewUpdate().Model(row).Column("state", "due", "memory").WherePK().Exec(ctx)
		return err
	})
}

// RemoveSource implements [supply.Store].
func (s *Store) RemoveSource(ctx context.Context, id string) error {
	if !storable(id) {
		return noSource()
	}
	return s.change(ctx, "remove source", func(ctx context.Context, c *change) error {
		n, err := deleted(ctx, c.NewDelete().Model((*sourceRow)(nil)).Where("id = ?", id))
		if err == nil && n == 0 {
			err = noSource()
		}
		return err
	})
}

// leaseEnd is when a lease ends that begins now.
func (c *change) leaseEnd(lease time.Duration) micros { return stamp(c.now.Add(lease)) }
