package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/dossier"
)

var _ dossier.Store = (*Store)(nil)

type dossierRow struct {
	bun.BaseModel `bun:"table:dossiers,alias:ds"`

	ID       string `bun:",pk"`
	Agency   string
	Author   string
	Title    string // a [catalog.Text] as JSON
	Revision int64
	Created  micros
	Modified micros
	Document string
}

// dossierDocument is what is in a dossier.
type dossierDocument struct {
	Manifest string            `json:"manifest"`
	Files    []dossier.File    `json:"files,omitempty"`
	Policies map[string]string `json:"policies,omitempty"`
	Task     string            `json:"task,omitempty"`
	Checked  string            `json:"checked,omitempty"`
	Release  string            `json:"release,omitempty"`
}

func newDossierRow(d *dossier.Dossier) (dossierRow, error) {
	if err := d.Validate(); err != nil {
		return dossierRow{}, err
	}
	row := dossierRow{ID: d.ID, Agency: d.Agency, Author: d.Author}
	var err error
	if row.Title, err = document(d.Title); err == nil {
		row.Document, err = document(dossierDocument{d.Manifest, d.Files, d.Policies, d.Task, d.Checked, d.Release})
	}
	if err == nil && (!storable(d.ID+d.Agency+d.Author+d.Title.Vi+d.Title.En+d.Manifest) || !storable(row.Document)) {
		err = badText()
	}
	return row, err
}

func (r *dossierRow) dossier() (dossier.Dossier, error) {
	d := dossier.Dossier{ID: r.ID, Agency: r.Agency, Author: r.Author, Revision: r.Revision, Created: r.Created.Time, Modified: r.Modified.Time}
	if err := json.Unmarshal([]byte(r.Title), &d.Title); err != nil || r.Document == "" {
		return d, err
	}
	var doc dossierDocument
	err := json.Unmarshal([]byte(r.Document), &doc)
	d.Manifest, d.Files, d.Policies, d.Task, d.Checked, d.Release = doc.Manifest, doc.Files, doc.Policies, doc.Task, doc.Checked, doc.Release
	return d, err
}

// AddDossier implements [dossier.Store].
func (s *Store) AddDossier(ctx context.Context, d dossier.Dossier) error {
	row, err := newDossierRow(&d)
	if err != nil {
		return err
	}
	return s.change(ctx, "add dossier", func(ctx context.Context, c *change) error {
		n, err := c.NewSelect().Model((*dossierRow)(nil)).Where("agency = ?", d.Agency).Count(ctx)
		if err != nil {
			return err
		}
		if n >= dossier.MaxAgency {
			return catalog.Errorf(catalog.ErrQuota, "Cơ quan đã có %d hồ sơ đang chuẩn bị. Hãy bỏ bớt hồ sơ không dùng nữa.",
				"The agency has %d datasets in preparation. Remove those that nobody needs.", n)
		}
		row.Revision, row.Created, row.Modified = 1, c.now, c.now
		_, err = c.NewInsert().Model(&row).Exec(ctx)
		return err
	})
}

// Dossier implements [dossier.Store].
func (s *Store) Dossier(ctx context.Context, id string) (dossier.Dossier, error) {
	if !storable(id) {
		return dossier.Dossier{}, noDossier()
	}
	var row dossierRow
	err := s.read.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	if none(err) {
		return dossier.Dossier{}, noDossier()
	} else if err != nil {
		return dossier.Dossier{}, fmt.Errorf("sqlstore: dossier: %w", failed(ctx, err))
	}
	d, err := row.dossier()
	if err != nil {
		return d, fmt.Errorf("sqlstore: document of the dossier %s: %w", id, err)
	}
	return d, nil
}

// Dossiers implements [dossier.Store].
func (s *Store) Dossiers(ctx context.Context, agency string) ([]dossier.Dossier, error) {
	if !storable(agency) {
		return nil, nil
	}
	var rows []dossierRow
	err := s.read.NewSelect().Model(&rows).ExcludeColumn("document").Where("agency = ?", agency).Order("modified DESC", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: dossiers: %w", failed(ctx, err))
	}
	all := make([]dossier.Dossier, len(rows))
	for i := range rows {
		if all[i], err = rows[i].dossier(); err != nil {
			return nil, fmt.Errorf("sqlstore: title of the dossier %s: %w", rows[i].ID, err)
		}
	}
	return all, nil
}

// SaveDossier implements [dossier.Store].
func (s *Store) SaveDossier(ctx context.Context, d dossier.Dossier) error {
	row, err := newDossierRow(&d)
	if err != nil {
		return err
	}
	return s.change(ctx, "save dossier", func(ctx context.Context, c *change) error {
		done, err := c.NewUpdate().Model((*dossierRow)(nil)).Set("title = ?", row.Title).Set("document = ?", row.Document).Set("modified = ?", c.now).
			Set("revision = revision + 1").Where("id = ?", d.ID).Where("revision = ?", d.Revision).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n > 0 {
			return err
		}
		there, err := c.NewSelect().Model((*dossierRow)(nil)).Where("id = ?", d.ID).Exists(ctx)
		if err == nil && !there {
			return noDossier()
		}
		return orElse(err, catalog.Errorf(catalog.ErrConflict, "Người khác vừa sửa hồ sơ này. Hãy mở lại trang rồi sửa tiếp.",
			"Somebody else has just changed this dossier. Open the page again and go on."))
	})
}

// DropDossier implements [dossier.Store].
func (s *Store) DropDossier(ctx context.Context, id string) error {
	if !storable(id) {
		return nil
	}
	return s.change(ctx, "drop dossier", func(ctx context.Context, c *change) error {
		_, err := c.NewDelete().Model((*dossierRow)(nil)).Where("id = ?", id).Exec(ctx)
		return err
	})
}

func noDossier() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có hồ sơ này.", "There is no such dossier.")
}
