package main

import (
	"context"
	"time"

	"nguon/catalog"
	"nguon/catalog/market"
)

// callsOf returns how often the data of each dataset were called for in the last
// thirty days, as far as it was counted.
func callsOf(counted market.Usage) func(context.Context) (map[catalog.Slug]int64, error) {
	return func(ctx context.Context) (map[catalog.Slug]int64, error) {
		calls, err := counted.Calls(ctx, time.Now().AddDate(0, 0, -30))
		if err != nil {
			return nil, err
		}
		of := make(map[catalog.Slug]int64, len(calls))
		for product, n := range calls {
			if slug, ok := product.Dataset(); ok {
				of[slug] = n
			}
		}
		return of, nil
	}
}
