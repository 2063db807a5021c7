package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"nguon/catalog"
)

type derivedRow struct {
	bun.BaseModel `bun:"table:derived_files,alias:f"`

	Release  string `bun:",pk"`
	Resource string `bun:",pk"`
	Format   string `bun:",pk"`
	Object   string
	Document string
}

// SaveDerived implements [catalog.Writer]. A file of the same resource and
// format is replaced. It returns an error of kind [catalog.ErrNotFound] if
// there is no such published release, and of kind [catalog.ErrWithdrawn] if it
// was withdrawn.
func (s *Store) SaveDerived(ctx context.Context, f catalog.DerivedFile) error {
	document, err := json.Marshal(f.File)
	if err != nil {
		return err
	}
	row := derivedRow{Release: f.ReleaseID, Resource: f.Resource, Format: f.File.Format, Object: f.File.Key, Document: string(document)}
	return s.change(ctx, "save derived file", func(ctx context.Context, c *change) error {
		state, err := releaseState(ctx, c, f.ReleaseID)
		switch {
		case err != nil:
			return err
		case state == catalog.StateWithdrawn:
			return catalog.Errorf(catalog.ErrWithdrawn, "Bản phát hành đã được rút.", "The release is withdrawn.")
		case state != catalog.StatePublished:
			return noReleaseID()
		}
		_, err = c.NewInsert().Model(&row).On("CONFLICT (release, resource, format) DO UPDATE").
			Set("object = EXCLUDED.object, document = EXCLUDED.document").Exec(ctx)
		return err
	})
}

// Derived implements [catalog.Reader]. Files are in the order of resource and
// format.
func (s *Store) Derived(ctx context.Context, releaseID string) ([]catalog.DerivedFile, error) {
	files, err := s.derived(ctx, releaseID)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: derived files: %w", failed(ctx, err))
	}
	return files, nil
}

func (s *Store) derived(ctx context.Context, releaseID string) ([]catalog.DerivedFile, error) {
	if !storable(releaseID) {
		return nil, noReleaseID()
	}
	var db bun.IDB = s.read
	if c := s.recording(ctx); c != nil {
		db = c
	}
	var rows []derivedRow
	err := db.NewSelect().Model(&rows).Where("release = ?", releaseID).Order("resource", "format").Scan(ctx)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		_, err := releaseState(ctx, db, releaseID)
		return nil, err
	}
	files := make([]catalog.DerivedFile, len(rows))
	for i, r := range rows {
		files[i] = catalog.DerivedFile{ReleaseID: r.Release, Resource: r.Resource}
		if err := json.Unmarshal([]byte(r.Document), &files[i].File); err != nil {
			return nil, fmt.Errorf("document of %s of release %s: %w", r.Format, r.Release, err)
		}
	}
	return files, nil
}

func releaseState(ctx context.Context, db bun.IDB, id string) (state catalog.State, err error) {
	err = db.NewSelect().Table("releases").Column("state").Where("id = ?", id).Scan(ctx, &state)
	if none(err) {
		return "", noReleaseID()
	}
	return state, err
}

func noReleaseID() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có bản phát hành này.", "There is no such release.")
}
