package job_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"nguon/catalog/job"
)

func TestStopWaitsForJobsThatRun(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		began, finish := make(chan bool), make(chan bool)
		var finished atomic.Bool
		r := b.Runner(hasty)
		job.Handle(r, func(ctx context.Context, _ greet) error {
			began <- true
			<-finish
			finished.Store(ctx.Err() == nil)
			return nil
		})
		stop := start(t, r)
		b.mustInsert(t, greet{"Lan"})
		receive(t, began)
		time.AfterFunc(200*time.Millisecond, func() { close(finish) })
		if err := stop(); err != nil || !finished.Load() {
			t.Errorf("Run ended with %v before the job did, or broke it off", err)
		}
	})
}

func TestStopBreaksOffJobsAfterTheGrace(t *testing.T) {
	onEach(t, func(t *testing.T, b bench) {
		began, again := make(chan bool), make(chan bool, 1)
		o := hasty
		o.Grace = 100 * time.Millisecond
		r := b.Runner(o)
		job.Handle(r, func(ctx context.Context, _ greet) error {
			began <- true
			<-ctx.Done()
			return ctx.Err()
		})
		stop := start(t, r)
		b.mustInsert(t, greet{"Lan"})
		receive(t, began)
		if err := stop(); err != nil {
			t.Fatal(err)
		}
		r = b.Runner(hasty)
		job.Handle(r, func(context.Context, greet) error { again <- true; return nil })
		start(t, r)
		receive(t, again)
	})
}
