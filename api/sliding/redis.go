package sliding

import (
	"context"
	_ "embed"
	"fmt"
	"time"

	"github.com/redis/go-redis/v9"
)

// Redis counts in Redis, which replicas share. The clock is that of Redis.
type Redis struct {
	client redis.Scripter
	keys   interface {
		Del(ctx context.Context, keys ...string) *redis.IntCmd
	}
	prefix string
}

var _ Counter = (*Redis)(nil)

//go:embed count.lua
var countText string

var countScript = redis.NewScript(countText)

// NewRedis returns a counter whose keys begin with prefix.
func NewRedis(client *redis.Client, prefix string) *Redis {
	return &Redis{client: client, keys: client, prefix: prefix}
}

// Count implements [Counter].
func (r *Redis) Count(ctx context.Context, key string, n, limit int64, period time.Duration) (State, error) {
	got, err := countScript.Run(ctx, r.client, []string{r.prefix + key}, n, limit, (period / Parts).Microseconds(), Parts).Int64Slice()
	if err != nil {
		return State{}, fmt.Errorf("sliding: count in Redis: %w", err)
	}
	if len(got) != 3 {
		return State{}, fmt.Errorf("sliding: Redis answered with %d numbers", len(got))
	}
	return State{Taken: got[0] == 1, Sum: got[1], Wait: time.Duration(got[2]) * time.Microsecond}, nil
}

// Forget implements [Counter].
func (r *Redis) Forget(ctx context.Context, key string) error {
	if err := r.keys.Del(ctx, r.prefix+key).Err(); err != nil {
		return fmt.Errorf("sliding: forget in Redis: %w", err)
	}
	return nil
}
