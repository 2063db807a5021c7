package sqlstore

import (
	"cmp"
	"context"
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
	from := cmp.Or(p.From, catalog.StateChecked)
	if !from.Waiting() {
		return dealtWith()
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
		if err := c.mayPublish(ctx, r, from); err != nil {
			return err
		}
		later := row.PublishAt.After(c.now.Time)
		save := c.saveSeen
		if later {
			save = c.prepare
		}
		if err := save(ctx, p); err != nil {
			return err
		}
		if _, err := c.NewUpdate().Model(&row).WherePK().Exec(ctx); err != nil {
			return err
		}
		if err := c.saveObjects(ctx, r.ID, r.Tables); err != nil {
			return err
		}
		if err := s.logPublished(ctx, c, &r, p.Agency.Code); err != nil || later {
			return err
		}
		c.event(catalog.Event{Kind: catalog.ReleasePublished, Dataset: r.Dataset, Version: r.Version})
		return s.queue.Insert(ctx, c.Tx.Tx, jobs...)
	})
}

// saveSeen saves agency and dataset of a release that the public sees from now
// on.
func (c *change) saveSeen(ctx context.Context, p catalog.Publication) error {
	row, err := newCandidateRow(p.Release.ID, p.Agency, p.Dataset)
	if err != nil {
		return err
	}
	if err := c.saveAgency(ctx, p.Agency); err != nil {
		return err
	}
	if err := c.saveDataset(ctx, p.Dataset); err != nil {
		return err
	}
	return c.saveCandidate(ctx, row)
}

// mayPublish returns an error of kind [catalog.ErrConflict] unless r is a
// release in the given state, and the next of its dataset.
func (c *change) mayPublish(ctx context.Context, r catalog.Release, from catalog.State) error {
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
	if err != nil || stored.State != from || stored.Dataset != r.Dataset {
		return catalog.Errorf(catalog.ErrConflict, "Bản phát hành chưa được kiểm tra, hoặc đã được xử lý.",
			"The release has not been checked, or was dealt with already.")
	}
	last, err := c.lastVersion(ctx, r.Dataset)
	if err != nil {
		return err
	}
	if next := last + 1; int64(r.Version) != next {
		return catalog.Errorf(catalog.ErrConflict, "Bản phát hành tiếp theo của %q là %d, không phải %d.",
			"The next release of %q is %d, not %d.", r.Dataset, next, r.Version)
	}
	return c.refuseToOvertake(ctx, r.Dataset, stamp(r.PublishAt))
}

// Withdraw implements [catalog.Writer]. It returns an error of kind
// [catalog.ErrWithdrawn] if the release was withdrawn before.
func (s *Store) Withdraw(ctx context.Context, slug catalog.Slug, version int, reason catalog.Text, at time.Time, jobs ...catalog.Job) error {
	return s.change(ctx, "withdraw", func(ctx context.Context, c *change) error {
		r, err := release(ctx, c, slug, version)
		if err != nil {
			return err
		}
		if r.State == catalog.StateWithdrawn {
			return catalog.Errorf(catalog.ErrWithdrawn, "Bản phát hành %d của %q đã được rút.",
				"Release %d of %q is withdrawn already.", version, slug)
		}
		if r.PublishAt.After(c.now.Time) { // its withdrawal would tell that there was one
			return catalog.Errorf(catalog.ErrConflict, "Bản phát hành %d của %q chưa được công bố; hãy hoãn nó.",
				"Release %d of %q is not public yet: postpone it.", version, slug)
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
		if err := c.saveObjects(ctx, r.ID, nil); err != nil {
			return err
		}
		all := make([]job.Job, len(jobs))
		for i, j := range jobs {
			all[i] = j
		}
		return s.queue.Insert(ctx, c.Tx.Tx, all...)
	})
}
