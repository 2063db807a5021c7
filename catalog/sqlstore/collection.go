package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/collection"
)

var _ collection.Store = (*Store)(nil)

type collectionRow struct {
	bun.BaseModel `bun:"table:collections,alias:co"`

	Slug     catalog.Slug `bun:",pk"`
	Agency   string
	Since    micros
	Modified micros
	Revision int64
	Document string
}

// collectionDocument is what is stored of a [collection.Collection] beside the
// columns.
type collectionDocument struct {
	Title catalog.Text      `json:"title"`
	Lead  catalog.Text      `json:"lead,omitzero"`
	Items []collection.Item `json:"items,omitempty"`
}

func newCollectionRow(c *collection.Collection) (collectionRow, error) {
	if err := c.Validate(); err != nil {
		return collectionRow{}, err
	}
	d := collectionDocument{Title: c.Title, Lead: c.Lead}
	for _, i := range c.Items {
		i.Added = stamp(i.Added).Time
		d.Items = append(d.Items, i)
	}
	text, err := document(d)
	if err == nil && !storable(text) {
		err = badText()
	}
	return collectionRow{Slug: c.Slug, Agency: c.Agency, Since: stamp(c.Since), Revision: c.Revision, Document: text}, err
}

func (r *collectionRow) collection() (collection.Collection, error) {
	var d collectionDocument
	if err := json.Unmarshal([]byte(r.Document), &d); err != nil {
		return collection.Collection{}, fmt.Errorf("sqlstore: document of the collection %s: %w", r.Slug, err)
	}
	return collection.Collection{
		Slug: r.Slug, Agency: r.Agency, Title: d.Title, Lead: d.Lead, Items: d.Items, Since: r.Since.Time, Modified: r.Modified.Time, Revision: r.Revision,
	}, nil
}

// AddCollection implements [collection.Store].
func (s *Store) AddCollection(ctx context.Context, d collection.Collection) error {
	row, err := newCollectionRow(&d)
	if err != nil {
		return err
	}
	return s.change(ctx, "add collection", func(ctx context.Context, c *change) error {
		there, err := c.NewSelect().Model((*collectionRow)(nil)).Where("slug = ?", d.Slug).Exists(ctx)
		if err != nil {
			return err
		}
		if there {
			return catalog.Errorf(catalog.ErrConflict, "Đã có bộ sưu tập %q. Hãy chọn tên khác trong địa chỉ.", "There is a collection %q already. Choose another name for its address.", d.Slug)
		}
		n, err := c.NewSelect().Model((*collectionRow)(nil)).Where("agency = ?", d.Agency).Count(ctx)
		if err != nil {
			return err
		}
		if n >= collection.MaxAgency {
			return catalog.Errorf(catalog.ErrQuota, "Đã có %d bộ sưu tập. Hãy bỏ bớt bộ sưu tập không dùng nữa.", "There are %d collections. Remove those that nobody needs.", n)
		}
		row.Revision, row.Modified = 1, c.now
		_, err = c.NewInsert().Model(&row).Exec(ctx)
		return err
	})
}

// SaveCollection implements [collection.Store].
func (s *Store) SaveCollection(ctx context.Context, d collection.Collection) error {
	row, err := newCollectionRow(&d)
	if err != nil {
		return err
	}
	return s.change(ctx, "save collection", func(ctx context.Context, c *change) error {
		row.Modified = c.now
		result, err := c.NewUpdate().Model(&row).Column("since", "modified", "document").
			Set("revision = revision + 1").Where("slug = ?", d.Slug).Where("revision = ?", d.Revision).Exec(ctx)
		if err != nil {
			return err
		}
		n, err := result.RowsAffected()
		if err == nil && n == 0 {
			err = c.otherCollection(ctx, d.Slug)
		}
		return err
	})
}

// otherCollection returns why there is no collection of a revision.
func (c *change) otherCollection(ctx context.Context, name catalog.Slug) error {
	there, err := c.NewSelect().Model((*collectionRow)(nil)).Where("slug = ?", name).Exists(ctx)
	switch {
	case err != nil:
		return err
	case !there:
		return collection.NotFound()
	}
	return catalog.Errorf(catalog.ErrConflict, "Bộ sưu tập đã thay đổi; hãy tải lại.", "The collection has changed; load it again.")
}

// DropCollection implements [collection.Store].
func (s *Store) DropCollection(ctx context.Context, name catalog.Slug, revision int64) error {
	if !name.Valid() {
		return collection.NotFound()
	}
	return s.change(ctx, "drop collection", func(ctx context.Context, c *change) error {
		n, err := deleted(ctx, c.NewDelete().Model((*collectionRow)(nil)).Where("slug = ?", name).Where("revision = ?", revision))
		if err == nil && n == 0 {
			err = c.otherCollection(ctx, name)
		}
		return err
	})
}

// Collection implements [collection.Store].
func (s *Store) Collection(ctx context.Context, name catalog.Slug) (collection.Collection, error) {
	if !name.Valid() {
		return collection.Collection{}, collection.NotFound()
	}
	var row collectionRow
	err := s.read.NewSelect().Model(&row).Where("slug = ?", name).Scan(ctx)
	if none(err) {
		return collection.Collection{}, collection.NotFound()
	}
	if err != nil {
		return collection.Collection{}, fmt.Errorf("sqlstore: collection: %w", failed(ctx, err))
	}
	return row.collection()
}

// Collections implements [collection.Store].
func (s *Store) Collections(ctx context.Context, f collection.Filter) ([]collection.Collection, error) {
	if !storable(f.Agency + string(f.After)) {
		return nil, nil
	}
	var rows []collectionRow
	q := s.read.NewSelect().Model(&rows).Order("slug").Limit(page(f.Limit, collection.PageSize))
	if f.Agency != "" || f.Portal {
		q = q.Where("agency = ?", f.Agency)
	}
	if f.Public {
		q = q.Where("since IS NOT NULL")
	}
	if f.After != "" {
		q = q.Where("slug > ?", f.After)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: collections: %w", failed(ctx, err))
	}
	all := make([]collection.Collection, len(rows))
	for i := range rows {
		var err error
		if all[i], err = rows[i].collection(); err != nil {
			return nil, err
		}
	}
	return all, nil
}
