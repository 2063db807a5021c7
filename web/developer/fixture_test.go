package developer_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/catalog/sqlstore"
	"nguon/web/developer"
	"nguon/web/frame"
)

// A portal is the pages over SQLite, with a clock that stands still.
type portal struct {
	consumers *market.Consumers
	store     *sqlstore.Store
	handler   http.Handler
	pages     *developer.Developer
	now       time.Time
	used      int64 // of every window, as far as the pages are told
}

// shelf has one API that is open to keys, and one that wants approval.
type shelf map[market.Ref]market.Access

func (s shelf) Offer(_ context.Context, product market.Ref, _ time.Time) (market.Offer, error) {
	access, ok := s[product]
	if !ok {
		return market.Offer{}, catalog.Errorf(catalog.ErrNotFound, "Không có API này.", "There is no such API.")
	}
	name, _ := product.API()
	return market.Offer{Product: product, Title: catalog.Text{Vi: "Mưa & lũ", En: "Rain & flood"}, Agency: "H29", Access: access, Link: "/apis/" + string(name)}, nil
}

func newPortal(t testing.TB) *portal {
	t.Helper()
	p := &portal{now: time.Date(2026, 11, 22, 9, 30, 0, 0, time.UTC)}
	var err error
	if p.store, err = sqlstore.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "catalog.db"), slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.store.Close() })
	p.consumers, err = market.NewConsumers(p.store, shelf{"api/rain": market.WithKey, "api/flood": market.Approved},
		account.Pepper(strings.Repeat("p", account.PepperLength)), market.ConsumerOptions{Now: func() time.Time { return p.now }})
	if err != nil {
		t.Fatal(err)
	}
	f, err := frame.New(frame.Options{Timeout: time.Minute, BaseURL: "https://portal.example.org", Static: fstest.MapFS{"site.css": {Data: []byte("p {}")}}, Now: func() time.Time { return p.now }})
	if err != nil {
		t.Fatal(err)
	}
	p.pages, err = developer.New(developer.Deps{Frame: f, Consumers: p.consumers, Usage: p.store,
		Left: func(context.Context, account.Key, market.Ref) (market.Plan, []market.Left, error) {
			plan, _ := market.DefaultPlans().Find(market.Registered)
			var left []market.Left
			for _, w := range plan.Windows {
				left = append(left, market.Left{Window: w, Left: max(0, w.Quota-p.used), Until: p.now.Add(w.Period)})
			}
			return plan, left, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	p.handler = f.Handler(recognise, p.pages)
	return p
}

// recognise takes a header for who is looking.
func recognise(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if id := r.Header.Get("Visitor"); id != "" {
			u := account.User{ID: id, State: account.Active, Name: id}
			r = r.WithContext(frame.WithVisit(r.Context(), account.Visit{User: u}))
		}
		next.ServeHTTP(w, r)
	})
}

func visitor(id string) account.Caller {
	return account.Caller{Principal: account.Principal{User: &account.User{ID: id, State: account.Active}}}
}

// An answer is a page that came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// ask sends a request of a visitor, who may be nobody; a form makes it a POST.
func (p *portal) ask(t testing.TB, who, target string, form url.Values) answer {
	t.Helper()
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r := httptest.NewRequestWithContext(t.Context(), method, target, body)
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.Header.Set("Visitor", who)
	w := httptest.NewRecorder()
	p.handler.ServeHTTP(w, r)
	return answer{w.Code, w.Result().Header, w.Body.String()}
}

func (a answer) shows(t testing.TB, status int, parts ...string) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("status %d, want %d: %.600s", a.status, status, a.body)
	}
	for _, part := range parts {
		if !strings.Contains(a.body, part) {
			t.Errorf("the page has no %q", part)
		}
	}
	if status == http.StatusOK && !strings.Contains(a.header.Get("Cache-Control"), "no-store") {
		t.Errorf("Cache-Control: %s", a.header.Get("Cache-Control"))
	}
	return a
}

func (a answer) leads(t testing.TB, to string) {
	t.Helper()
	if a.status != http.StatusSeeOther || a.header.Get("Location") != to {
		t.Fatalf("%d to %q, want 303 to %q: %.300s", a.status, a.header.Get("Location"), to, a.body)
	}
}

var keyText = regexp.MustCompile(`ngn_live_[0-9A-Za-z]{36}`)

// app makes an application of a visitor, with a key.
func (p *portal) app(t testing.TB, who string) (market.Application, account.Key) {
	t.Helper()
	a, err := p.consumers.CreateApplication(t.Context(), visitor(who), market.ApplicationDraft{Name: "Bản đồ mưa"})
	if err != nil {
		t.Fatal(err)
	}
	_, k, err := p.consumers.NewKey(t.Context(), visitor(who), a.ID, market.KeyDraft{Name: "Máy chủ"})
	if err != nil {
		t.Fatal(err)
	}
	return a, k
}

func (p *portal) keys(t testing.TB, who, app string) []account.Key {
	t.Helper()
	keys, err := p.consumers.Keys(t.Context(), visitor(who), app)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

// key returns the first key of an application that is as is says. Keys that were
// made at the same time are in no order.
func (p *portal) key(t testing.TB, who, app string, is func(account.Key) bool) account.Key {
	t.Helper()
	keys := p.keys(t, who, app)
	i := slices.IndexFunc(keys, is)
	if i < 0 {
		t.Fatalf("there is no such key among %d", len(keys))
	}
	return keys[i]
}
