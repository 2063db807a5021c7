package api

import (
	"context"
	"fmt"
	"sync"

	"github.com/redis/go-redis/v9"
	"github.com/ulule/limiter/v3"
	redisstore "github.com/ulule/limiter/v3/drivers/store/redis"

	"nguon/api/sliding"
)

// Counters are counts of requests in Redis, which replicas share. Redis need not
// be there when they are opened, nor later: until it is, methods fail, and
// [Server] counts by itself.
type Counters struct {
	client *redis.Client

	mu    sync.Mutex
	store limiter.Store // nil until Redis has answered once
}

var _ limiter.Store = (*Counters)(nil)

// OpenCounters returns the counters at an address such as redis://host:port/db.
// The error says what is wrong with the address. Close ends the connections.
func OpenCounters(address string) (*Counters, error) {
	opt, err := redis.ParseURL(address)
	if err != nil {
		return nil, fmt.Errorf("api: counters: %w", err)
	}
	// A Redis that hangs must not hold up requests for longer than they allow it,
	// and a count that was not answered may have been made.
	opt.ContextTimeoutEnabled, opt.MaxRetries = true, -1
	return &Counters{client: redis.NewClient(opt)}, nil
}

// Close ends the connections.
func (c *Counters) Close() error { return c.client.Close() }

// open returns the store; making it asks Redis.
func (c *Counters) open(ctx context.Context) (limiter.Store, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.store != nil {
		return c.store, nil
	}
	if err := c.client.Ping(ctx).Err(); err != nil {
		return nil, err
	}
	store, err := redisstore.NewStoreWithOptions(c.client, limiter.StoreOptions{Prefix: "nguon"})
	if err != nil {
		return nil, err
	}
	c.store = sliding.New(sliding.NewRedis(c.client, "nguon:sliding:"), store)
	return c.store, nil
}

func (c *Counters) with(ctx context.Context, do func(limiter.Store) (limiter.Context, error)) (limiter.Context, error) {
	store, err := c.open(ctx)
	if err != nil {
		return limiter.Context{}, err
	}
	return do(store)
}

// Get counts one request.
func (c *Counters) Get(ctx context.Context, key string, rate limiter.Rate) (limiter.Context, error) {
	return c.with(ctx, func(s limiter.Store) (limiter.Context, error) { return s.Get(ctx, key, rate) })
}

// Peek counts nothing.
func (c *Counters) Peek(ctx context.Context, key string, rate limiter.Rate) (limiter.Context, error) {
	return c.with(ctx, func(s limiter.Store) (limiter.Context, error) { return s.Peek(ctx, key, rate) })
}

// Reset forgets what was counted.
func (c *Counters) Reset(ctx context.Context, key string, rate limiter.Rate) (limiter.Context, error) {
	return c.with(ctx, func(s limiter.Store) (limiter.Context, error) { return s.Reset(ctx, key, rate) })
}

// Increment counts several requests.
func (c *Counters) Increment(ctx context.Context, key string, n int64, rate limiter.Rate) (limiter.Context, error) {
	return c.with(ctx, func(s limiter.Store) (limiter.Context, error) { return s.Increment(ctx, key, n, rate) })
}
