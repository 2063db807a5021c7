package api_test

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"nguon/api/query"
	"nguon/catalog/account"
)

type atomicInt = atomic.Int64

// Run implements query.Runner.
func (c *counting) Run(ctx context.Context, t query.Target, q *query.Query) (*query.Page, error) {
	c.n.Add(1)
	return c.Runner.Run(ctx, t, q)
}

// blocking answers when it is let. Queries with conditions need the engine.
type blocking struct {
	query.Runner
	begun chan struct{}
	let   chan struct{}
}

// Run implements query.Runner.
func (b *blocking) Run(ctx context.Context, t query.Target, q *query.Query) (*query.Page, error) {
	if len(q.Where) > 0 {
		if err := q.Admit(ctx); err != nil {
			return nil, err
		}
	}
	b.begun <- struct{}{}
	select {
	case <-b.let:
		return b.Runner.Run(ctx, t, q)
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// failing fails as it is told.
type failing struct{ err error }

// Run implements query.Runner.
func (f failing) Run(context.Context, query.Target, *query.Query) (*query.Page, error) {
	return nil, f.err
}

// touching tells which keys are touched, and fails.
type touching struct {
	keyStore
	ids chan string
}

type keyStore = account.Keys

// TouchKey implements account.Keys.
func (k touching) TouchKey(_ context.Context, id string, _ time.Time) error {
	k.ids <- id
	return errors.New("disk full")
}
