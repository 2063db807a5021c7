package main

import (
	"fmt"

	"github.com/ulule/limiter/v3"

	"nguon/api"
)

// openCounters opens the counters that replicas share; nil is the memory of this
// process.
func (c *serveCmd) openCounters() (store limiter.Store, done func(), err error) {
	if c.LimiterShare <= 0 || c.LimiterShare > 1 {
		return nil, nil, fmt.Errorf("%w: --limiter-share is above 0 and at most 1", errUsage)
	}
	if c.Redis == "" {
		return nil, func() {}, nil
	}
	counters, err := api.OpenCounters(c.Redis)
	if err != nil {
		return nil, nil, fmt.Errorf("%w: --redis must be redis://host:port/db: %w", errUsage, err)
	}
	return counters, func() { _ = counters.Close() }, nil // the process ends
}
