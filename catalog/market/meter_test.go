package market_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"nguon/catalog/market"
)

// A ledger is a [market.Usage] in memory that can fail in two ways.
type ledger struct {
	market.Usage
	mu      sync.Mutex
	batches map[string]bool
	total   int64
	queries map[string]int64
	before  error // before it takes a batch
	after   error // when it has taken one
}

func (l *ledger) AddUse(_ context.Context, batch string, uses []market.Use) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.before != nil {
		return l.before
	}
	if !l.batches[batch] {
		l.batches[batch] = true
		for _, u := range uses {
			l.total += u.Requests
		}
	}
	return l.after
}

func (l *ledger) AddQueries(_ context.Context, batch string, queries []market.QueryUse) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.before != nil {
		return l.before
	}
	if !l.batches[batch] {
		l.batches[batch] = true
		for _, q := range queries {
			l.queries[string(q.Product)+" "+q.Outline] += q.Requests
		}
	}
	return l.after
}

func newMeter(l *ledger) *market.Meter {
	l.batches, l.queries = make(map[string]bool), make(map[string]int64)
	n := 0
	newID := func() string { n++; return fmt.Sprint(n) }
	return market.NewMeter(l, newID, time.Now, slog.New(slog.DiscardHandler))
}

func call(m *market.Meter, n int) {
	for i := range n {
		m.Count("data/air", fmt.Sprint("K", i%7), "/v1/data/:dataset/:resource/rows", 200, 10, time.Millisecond)
	}
}

func TestEveryCallIsWrittenOnce(t *testing.T) {
	broken := errors.New("broken")
	for _, test := range []struct {
		name          string
		before, after error
	}{
		{"when all is well", nil, nil},
		{"when the database was away", broken, nil},
		{"when the answer of the database was lost", nil, broken},
	} {
		t.Run(test.name, func(t *testing.T) {
			l := &ledger{before: test.before, after: test.after}
			m := newMeter(l)
			var wg sync.WaitGroup
			for range 4 {
				wg.Go(func() { call(m, 250) })
			}
			wg.Wait()
			if err := m.Flush(t.Context()); (err != nil) != (test.before != nil || test.after != nil) {
				t.Fatal(err)
			}
			call(m, 10)
			l.before, l.after = nil, nil
			for range 3 {
				if err := m.Flush(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if l.total != 1010 {
				t.Errorf("%d calls were written, want 1010", l.total)
			}
		})
	}
}

func TestACrashLosesOnePeriodAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &ledger{}
		m := newMeter(l)
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- m.Run(ctx) }()
		call(m, 5)
		time.Sleep(market.FlushPeriod + time.Second)
		l.mu.Lock()
		if l.total != 5 {
			t.Errorf("%d calls were written after a period, want 5", l.total)
		}
		l.mu.Unlock()
		call(m, 3)
		stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if l.total != 8 {
			t.Errorf("%d calls were written at the end, want 8", l.total)
		}
	})
}

func TestQuantilesAreBoundsOfClasses(t *testing.T) {
	var l market.Latencies
	if got := l.Quantile(0.5); got != 0 {
		t.Errorf("without calls: %v", got)
	}
	for range 98 {
		l.Add(3 * time.Millisecond)
	}
	l.Add(150 * time.Millisecond)
	l.Add(time.Minute)
	for q, want := range map[float64]time.Duration{
		0: 5 * time.Millisecond, 0.5: 5 * time.Millisecond, 0.99: 200 * time.Millisecond, 1: 5 * time.Second,
	} {
		if got := l.Quantile(q); got != want {
			t.Errorf("Quantile(%v) = %v, want %v", q, got, want)
		}
	}
	var edge market.Latencies
	edge.Add(time.Millisecond)
	if edge[0] != 1 {
		t.Errorf("a bound does not belong to its class: %v", edge)
	}
}

func BenchmarkCount(b *testing.B) {
	m := newMeter(&ledger{})
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			m.Count("data/air", "K1", "/v1/data/:dataset/:resource/rows", 200, 10, time.Millisecond)
		}
	})
}

func TestEveryQueryIsWrittenOnce(t *testing.T) {
	broken := errors.New("broken")
	for name, fail := range map[string]struct{ before, after error }{
		"when all is well": {}, "when the database is away": {before: broken}, "when it took a batch and could not say so": {after: broken},
	} {
		t.Run(name, func(t *testing.T) {
			l := &ledger{before: fail.before, after: fail.after}
			m := newMeter(l)
			ask := func() {
				m.CountQuery("data/air", "hourly")
				m.CountQuery("data/air", "hourly·where(pm25__gte)")
				m.CountQuery("data/air", "hourly")
			}
			ask()
			if err := m.Flush(t.Context()); (err != nil) != (fail.before != nil || fail.after != nil) {
				t.Errorf("Flush: %v", err)
			}
			l.before, l.after = nil, nil
			ask()
			for range 3 {
				if err := m.Flush(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if l.queries["data/air hourly"] != 4 || l.queries["data/air hourly·where(pm25__gte)"] != 2 || len(l.queries) != 2 {
				t.Errorf("written: %v", l.queries)
			}
		})
	}
}
