package sqlstore

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"nguon/catalog"
	"nguon/catalog/job"
)

// pickUp is how long a queued task may wait before its job is made once more,
// in case the first one was lost. A task whose worker is only late loses
// nothing: whoever comes second finds it taken.
const pickUp = 10 * time.Minute

type taskRow struct {
	bun.BaseModel `bun:"table:tasks,alias:t"`

	ID        string `bun:",pk"`
	Kind      string
	Owner     string
	State     job.State
	Holder    string // the worker; empty if there is none
	Attempt   int
	Created   micros
	Started   micros
	Heartbeat micros
	Until     micros
	Stop      micros
	Ended     micros
	Input     string
	Progress  string
	Outcome   string
}

func (r taskRow) task() job.Task {
	t := job.Task{
		ID: r.ID, Kind: r.Kind, Owner: r.Owner, State: r.State, Attempt: r.Attempt, Input: json.RawMessage(r.Input),
		Created: r.Created.Time, Started: r.Started.Time, Heartbeat: r.Heartbeat.Time, Until: r.Until.Time, Stop: r.Stop.Time, Ended: r.Ended.Time,
	}
	if r.Progress != "" {
		t.Progress = json.RawMessage(r.Progress)
	}
	if r.Outcome != "" {
		t.Outcome = json.RawMessage(r.Outcome)
	}
	return t
}

// AddTask implements [job.Ledger]. It returns an error of kind
// [catalog.ErrInvalid] for text that is not UTF-8, or has a NUL.
func (s *Store) AddTask(ctx context.Context, t job.Task) error {
	if !storable(t.ID + t.Kind + t.Owner + string(t.Input)) {
		return catalog.Errorf(catalog.ErrInvalid, "Văn bản có ký tự không hợp lệ.", "The text has characters that are not valid.")
	}
	now := s.now()
	row := taskRow{ID: t.ID, Kind: t.Kind, Owner: t.Owner, State: job.Queued, Input: string(t.Input), Created: stamp(now), Until: stamp(now.Add(pickUp))}
	return s.taskChange(ctx, "add task", func(tx bun.Tx) error {
		done, err := tx.NewInsert().Model(&row).On("CONFLICT (id) DO NOTHING").Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := done.RowsAffected(); err != nil || n == 0 {
			return orElse(err, catalog.Errorf(catalog.ErrConflict, "Công việc này đã có.", "This task exists already."))
		}
		return s.queue.Insert(ctx, tx.Tx, job.TaskDue{Task: t.ID})
	})
}

// Task implements [job.Ledger].
func (s *Store) Task(ctx context.Context, id string) (job.Task, error) {
	if !storable(id) {
		return job.Task{}, noTask()
	}
	var row taskRow
	err := s.read.NewSelect().Model(&row).Where("id = ?", id).Scan(ctx)
	if none(err) {
		return job.Task{}, noTask()
	} else if err != nil {
		return job.Task{}, fmt.Errorf("sqlstore: task: %w", failed(ctx, err))
	}
	return row.task(), nil
}

// ClaimTask implements [job.Ledger].
func (s *Store) ClaimTask(ctx context.Context, id, worker string, lease time.Duration) (job.Task, error) {
	now := s.now()
	var row taskRow
	err := s.write.NewUpdate().Model(&row).
		Set("state = ?", job.Running).Set("holder = ?", worker).Set("attempt = attempt + 1").Set("progress = ''").
		Set("started = ?", stamp(now)).Set("heartbeat = ?", stamp(now)).Set("until = ?", stamp(now.Add(lease))).
		Where("id = ?", id).Where("state = ?", job.Queued).Returning("*").Scan(ctx)
	if none(err) {
		if _, err := s.Task(ctx, id); err != nil {
			return job.Task{}, err
		}
		return job.Task{}, job.ErrTaken
	} else if err != nil {
		return job.Task{}, fmt.Errorf("sqlstore: claim task: %w", failed(ctx, err))
	}
	return row.task(), nil
}

// BeatTask implements [job.Ledger].
func (s *Store) BeatTask(ctx context.Context, id, worker string, progress json.RawMessage, lease time.Duration) (bool, error) {
	now := s.now()
	var stop micros
	q := s.write.NewUpdate().Model((*taskRow)(nil)).Set("heartbeat = ?", stamp(now)).Set("until = ?", stamp(now.Add(lease))).
		Where("id = ?", id).Where("holder = ?", worker).Where("state = ?", job.Running)
	if len(progress) > 0 {
		q = q.Set("progress = ?", string(progress))
	}
	err := q.Returning("stop").Scan(ctx, &stop)
	if none(err) {
		return false, job.ErrLost
	} else if err != nil {
		return false, fmt.Errorf("sqlstore: heartbeat of task: %w", failed(ctx, err))
	}
	return !stop.IsZero(), nil
}

