package sqlstore

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/job"
	"nguon/catalog/workflow"
)

var _ catalog.Announcer = (*Store)(nil)

// announceBatch bounds the releases of one transaction, during which nobody else
// can write.
const announceBatch = 100

// UseClock has the store take the time from now instead of time.Now. It must be
// called before the store is shared.
func (s *Store) UseClock(now func() time.Time) { s.now = now }

// prepare keeps what is to be true from the time of a release on, and unknown
// until then.
func (c *change) prepare(ctx context.Context, p catalog.Publication) error {
	at := stamp(p.Release.PublishAt)
	row, err := newCandidateRow(p.Release.ID, p.Agency, p.Dataset)
	if err != nil {
		return err
	}
	row.Due = at
	agency := agencyRow{Code: p.Agency.Code, Document: row.AgencyDocument, ShownFrom: at.UnixMicro()}
	if _, err := c.NewInsert().Model(&agency).On("CONFLICT (code) DO UPDATE").
		Set("shown_from = CASE WHEN a.shown_from > EXCLUDED.shown_from THEN EXCLUDED.shown_from ELSE a.shown_from END").Exec(ctx); err != nil {
		return err
	}
	dataset := datasetRow{Slug: p.Dataset.Slug, Agency: p.Dataset.Agency, Created: at, Modified: at, Document: row.DatasetDocument,
		ShownFrom: at.UnixMicro()}
	if _, err := c.NewInsert().Model(&dataset).On("CONFLICT (slug) DO NOTHING").Exec(ctx); err != nil {
		return err
	}
	return c.saveCandidate(ctx, row)
}

// NextDue implements [catalog.Announcer].
func (s *Store) NextDue(ctx context.Context) (time.Time, error) {
	var due micros
	err := s.read.NewRaw("SELECT due FROM candidates WHERE due IS NOT NULL ORDER BY due LIMIT 1").Scan(ctx, &due)
	if err != nil && !none(err) {
		return time.Time{}, fmt.Errorf("sqlstore: next due: %w", failed(ctx, err))
	}
	return due.Time, nil
}

// Announce implements [catalog.Announcer]. Each step is noted with the delay,
// and so is an entry of the audit log.
func (s *Store) Announce(ctx context.Context, at time.Time, jobs func(catalog.Release) []catalog.Job) ([]catalog.Release, error) {
	var done []catalog.Release
	err := s.change(ctx, "announce", func(ctx context.Context, c *change) error {
		done = nil
		var rows []candidacy
		err := candidates(c).Where("c.due <= ?", stamp(at)).OrderExpr("c.due, c.release").Limit(announceBatch).Scan(ctx, &rows)
		if err != nil {
			return err
		}
		for _, row := range rows {
			y, err := row.candidate()
			if err != nil {
				return err
			}
			if err := s.announce(ctx, c, y, at, jobs); err != nil {
				return err
			}
			done = append(done, y.Release)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return done, nil
}

func (s *Store) announce(ctx context.Context, c *change, y workflow.Candidate, at time.Time, jobs func(catalog.Release) []catalog.Job) error {
	r := &y.Release
	if err := c.saveAgency(ctx, y.Agency); err != nil {
		return err
	}
	if err := c.saveDatasetAt(ctx, y.Dataset, stamp(r.PublishAt)); err != nil {
		return err
	}
	if _, err := c.NewRaw("UPDATE candidates SET due = NULL WHERE release = ?", r.ID).Exec(ctx); err != nil {
		return err
	}
	c.event(catalog.Event{Kind: catalog.ReleasePublished, Dataset: r.Dataset, Version: r.Version})
	step := workflow.Step{Time: at, By: account.Actor{Kind: account.ActorSystem}, Action: workflow.Announce, State: catalog.StatePublished,
		At: r.PublishAt, Delay: at.Sub(r.PublishAt)}
	if err := c.note(ctx, r.ID, step); err != nil {
		return err
	}
	e := account.Entry{Actor: step.By, Verb: workflow.VerbOf(workflow.Announce), Object: account.Object{Kind: workflow.ObjectKind, ID: r.ID}}
	if err := c.appendEntry(ctx, e.Of(y.Agency.Code).Change(nil, workflow.Told(&y, step))); err != nil {
		return err
	}
	var all []job.Job
	for _, j := range jobs(*r) {
		all = append(all, j)
	}
	return s.queue.Insert(ctx, c.Tx.Tx, all...)
}

// refuseToOvertake returns an error of kind [catalog.ErrConflict] if the public
// is to see an earlier version of a dataset after the time at: the gap in the
// numbers would tell that there is one.
func (c *change) refuseToOvertake(ctx context.Context, slug catalog.Slug, at micros) error {
	var latest sql.NullInt64
	err := c.NewSelect().TableExpr("releases AS r").ColumnExpr("max(r.publish_at)").Where("r.dataset = ?", slug).Where(public).
		Where("r.state = ?", catalog.StatePublished).Scan(ctx, &latest)
	if err != nil || latest.Int64 <= max(at.UnixMicro(), c.now.UnixMicro()) {
		return err
	}
	return catalog.Errorf(catalog.ErrConflict, "Một phiên bản trước đã được hẹn công bố muộn hơn. Hãy chọn thời điểm sau đó, hoặc hoãn phiên bản ấy.",
		"An earlier version is scheduled for a later time. Choose a time after it, or postpone it.")
}
