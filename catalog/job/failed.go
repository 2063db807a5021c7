package job

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// ErrNotFailed says that a job was not given up, or is there no more.
var ErrNotFailed = errors.New("job: not given up")

// A Failure is a job that was given up: it was tried as often as jobs are, or its
// handler saw no use in it (see [GiveUp]). It is forgotten after some days.
type Failure struct {
	ID       int64
	Kind     string
	Attempts int
	Ended    time.Time
	Why      string // the last error; for those who keep the portal
}

// Failed returns the jobs that were given up, the last first, at most limit.
func (q *Queue) Failed(ctx context.Context, limit int) ([]Failure, error) {
	// By time is by when they ended: River 0.31 refuses to order by that name.
	got, err := q.client.JobList(ctx, river.NewJobListParams().States(rivertype.JobStateDiscarded, rivertype.JobStateCancelled).
		OrderBy(river.JobListOrderByTime, river.SortOrderDesc).First(max(1, min(limit, 10_000))))
	if err != nil {
		return nil, fmt.Errorf("job: failed jobs: %w", err)
	}
	all := make([]Failure, len(got.Jobs))
	for i, j := range got.Jobs {
		all[i] = Failure{ID: j.ID, Kind: j.Kind, Attempts: j.Attempt}
		if j.FinalizedAt != nil {
			all[i].Ended = j.FinalizedAt.UTC()
		}
		if n := len(j.Errors); n > 0 {
			all[i].Why = j.Errors[n-1].Error
		}
	}
	return all, nil
}

// Retry has a job that was given up tried again, as part of a transaction. It
// returns [ErrNotFailed] for any other.
func (q *Queue) Retry(ctx context.Context, tx *sql.Tx, id int64) error {
	j, err := q.client.JobGetTx(ctx, tx, id)
	switch {
	case errors.Is(err, river.ErrNotFound):
		return ErrNotFailed
	case err != nil:
		return fmt.Errorf("job: retry: %w", err)
	case j.State != rivertype.JobStateDiscarded && j.State != rivertype.JobStateCancelled:
		return ErrNotFailed
	}
	if _, err := q.client.JobRetryTx(ctx, tx, id); err != nil {
		return fmt.Errorf("job: retry: %w", err)
	}
	return nil
}
