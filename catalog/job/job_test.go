package job_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"nguon/catalog/job"
)

func TestJobsOfACommittedTransactionAreDone(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		if err := b.insert(t, (*sql.Tx).Rollback, greet{"nobody"}); err != nil {
			t.Fatal(err)
		}
		b.mustInsert(t) // none at all
		b.mustInsert(t, greet{"Lan"}, greet{"Minh"})
		done := make(chan string, 10)
		r := b.Runner(hasty)
		job.Handle(r, func(_ context.Context, g greet) error { done <- g.Name; return nil })
		stop := start(t, r)
		got := map[string]bool{receive(t, done): true, receive(t, done): true}
		b.mustInsert(t, greet{"Hoa"})
		got[receive(t, done)] = true
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		close(done)
		for name := range done {
			t.Errorf("%s was greeted as well", name)
		}
		if !got["Lan"] || !got["Minh"] || !got["Hoa"] {
			t.Errorf("greeted %v", got)
		}
		if log := b.log.String(); log != "" {
			t.Errorf("a job that went well left in the log: %s", log)
		}
	})
}

func TestFailedJobsAreTriedAgain(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		var attempts atomic.Int32
		failures := make(chan int, 10)
		done := make(chan int32, 1)
		o := hasty
		o.Backoff = func(failed int) time.Duration { failures <- failed; return 0 }
		r := b.Runner(o)
		job.Handle(r, func(context.Context, greet) error {
			switch n := attempts.Add(1); n {
			case 1:
				return errors.New("not today")
			case 2:
				panic("not tomorrow")
			default:
				done <- n
				return nil
			}
		})
		start(t, r)
		b.mustInsert(t, greet{"Lan"})
		if got := receive(t, done); got != 3 {
			t.Errorf("done at attempt %d, want 3", got)
		}
		if first, second := receive(t, failures), receive(t, failures); first != 1 || second != 2 {
			t.Errorf("pauses after failures %d and %d, want 1 and 2", first, second)
		}
		for _, want := range []string{"not today", "not tomorrow", "greet"} {
			if log := b.log.String(); !strings.Contains(log, want) {
				t.Errorf("log lacks %q: %s", want, log)
			}
		}
	})
}

func TestJobsGivenUpAreNotTriedAgain(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		names := make(chan string, 10)
		r := b.Runner(hasty)
		job.Handle(r, func(_ context.Context, g greet) error {
			names <- g.Name
			if g.Name == "Lan" {
				return job.GiveUp(errors.New("moved away"))
			}
			return nil
		})
		stop := start(t, r)
		b.mustInsert(t, greet{"Lan"})
		receive(t, names)
		time.Sleep(3 * hasty.Poll)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		if len(names) != 0 {
			t.Errorf("%s was tried again", <-names)
		}
		if log := b.log.String(); !strings.Contains(log, "moved away") {
			t.Errorf("log lacks the reason: %s", log)
		}
	})
}

func TestJobsOfADeadRunnerAreTakenOver(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		b.mustInsert(t, greet{"Lan"})
		// As a process leaves it that was killed two hours ago.
		_, err := b.db.ExecContext(t.Context(), "UPDATE river_job SET state = 'running', attempt = 1, attempted_at = '2001-01-01 00:00:00'")
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan string, 1)
		r := b.Runner(hasty)
		job.Handle(r, func(_ context.Context, g greet) error { done <- g.Name; return nil })
		start(t, r)
		receive(t, done)
	})
}

func TestTwoRunnersDoEachJobOnce(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		const jobs = 20
		names := make(chan string, 10*jobs)
		for range 2 {
			r := b.Runner(hasty)
			job.Handle(r, func(_ context.Context, g greet) error { names <- g.Name; return nil })
			start(t, r)
		}
		want := make(map[string]bool)
		for i := range jobs {
			name := string(rune('a' + i))
			want[name] = true
			b.mustInsert(t, greet{name})
		}
		for range jobs {
			name := receive(t, names)
			if !want[name] {
				t.Errorf("%s was greeted twice", name)
			}
			delete(want, name)
		}
	})
}
