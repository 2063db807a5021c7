package job

import (
	"context"
	"encoding/json"
	"errors"
	"time"
)

// A Task is a job that somebody waits for: its course and its outcome are
// kept, and can be asked for. The documents are for whoever makes and does the
// tasks of a kind.
type Task struct {
	ID       string // as unguessable as it has to be
	Kind     string // as of a [Job]
	Owner    string // who may ask about it
	State    State
	Attempt  int             // how often it was begun
	Input    json.RawMessage // what to do
	Progress json.RawMessage // how far it has come; nil before the first report
	Outcome  json.RawMessage // what became of it; nil before it has ended, or if it was given up

	Created   time.Time
	Started   time.Time // of the last attempt; zero before the first
	Heartbeat time.Time // when its worker last said that it lives
	Until     time.Time // when the lease of its worker ends, unless it is heard of
	Stop      time.Time // when it was asked to stop; zero if it was not
	Ended     time.Time
}

// A State is what is recorded of a [Task]. That it runs is true only as long
// as its lease lasts: see [Task.Status].
type State string

// The states. The last three are final.
const (
	Queued    State = "queued"
	Running   State = "running"
	Succeeded State = "succeeded"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Final reports whether a task in state s has ended.
func (s State) Final() bool { return s == Succeeded || s == Failed || s == Cancelled }

// A Status is what is true of a [Task] at a moment: its state, or one of the
// following.
type Status string

// The statuses that are not states.
const (
	Retrying Status = "retrying" // queued again after an attempt that came to nothing
	Stalled  Status = "stalled"  // its worker has died; another one will take it up
)

// Status returns what is true of t at the given time. It says that t runs only
// if a worker was heard of within the time of its lease.
func (t *Task) Status(now time.Time) Status {
	switch {
	case t.State == Running && !now.Before(t.Until):
		return Stalled
	case t.State == Queued && t.Attempt > 0:
		return Retrying
	}
	return Status(t.State)
}

// What a [Ledger] answers to a worker.
var (
	ErrTaken = errors.New("job: the task has ended, or another worker has it")
	ErrLost  = errors.New("job: the lease of the task has gone to another worker")
)

// ErrStopped is the cause with which the context of a task ends that was asked
// to stop.
var ErrStopped = errors.New("job: the task was asked to stop")

// A Ledger keeps tasks. Its methods are safe for concurrent use, by several
// processes too, whose clocks must agree to within a fraction of a lease. A
// task that is not there is an error of kind catalog.ErrNotFound.
type Ledger interface {
	// AddTask stores a new task as queued, together with the job that does it.
	// It returns an error of kind catalog.ErrConflict if there is one of this
	// ID. Only ID, Kind, Owner and Input of t are looked at.
	AddTask(ctx context.Context, t Task) error

	// Task returns a task.
	Task(ctx context.Context, id string) (Task, error)

	// ClaimTask gives a queued task to a worker, a random name, for the time
	// of a lease. Of several workers one gets it; the others get [ErrTaken].
	ClaimTask(ctx context.Context, id, worker string, lease time.Duration) (Task, error)

	// BeatTask records that the worker lives and how far it has come, extends
	// its lease, and reports whether the task was asked to stop. It returns
	// [ErrLost] if the worker no longer has the task.
	BeatTask(ctx context.Context, id, worker string, progress json.RawMessage, lease time.Duration) (stop bool, err error)

	// EndTask records a final state and the outcome, or puts the task back if
	// the state is [Queued]: the caller sees to it that it is tried again.
	// It returns [ErrLost] as BeatTask does.
	EndTask(ctx context.Context, id, worker string, state State, outcome json.RawMessage) error

	// StopTask asks a task to stop. What no worker has is cancelled at once;
	// what has ended stays as it is.
	StopTask(ctx context.Context, id string) error

	// ReviveTasks queues the tasks again whose worker has died, and those that
	// nobody has taken up for long, and returns how many.
	ReviveTasks(ctx context.Context) (int, error)

	// OpenTasks returns the tasks that have not ended.
	OpenTasks(ctx context.Context) ([]Task, error)

	// ForgetTasks deletes the tasks that ended before the given time.
	ForgetTasks(ctx context.Context, before time.Time) error
}

// TaskDue is the job of which a [Ledger] stores one for each task.
type TaskDue struct {
	Task string `json:"task"`
}

// Kind names the job.
func (TaskDue) Kind() string { return "task_due" }
