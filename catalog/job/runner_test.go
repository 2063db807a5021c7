package job_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"nguon/catalog/job"
)

type short struct{}

func (short) Kind() string { return "x" }

type capital struct{}

func (capital) Kind() string { return "Greet" }

func TestKindsThatAreNoneAreRefused(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		for _, j := range []job.Job{short{}, capital{}} {
			if err := b.insert(t, (*sql.Tx).Commit, greet{"Lan"}, j); err == nil {
				t.Errorf("Insert of kind %q: no error", j.Kind())
			}
		}
		r := b.Runner(hasty)
		job.Handle(r, func(context.Context, short) error { return nil })
		if err := r.Run(t.Context()); err == nil {
			t.Error("Run with a handler of a kind that is none: no error")
		}
		r = b.Runner(hasty)
		for range 2 {
			job.Handle(r, func(context.Context, greet) error { return nil })
		}
		if err := r.Run(t.Context()); err == nil {
			t.Error("Run with two handlers of one kind: no error")
		}
	})
}

func TestRunnerWithoutHandlersEndsWithItsContext(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
		defer cancel()
		if err := b.Runner(job.Options{}).Run(ctx); err != nil {
			t.Error(err)
		}
	})
}

func TestBackoffDoublesUpToAnHour(t *testing.T) {
	for failed, want := range map[int]time.Duration{
		-1: 2 * time.Second, 0: 2 * time.Second, 1: 2 * time.Second, 2: 4 * time.Second, 5: 32 * time.Second,
		11: 2048 * time.Second, 12: time.Hour, 100: time.Hour,
	} {
		for range 100 {
			if got := job.Backoff(failed); got > want || got < want*9/10 {
				t.Fatalf("Backoff(%d) = %v, want %v less a tenth at most", failed, got, want)
			}
		}
	}
}
