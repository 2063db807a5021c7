package job

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"sync/atomic"
	"time"

	"github.com/riverqueue/river"
)

const (
	// MaxAttempts is how often a task is begun: one that kills its process
	// each time must not do so for ever.
	MaxAttempts = 5

	// TaskMemory is how long the outcome of a task is remembered.
	TaskMemory = 7 * 24 * time.Hour

	taskQueue   = "tasks"
	taskTimeout = 6 * time.Hour    // for one attempt
	lastWord    = 10 * time.Second // to record the end of a task whose context is over
)

// Done is what became of a task.
type Done struct {
	State   State // final
	Outcome any   // becomes JSON; nil for none

	// After is called once the end is recorded, and not if the process dies
	// before; it may be nil.
	After func()
}

// A TaskFunc does a task. It may call report at any time and as often as it
// likes with something that becomes JSON; it is kept with the next heartbeat.
// The context ends with cause [ErrStopped] when the task is to stop. An error
// has the task tried again later, up to [MaxAttempts] times, after which it has
// failed without an outcome. It must bear to be called again after a process
// died in the middle of it.
type TaskFunc func(ctx context.Context, t Task, report func(progress any)) (Done, error)

// HandleTasks has the tasks in l of each kind in do done by its function. Like
// [Handle] it must be called before [Runner.Run], and once at most. The runner
// then also takes up what died elsewhere, and forgets tasks a week after their
// end.
func HandleTasks(r *Runner, l Ledger, do map[string]TaskFunc) {
	a := &attendant{ledger: l, do: do, lease: r.options.Lease, log: r.queue.log}
	r.handlers++
	r.attendant = a
	r.err = errors.Join(r.err, river.AddWorkerSafely(r.workers, a))
}

// An attendant is the worker, in the sense of River, of all tasks. River
// brings the tasks; who has one, and for how long, is in the ledger, whose
// leases are those of seconds.
type attendant struct {
	river.WorkerDefaults[TaskDue]
	ledger Ledger
	do     map[string]TaskFunc
	lease  time.Duration
	log    *slog.Logger
}

// Timeout keeps River from breaking off tasks as it does other jobs.
func (a *attendant) Timeout(*river.Job[TaskDue]) time.Duration { return taskTimeout }

// Work does a task, if it is still to be done and nobody else has it.
func (a *attendant) Work(ctx context.Context, j *river.Job[TaskDue]) error {
	worker := rand.Text()
	t, err := a.ledger.ClaimTask(ctx, j.Args.Task, worker, a.lease)
	if err == nil {
		err = a.work(ctx, t, worker)
	}
	if errors.Is(err, ErrTaken) || errors.Is(err, ErrLost) {
		return nil // another worker answers for it
	}
	return err
}

func (a *attendant) work(ctx context.Context, t Task, worker string) error {
	do := a.do[t.Kind]
	if do == nil || t.Attempt > MaxAttempts {
		return a.end(ctx, t, worker, Failed, nil)
	}
	done, err := a.attempt(ctx, t, worker, do)
	switch {
	case err == nil:
		outcome, err := json.Marshal(done.Outcome)
		if err != nil {
			return err
		}
		if err := a.end(ctx, t, worker, done.State, outcome); err != nil {
			return err
		}
		if done.After != nil {
			done.After()
		}
		return nil
	case errors.Is(err, ErrLost):
		return err
	case errors.Is(err, ErrStopped):
		return a.end(ctx, t, worker, Cancelled, nil)
	case t.Attempt == MaxAttempts && ctx.Err() == nil:
		a.log.LogAttrs(ctx, slog.LevelError, "task given up", slog.String("task", t.ID), slog.Any("error", err))
		return a.end(ctx, t, worker, Failed, nil)
	}
	if lost := a.end(ctx, t, worker, Queued, nil); lost != nil {
		return lost
	}
	return err // River brings it again
}

// attempt does t while it keeps the lease. It returns [ErrStopped] or
// [ErrLost] for a task that failed because of that.
func (a *attendant) attempt(ctx context.Context, t Task, worker string, do TaskFunc) (done Done, err error) {
	ctx, cancel := context.WithCancelCause(ctx)
	var progress atomic.Pointer[any]
	var beats sync.WaitGroup
	ended := make(chan struct{})
	beats.Go(func() { a.keep(ctx, cancel, t, worker, &progress, ended) })
	defer func() {
		close(ended)
		beats.Wait()
		if v := recover(); v != nil {
			err = fmt.Errorf("panic: %v\n%s", v, debug.Stack())
		}
		if cause := context.Cause(ctx); err != nil && (errors.Is(cause, ErrStopped) || errors.Is(cause, ErrLost)) {
			err = cause
		}
		cancel(nil)
	}()
	return do(ctx, t, func(p any) { progress.Store(&p) })
}

// keep says that the task lives until ended is closed, and cancels it when it
// is to stop or its lease is lost.
func (a *attendant) keep(ctx context.Context, cancel context.CancelCauseFunc, t Task, worker string, progress *atomic.Pointer[any], ended <-chan struct{}) {
	tick := time.NewTicker(a.lease / 6)
	defer tick.Stop()
	heard := time.Now()
	for {
		select {
		case <-ended:
			return
		case <-ctx.Done():
			<-ended // it is told; what is left is to wait
			return
		case <-tick.C:
		}
		var document json.RawMessage
		if p := progress.Load(); p != nil {
			document, _ = json.Marshal(*p) // what is no JSON is no progress
		}
		at := time.Now()
		beat, done := context.WithTimeout(ctx, a.lease/2)
		stop, err := a.ledger.BeatTask(beat, t.ID, worker, document, a.lease)
		done()
		switch {
		case errors.Is(err, ErrLost), err != nil && time.Since(heard) > a.lease:
			cancel(ErrLost)
		case err != nil:
			a.log.LogAttrs(ctx, slog.LevelWarn, "heartbeat of a task not recorded", slog.String("task", t.ID), slog.Any("error", err))
		case stop:
			cancel(ErrStopped)
		default:
			heard = at
		}
	}
}

// end records the end of an attempt, even if ctx is over.
func (a *attendant) end(ctx context.Context, t Task, worker string, s State, outcome json.RawMessage) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastWord)
	defer cancel()
	return a.ledger.EndTask(ctx, t.ID, worker, s, outcome)
}

// tend revives and forgets tasks until ctx ends.
func (a *attendant) tend(ctx context.Context) {
	tick := time.NewTicker(a.lease / 3)
	defer tick.Stop()
	var forgot time.Time
	for {
		if n, err := a.ledger.ReviveTasks(ctx); err != nil && ctx.Err() == nil {
			a.log.LogAttrs(ctx, slog.LevelWarn, "tasks not looked after", slog.Any("error", err))
		} else if n > 0 {
			a.log.LogAttrs(ctx, slog.LevelWarn, "tasks taken up again", slog.Int("tasks", n))
		}
		if now := time.Now(); now.Sub(forgot) > time.Hour {
			forgot = now
			if err := a.ledger.ForgetTasks(ctx, now.Add(-TaskMemory)); err != nil && ctx.Err() == nil {
				a.log.LogAttrs(ctx, slog.LevelWarn, "old tasks not forgotten", slog.Any("error", err))
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
