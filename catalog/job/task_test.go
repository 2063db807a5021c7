package job_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"nguon/catalog/catalogtest"
	"nguon/catalog/job"
	"nguon/catalog/sqlstore"
)

// brisk has leases that end within a test.
var brisk = job.Options{Poll: 100 * time.Millisecond, Lease: 600 * time.Millisecond, Backoff: func(int) time.Duration { return 0 }}

// onLedgers runs a test on a ledger in each database.
func onLedgers(t *testing.T, test func(t *testing.T, s *sqlstore.Store)) {
	t.Parallel()
	for name, url := range map[string]func() string{
		"SQLite":     func() string { return "sqlite://" + filepath.Join(t.TempDir(), "nguon.db") },
		"PostgreSQL": func() string { return catalogtest.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			s, err := sqlstore.Open(t.Context(), url(), slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { s.Close() })
			test(t, s)
		})
	}
}

// sweep starts a runner whose tasks of kind "sweep" are done by do.
func sweep(t *testing.T, s *sqlstore.Store, do job.TaskFunc) (stop func() error) {
	t.Helper()
	o := brisk
	o.Grace = 100 * time.Millisecond
	r := s.Jobs(o)
	job.HandleTasks(r, s, map[string]job.TaskFunc{"sweep": do})
	return start(t, r)
}

func addSweep(t *testing.T, s *sqlstore.Store, id string) {
	t.Helper()
	if err := s.AddTask(t.Context(), job.Task{ID: id, Kind: "sweep", Input: json.RawMessage(`"kitchen"`)}); err != nil {
		t.Fatal(err)
	}
}

// await waits until the task has a status, and returns it. On the way there it
// must not be said to have one of the others.
func await(t *testing.T, s *sqlstore.Store, id string, want job.Status, never ...job.Status) job.Task {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		task, err := s.Task(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		got := task.Status(time.Now())
		for _, n := range never {
			if got == n {
				t.Fatalf("the task is said to be %s", got)
			}
		}
		if got == want {
			return task
		}
		if time.Now().After(deadline) {
			t.Fatalf("the task is still %s, want %s", got, want)
		}
	}
}

func TestTasksTellTheirCourseAndOutcome(t *testing.T) {
	onLedgers(t, func(t *testing.T, s *sqlstore.Store) {
		finish := make(chan bool)
		sweep(t, s, func(_ context.Context, task job.Task, report func(any)) (job.Done, error) {
			report(map[string]int{"done": 3})
			<-finish
			return job.Done{State: job.Succeeded, Outcome: string(task.Input)}, nil
		})
		addSweep(t, s, "a")
		for len(await(t, s, "a", "running").Progress) == 0 {
			time.Sleep(20 * time.Millisecond)
		}
		time.Sleep(2 * brisk.Lease) // it outlives its lease because it is heard of
		if got := await(t, s, "a", "running", job.Stalled); string(got.Progress) != `{"done":3}` {
			t.Errorf("progress %s", got.Progress)
		}
		close(finish)
		if got := await(t, s, "a", "succeeded"); string(got.Outcome) != `"\"kitchen\""` {
			t.Errorf("outcome %s", got.Outcome)
		}
	})
}

func TestTasksThatFailAreTriedAgainAndThenGivenUp(t *testing.T) {
	onLedgers(t, func(t *testing.T, s *sqlstore.Store) {
		var calls atomic.Int32
		sweep(t, s, func(context.Context, job.Task, func(any)) (job.Done, error) {
			if calls.Add(1)%2 == 0 {
				panic("the broom broke")
			}
			return job.Done{}, errors.New("no broom")
		})
		addSweep(t, s, "a")
		got := await(t, s, "a", "failed")
		if calls.Load() != job.MaxAttempts || got.Attempt != job.MaxAttempts || got.Outcome != nil {
			t.Errorf("after %d calls: attempt %d, outcome %s", calls.Load(), got.Attempt, got.Outcome)
		}
	})
}

