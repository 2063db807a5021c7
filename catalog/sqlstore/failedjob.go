package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"nguon/catalog"
	"nguon/catalog/job"
)

// FailedJobs returns the jobs that were given up, the last first, at most limit.
func (s *Store) FailedJobs(ctx context.Context, limit int) ([]job.Failure, error) {
	all, err := s.queue.Failed(ctx, limit)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: %w", failed(ctx, err))
	}
	return all, nil
}

// RetryJob has a job that was given up tried again. The error is of kind
// [catalog.ErrNotFound] if there is none.
func (s *Store) RetryJob(ctx context.Context, id int64) error {
	return s.change(ctx, "retry job", func(ctx context.Context, c *change) error {
		err := s.queue.Retry(ctx, c.Tx.Tx, id)
		if errors.Is(err, job.ErrNotFailed) {
			return catalog.Errorf(catalog.ErrNotFound, "Không có việc nào như vậy đã thất bại.", "There is no such job that has failed.")
		}
		return err
	})
}
