package desk_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"nguon/api/registry"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/account/password"
	"nguon/catalog/catalogtest"
	"nguon/catalog/job"
	"nguon/catalog/market"
	"nguon/catalog/schedule"
	"nguon/catalog/sqlstore"
	"nguon/catalog/supply"
	"nguon/web/desk"
	"nguon/web/frame"
)

const (
	here  = "H26"
	there = "H29"
)

// noPost loses letters.
type noPost struct{}

func (noPost) Post(context.Context, account.Letter) error { return nil }

var hashes = sync.OnceValues(func() (*password.Hasher, error) { return password.New(password.Options{}) })

// A bureau is the desk over a database, with somebody in each role.
type bureau struct {
	db       *sqlstore.Store
	accounts *account.Accounts
	handler  http.Handler
	users    map[string]account.User // by the names of those who look
	broken   error                   // of a part of the portal
	behind   int                     // events that the search index has not seen
	failures failures
}

// failures are jobs that were given up.
type failures []job.Failure

// FailedJobs implements [desk.Jobs].
func (f *failures) FailedJobs(context.Context, int) ([]job.Failure, error) { return *f, nil }

// RetryJob implements [desk.Jobs].
func (f *failures) RetryJob(_ context.Context, id int64) error {
	had := len(*f)
	if *f = slices.DeleteFunc(*f, func(j job.Failure) bool { return j.ID == id }); len(*f) == had {
		return catalog.Errorf(catalog.ErrNotFound, "Không có.", "None.")
	}
	return nil
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func newBureau(t testing.TB) *bureau {
	t.Helper()
	b := &bureau{db: must(sqlstore.Open(t.Context(), "sqlite://:memory:", slog.New(slog.DiscardHandler)))(t), users: make(map[string]account.User)}
	t.Cleanup(func() { b.db.Close() })
	pepper := account.Pepper(strings.Repeat("p", account.PepperLength))
	b.accounts = must(account.New(b.db.Accounts(), pepper, must(hashes())(t), noPost{}, account.Options{}))(t)
	sealer := must(market.NewSealer([]byte(strings.Repeat("s", 32))))(t)
	offers := registry.New(registry.Deps{Catalog: b.db, Products: b.db, Applications: b.db, Reuses: b.db, Audit: b.db, Sealer: sealer})
	f := must(frame.New(frame.Options{Timeout: time.Minute, BaseURL: "https://portal.example.org", Static: fstest.MapFS{"10.css": {Data: []byte("a{}")}, "icon.svg": {Data: []byte("<svg/>")}}}))(t)
	room := must(desk.New(desk.Deps{
		Frame: f, Catalog: b.db, Agencies: b.db, Accounts: b.accounts, Audit: b.db, Registry: offers, Products: b.db, Applications: b.db, Reuses: b.db,
		Usage: b.db, Keys: b.db, Agenda: schedule.NewAgenda(b.db, nil, nil), Policies: b.db, Hearers: b.db.Accounts(), Plans: market.DefaultPlans(), Sources: &supply.Control{Sources: b.db, Audit: b.db, Now: time.Now}, Checks: []desk.Check{{Name: "database", Run: func(context.Context) error { return b.broken }}},
		Jobs: &b.failures, Behind: func(context.Context) (int, error) { return b.behind, b.broken },
	}))(t)
	b.handler = f.Handler(b.recognise, room)
	for _, code := range []string{here, there} {
		a := catalogtest.Agency(code)
		a.Parent = ""
		if err := b.db.SaveAgency(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	return b
}

// recognise takes who looks from a header, or their session from another.
func (b *bureau) recognise(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if v, err := b.accounts.Authenticate(r.Context(), r.Header.Get("X-Test-Token"), account.Origin{}); err == nil {
			r = r.WithContext(frame.WithVisit(r.Context(), v))
		} else if u, ok := b.users[r.Header.Get("X-Test-User")]; ok {
			u, err := b.db.Accounts().User(r.Context(), u.ID)
			if err == nil {
				r = r.WithContext(frame.WithVisit(r.Context(), account.Visit{User: u, Session: account.Session{ID: "S", Created: time.Now()}}))
			}
		}
		next.ServeHTTP(w, r)
	})
}

// join makes an account with roles.
func (b *bureau) join(t testing.TB, name string, grants ...account.Grant) account.User {
	t.Helper()
	if u, ok := b.users[name]; ok {
		return u
	}
	r := account.Registration{Mail: fmt.Sprintf("%s@example.org", strings.ReplaceAll(name, " ", ".")), Name: name, Lang: catalog.Vietnamese}
	u, _, err := b.accounts.CreateUser(t.Context(), account.Caller{Principal: account.Operator()}, r, grants...)
	if err != nil {
		t.Fatal(err)
	}
	u.State = account.Active
	if err := b.db.Accounts().Change(t.Context(), func(ctx context.Context, tx account.Tx) error { return tx.PutUser(ctx, u) }); err != nil {
		t.Fatal(err)
	}
	b.users[name] = u
	return u
}

func grant(agency string, r account.Role) account.Grant {
	return account.Grant{Agency: agency, Role: r}
}

// An answer is what came back.
type answer struct {
	status int
	header http.Header
	body   string
}

// main is the part of a page that is its own.
func (a answer) main() string {
	_, after, _ := strings.Cut(a.body, "<main")
	text, _, _ := strings.Cut(after, "</main>")
	return text
}

func (b *bureau) get(t testing.TB, who, path string) answer {
	t.Helper()
	return b.send(t, httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil), who)
}

