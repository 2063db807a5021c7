package job_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"nguon/catalog/job"
)

func TestJobsThatWereGivenUpAreToldOfAndTriedAgain(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		failed := func() []job.Failure {
			t.Helper()
			all, err := b.Failed(t.Context(), 10)
			if err != nil {
				t.Fatal(err)
			}
			return all
		}
		retry := func(id int64) error {
			t.Helper()
			tx, err := b.db.BeginTx(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			return errors.Join(b.Retry(t.Context(), tx, id), tx.Commit())
		}
		broken, done := true, make(chan string, 10)
		r := b.Runner(hasty)
		job.Handle(r, func(_ context.Context, g greet) error {
			defer func() { done <- g.Name }()
			if broken {
				return job.GiveUp(errors.New("moved away"))
			}
			return nil
		})
		stop := start(t, r)
		b.mustInsert(t, greet{"Lan"})
		receive(t, done)
		for deadline := time.Now().Add(10 * time.Second); len(failed()) == 0 && time.Now().Before(deadline); { // the end is written after the handler's
			time.Sleep(10 * time.Millisecond)
		}
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		all := failed()
		if len(all) != 1 || all[0].Kind != "greet" || all[0].Attempts != 1 || all[0].Ended.IsZero() || all[0].Why == "" {
			t.Fatalf("failed: %+v", all)
		}
		broken = false
		if err := retry(all[0].ID); err != nil {
			t.Fatal(err)
		}
		if err := retry(all[0].ID); !errors.Is(err, job.ErrNotFailed) {
			t.Errorf("what waits already: %v, want %v", err, job.ErrNotFailed)
		}
		if err := retry(1 << 40); !errors.Is(err, job.ErrNotFailed) {
			t.Errorf("what there is not: %v, want %v", err, job.ErrNotFailed)
		}
		if all := failed(); len(all) != 0 {
			t.Errorf("failed after the retry: %+v", all)
		}
		again := b.Runner(hasty)
		job.Handle(again, func(_ context.Context, g greet) error { done <- g.Name; return nil })
		start(t, again)
		if got := receive(t, done); got != "Lan" {
			t.Errorf("greeted %s", got)
		}
	})
}
