package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
)

type releaseRow struct {
	bun.BaseModel `bun:"table:releases,alias:r"`

	ID        string `bun:",pk"`
	Dataset   catalog.Slug
	Version   int
	State     catalog.State
	Created   micros
	PublishAt micros
	Document  string
}

// public is the condition of the index releases_version, word by word: SQLite
// uses the index only where it stands in the query.
const public = "r.state IN ('published', 'withdrawn')"

// releaseDocument is how a [catalog.Release] is stored. What has a column is
// not in the document.
type releaseDocument struct {
	ID        string          `json:"-"`
	Dataset   catalog.Slug    `json:"-"`
	Version   int             `json:"-"`
	State     catalog.State   `json:"-"`
	Note      catalog.Text    `json:"note"`
	Period    catalog.Period  `json:"period"`
	Tables    []catalog.Table `json:"tables"`
	Source    catalog.Digest  `json:"source"`
	Digest    catalog.Digest  `json:"digest"`
	Created   time.Time       `json:"-"`
	PublishAt time.Time       `json:"-"`
	Withdrawn time.Time       `json:"withdrawn,omitzero"`
	Reason    catalog.Text    `json:"reason,omitzero"`
}

func newReleaseRow(r catalog.Release) (releaseRow, error) {
	r.Withdrawn = stamp(r.Withdrawn).Time
	document, err := json.Marshal(releaseDocument(r))
	if err != nil {
		return releaseRow{}, err
	}
	return releaseRow{
		ID: r.ID, Dataset: r.Dataset, Version: r.Version, State: r.State,
		Created: stamp(r.Created), PublishAt: stamp(r.PublishAt), Document: string(document),
	}, nil
}

func (r releaseRow) release() (catalog.Release, error) {
	var d releaseDocument
	if err := json.Unmarshal([]byte(r.Document), &d); err != nil {
		return catalog.Release{}, fmt.Errorf("document of release %s: %w", r.ID, err)
	}
	d.ID, d.Dataset, d.Version, d.State = r.ID, r.Dataset, r.Version, r.State
	d.Created, d.PublishAt = r.Created.Time, r.PublishAt.Time
	return catalog.Release(d), nil
}

// Releases implements [catalog.Reader].
func (s *Store) Releases(ctx context.Context, slug catalog.Slug) (catalog.Releases, error) {
	releases, err := s.releases(ctx, slug)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: releases: %w", failed(ctx, err))
	}
	return releases, nil
}

func (s *Store) releases(ctx context.Context, slug catalog.Slug) (catalog.Releases, error) {
	if !slug.Valid() {
		return nil, noDataset(ctx, s.read, slug)
	}
	var rows []releaseRow
	err := s.releasesQuery(slug).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		_, err := s.dataset(ctx, slug)
		return nil, err
	}
	releases := make(catalog.Releases, len(rows))
	for i, r := range rows {
		if releases[i], err = r.release(); err != nil {
			return nil, err
		}
	}
	return releases, nil
}

func (s *Store) releasesQuery(slug catalog.Slug) *bun.SelectQuery {
	return s.read.NewSelect().Model((*releaseRow)(nil)).Where("r.dataset = ?", slug).Where(public).Order("version DESC")
}

// Release implements [catalog.Reader].
func (s *Store) Release(ctx context.Context, slug catalog.Slug, version int) (catalog.Release, error) {
	r, err := release(ctx, s.read, slug, version)
	if err != nil {
		return catalog.Release{}, fmt.Errorf("sqlstore: release: %w", failed(ctx, err))
	}
	return r, nil
}

func release(ctx context.Context, db bun.IDB, slug catalog.Slug, version int) (catalog.Release, error) {
	if !slug.Valid() {
		return catalog.Release{}, noDataset(ctx, db, slug)
	}
	var row releaseRow
	err := db.NewSelect().Model(&row).Where("r.dataset = ?", slug).Where("r.version = ?", version).Where(public).Scan(ctx)
	switch {
	case none(err):
		return catalog.Release{}, noRelease(ctx, db, slug, version)
	case err != nil:
		return catalog.Release{}, err
	}
	return row.release()
}

// noRelease returns the error for a release that is not there: that its
// dataset is not, or that the dataset does not have it.
func noRelease(ctx context.Context, db bun.IDB, slug catalog.Slug, version int) error {
	there, err := db.NewSelect().Table("datasets").Where("slug = ?", slug).Where("shown_from = 0").Exists(ctx)
	if err != nil {
		return err
	}
	if !there {
		return noDataset(ctx, db, slug)
	}
	return catalog.Errorf(catalog.ErrNotFound, "Bộ dữ liệu %q không có bản phát hành %d.", "Dataset %q has no release %d.", slug, version)
}

// Latest implements [catalog.Reader].
func (s *Store) Latest(ctx context.Context, at time.Time, slugs ...catalog.Slug) (map[catalog.Slug]catalog.Release, error) {
	latest := make(map[catalog.Slug]catalog.Release, len(slugs))
	if slugs = valid(slugs); len(slugs) == 0 {
		return latest, nil
	}
	var rows []releaseRow
	err := s.latestQuery(at, slugs).Scan(ctx, &rows)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: latest releases: %w", failed(ctx, err))
	}
	for _, row := range rows {
		if latest[row.Dataset], err = row.release(); err != nil {
			return nil, fmt.Errorf("sqlstore: latest releases: %w", err)
		}
	}
	return latest, nil
}

// Upcoming implements [catalog.Reader].
func (s *Store) Upcoming(ctx context.Context, after time.Time, slugs ...catalog.Slug) (map[catalog.Slug]time.Time, error) {
	due := make(map[catalog.Slug]time.Time)
	if slugs = valid(slugs); len(slugs) == 0 {
		return due, nil
	}
	var rows []struct {
		Dataset catalog.Slug
		At      micros
	}
	err := s.read.NewSelect().TableExpr("releases AS r").ColumnExpr("r.dataset, min(r.publish_at) AS at").
		Where("r.dataset IN (?)", bun.List(slugs)).Where(public).
		Where("r.state = ?", catalog.StatePublished).Where("r.publish_at > ?", stamp(after)).
		Group("r.dataset").Scan(ctx, &rows)
	if err != nil && !none(err) {
		return nil, fmt.Errorf("sqlstore: upcoming releases: %w", failed(ctx, err))
	}
	for _, row := range rows {
		due[row.Dataset] = row.At.Time
	}
	return due, nil
}

func (s *Store) latestQuery(at time.Time, slugs []catalog.Slug) *bun.SelectQuery {
	newest := s.read.NewSelect().TableExpr("releases AS r").
		ColumnExpr("r.dataset, max(r.version) AS version").
		Where("r.dataset IN (?)", bun.List(slugs)).Where(public).
		Where("r.state = ?", catalog.StatePublished).Where("r.publish_at <= ?", stamp(at)).
		Group("r.dataset")
	return s.read.NewSelect().Model((*releaseRow)(nil)).
		Join("JOIN (?) AS n ON n.dataset = r.dataset AND n.version = r.version", newest).
		Where(public)
}
