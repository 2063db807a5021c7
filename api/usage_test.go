package api_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ulule/limiter/v3"
	"github.com/ulule/limiter/v3/drivers/store/memory"

	"nguon/api"
	"nguon/api/problem"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/catalog/sqlstore"
)

// counted is a world that counts use, with its meter.
func counted(t *testing.T, changes ...func(*api.Deps)) (*world, *market.Meter) {
	t.Helper()
	var meter *market.Meter
	w := newWorld(t, append([]func(*api.Deps){func(d *api.Deps) {
		n := 0
		store := d.Keys.(*sqlstore.Store)
		meter = market.NewMeter(store, func() string { n++; return fmt.Sprint(n) }, d.Now, d.Log)
		d.Meter, d.Usage, d.Applications = meter, store, store
	}}, changes...)...)
	return w, meter
}

func TestUsageOfAKeyIsItsOwn(t *testing.T) {
	w, meter := counted(t)
	mine, other := w.key(t, account.Key{Name: "mine"}), w.key(t, account.Key{})
	ask := func(key, path string) answer {
		return w.do(t, request{path: path, header: map[string]string{"X-Api-Key": key}})
	}
	for range 3 {
		ask(mine, table+"/rows?limit=1")
	}
	ask(mine, table+"/rows?nope=1")
	ask(other, table+"/rows?limit=1")
	if err := meter.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := ask(mine, "/v1/usage?days=2")
	var body struct {
		Key  struct{ Name, Hint string }
		Data []struct {
			Product, Plan string
			Limits        struct{ Rows, Concurrency int }
			Windows       []struct {
				Name                 string
				Quota, Seconds, Left int64
			}
			Days []struct{ Requests, Errors, Bytes int64 }
		}
	}
	if err := json.Unmarshal([]byte(a.body), &body); err != nil || a.status != http.StatusOK {
		t.Fatalf("%d %s: %v", a.status, a.body, err)
	}
	if body.Key.Name != "mine" || len(body.Data) != 2 || body.Data[0].Product != "catalogue" || body.Data[1].Product != "data/air-quality" {
		t.Fatalf("got %+v", body)
	}
	data := body.Data[1]
	if data.Plan != market.Registered || data.Limits.Rows != 10_000 || len(data.Days) != 1 || data.Days[0].Requests != 4 || data.Days[0].Errors != 1 || data.Days[0].Bytes == 0 {
		t.Errorf("use of the data: %+v", data)
	}
	if day := data.Windows[1]; day.Name != "day" || day.Quota-day.Left != 4 || day.Seconds != 86400 {
		t.Errorf("the day: %+v", day)
	}
	if cache := a.header.Get("Cache-Control"); !strings.HasPrefix(cache, "private") {
		t.Errorf("Cache-Control: %s", cache)
	}
	with := map[string]string{"X-Api-Key": mine}
	run(t, w, []scenario{
		{name: "without a key", path: "/v1/usage", status: 401, code: problem.KeyMissing},
		{name: "no day", path: "/v1/usage?days=0", header: with, status: 400, code: problem.InvalidParameter},
		{name: "too many days", path: "/v1/usage?days=93", header: with, status: 400, code: problem.InvalidParameter},
		{name: "another parameter", path: "/v1/usage?key=x", header: with, status: 400, code: problem.InvalidParameter},
	})
}

// monthly is a plan with a window of 30 days whose quota a test can use up.
func monthly(d *api.Deps) {
	d.Plans = market.DefaultPlans().Override(market.Plan{
		Name: market.Registered, Rows: 10, Timeout: time.Second, Concurrency: 1, RequiresKey: true,
		Windows: []market.Window{{Name: "burst", Quota: 100, Period: time.Second}, {Name: "month", Quota: 5, Period: 30 * 24 * time.Hour}},
	})
}

func TestQuotaOfAMonthHoldsAndIsToldOfOnce(t *testing.T) {
	for name, store := range map[string]func(t *testing.T) limiter.Store{
		"store=memory": func(*testing.T) limiter.Store { return memory.NewStore() },
		"store=redis":  redisStore,
	} {
		t.Run(name, func(t *testing.T) {
			w, meter := counted(t, monthly, func(d *api.Deps) { d.Limiter = store(t) })
			var told []string
			meter.Tell = func(_ context.Context, reached []market.QuotaReached) error {
				for _, q := range reached {
					told = append(told, fmt.Sprintf("%s %s %s %d", q.Key.ID, q.Product, q.Window.Name, q.Percent))
					if in := q.Until.Sub(w.now()); in < 29*24*time.Hour || in > 31*24*time.Hour {
						t.Errorf("the window ends in %v", in)
					}
				}
				return nil
			}
			key := w.key(t, account.Key{ID: "01MONTH"})
			var last answer
			for range 8 {
				last = w.do(t, request{path: table + "/rows?limit=1", header: map[string]string{"X-Api-Key": key}})
			}
			if last.status != http.StatusTooManyRequests || !strings.Contains(last.header.Get("RateLimit-Policy"), `"month";q=5;w=2592000`) {
				t.Errorf("after the month's quota: %d, %s", last.status, last.header.Get("RateLimit-Policy"))
			}
			if err := meter.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got, want := strings.Join(told, ", "), "01MONTH data/air-quality month 80, 01MONTH data/air-quality month 100"; got != want {
				t.Errorf("told of %s; want %s", got, want)
			}
		})
	}
}

func TestReplicasSeeARevocationWithinASecond(t *testing.T) {
	var deps api.Deps
	w := newWorld(t, func(d *api.Deps) { deps = *d })
	other, err := api.New(deps)
	if err != nil {
		t.Fatal(err)
	}
	replicas := map[string]http.Handler{"one": w.handler, "other": other.Wrap(other.Handler())}
	plain := w.key(t, account.Key{ID: "01KEY"})
	want := func(what string, status int) {
		t.Helper()
		for name, h := range replicas {
			w.handler = h
			if a := w.do(t, request{path: "/v1/agencies", header: map[string]string{"X-Api-Key": plain}}); a.status != status {
				t.Errorf("%s, %s replica: %d, want %d", what, name, a.status, status)
			}
		}
	}
	want("a new key", http.StatusOK)
	if err := w.db.RevokeKey(t.Context(), "01KEY", w.now()); err != nil {
		t.Fatal(err)
	}
	w.pass(900 * time.Millisecond)
	want("a second later", http.StatusUnauthorized)
}

func TestKindsOfQueriesAreCountedWithoutTheirValues(t *testing.T) {
	w, meter := counted(t)
	for _, path := range []string{"/rows?limit=1", "/rows?pm25__gte=71.5&limit=1", "/rows?pm25__gte=72.5", "/rows.csv?where=pm25+%3E=+73.5", "/rows?nope=71", "/schema"} {
		w.do(t, request{path: table + path})
	}
	if err := meter.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	top, total, err := w.db.TopQueries(t.Context(), []market.Ref{"data/air-quality"}, w.now().Add(-time.Hour), 10)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, q := range top {
		got = append(got, fmt.Sprint(q.Outline, " ", q.Requests))
	}
	if want := "hourly·where(pm25__gte) 2; hourly 1; hourly·where(pm25__gte)·csv 1"; strings.Join(got, "; ") != want || total != 4 {
		t.Errorf("counted %q, %d in all, want %q", got, total, want)
	}
}
