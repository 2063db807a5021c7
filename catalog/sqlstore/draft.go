package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/workflow"
)

type objectRow struct {
	bun.BaseModel `bun:"table:release_objects,alias:o"`

	Release string
	Object  string
}

// SaveDraft implements [catalog.Writer]. It returns an error of kind
// [catalog.ErrConflict] if the release was refused or published before, and of
// kind [catalog.ErrInvalid] if it is in no state of a draft.
func (s *Store) SaveDraft(ctx context.Context, r catalog.Release) error {
	switch r.State {
	case catalog.StateDraft, catalog.StateChecked, catalog.StateRefused:
	default:
		return catalog.Errorf(catalog.ErrInvalid, "Bản nháp không thể ở trạng thái %q.", "A draft cannot be in state %q.", r.State)
	}
	row, err := newReleaseRow(r)
	if err != nil {
		return err
	}
	return s.change(ctx, "save draft", func(ctx context.Context, c *change) error {
		var state catalog.State
		err := c.NewSelect().Table("releases").Column("state").Where("id = ?", r.ID).Scan(ctx, &state)
		switch {
		case none(err):
			if _, err := c.NewInsert().Model(&row).Exec(ctx); err != nil {
				return err
			}
		case err != nil:
			return err
		case state != catalog.StateDraft && state != catalog.StateChecked:
			return catalog.Errorf(catalog.ErrConflict, "Bản nháp này không sửa được nữa.", "This draft can no longer be changed.")
		default:
			if _, err := c.NewUpdate().Model(&row).WherePK().Exec(ctx); err != nil {
				return err
			}
		}
		if r.State == catalog.StateRefused {
			return c.saveObjects(ctx, r.ID, nil)
		}
		return c.saveObjects(ctx, r.ID, r.Tables)
	})
}

// saveObjects records that the release refers to the files of tables, and to
// no others.
func (c *change) saveObjects(ctx context.Context, release string, tables []catalog.Table) error {
	if _, err := c.NewDelete().Table("release_objects").Where("release = ?", release).Exec(ctx); err != nil {
		return err
	}
	var rows []objectRow
	seen := make(map[string]bool)
	for i := range tables {
		for _, o := range tables[i].Objects() {
			if o.Key != "" && !seen[o.Key] {
				rows = append(rows, objectRow{Release: release, Object: o.Key})
				seen[o.Key] = true
			}
		}
	}
	if len(rows) == 0 {
		return nil
	}
	_, err := c.NewInsert().Model(&rows).Exec(ctx)
	return err
}

// KeysInUse implements [catalog.Writer].
func (s *Store) KeysInUse(ctx context.Context, draftsAfter time.Time) (map[string]bool, error) {
	inUse := make(map[string]bool)
	err := s.change(ctx, "keys in use", func(ctx context.Context, c *change) error {
		_, err := c.NewDelete().Model((*releaseRow)(nil)).
			Where("state IN ('draft', 'checked', 'refused')").Where("created < ?", stamp(draftsAfter)).
			Where("NOT EXISTS (SELECT 1 FROM release_steps AS p WHERE p.release = r.id AND p.action = ?)", workflow.Check).Exec(ctx)
		if err != nil {
			return err
		}
		var keys []string
		err = c.NewRaw("SELECT object FROM release_objects UNION SELECT object FROM derived_files").Scan(ctx, &keys)
		for _, key := range keys {
			inUse[key] = true
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return inUse, nil
}

// Sharing implements [catalog.Writer].
func (s *Store) Sharing(ctx context.Context, releaseID string) ([]catalog.Shared, error) {
	var db bun.IDB = s.read
	if c := s.recording(ctx); c != nil {
		db = c
	}
	var rows []objectRow
	err := db.NewSelect().Model(&rows).Where("o.release <> ?", releaseID).
		Where("o.object IN (SELECT m.object FROM release_objects AS m WHERE m.release = ?)", releaseID).
		Order("o.release", "o.object").Scan(ctx)
	if err != nil && !none(err) {
		return nil, fmt.Errorf("sqlstore: objects that are shared: %w", failed(ctx, err))
	}
	all := make([]catalog.Shared, len(rows))
	for i, r := range rows {
		all[i] = catalog.Shared{ReleaseID: r.Release, Object: r.Object}
	}
	return all, nil
}
