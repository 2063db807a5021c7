package sqlstore

import (
	"context"
	"database/sql"
	"time"

	"nguon/catalog"
	"nguon/catalog/job"
)

// Publish implements [catalog.Writer]. It returns an error of kind
// [catalog.ErrInvalid] if the parts of p do not belong together, and of kind
// [catalog.ErrConflict] also if the slug is a former one of a dataset.
func (s *Store) Publish(ctx context.Context, p catalog.Publication) error {
	r := p.Release
	if r.Dataset != p.Dataset.Slug || p.Dataset.Agency != p.Agency.Code {
		return catalog.Errorf(catalog.ErrInvalid, "Bản phát hành, bộ dữ liệu và cơ quan không khớp nhau.",
			"Release, dataset and agency do not belong together.")
	}
	r.State = catalog.StatePublished
	row, err := newReleaseRow(r)
	if err != nil {
		return err
	}
	jobs := make([]job.Job, len(p.Jobs))
	for i, j := range p.Jobs {
		jobs[i] = j
	}
	return s.change(ctx, "publish", func(ctx context.Context, c *change) error {
		if err := c.mayPublish(ctx, r); err != nil {
			return err
		}
		if err := c.saveAgency(ctx, p.Agency); err != nil {
			return err
		}
		if err := c.saveDataset(ctx, p.Dataset); err != nil {
			return err
		}
		if _, err := c.NewUpdate().Model(&row).WherePK().Exec(ctx); err != nil {
			return err
		}
		if err := c.saveObjects(ctx, r.ID, r.Tables); err != nil {
			return err
		}
		c.event(catalog.Event{Kind: catalog.ReleasePublished, Dataset: r.Dataset, Version: r.Version})
		if err := s.logPublished(ctx, c, &r, p.Agency.Code); err != nil {
			return err
		}
		return s.queue.Insert(ctx, c.Tx.Tx, jobs...)
	})
}

// mayPublish returns an error of kind [catalog.ErrConflict] unless r is a
// checked release, and the next of its dataset.
func (c *change) mayPublish(ctx context.Context, r catalog.Release) error {
	var to catalog.Slug
	err := c.NewSelect().Table("redirects").Column("target").Where("slug = ?", r.Dataset).Scan(ctx, &to)
	switch {
	case err == nil:
		conflict := catalog.Errorf(catalog.ErrConflict, "Bộ dữ liệu %q nay có tên %q.", "Dataset %q is now called %q.", r.Dataset, to)
		conflict.Err = &catalog.Moved{To: to}
		return conflict
	case !none(err):
		return err
	}
	var stored releaseRow
	err = c.NewSelect().Model(&stored).Where("id = ?", r.ID).Scan(ctx)
	if err != nil && !none(err) {
		return err
	}
	if err != nil || stored.State != catalog.StateChecked || stored.Dataset != r.Dataset {
		return catalog.Errorf(catalog.ErrConflict, "Bản phát hành chưa được kiểm tra, hoặc đã được xử lý.",
			"The release has not been checked, or was dealt with already.")
	}
	var last sql.NullInt64
	err = c.NewSelect().TableExpr("releases AS r").ColumnExpr("max(r.version)").
		Where("r.dataset = ?", r.Dataset).Where(public).Scan(ctx, &last)
	if err != nil {
		return err
	}
	if next := last.Int64 + 1; int64(r.Version) != next {
		return catalog.Errorf(catalog.ErrConflict, "Bản phát hành tiếp theo của %q là %d, không phải %d.",
			"The next release of %q is %d, not %d.", r.Dataset, next, r.Version)
	}
	return nil
}

// Withdraw implements [catalog.Writer]. It returns an error of kind
// [catalog.ErrWithdrawn] if the release was withdrawn before.
func (s *Store) Withdraw(ctx context.Context, slug catalog.Slug, version int, reason catalog.Text, at time.Time) error {
	return s.change(ctx, "withdraw", func(ctx context.Context, c *change) error {
		r, err := release(ctx, c, slug, version)
		if err != nil {
			return err
		}
		if r.State == catalog.StateWithdrawn {
			return catalog.Errorf(catalog.ErrWithdrawn, "Bản phát hành %d của %q đã được rút.",
				"Release %d of %q is withdrawn already.", version, slug)
		}
		r.State, r.Withdrawn, r.Reason = catalog.StateWithdrawn, at, reason
		row, err := newReleaseRow(r)
		if err != nil {
			return err
		}
		if _, err := c.NewUpdate().Model(&row).WherePK().Exec(ctx); err != nil {
			return err
		}
		if _, err := c.NewDelete().Table("derived_files").Where("release = ?", r.ID).Exec(ctx); err != nil {
			return err
		}
		c.event(catalog.Event{Kind: catalog.ReleaseWithdrawn, Dataset: slug, Version: version})
		if err := s.logWithdrawn(ctx, c, &r); err != nil {
			return err
		}
		return c.saveObjects(ctx, r.ID, nil)
	})
}