func (b *bureau) post(t testing.TB, who, path string, form url.Values) answer {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.send(t, r, who)
}

func (b *bureau) send(t testing.TB, r *http.Request, who string) answer {
	t.Helper()
	r.Header.Set("X-Test-User", who)
	w := httptest.NewRecorder()
	b.handler.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{w.Code, w.Header(), string(body)}
}

// wantDone wants a form to be taken, and returns where it leads.
func wantDone(t testing.TB, what string, a answer) string {
	t.Helper()
	if a.status != http.StatusSeeOther {
		t.Fatalf("%s: %d %s", what, a.status, a.main())
	}
	return a.header.Get("Location")
}

func wantStatus(t testing.TB, what string, a answer, want int) {
	t.Helper()
	if a.status != want {
		t.Fatalf("%s: %d, want %d: %s", what, a.status, want, a.main())
	}
}

func wantText(t testing.TB, what string, a answer, texts ...string) {
	t.Helper()
	for _, text := range texts {
		if !strings.Contains(a.body, text) {
			t.Errorf("%s does not say %q: %s", what, text, a.main())
		}
	}
}

const rainDocument = `
openapi: 3.0.3
info: {title: Mưa, version: "1.0"}
paths:
  /rain/{station}:
    get:
      parameters:
        - {name: station, in: path, required: true, schema: {type: string}}
        - {name: limit, in: query, schema: {type: integer}}
      responses: {"200": {description: ok}}
`

// aboutRain is the form of a new API.
func aboutRain() url.Values {
	return url.Values{
		"name": {"rain"}, "title.vi": {"Lượng mưa"}, "title.en": {"Rainfall"}, "description.vi": {"Từng giờ"}, "description.en": {"Hourly"},
		"theme": {"environment"}, "contact.email": {"a@example.vn"}, "access": {"approval"},
	}
}

func rainVersion() url.Values {
	return url.Values{
		"revision": {"1"}, "name": {"v1"}, "document": {rainDocument}, "url": {"https://lgsp.example.vn/rain"}, "header": {"X-Token"}, "secret": {"hunter2"}, "validate": {"enforce"},
	}
}

// offer registers the API rain of here, with a version in draft.
func (b *bureau) offer(t testing.TB) {
	t.Helper()
	b.join(t, "steward", grant(here, account.Steward))
	b.join(t, "second", grant(here, account.Steward))
	wantDone(t, "register", b.post(t, "steward", "/desk/H26/new-api", aboutRain()))
	wantDone(t, "add a version", b.post(t, "steward", "/desk/H26/apis/rain/new-version", rainVersion()))
}

// supply adds the source rain, which takes what passes all checks.
func (b *bureau) supply(t testing.TB) {
	t.Helper()
	s := supply.Source{ID: "rain", Agency: here, Dataset: "rain", Every: time.Hour, Automatic: true, Sealed: []byte("s3cret"),
		Parts: []supply.Part{{File: "days.csv", Address: "https://example.org/days.csv?token=s3cret"}}}
	if err := b.db.AddSource(t.Context(), s); err != nil {
		t.Fatal(err)
	}
}
