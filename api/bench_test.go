package api_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"testing"
	"time"

	"nguon/api"
	"nguon/catalog/market"
)

// BenchmarkHandler sends requests through the whole gateway in process: keys,
// limits, cache validators, query, encoding, access log; with and without answers
// that are kept. Compare two commits
// with
//
//	go test -run='^$' -bench=Handler -count=10 ./api > new.txt
//	benchstat old.txt new.txt
func BenchmarkHandler(b *testing.B) {
	for cache, bytes := range map[string]int64{"none": -1, "64MiB": 64 << 20} {
		b.Run("cache="+cache, func(b *testing.B) { benchmarkHandler(b, bytes) })
	}
}

func benchmarkHandler(b *testing.B, cache int64) {
	w := largeWorld(b, cache)
	const rows = "/v1/data/large@1/hourly/rows"
	etag := w.plainDo(b, request{path: rows}).Header().Get("ETag")
	for _, bench := range []struct {
		name, path string
		header     map[string]string
		status     int
	}{
		{"page=first/rows=100", rows, nil, 200},
		{"page=first/rows=100/csv", rows + ".csv", nil, 200},
		{"page=first/rows=100/gzip", rows, map[string]string{"Accept-Encoding": "gzip"}, 200},
		{"page=304", rows, map[string]string{"If-None-Match": etag}, 304},
		{"page=filtered/rows=100", rows + "?pm25__gte=90&limit=100", nil, 200},
		{"page=schema", "/v1/data/large/hourly/schema", nil, 200},
		{"page=dataset", "/v1/datasets/large", nil, 200},
		{"page=search", "/v1/datasets?q=khong+khi", nil, 200},
		{"page=healthz", "/healthz", nil, 200},
	} {
		b.Run(bench.name, func(b *testing.B) {
			req := w.newRequest(b, request{path: bench.path, header: bench.header})
			b.ReportAllocs()
			for b.Loop() {
				rec := httptest.NewRecorder()
				w.handler.ServeHTTP(rec, req)
				if rec.Code != bench.status {
					b.Fatalf("%d %s", rec.Code, rec.Body)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
		})
	}
}

// largeWorld has a table of 100,000 rows, and a plan without limits.
func largeWorld(b *testing.B, cache int64) *world {
	w := newWorld(b, func(d *api.Deps) {
		d.CacheBytes = cache
		d.Plans = market.DefaultPlans().Override(market.Plan{Name: market.Anonymous, Rows: 1000, Timeout: time.Minute, Concurrency: 64,
			Windows: []market.Window{{Name: "day", Quota: 1 << 40, Period: 24 * time.Hour}}})
	})
	w.publish(b, dataset("large", 100_000))
	w.catchUp(b)
	return w
}

// BenchmarkRepeated has 32 clients, who all find room to wait, ask the same over connections of this
// machine, which the client's half of the work slows down.
func BenchmarkRepeated(b *testing.B) {
	for cache, bytes := range map[string]int64{"none": -1, "64MiB": 64 << 20} {
		w := largeWorld(b, bytes)
		server := httptest.NewServer(w.handler)
		defer server.Close()
		client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 32, DisableCompression: true}}
		for _, coding := range []string{"identity", "zstd"} {
			b.Run("cache="+cache+"/coding="+coding, func(b *testing.B) {
				b.SetParallelism(max(1, 32/runtime.GOMAXPROCS(0)))
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if err := ask(b.Context(), client, server.URL+"/v1/data/large@1/hourly/rows?pm25__gte=90&sort=-pm25", coding); err != nil {
							b.Error(err)
						}
					}
				})
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "req/s")
			})
		}
	}
}

func ask(ctx context.Context, client *http.Client, url, coding string) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return err
	}
	req.Header.Set("Accept-Encoding", coding)
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return errors.New(resp.Status)
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return err
}
