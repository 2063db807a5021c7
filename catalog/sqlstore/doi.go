package sqlstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/doi"
)

var _ doi.Ledger = (*Store)(nil)

type doiRow struct {
	bun.BaseModel `bun:"table:dois,alias:di"`

	Dataset catalog.Slug `bun:",pk"`
	Version int          `bun:",pk"`
	Name    string
	State   doi.State
	Known   bool
	Tries   int
	Next    micros
}

func (r doiRow) record() doi.Record {
	return doi.Record{Dataset: r.Dataset, Version: r.Version, Name: r.Name, State: r.State, Known: r.Known, Tries: r.Tries, Next: r.Next.Time}
}

func doiRecords(rows []doiRow) []doi.Record {
	all := make([]doi.Record, len(rows))
	for i, r := range rows {
		all[i] = r.record()
	}
	return all
}

type versionAt struct {
	Dataset catalog.Slug
	Version int
}

// unnamed selects the versions that the public sees and that have no DOI.
func unnamed(db bun.IDB, now micros, limit int) *bun.SelectQuery {
	return db.NewSelect().TableExpr("releases AS r").ColumnExpr("r.dataset, r.version").
		Where("r.state = ?", catalog.StatePublished).Where("r.publish_at <= ?", now).
		Where("NOT EXISTS (SELECT 1 FROM dois AS di WHERE di.dataset = r.dataset AND di.version = r.version)").
		OrderExpr("r.publish_at, r.dataset, r.version").Limit(int64(max(limit, 0)))
}

// takenBack selects the versions that were withdrawn after they got a DOI.
func takenBack(db bun.IDB, limit int) *bun.SelectQuery {
	return db.NewSelect().TableExpr("dois AS di").Join("JOIN releases AS r ON r.dataset = di.dataset AND r.version = di.version").
		ColumnExpr("di.dataset, di.version").Where("r.state = ?", catalog.StateWithdrawn).
		Where("di.state IN (?)", bun.List([]doi.State{doi.Pending, doi.Findable})).Limit(int64(max(limit, 0)))
}

// EnterDOIs implements [doi.Ledger].
func (s *Store) EnterDOIs(ctx context.Context, prefix string, limit int) (int, error) {
	fresh, gone := false, false
	var err error
	if fresh, err = unnamed(s.read, stamp(s.now()), 1).Exists(ctx); err == nil {
		gone, err = takenBack(s.read, 1).Exists(ctx)
	}
	if err != nil {
		return 0, fmt.Errorf("sqlstore: enter DOIs: %w", failed(ctx, err))
	}
	if !fresh && !gone {
		return 0, nil // which is so nearly always, and keeps no writer waiting
	}
	n := 0
	err = s.change(ctx, "enter DOIs", func(ctx context.Context, c *change) error {
		n = 0
		var all []versionAt
		if err := unnamed(c, c.now, limit).Scan(ctx, &all); err != nil && !none(err) {
			return err
		}
		for _, v := range all {
			if err := c.nameVersion(ctx, prefix, v); err != nil {
				return err
			}
			n++
		}
		var back []versionAt
		if err := takenBack(c, limit).Scan(ctx, &back); err != nil && !none(err) {
			return err
		}
		for _, v := range back {
			_, err := c.NewUpdate().Model((*doiRow)(nil)).Set("state = ?", doi.Withdrawing).Set("tries = 0").Set("next = ?", c.now).
				Where("dataset = ?", v.Dataset).Where("version = ?", v.Version).Exec(ctx)
			if err != nil {
				return err
			}
			if err := c.describeAgain(ctx, v.Dataset); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// nameVersion gives a version its name, and its dataset if it has none.
func (c *change) nameVersion(ctx context.Context, prefix string, v versionAt) error {
	concept := doiRow{Dataset: v.Dataset, Name: doi.Concept(prefix, v.Dataset), State: doi.Pending, Next: c.now}
	if _, err := c.NewInsert().Model(&concept).On("CONFLICT (dataset, version) DO NOTHING").Exec(ctx); err != nil {
		return err
	}
	if err := c.NewSelect().Model(&concept).WherePK().Scan(ctx); err != nil {
		return err
	}
	row := doiRow{Dataset: v.Dataset, Version: v.Version, Name: doi.OfVersion(concept.Name, v.Version), State: doi.Pending, Next: c.now}
	if _, err := c.NewInsert().Model(&row).Exec(ctx); err != nil {
		return err
	}
	return c.describeAgain(ctx, v.Dataset)
}

// describeAgain has the description of a concept sent again.
func (c *change) describeAgain(ctx context.Context, s catalog.Slug) error {
	_, err := c.NewUpdate().Model((*doiRow)(nil)).Set("state = ?", doi.Pending).Set("tries = 0").Set("next = ?", c.now).
		Where("dataset = ?", s).Where("version = 0").Exec(ctx)
	return err
}

// DueDOIs implements [doi.Ledger].
func (s *Store) DueDOIs(ctx context.Context, limit int) ([]doi.Record, error) {
	var rows []doiRow
	err := s.read.NewSelect().Model(&rows).Where("next <= ?", stamp(s.now())).Order("next", "dataset", "version").Limit(int64(max(limit, 0))).Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: due DOIs: %w", failed(ctx, err))
	}
	return doiRecords(rows), nil
}

// SettleDOI implements [doi.Ledger].
func (s *Store) SettleDOI(ctx context.Context, was, r doi.Record) error {
	return s.change(ctx, "settle DOI", func(ctx context.Context, c *change) error {
		_, err := c.NewUpdate().Model((*doiRow)(nil)).Set("state = ?", r.State).Set("known = ?", r.Known).Set("tries = ?", r.Tries).
			Set("next = ?", stamp(r.Next)).Where("name = ?", was.Name).Where("state = ?", was.State).Where("next = ?", stamp(was.Next)).Exec(ctx)
		return err
	})
}

// DOIs implements [doi.Ledger].
func (s *Store) DOIs(ctx context.Context, slug catalog.Slug) ([]doi.Record, error) {
	if !slug.Valid() {
		return nil, nil
	}
	var rows []doiRow
	if err := s.read.NewSelect().Model(&rows).Where("dataset = ?", slug).Order("version").Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: DOIs: %w", failed(ctx, err))
	}
	return doiRecords(rows), nil
}

// DOI implements [doi.Ledger].
func (s *Store) DOI(ctx context.Context, slug catalog.Slug, version int) (string, error) {
	if !slug.Valid() {
		return "", nil
	}
	var name string
	err := s.read.NewSelect().Model((*doiRow)(nil)).Column("name").Where("dataset = ?", slug).Where("version = ?", version).Where("known = ?", true).Scan(ctx, &name)
	if err != nil && !none(err) {
		return "", fmt.Errorf("sqlstore: DOI: %w", failed(ctx, err))
	}
	return name, nil
}
