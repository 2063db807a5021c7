package sqlstore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/market"
)

type productRow struct {
	bun.BaseModel `bun:"table:products,alias:p"`

	Name     catalog.Slug `bun:",pk"`
	Agency   string
	Created  micros
	Modified micros
	Revision int64
	Document string
}

func (r productRow) product() (market.Product, error) {
	var p market.Product
	if err := json.Unmarshal([]byte(r.Document), &p); err != nil {
		return market.Product{}, fmt.Errorf("document of product %s: %w", r.Name, err)
	}
	p.Name, p.Agency, p.Created, p.Modified, p.Revision = r.Name, r.Agency, r.Created.Time, r.Modified.Time, r.Revision
	return p, nil
}

// Product implements [market.Products].
func (s *Store) Product(ctx context.Context, name catalog.Slug) (market.Product, error) {
	if !name.Valid() {
		return market.Product{}, noProduct(name)
	}
	var row productRow
	err := s.read.NewSelect().Model(&row).Where("name = ?", name).Scan(ctx)
	switch {
	case none(err):
		return market.Product{}, noProduct(name)
	case err != nil:
		return market.Product{}, fmt.Errorf("sqlstore: product: %w", failed(ctx, err))
	}
	p, err := row.product()
	if err != nil {
		return market.Product{}, fmt.Errorf("sqlstore: product: %w", err)
	}
	return p, nil
}

// Products implements [market.Products].
func (s *Store) Products(ctx context.Context, f market.ProductFilter) ([]market.Product, error) {
	if !storable(f.Agency) || !storable(string(f.After)) {
		return nil, nil
	}
	var rows []productRow
	q := s.read.NewSelect().Model(&rows).Order("name")
	if f.Agency != "" {
		q = q.Where("agency = ?", f.Agency)
	}
	if f.After != "" {
		q = q.Where("name > ?", f.After)
	}
	if f.Limit > 0 {
		q = q.Limit(int64(f.Limit))
	}
	if err := q.Scan(ctx); err != nil {
		return nil, fmt.Errorf("sqlstore: products: %w", failed(ctx, err))
	}
	products := make([]market.Product, len(rows))
	for i, r := range rows {
		var err error
		if products[i], err = r.product(); err != nil {
			return nil, fmt.Errorf("sqlstore: products: %w", err)
		}
	}
	return products, nil
}

// SaveProduct implements [market.Products].
func (s *Store) SaveProduct(ctx context.Context, p market.Product, documents ...[]byte) (market.Product, error) {
	if err := p.Validate(); err != nil {
		return market.Product{}, err
	}
	text, err := json.Marshal(p)
	if err != nil {
		return market.Product{}, fmt.Errorf("sqlstore: save product: %w", err)
	}
	err = s.change(ctx, "save product", func(ctx context.Context, c *change) error {
		known, err := c.NewSelect().Table("agencies").Where("code = ?", p.Agency).Exists(ctx)
		switch {
		case err != nil:
			return err
		case !known:
			return catalog.Errorf(catalog.ErrInvalid, "Không có cơ quan %q.", "There is no agency %q.", p.Agency)
		}
		if err := c.saveDocuments(ctx, documents); err != nil {
			return err
		}
		if err := c.haveDocuments(ctx, &p); err != nil {
			return err
		}
		if err := c.saveProduct(ctx, &p, string(text)); err != nil {
			return err
		}
		c.event(catalog.Event{Kind: catalog.ProductSaved, Agency: p.Agency, Product: p.Name})
		return nil
	})
	if err != nil {
		return market.Product{}, err
	}
	return p, nil
}

func (c *change) saveProduct(ctx context.Context, p *market.Product, text string) error {
	var old productRow
	err := c.NewSelect().Model(&old).Where("name = ?", p.Name).Scan(ctx)
	switch {
	case none(err) && p.Revision == 0:
		p.Created, p.Modified, p.Revision = c.now.Time, c.now.Time, 1
		_, err := c.NewInsert().Model(&productRow{Name: p.Name, Agency: p.Agency, Created: c.now, Modified: c.now, Revision: 1, Document: text}).Exec(ctx)
		return err
	case none(err):
		return noProduct(p.Name)
	case err != nil:
		return err
	case p.Revision == 0:
		return catalog.Errorf(catalog.ErrConflict, "Tên %q đã là của một API khác.", "The name %q is that of another API.", p.Name)
	case p.Revision != old.Revision:
		return catalog.Errorf(catalog.ErrConflict, "API %q vừa được người khác sửa; hãy tải lại.", "The API %q was changed by somebody else; load it again.", p.Name)
	}
	before, err := old.product()
	if err != nil {
		return err
	}
	p.Created, p.Modified, p.Revision = old.Created.Time, c.now.Time, old.Revision+1
	if err := c.tellMoved(ctx, &before, p); err != nil {
		return err
	}
	_, err = c.NewUpdate().Model(&productRow{Name: p.Name, Agency: p.Agency, Created: old.Created, Modified: c.now, Revision: p.Revision, Document: text}).
		WherePK().Exec(ctx)
	return err
}

func (c *change) saveDocuments(ctx context.Context, documents [][]byte) error {
	for _, body := range documents {
		if !storable(string(body)) {
			return catalog.Errorf(catalog.ErrInvalid, "Tài liệu OpenAPI không phải UTF-8.", "The OpenAPI document is not UTF-8.")
		}
		sum := sha256.Sum256(body)
		_, err := c.NewRaw("INSERT INTO api_documents (sha256, body) VALUES (?, ?) ON CONFLICT (sha256) DO NOTHING",
			hex.EncodeToString(sum[:]), string(body)).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// haveDocuments returns an error of kind [catalog.ErrInvalid] if a document
// that p refers to is not there.
func (c *change) haveDocuments(ctx context.Context, p *market.Product) error {
	for _, v := range p.Versions {
		if v.Document == nil {
			continue
		}
		there := storable(v.Document.SHA256)
		if there {
			var err error
			if there, err = c.NewSelect().Table("api_documents").Where("sha256 = ?", v.Document.SHA256).Exists(ctx); err != nil {
				return err
			}
		}
		if !there {
			return catalog.Errorf(catalog.ErrInvalid, "Thiếu tài liệu OpenAPI của phiên bản %s.", "The OpenAPI document of version %s is missing.", v.Name)
		}
	}
	return nil
}

// Document implements [market.Products].
func (s *Store) Document(ctx context.Context, sum string) ([]byte, error) {
	missing := catalog.Errorf(catalog.ErrNotFound, "Không có tài liệu này.", "There is no such document.")
	if !storable(sum) {
		return nil, missing
	}
	var body string
	err := s.read.NewSelect().Table("api_documents").Column("body").Where("sha256 = ?", sum).Scan(ctx, &body)
	switch {
	case none(err):
		return nil, missing
	case err != nil:
		return nil, fmt.Errorf("sqlstore: document: %w", failed(ctx, err))
	}
	return []byte(body), nil
}

func noProduct(name catalog.Slug) error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có API %q.", "There is no API %q.", name)
}