func TestTasksAreStoppedByRequest(t *testing.T) {
	onLedgers(t, func(t *testing.T, s *sqlstore.Store) {
		began := make(chan bool, 1)
		sweep(t, s, func(ctx context.Context, _ job.Task, _ func(any)) (job.Done, error) {
			began <- true
			<-ctx.Done()
			return job.Done{}, ctx.Err()
		})
		addSweep(t, s, "a")
		receive(t, began)
		if err := s.StopTask(t.Context(), "a"); err != nil {
			t.Fatal(err)
		}
		if got := await(t, s, "a", "cancelled", job.Retrying); got.Attempt != 1 {
			t.Errorf("attempt %d", got.Attempt)
		}
	})
}

func TestATaskThatWasFasterThanTheRequestToStopHasSucceeded(t *testing.T) {
	onLedgers(t, func(t *testing.T, s *sqlstore.Store) {
		sweep(t, s, func(ctx context.Context, _ job.Task, _ func(any)) (job.Done, error) {
			if err := s.StopTask(t.Context(), "a"); err != nil {
				t.Error(err)
			}
			<-ctx.Done()
			return job.Done{State: job.Succeeded}, nil
		})
		addSweep(t, s, "a")
		await(t, s, "a", "succeeded", "cancelled")
	})
}

// A worker that is gone without a word, as after kill -9, is one that claimed
// the task and is not heard of.
func TestTasksOfTheDeadStallAndAreTakenUp(t *testing.T) {
	onLedgers(t, func(t *testing.T, s *sqlstore.Store) {
		addSweep(t, s, "a")
		if _, err := s.ClaimTask(t.Context(), "a", "dead", brisk.Lease); err != nil {
			t.Fatal(err)
		}
		await(t, s, "a", job.Stalled, job.Retrying)
		finish := make(chan bool)
		sweep(t, s, func(context.Context, job.Task, func(any)) (job.Done, error) {
			<-finish
			return job.Done{State: job.Succeeded}, nil
		})
		if got := await(t, s, "a", "running"); got.Attempt != 2 {
			t.Errorf("attempt %d, want 2", got.Attempt)
		}
		close(finish)
		await(t, s, "a", "succeeded")
	})
}

// thief is a ledger in which another worker has every task at the second look.
type thief struct{ *sqlstore.Store }

// BeatTask finds the lease lost.
func (thief) BeatTask(context.Context, string, string, json.RawMessage, time.Duration) (bool, error) {
	return false, job.ErrLost
}

func TestAWorkerThatLostItsLeaseStopsAndRecordsNothing(t *testing.T) {
	onLedgers(t, func(t *testing.T, s *sqlstore.Store) {
		ended := make(chan error, 10)
		o := brisk
		r := s.Jobs(o)
		job.HandleTasks(r, thief{s}, map[string]job.TaskFunc{"sweep": func(ctx context.Context, _ job.Task, _ func(any)) (job.Done, error) {
			<-ctx.Done()
			ended <- context.Cause(ctx)
			return job.Done{}, ctx.Err()
		}})
		stop := start(t, r)
		addSweep(t, s, "a")
		if err := receive(t, ended); !errors.Is(err, job.ErrLost) {
			t.Errorf("the context ended with %v", err)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Task(t.Context(), "a"); err != nil || got.Outcome != nil || got.State.Final() {
			t.Errorf("recorded %s, %v", got.State, err)
		}
	})
}

func TestARunnerThatStopsHandsItsTasksOn(t *testing.T) {
	onLedgers(t, func(t *testing.T, s *sqlstore.Store) {
		began := make(chan bool, 1)
		stop := sweep(t, s, func(ctx context.Context, _ job.Task, _ func(any)) (job.Done, error) {
			began <- true
			<-ctx.Done()
			return job.Done{}, ctx.Err()
		})
		addSweep(t, s, "a")
		receive(t, began)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		await(t, s, "a", job.Retrying, job.Stalled)
		sweep(t, s, func(context.Context, job.Task, func(any)) (job.Done, error) {
			return job.Done{State: job.Succeeded}, nil
		})
		await(t, s, "a", "succeeded", "cancelled")
	})
}
