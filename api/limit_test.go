package api_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ulule/limiter/v3"

	"nguon/api"
	"nguon/api/problem"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/market"
)

// small are plans whose quotas a test can use up.
func small(d *api.Deps) {
	d.Plans = market.DefaultPlans().Override(market.Plan{
		Name: market.Anonymous, Rows: 10, Timeout: time.Second, Concurrency: 1,
		Windows: []market.Window{{Name: "burst", Quota: 3, Period: 2 * time.Second}, {Name: "day", Quota: 5, Period: 24 * time.Hour}},
	})
}

const one = "192.0.2.7:1"

func TestLimits(t *testing.T) {
	for name, store := range map[string]func(t *testing.T) limiter.Store{
		"store=memory": func(*testing.T) limiter.Store { return nil },
		"store=redis":  redisStore,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, small, func(d *api.Deps) { d.Limiter = store(t) })
			for left := 2; left >= 0; left-- {
				a := w.do(t, request{path: table + "/rows?limit=1", from: one})
				if a.status != 200 {
					t.Fatalf("status %d", a.status)
				}
				if got := a.header.Get("RateLimit-Policy"); got != `"burst";q=3;w=2, "day";q=5;w=86400` {
					t.Errorf("RateLimit-Policy: %s", got)
				}
				if got, want := a.header.Get("RateLimit"), fmt.Sprintf(`"burst";r=%d;t=`, left); !strings.HasPrefix(got, want) {
					t.Errorf("RateLimit: %s, want %s…", got, want)
				}
				if got := a.header.Get("X-RateLimit-Remaining"); got != strconv.Itoa(left) || a.header.Get("X-RateLimit-Limit") != "3" {
					t.Errorf("X-RateLimit-Remaining %s of %s", got, a.header.Get("X-RateLimit-Limit"))
				}
			}
			refused := w.do(t, request{path: table + "/rows?limit=1", from: one})
			wait, err := strconv.Atoi(refused.header.Get("Retry-After"))
			if refused.status != http.StatusTooManyRequests || err != nil || wait < 1 || wait > 3 || !strings.Contains(refused.body, "quota-exceeded") {
				t.Fatalf("after the quota: %d, Retry-After %q: %s", refused.status, refused.header.Get("Retry-After"), refused.body)
			}
			for name, r := range map[string]request{
				"another address":         {path: table + "/rows?limit=1", from: "192.0.2.8:1"},
				"another API product":     {path: "/v1/agencies", from: one},
				"health is not metered":   {path: "/healthz", from: one},
				"a key counts for itself": {path: table + "/rows?limit=1", from: one, header: map[string]string{"X-Api-Key": w.key(t, account.Key{})}},
			} {
				if a := w.do(t, r); a.status != 200 {
					t.Errorf("%s: %d", name, a.status)
				}
			}
			time.Sleep(2100 * time.Millisecond) // the stores have no clock but that of the machine
			a := w.do(t, request{path: table + "/rows?limit=1", from: one})
			if a.status != 200 {
				t.Errorf("in the next window: %d", a.status)
			}
			if got := a.header.Get("RateLimit"); !strings.Contains(got, `"day";r=1;`) {
				t.Errorf("RateLimit %s: a refused request used up the day", got)
			}
			w.do(t, request{path: table + "/rows?limit=1", from: one})
			day := w.do(t, request{path: table + "/rows?limit=1", from: one})
			if wait, err := strconv.Atoi(day.header.Get("Retry-After")); day.status != 429 || err != nil || wait < 80_000 {
				t.Errorf("after the day's quota: %d, Retry-After %q", day.status, day.header.Get("Retry-After"))
			}
		})
	}
}

func redisStore(t *testing.T) limiter.Store { return openCounters(t, catalogtest.Redis(t)) }

func TestRedisThatGoesAwayIsNoOutage(t *testing.T) {
	t.Parallel()
	flaky := &flakyStore{Store: redisStore(t)}
	w := newWorld(t, small, func(d *api.Deps) { d.Limiter = flaky })
	w.do(t, request{path: "/v1/agencies", from: one})
	flaky.fail(errors.New("connection refused"))
	refused := false
	for range 8 {
		a := w.do(t, request{path: "/v1/agencies", from: one})
		refused = refused || a.status == 429
		if a.status != 200 && a.status != 429 {
			t.Fatalf("without Redis: %d", a.status)
		}
	}
	if !refused {
		t.Error("without Redis there is no limit")
	}
	if n := strings.Count(w.log.String(), "counting in memory"); n != 1 {
		t.Errorf("the outage was logged %d times, want once", n)
	}
	if asked := flaky.asked(); asked > 3 {
		t.Errorf("the shared store was asked %d times while it was down", asked)
	}
	flaky.fail(nil)
	time.Sleep(2100 * time.Millisecond)
	w.do(t, request{path: "/v1/agencies", from: "192.0.2.99:1"})
	if !strings.Contains(w.log.String(), "answers again") {
		t.Error("the end of the outage was not logged")
	}
}

// A flakyStore fails when it is told to.
type flakyStore struct {
	limiter.Store
	mu  sync.Mutex
	err error
	n   int // questions while it failed
}

func (f *flakyStore) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *flakyStore) asked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.n
}

// Get implements limiter.Store.
func (f *flakyStore) Get(ctx context.Context, key string, rate limiter.Rate) (limiter.Context, error) {
	f.mu.Lock()
	err := f.err
	if err != nil {
		f.n++
	}
	f.mu.Unlock()
	if err != nil {
		return limiter.Context{}, err
	}
	return f.Store.Get(ctx, key, rate)
}

func TestQueriesAtOneTime(t *testing.T) {
	b := &blocking{begun: make(chan struct{}, 100), let: make(chan struct{})}
	w := newWorld(t, func(d *api.Deps) {
		d.Cores = 1
		d.Plans = market.DefaultPlans().Override(market.Plan{Name: market.Anonymous, Rows: 10, Timeout: 5 * time.Second, Concurrency: 1})
		b.Runner, d.Query = d.Query, b
	})
	w.platform(t)
	type result struct {
		status int
		body   string
	}
	answers := make(chan result, 100)
	var asked atomic.Int64
	ask := func(from string) { // each for something else
		rec := w.plainDo(t, request{path: fmt.Sprintf("%s/rows?limit=1&pm25__ne=%d", table, asked.Add(1)), from: from})
		answers <- result{rec.Code, rec.Body.String()}
	}
	// One of this caller is at work, and eight wait: the tenth is turned away.
	for range 10 {
		go ask(one)
	}
	if got := <-answers; got.status != 429 || !strings.Contains(got.body, "at most 1 queries") {
		t.Errorf("the tenth of one caller: %d %s", got.status, got.body)
	}
	<-b.begun
	// Another caller gets to work meanwhile; a third finds both places taken.
	go ask("192.0.2.20:1")
	<-b.begun
	go ask("192.0.2.21:1")
	if got := <-answers; got.status != 503 || !strings.Contains(got.body, string(problem.Overloaded)) {
		t.Errorf("when all places are taken: %d %s", got.status, got.body)
	}
	// A page of the file does not wait for the engine.
	go func() {
		rec := w.plainDo(t, request{path: table + "/rows?limit=1", from: "192.0.2.22:1"})
		answers <- result{rec.Code, rec.Body.String()}
	}()
	<-b.begun
	close(b.let)
	for range 11 {
		if got := <-answers; got.status != 200 {
			t.Errorf("one that waited: %d %s", got.status, got.body)
		}
	}
}
