package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
)

type datasetRow struct {
	bun.BaseModel `bun:"table:datasets,alias:d"`

	Slug     catalog.Slug `bun:",pk"`
	Agency   string
	Created  micros
	Modified micros
	Document string
}

// datasetDocument is how a [catalog.Dataset] is stored. What has a column is
// not in the document.
type datasetDocument struct {
	Slug        catalog.Slug       `json:"-"`
	Agency      string             `json:"-"`
	Title       catalog.Text       `json:"title"`
	Description catalog.Text       `json:"description"`
	Themes      []string           `json:"themes"`
	Keywords    catalog.Keywords   `json:"keywords"`
	Licence     string             `json:"licence"`
	Frequency   string             `json:"frequency"`
	Source      catalog.Source     `json:"source"`
	Contact     catalog.Contact    `json:"contact"`
	Period      catalog.Period     `json:"period"`
	Place       catalog.Place      `json:"place"`
	Resources   []catalog.Resource `json:"resources"`
	Created     time.Time          `json:"-"`
	Modified    time.Time          `json:"-"`
}

func (r datasetRow) dataset() (catalog.Dataset, error) {
	var d datasetDocument
	if err := json.Unmarshal([]byte(r.Document), &d); err != nil {
		return catalog.Dataset{}, fmt.Errorf("document of dataset %s: %w", r.Slug, err)
	}
	d.Slug, d.Agency, d.Created, d.Modified = r.Slug, r.Agency, r.Created.Time, r.Modified.Time
	return catalog.Dataset(d), nil
}

// Dataset implements [catalog.Reader].
func (s *Store) Dataset(ctx context.Context, slug catalog.Slug) (catalog.Dataset, error) {
	d, err := s.dataset(ctx, slug)
	if err != nil {
		return catalog.Dataset{}, fmt.Errorf("sqlstore: dataset: %w", failed(ctx, err))
	}
	return d, nil
}

func (s *Store) dataset(ctx context.Context, slug catalog.Slug) (catalog.Dataset, error) {
	if !slug.Valid() {
		return catalog.Dataset{}, noDataset(ctx, s.read, slug)
	}
	var row datasetRow
	err := s.read.NewSelect().Model(&row).Where("slug = ?", slug).Scan(ctx)
	if none(err) {
		err = noDataset(ctx, s.read, slug)
	}
	if err != nil {
		return catalog.Dataset{}, err
	}
	return row.dataset()
}

// Datasets implements [catalog.Reader].
func (s *Store) Datasets(ctx context.Context, f catalog.DatasetFilter) ([]catalog.Dataset, error) {
	datasets, err := s.datasets(ctx, f)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: datasets: %w", failed(ctx, err))
	}
	return datasets, nil
}

func (s *Store) datasets(ctx context.Context, f catalog.DatasetFilter) ([]catalog.Dataset, error) {
	if !storable(f.Agency) || !storable(string(f.After)) {
		return nil, nil
	}
	var rows []datasetRow
	q := s.read.NewSelect().Model(&rows).Order("slug")
	if len(f.Slugs) > 0 {
		slugs := valid(f.Slugs)
		if len(slugs) == 0 {
			return nil, nil
		}
		q = q.Where("slug IN (?)", bun.List(slugs))
	}
	if f.Agency != "" {
		q = q.Where("agency = ?", f.Agency)
	}
	if f.After != "" {
		q = q.Where("slug > ?", f.After)
	}
	if f.Limit > 0 {
		q = q.Limit(int64(f.Limit))
	}
	if err := q.Scan(ctx); err != nil {
		return nil, err
	}
	datasets := make([]catalog.Dataset, len(rows))
	for i, r := range rows {
		var err error
		if datasets[i], err = r.dataset(); err != nil {
			return nil, err
		}
	}
	return datasets, nil
}

// saveDataset saves d if it changed.
func (c *change) saveDataset(ctx context.Context, d catalog.Dataset) error {
	document, err := json.Marshal(datasetDocument(d))
	if err != nil {
		return err
	}
	row := datasetRow{Slug: d.Slug, Agency: d.Agency, Created: c.now, Modified: c.now, Document: string(document)}
	var stored datasetRow
	err = c.NewSelect().Model(&stored).Where("slug = ?", d.Slug).Scan(ctx)
	switch {
	case none(err):
		if _, err := c.NewInsert().Model(&row).Exec(ctx); err != nil {
			return err
		}
	case err != nil:
		return err
	case stored.Agency == row.Agency && stored.Document == row.Document:
		return nil
	default:
		row.Created = stored.Created
		if _, err := c.NewUpdate().Model(&row).WherePK().Exec(ctx); err != nil {
			return err
		}
	}
	c.event(catalog.Event{Kind: catalog.DatasetSaved, Dataset: d.Slug})
	return nil
}
