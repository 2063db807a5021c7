package source

import (
	"cmp"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"golang.org/x/sync/errgroup"

	"nguon/catalog/market"
	"nguon/catalog/schedule"
	"nguon/catalog/supply"
	"nguon/publisher"
)

// Deps are what a Keeper is made of.
type Deps struct {
	Sources  supply.Store
	Pipeline Pipeline
	Sealer   *market.Sealer
	WorkDir  string             // for what is fetched
	Calendar *schedule.Calendar // of days off, for sources that follow a schedule; nil knows the law alone
	Fetch    Options

	// Hearers are the IDs of the users who hear of what waits for a person in an
	// agency; nil for none.
	Hearers func(ctx context.Context, agency string) ([]string, error)

	Now   func() time.Time // default time.Now
	Lease time.Duration    // default 2 minutes
	Poll  time.Duration    // between looks for sources that are due; default 5 s
	Log   *slog.Logger     // default discards
}

// workers is how many sources one process runs at a time.
const workers = 2

// A Keeper runs sources. It is safe for concurrent use.
type Keeper struct {
	sources  supply.Store
	pipeline Pipeline
	deps     Deps
	fetcher  *fetcher
	now      func() time.Time
	log      *slog.Logger
}

// New returns a keeper.
func New(d Deps) *Keeper {
	d.Lease, d.Poll = cmp.Or(d.Lease, 2*time.Minute), cmp.Or(d.Poll, 5*time.Second)
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	return &Keeper{sources: d.Sources, pipeline: d.Pipeline, deps: d, fetcher: newFetcher(d.Fetch), now: d.Now, log: d.Log}
}

// Keep runs what is due until ctx ends.
func (k *Keeper) Keep(ctx context.Context) {
	var g errgroup.Group
	for range workers {
		g.Go(func() error { k.work(ctx); return nil })
	}
	g.Wait() //nolint:errcheck // there is none
}

func (k *Keeper) work(ctx context.Context) {
	tick := time.NewTicker(k.deps.Poll)
	defer tick.Stop()
	for {
		_, err := k.Run(ctx, "", nil)
		if err != nil && !errors.Is(err, supply.ErrNothing) && ctx.Err() == nil {
			k.log.LogAttrs(ctx, slog.LevelError, "source not run", slog.Any("error", err))
		}
		if err == nil {
			continue // there may be more
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Run looks at a source at once, or, if id is empty, at one that is due, and
// returns what became of it. The error is that of [supply.Store.ClaimSource], or one
// because of which nothing is known of the run: it is begun again when its lease
// has ended. Show may be nil.
func (k *Keeper) Run(ctx context.Context, id string, show func(publisher.Progress)) (*supply.Run, error) {
	worker := rand.Text()
	s, err := k.sources.ClaimSource(ctx, id, worker, k.deps.Lease)
	if err != nil {
		return nil, err
	}
	started := k.now()
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	stop := k.beat(ctx, cancel, s.ID, worker)
	r, err := k.look(ctx, &s, show)
	stop()
	if err != nil {
		if cause := context.Cause(ctx); cause != nil {
			return nil, fmt.Errorf("run source %s: %w", s.ID, cause)
		}
		k.log.LogAttrs(ctx, slog.LevelWarn, "source failed", slog.String("source", s.ID), slog.Any("error", err))
		k.fail(&s, r, err)
	}
	r.ID, r.Source, r.Started, r.Ended = newID(started), s.ID, started, k.now()
	s.Memory.Outcome, s.Memory.Looked = r.Outcome, r.Ended
	ns, err := k.notices(ctx, &s, r)
	if err != nil {
		return nil, err
	}
	if err := k.sources.EndRun(ctx, worker, s, *r, ns...); err != nil {
		return nil, err
	}
	k.log.LogAttrs(ctx, slog.LevelInfo, "source run", slog.String("source", s.ID), slog.String("outcome", string(r.Outcome)), slog.Int64("bytes", r.Bytes))
	return r, nil
}

// beat keeps the lease until the function that it returns is called. A lease
// that is lost ends the work.
func (k *Keeper) beat(ctx context.Context, cancel context.CancelCauseFunc, id, worker string) (stop func()) {
	done, over := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(over)
		tick := time.NewTicker(k.deps.Lease / 4)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if err := k.sources.BeatSource(ctx, id, worker, k.deps.Lease); errors.Is(err, supply.ErrLost) {
				cancel(err)
				return
			}
		}
	}()
	return func() { close(done); <-over }
}

// secret opens the credentials of s.
func (k *Keeper) secret(s *supply.Source) (string, error) {
	if s.Sealed == nil {
		return "", nil
	}
	return k.deps.Sealer.Open(place(s.ID), s.Sealed)
}
