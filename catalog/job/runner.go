package job

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// Options say how a [Runner] works. The zero value of a field means its
// default.
type Options struct {
	Workers int           // jobs worked at once; default 2
	Timeout time.Duration // for one attempt at a job; default 10 minutes
	Grace   time.Duration // for jobs to end when the runner stops; default 10 s
	Poll    time.Duration // between looks for new jobs; default 1 s, at least 100 ms
	Tasks   int           // tasks done at once; default 2
	Lease   time.Duration // how long a worker of a task may be silent before it counts as dead; default 15 s

	// Backoff is the pause after the given number of failed attempts. The
	// default is [Backoff].
	Backoff func(failed int) time.Duration
}

func (o Options) withDefaults() Options {
	o.Workers = cmp.Or(o.Workers, 2)
	o.Timeout = cmp.Or(o.Timeout, 10*time.Minute)
	o.Grace = cmp.Or(o.Grace, 10*time.Second)
	o.Poll = cmp.Or(o.Poll, time.Second)
	o.Tasks = cmp.Or(o.Tasks, 2)
	o.Lease = cmp.Or(o.Lease, 15*time.Second)
	if o.Backoff == nil {
		o.Backoff = Backoff
	}
	return o
}

// Backoff is 2 s after the first failure and twice as long after each further
// one, but never more than an hour; less up to a tenth at random, so that jobs
// that failed together do not try again together.
func Backoff(failed int) time.Duration {
	pause := time.Hour
	if failed < 12 {
		pause = min(pause, time.Second<<max(failed, 1))
	}
	return pause - rand.N(pause/10)
}

// A Runner works the jobs of a queue. Several runners, in as many processes,
// may work one queue: a job is leased to one of them at a time.
type Runner struct {
	queue     *Queue
	workers   *river.Workers
	options   Options
	err       error // of Handle
	handlers  int
	attendant *attendant // of tasks; nil if there are none
}

// Runner returns a runner of q, which does nothing before [Runner.Run].
func (q *Queue) Runner(o Options) *Runner {
	return &Runner{queue: q, workers: river.NewWorkers(), options: o.withDefaults()}
}

// Handle has jobs of type T done by do, which gets a context that ends with
// the time that an attempt may take. A job whose do fails or panics is tried
// again later, up to 20 times: do must bear to be called more than once. Handle
// must not be called after [Runner.Run]; that returns the error if T has no
// valid kind, or the kind of another handler.
func Handle[T Job](r *Runner, do func(ctx context.Context, job T) error) {
	var zero T
	if !kind.MatchString(zero.Kind()) {
		r.err = errors.Join(r.err, fmt.Errorf("job: %q is not the name of a kind", zero.Kind()))
		return
	}
	r.handlers++
	err := river.AddWorkerSafely(r.workers, river.WorkFunc(func(ctx context.Context, j *river.Job[T]) error {
		err := do(ctx, j.Args)
		if givenUp, ok := errors.AsType[*river.JobCancelError](err); ok {
			r.queue.log.LogAttrs(ctx, slog.LevelWarn, "job given up",
				slog.String("kind", j.Kind), slog.Int64("job", j.ID), slog.Any("error", givenUp))
		}
		return err
	}))
	r.err = errors.Join(r.err, err)
}

// GiveUp returns an error that has a handler's job not tried again: there is
// no use in it.
func GiveUp(err error) error { return river.JobCancel(err) }

// Run works jobs until ctx ends. It then takes no new ones, lets those that
// run go on for the time of grace, cancels their contexts, and returns when
// all have ended. What did not end well is tried again by the next runner.
//
// A job whose runner died is worked again when the time of its attempt, and a
// minute, have passed.
func (r *Runner) Run(ctx context.Context) error {
	if r.err != nil {
		return r.err
	}
	if r.handlers == 0 {
		<-ctx.Done() // River refuses to run without any
		return nil
	}
	o := r.options
	queues := map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: o.Workers}}
	if r.attendant != nil {
		queues[taskQueue] = river.QueueConfig{MaxWorkers: o.Tasks}
		tended, cancel := context.WithCancel(ctx)
		var tending sync.WaitGroup
		defer tending.Wait()
		defer cancel()
		tending.Go(func() { r.attendant.tend(tended) })
	}
	client, err := river.NewClient(r.queue.driver, &river.Config{
		Logger:               r.queue.log,
		Queues:               queues,
		Workers:              r.workers,
		JobTimeout:           o.Timeout,
		RescueStuckJobsAfter: o.Timeout + time.Minute,
		FetchPollInterval:    o.Poll,
		MaxAttempts:          maxAttempts,
		RetryPolicy:          retry(o.Backoff),
		PollOnly:             true, // database/sql cannot listen
	})
	if err != nil {
		return fmt.Errorf("job: %w", err)
	}
	// The end of ctx is a request to stop, not to break off.
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("job: start: %w", err)
	}
	<-ctx.Done()
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), o.Grace)
	defer cancel()
	if client.Stop(grace) == nil {
		return nil
	}
	if err := client.StopAndCancel(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("job: stop: %w", err)
	}
	return nil
}

// retry is the policy of River that follows a function.
type retry func(failed int) time.Duration

// NextRetry is called with the errors of earlier attempts, not yet with that
// of the last.
func (f retry) NextRetry(j *rivertype.JobRow) time.Time {
	return time.Now().UTC().Add(f(len(j.Errors) + 1))
}
