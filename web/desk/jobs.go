package desk

import (
	"context"
	"log/slog"
	"strconv"

	"nguon/catalog/account"
	"nguon/catalog/job"
	"nguon/web/frame"
)

// failuresShown is how many jobs that were given up the administration shows.
const failuresShown = 50

// Jobs are the background work of the portal.
type Jobs interface {
	// FailedJobs returns the jobs that were given up, the last first.
	FailedJobs(ctx context.Context, limit int) ([]job.Failure, error)

	// RetryJob has one of them tried again. The error is of kind
	// [catalog.ErrNotFound] if there is none of the ID.
	RetryJob(ctx context.Context, id int64) error
}

// verbJobRetry is what the audit log says of a job that is tried again.
const verbJobRetry account.Verb = "job.retry"

// failuresPart shows the jobs that were given up, each with a button. The page
// that it is on is for days on which something is broken: it must not fail too.
func (d *Desk) failuresPart(t *task) part {
	l := t.l
	p := part{ID: "jobs", Heading: l.T("desk.jobs.failed"), Table: &table{
		Caption: l.T("desk.jobs.failed"), Empty: l.T("desk.jobs.none"),
		Columns: []string{l.T("desk.jobs.kind"), l.T("desk.jobs.attempts"), l.T("desk.jobs.ended"), l.T("desk.jobs.why"), l.T("desk.action")},
	}}
	all, err := d.Jobs.FailedJobs(t.r.Context(), failuresShown)
	if err != nil {
		d.Log().LogAttrs(t.r.Context(), slog.LevelError, "failed jobs not listed", slog.Any("error", err))
		return part{ID: p.ID, Heading: p.Heading, Note: l.T("desk.jobs.unknown")}
	}
	for _, j := range all {
		again := frame.Form{Action: t.path("/jobs/" + strconv.FormatInt(j.ID, 10) + "/retry"), Submit: l.T("desk.jobs.retry"), Quiet: true}
		p.Table.Rows = append(p.Table.Rows, []cell{
			{Text: j.Kind + " " + strconv.FormatInt(j.ID, 10), Code: true}, text(l.Int(int64(j.Attempts))), {Time: j.Ended}, text(frame.Shorten(j.Why, 300)), {Forms: []frame.Form{again}},
		})
	}
	return p
}

// retryJob has a job that was given up tried again.
func (d *Desk) retryJob(t *task) error {
	id, err := strconv.ParseInt(t.r.PathValue("job"), 10, 64)
	if err != nil {
		return frame.ErrNoPage
	}
	err = d.Audit.Record(t.r.Context(), func(ctx context.Context) ([]account.Entry, error) {
		return []account.Entry{account.NewEntry(t.by(), verbJobRetry, "job", strconv.FormatInt(id, 10))}, d.Jobs.RetryJob(ctx, id)
	})
	if err != nil {
		return err
	}
	return t.done("", "retried")
}

// indexPart says how far the search index is behind the catalogue.
func (d *Desk) indexPart(t *task) part {
	l := t.l
	p := part{Heading: l.T("desk.index.title")}
	events, err := d.Behind(t.r.Context())
	switch {
	case err != nil:
		p.Note = l.T("desk.index.unknown")
	case events == 0:
		p.Note = l.T("desk.index.none")
	case events >= MaxBehind:
		p.Note = l.T("desk.index.far", "n", MaxBehind)
	default:
		p.Note = l.N("desk.index.behind", int64(events))
	}
	return p
}
