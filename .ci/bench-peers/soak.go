package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"
)

const (
	soakClients = 16
	soakBeat    = 30 * time.Second
)

// soak asks the portal for a mixture of everything for some minutes, and prints
// its resident memory on the way: pages, rows by key, filters, sorts, groups, all
// formats, whole files; a part of them again and again, most once.
func soak(ctx context.Context, s *peers, o *options) error {
	if err := s.publish(ctx, o); err != nil {
		return err
	}
	fmt.Fprintf(s.out, "| seconds | answers/s | ms | ms, 99 %% | refused, broken | resident MB |\n|---|---|---|---|---|---|\n")
	end := time.Now().Add(time.Duration(o.minutes) * time.Minute)
	for begin := time.Now(); time.Now().Before(end); {
		ask, err := s.wrk(s.keeping, o, made(mixed))
		if err != nil {
			return err
		}
		m, err := ask(ctx, soakClients, soakBeat)
		if err != nil {
			return err
		}
		fmt.Fprintf(s.out, "| %.0f | %.4g | %.3g | %.3g | %d, %d | %d |\n", time.Since(begin).Seconds(), m.rate(), m.P50, m.P99, m.Refused, m.Broken,
			s.keeping.Resident()>>20)
	}
	return nil
}

// mixed returns the path of one request of the mixture.
func mixed(i int) string {
	airport, n := airports[rand.IntN(len(airports))], rand.IntN(rows)
	switch i % 20 {
	case 0:
		return fmt.Sprintf("%s?sort=-delay&origin=%s&limit=%d", table, airport, 1+n%1000)
	case 1:
		return fmt.Sprintf("%s?group=destination&agg=n:count(*),mean:avg(delay)&origin=%s", table, airport)
	case 2:
		return fmt.Sprintf("%s.csv?id__gte=%d&limit=50000", table, n)
	case 3:
		return fmt.Sprintf("%s.%s?id__gte=%d&limit=10000", table, []string{"arrow", "parquet", "xlsx", "ndjson"}[i/20%4], n)
	case 4:
		return fmt.Sprintf("%s?origin=%s&distance__gte=%d", table, airport, n%2000)
	case 5:
		return "/v1/data/bench@1/table/file.parquet"
	case 6:
		return "/v1/datasets?q=benchmark"
	case 7, 8, 9, 10:
		return table
	case 11, 12, 13:
		return fmt.Sprintf("%s?id__gte=%d", table, n)
	}
	return fmt.Sprintf("%s?id=%d", table, n)
}
