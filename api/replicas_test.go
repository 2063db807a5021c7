package api_test

import (
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ulule/limiter/v3/drivers/store/memory"

	"nguon/api"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/market"
)

// A line leads to Redis, and can be cut, or go silent.
type line struct {
	net.Listener
	to string

	mu    sync.Mutex
	state string // "", "cut" or "silent"
	conns []net.Conn
}

func newLine(t *testing.T, to, state string) *line {
	t.Helper()
	l := &line{Listener: listen(t), to: to, state: state}
	t.Cleanup(func() { l.set("cut"); l.Close() })
	go func() {
		for {
			in, err := l.Accept()
			if err != nil {
				return
			}
			go l.carry(in)
		}
	}()
	return l
}

func (l *line) carry(in net.Conn) {
	l.mu.Lock()
	state := l.state
	l.conns = append(l.conns, in)
	l.mu.Unlock()
	if state != "" {
		if state == "cut" {
			in.Close()
		}
		return
	}
	out, err := net.Dial("tcp", l.to)
	if err != nil {
		in.Close()
		return
	}
	go func() { io.Copy(out, in); out.Close() }() //nolint:errcheck // both ends are closed by the test
	io.Copy(in, out)                              //nolint:errcheck // as above
	if l.is() != "silent" {
		in.Close()
	}
}

func (l *line) is() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state
}

// set changes the line, for connections that are there already too.
func (l *line) set(state string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.state = state
	for _, c := range l.conns {
		c.Close()
	}
	l.conns = nil
}

