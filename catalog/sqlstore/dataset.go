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

	ShownFrom int64 // microseconds since 1970: nobody is told of it before
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
	Schedule    *catalog.Schedule  `json:"schedule,omitempty"`
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
	err := s.seenDatasets().Where("d.slug = ?", slug).Scan(ctx, &row)
	if none(err) {
		err = noDataset(ctx, s.read, slug)
	}
	if err != nil {
		return catalog.Dataset{}, err
	}
	return row.dataset()
}

// seenDatasets selects the datasets that exist now, as they are now: what is
// prepared for a time is true from that time on, announced or not.
func (s *Store) seenDatasets() *bun.SelectQuery {
	now := stamp(s.now())
	return s.read.NewSelect().TableExpr("datasets AS d").
		ColumnExpr("d.slug, d.agency, d.created, coalesce(c.due, d.modified) AS modified, coalesce(c.dataset_document, d.document) AS document").
		Join("LEFT JOIN candidates AS c ON c.release = (SELECT q.release FROM candidates AS q WHERE q.dataset = d.slug AND q.due <= ? ORDER BY q.due DESC, q.release DESC LIMIT 1)", now).
		Where("d.shown_from <= ?", now)
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
	q := s.seenDatasets().OrderExpr("d.slug")
	if len(f.Slugs) > 0 {
		slugs := valid(f.Slugs)
		if len(slugs) == 0 {
			return nil, nil
		}
		q = q.Where("d.slug IN (?)", bun.List(slugs))
	}
	if f.Agency != "" {
		q = q.Where("d.agency = ?", f.Agency)
	}
	if f.After != "" {
		q = q.Where("d.slug > ?", f.After)
	}
	if f.Limit > 0 {
		q = q.Limit(int64(f.Limit))
	}
	if err := q.Scan(ctx, &rows); err != nil {
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

// saveDataset saves d, if it changed, so that it is seen from now on.
func (c *change) saveDataset(ctx context.Context, d catalog.Dataset) error {
	return c.saveDatasetAt(ctx, d, c.now)
}

// saveDatasetAt is saveDataset for a change that was true from the time at on.
func (c *change) saveDatasetAt(ctx context.Context, d catalog.Dataset, at micros) error {
	document, err := json.Marshal(datasetDocument(d))
	if err != nil {
		return err
	}
	row := datasetRow{Slug: d.Slug, Agency: d.Agency, Created: at, Modified: at, Document: string(document)}
	var stored datasetRow
	err = c.NewSelect().Model(&stored).Where("slug = ?", d.Slug).Scan(ctx)
	switch {
	case none(err):
		if _, err := c.NewInsert().Model(&row).Exec(ctx); err != nil {
			return err
		}
	case err != nil:
		return err
	case stored.Agency == row.Agency && stored.Document == row.Document && stored.ShownFrom == 0:
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
