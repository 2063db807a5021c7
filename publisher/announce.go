package publisher

import (
	"context"
	"log/slog"
	"time"
)

const (
	lookEvery = time.Second     // for what another process has scheduled meanwhile
	lateFrom  = 5 * time.Second // a delay that somebody should know of
)

// Announce announces what the public sees by now, and no follower of the
// catalogue has heard of: on start, what became due while no process ran.
func (p *Publisher) Announce(ctx context.Context) error {
	for {
		now := p.now()
		done, err := p.db.Announce(ctx, now, published)
		if err != nil || len(done) == 0 {
			return err
		}
		for _, r := range done {
			level, delay := slog.LevelInfo, now.Sub(r.PublishAt)
			if delay >= lateFrom {
				level = slog.LevelWarn
			}
			p.log.LogAttrs(ctx, level, "release published on time", slog.String("dataset", string(r.Dataset)), slog.Int("version", r.Version),
				slog.Time("publish_at", r.PublishAt), slog.Duration("announced_after", delay))
		}
	}
}

// KeepTime announces releases as they become due, until ctx ends. Readers need
// none of this: they compare the time of a release with their clock. A failure
// is logged once until it has passed.
func (p *Publisher) KeepTime(ctx context.Context) {
	var last error
	for {
		err := p.Announce(ctx)
		if err != nil && last == nil && ctx.Err() == nil {
			p.log.LogAttrs(ctx, slog.LevelError, "releases are not announced", slog.Any("error", err))
		}
		last = err
		wait := lookEvery
		if err == nil {
			if next, err := p.db.NextDue(ctx); err == nil && !next.IsZero() {
				wait = max(time.Millisecond, min(wait, next.Sub(p.now())))
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wait):
		}
	}
}
