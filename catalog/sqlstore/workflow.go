package sqlstore

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/workflow"
)

// Move implements [workflow.Store].
func (s *Store) Move(ctx context.Context, id string, from catalog.State, p workflow.Step) error {
	if p.State == catalog.StatePublished || p.State == catalog.StateWithdrawn {
		return fmt.Errorf("sqlstore: a step to state %q has a method of its own", p.State)
	}
	return s.change(ctx, "move", func(ctx context.Context, c *change) error {
		var row releaseRow
		err := c.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
		switch {
		case none(err):
			return noCandidate()
		case err != nil:
			return err
		case row.State != from:
			return dealtWith()
		case from == catalog.StatePublished:
			if err := c.postpone(ctx, row); err != nil {
				return err
			}
		case !from.Waiting():
			return dealtWith()
		}
		if p.State == catalog.StateDiscarded {
			if err := c.saveObjects(ctx, id, nil); err != nil {
				return err
			}
		}
		if _, err := c.NewUpdate().Model(&row).Set("state = ?", p.State).WherePK().Exec(ctx); err != nil {
			return err
		}
		return c.note(ctx, id, p)
	})
}

// dealtWith is the error for a release that is not in the state that somebody
// saw it in.
func dealtWith() error {
	return catalog.Errorf(catalog.ErrConflict, "Bản phát hành vừa được người khác xử lý. Hãy xem lại.",
		"Somebody else has just dealt with the release. Look at it again.")
}

// postpone undoes what was prepared for the time of a release, if nobody has
// seen anything of it and no later version follows it.
func (c *change) postpone(ctx context.Context, row releaseRow) error {
	if !row.PublishAt.After(c.now.Time) {
		return catalog.Errorf(catalog.ErrConflict, "Bản phát hành đã được công bố.", "The release is public already.")
	}
	last, err := c.lastVersion(ctx, row.Dataset)
	if err != nil {
		return err
	}
	if int64(row.Version) != last {
		return catalog.Errorf(catalog.ErrConflict, "Hãy hoãn phiên bản %d trước.", "Postpone version %d first.", last)
	}
	var agency string
	if err := c.NewRaw("SELECT agency FROM datasets WHERE slug = ?", row.Dataset).Scan(ctx, &agency); err != nil {
		return err
	}
	for _, undo := range []struct {
		query string
		args  []any
	}{
		{"UPDATE candidates SET due = NULL WHERE release = ?", []any{row.ID}},
		{"DELETE FROM log_due WHERE release = ?", []any{row.ID}},
		{"DELETE FROM derived_files WHERE release = ?", []any{row.ID}},
		{"DELETE FROM datasets WHERE slug = ? AND shown_from > ? AND ? = 1", []any{row.Dataset, c.now, row.Version}},
		{"UPDATE agencies SET shown_from = (SELECT min(shown_from) FROM datasets WHERE agency = ?) " +
			"WHERE code = ? AND shown_from > ? AND EXISTS (SELECT 1 FROM datasets WHERE agency = ?)", []any{agency, agency, c.now, agency}},
		{"DELETE FROM agencies WHERE code = ? AND shown_from > ? AND NOT EXISTS (SELECT 1 FROM datasets WHERE agency = ?)", []any{agency, c.now, agency}},
	} {
		if _, err := c.NewRaw(undo.query, undo.args...).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// lastVersion returns the highest version of a dataset that was published,
// whatever its time, or 0.
func (c *change) lastVersion(ctx context.Context, slug catalog.Slug) (int64, error) {
	var last sql.NullInt64
	err := c.NewSelect().TableExpr("releases AS r").ColumnExpr("max(r.version)").
		Where("r.dataset = ?", slug).Where(public).Scan(ctx, &last)
	return last.Int64, err
}

type policyRow struct {
	bun.BaseModel `bun:"table:release_policies,alias:y"`

	Agency   string `bun:",pk"`
	Document string
}

// Policy implements [workflow.Store].
func (s *Store) Policy(ctx context.Context, agency string) (p workflow.Policy, err error) {
	if !storable(agency) {
		return p, nil
	}
	var text string
	err = s.read.NewSelect().Table("release_policies").Column("document").Where("agency = ?", agency).Scan(ctx, &text)
	if none(err) {
		return p, nil
	}
	if err == nil {
		err = json.Unmarshal([]byte(text), &p)
	}
	if err != nil {
		return p, fmt.Errorf("sqlstore: policy: %w", failed(ctx, err))
	}
	return p, nil
}

// SetPolicy implements [workflow.Store].
func (s *Store) SetPolicy(ctx context.Context, agency string, p workflow.Policy) error {
	if !catalog.ValidAgencyCode(agency) {
		return catalog.Errorf(catalog.ErrInvalid, "%q không phải mã của một cơ quan.", "%q is no code of an agency.", agency)
	}
	return s.change(ctx, "set policy", func(ctx context.Context, c *change) error { return c.putPolicy(ctx, agency, p) })
}

func (c *change) putPolicy(ctx context.Context, agency string, p workflow.Policy) error {
	text, err := document(p)
	if err != nil {
		return err
	}
	row := policyRow{Agency: agency, Document: text}
	_, err = c.NewInsert().Model(&row).On("CONFLICT (agency) DO UPDATE").Set("document = EXCLUDED.document").Exec(ctx)
	return err
}

// renameInPolicy has what an agency wants of a dataset follow it to a new name,
// which it has already.
func (c *change) renameInPolicy(ctx context.Context, from, to catalog.Slug) error {
	var row policyRow
	err := c.NewSelect().Model(&row).Where("y.agency = (SELECT d.agency FROM datasets AS d WHERE d.slug = ?)", to).Scan(ctx)
	if none(err) {
		return nil
	}
	var p workflow.Policy
	if err == nil {
		err = json.Unmarshal([]byte(row.Document), &p)
	}
	if err != nil {
		return err
	}
	days, differs := p.Datasets[from]
	if !differs {
		return nil
	}
	return c.putPolicy(ctx, row.Agency, p.WithDays(from, nil).WithDays(to, &days))
}