func openCounters(t *testing.T, addr string) *api.Counters {
	t.Helper()
	c, err := api.OpenCounters("redis://" + addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// replicas returns the handlers of n servers on the same database, which count
// in Redis; of one, in memory.
func replicas(t *testing.T, n int, plans func(*api.Deps)) (*world, []http.Handler) {
	t.Helper()
	var deps api.Deps
	redis := ""
	if n > 1 {
		redis = catalogtest.Redis(t)
	}
	store := func(d *api.Deps) {
		if d.Limiter = memory.NewStore(); n > 1 {
			d.Limiter = openCounters(t, redis)
		}
	}
	w := newWorld(t, plans, store, func(d *api.Deps) { deps = *d })
	handlers := []http.Handler{w.handler}
	for range n - 1 {
		store(&deps)
		other, err := api.New(deps)
		if err != nil {
			t.Fatal(err)
		}
		handlers = append(handlers, other.Wrap(other.Handler()))
	}
	return w, handlers
}

// However many ask at how many replicas at one time, what passes in a window is
// its quota, wherever the window begins, and as much again once it is over.
func TestQuotasHoldOverReplicas(t *testing.T) {
	const second, day, period = 60, 150, 2 * time.Second
	plans := func(d *api.Deps) {
		d.Plans = market.DefaultPlans().Override(market.Plan{Name: market.Registered, RequiresKey: true, Rows: 10, Timeout: time.Second, Concurrency: 8,
			Windows: []market.Window{{Name: "burst", Quota: second, Period: period}, {Name: "day", Quota: day, Period: 24 * time.Hour}}})
	}
	for name, n := range map[string]int{"replicas=1 in memory": 1, "replicas=2 with Redis": 2} {
		t.Run(name, func(t *testing.T) {
			w, handlers := replicas(t, n, plans)
			keys := []string{w.key(t, account.Key{}), w.key(t, account.Key{}), w.key(t, account.Key{})}
			total := make([]int64, len(keys))
			var began, ended time.Time
			for round, want := range []int64{second, second, day - 2*second, 0} {
				if wait := period + 100*time.Millisecond - time.Since(ended); round > 0 && wait > 0 {
					time.Sleep(wait) // no request of the last round counts any more
				}
				began = time.Now()
				passed := make([]atomic.Int64, len(keys))
				var wg sync.WaitGroup
				for i, key := range keys {
					for _, h := range handlers {
						for range 4 {
							wg.Go(func() {
								for range 2 * second / 4 { // at each replica as much as two quotas
									r := w.newRequest(t, request{path: "/v1/licences", header: map[string]string{"X-Api-Key": key}})
									rec := httptest.NewRecorder()
									if h.ServeHTTP(rec, r); rec.Code == http.StatusOK {
										passed[i].Add(1)
									} else if rec.Code != http.StatusTooManyRequests {
										t.Errorf("%d %s", rec.Code, rec.Body)
									}
								}
							})
						}
					}
				}
				wg.Wait()
				ended = time.Now()
				windows := int64(1 + time.Since(began)/period) // a slow machine may have begun another one
				for i := range keys {
					got := passed[i].Load()
					total[i] += got
					if most := min(want*windows, day); got > most || windows == 1 && got < want && total[i] < day {
						t.Errorf("round %d, key %d: %d passed, want %d (in %d windows)", round, i, got, want, windows)
					}
				}
			}
			for i, got := range total {
				if got != day {
					t.Errorf("key %d: %d passed in the day, want %d", i, got, day)
				}
			}
		})
	}
}

// While Redis does not answer, be it from the start, each replica allows a share
// of the limits; the portal stays up, and says so.
func TestLimitsHoldWithoutRedis(t *testing.T) {
	for _, state := range []string{"cut", "silent"} {
		t.Run(state, func(t *testing.T) {
			redis := newLine(t, catalogtest.Redis(t), state)
			begin := time.Now()
			w := newWorld(t, func(d *api.Deps) {
				d.Limiter, d.LimiterShare = openCounters(t, redis.Addr().String()), 0.5
				d.Plans = market.DefaultPlans().Override(market.Plan{Name: market.Anonymous, Rows: 10, Timeout: time.Second, Concurrency: 1,
					Windows: []market.Window{{Name: "day", Quota: 8, Period: 24 * time.Hour}}})
			})
			passed := func(from string) (n int) {
				for range 10 {
					asked := time.Now()
					a := w.do(t, request{path: "/v1/licences", from: from})
					if took := time.Since(asked); took > 2*time.Second {
						t.Errorf("an answer took %v", took)
					}
					switch a.status {
					case 200:
						n++
					case 429:
					default:
						t.Errorf("%d %s", a.status, a.body)
					}
				}
				return n
			}
			up := func() string {
				metrics := w.plainDo(t, request{path: "/metrics"}).Body.String()
				_, rest, _ := strings.Cut(metrics, "\nnguon_shared_limiter_up ")
				return rest[:min(1, len(rest))]
			}
			back := func() { // Redis is asked again after two seconds
				time.Sleep(2100 * time.Millisecond)
				w.do(t, request{path: "/v1/licences"})
			}
			if got := up(); got != "0" {
				t.Errorf("at the start without Redis, after %v, the gauge is %q", time.Since(begin), got)
			}
			if n := passed("192.0.2.1:1"); n != 4 {
				t.Errorf("without Redis %d requests passed, want half of 8", n)
			}
			redis.set("")
			back()
			if got := up(); got != "1" {
				t.Errorf("with Redis the gauge is %q", got)
			}
			if n := passed("192.0.2.2:1"); n != 8 {
				t.Errorf("with Redis %d requests passed, want 8", n)
			}
			redis.set(state)
			if n := passed("192.0.2.3:1"); n != 4 || up() != "0" {
				t.Errorf("after Redis went away %d requests passed, want 4; the gauge is %q", n, up())
			}
			redis.set("")
			back()
			if n := passed("192.0.2.2:1"); n != 0 {
				t.Errorf("%d requests passed of one who had used up the day before Redis went away", n)
			}
			if n := strings.Count(w.log.String(), "the shared limiter does not answer"); n != 2 {
				t.Errorf("two outages were logged %d times", n)
			}
		})
	}
}