// EndTask implements [job.Ledger].
func (s *Store) EndTask(ctx context.Context, id, worker string, state job.State, outcome json.RawMessage) error {
	now := s.now()
	q := s.write.NewUpdate().Model((*taskRow)(nil)).Set("state = ?", state).Set("holder = ''").
		Where("id = ?", id).Where("holder = ?", worker).Where("state = ?", job.Running)
	if state.Final() {
		q = q.Set("ended = ?", stamp(now)).Set("outcome = ?", string(outcome))
	} else {
		q = q.Set("until = ?", stamp(now.Add(pickUp)))
	}
	done, err := q.Exec(ctx)
	if err != nil {
		return fmt.Errorf("sqlstore: end task: %w", failed(ctx, err))
	}
	if n, err := done.RowsAffected(); err != nil || n == 0 {
		return orElse(err, job.ErrLost)
	}
	return nil
}

// StopTask implements [job.Ledger].
func (s *Store) StopTask(ctx context.Context, id string) error {
	if _, err := s.Task(ctx, id); err != nil {
		return err
	}
	now := stamp(s.now())
	return s.taskChange(ctx, "stop task", func(tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*taskRow)(nil)).Set("state = ?", job.Cancelled).Set("holder = ''").Set("stop = ?", now).Set("ended = ?", now).
			Where("id = ?", id).Where("(state = ? OR state = ? AND until <= ?)", job.Queued, job.Running, now).Exec(ctx)
		if err != nil {
			return err
		}
		_, err = tx.NewUpdate().Model((*taskRow)(nil)).Set("stop = ?", now).
			Where("id = ?", id).Where("state = ?", job.Running).Where("stop IS NULL").Exec(ctx)
		return err
	})
}

// ReviveTasks implements [job.Ledger]. A dead task that was asked to stop is
// cancelled.
func (s *Store) ReviveTasks(ctx context.Context) (int, error) {
	now := s.now()
	const dead = "state IN ('queued', 'running') AND until <= ?"
	any, err := s.read.NewSelect().Model((*taskRow)(nil)).Where(dead, stamp(now)).Exists(ctx)
	if err != nil || !any { // looking costs less than a lock
		if err != nil {
			err = fmt.Errorf("sqlstore: revive tasks: %w", failed(ctx, err))
		}
		return 0, err
	}
	var ids []string
	err = s.taskChange(ctx, "revive tasks", func(tx bun.Tx) error {
		_, err := tx.NewUpdate().Model((*taskRow)(nil)).Set("state = ?", job.Cancelled).Set("holder = ''").Set("ended = ?", stamp(now)).
			Where(dead, stamp(now)).Where("stop IS NOT NULL").Exec(ctx)
		if err != nil {
			return err
		}
		err = tx.NewUpdate().Model((*taskRow)(nil)).Set("state = ?", job.Queued).Set("holder = ''").Set("until = ?", stamp(now.Add(pickUp))).
			Where(dead, stamp(now)).Returning("id").Scan(ctx, &ids)
		if err != nil && !none(err) {
			return err
		}
		jobs := make([]job.Job, len(ids))
		for i, id := range ids {
			jobs[i] = job.TaskDue{Task: id}
		}
		return s.queue.Insert(ctx, tx.Tx, jobs...)
	})
	return len(ids), err
}

// OpenTasks implements [job.Ledger].
func (s *Store) OpenTasks(ctx context.Context) ([]job.Task, error) {
	var rows []taskRow
	err := s.read.NewSelect().Model(&rows).Where("state IN ('queued', 'running')").Order("created", "id").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("sqlstore: open tasks: %w", failed(ctx, err))
	}
	tasks := make([]job.Task, len(rows))
	for i, r := range rows {
		tasks[i] = r.task()
	}
	return tasks, nil
}

// ForgetTasks implements [job.Ledger].
func (s *Store) ForgetTasks(ctx context.Context, before time.Time) error {
	_, err := s.write.NewDelete().Model((*taskRow)(nil)).Where("ended < ?", stamp(before)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("sqlstore: forget tasks: %w", failed(ctx, err))
	}
	return nil
}

// taskChange runs f in a transaction. It makes no event, and so does not wait
// for those that do.
func (s *Store) taskChange(ctx context.Context, what string, f func(tx bun.Tx) error) error {
	tx, err := s.write.BeginTx(ctx, nil)
	if err == nil {
		defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back
		if err = f(tx); err == nil {
			err = tx.Commit()
		}
	}
	if err != nil {
		return fmt.Errorf("sqlstore: %s: %w", what, failed(ctx, err))
	}
	return nil
}

func orElse(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func noTask() error {
	return catalog.Errorf(catalog.ErrNotFound, "Không có công việc này.", "There is no such task.")
}
