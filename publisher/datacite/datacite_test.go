package datacite_test

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/catalogtest"
	"nguon/catalog/sqlstore"
	"nguon/publisher/datacite"
)

// A registry answers as DataCite's API does.
type registry struct {
	mu     sync.Mutex
	states map[string]string
	bodies map[string]map[string]any // attributes, as they were sent last
	events []string
	answer http.HandlerFunc // instead of its own; nil: its own
}

// states of DOIs after an event (https://support.datacite.org/docs/doi-states).
var after = map[string]string{"publish": "findable", "register": "registered", "hide": "registered"}

func (g *registry) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.answer != nil {
		g.answer(w, r)
		return
	}
	user, password, _ := r.BasicAuth()
	name, ok := strings.CutPrefix(r.URL.Path, "/dois/")
	if r.Method != http.MethodPut || !ok || user != "VN.NGUON" || password != "s3cret" || r.Header.Get("Content-Type") != "application/vnd.api+json" {
		w.WriteHeader(http.StatusUnauthorized)
		io.WriteString(w, `{"errors":[{"status":"401","title":"Bad credentials."}]}`) //nolint:errcheck // a test's
		return
	}
	var doc struct {
		Data struct {
			Type       string
			Attributes map[string]any
		}
	}
	if err := json.NewDecoder(r.Body).Decode(&doc); err != nil || doc.Data.Type != "dois" || doc.Data.Attributes["doi"] != name {
		w.WriteHeader(http.StatusUnprocessableEntity)
		return
	}
	event, _ := doc.Data.Attributes["event"].(string)
	status := http.StatusOK
	if g.states[name] == "" {
		status = http.StatusCreated
	}
	g.states[name], g.bodies[name] = after[event], doc.Data.Attributes
	g.events = append(g.events, name+" "+event)
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{"data": map[string]any{"id": name, "type": "dois", //nolint:errcheck // a test's
		"attributes": map[string]any{"doi": strings.ToUpper(name), "state": g.states[name]}}})
}

// A library is a portal whose DOIs are registered, on a clock that the test sets.
type library struct {
	*datacite.Keeper
	*registry
	db  *sqlstore.Store
	now time.Time
}

func open(t *testing.T) *library {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://"+filepath.Join(t.TempDir(), "a.db"), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() }) //nolint:errcheck // a test's
	l := &library{registry: &registry{states: make(map[string]string), bodies: make(map[string]map[string]any)}, db: db, now: catalogtest.Epoch.Add(time.Hour)}
	db.UseClock(func() time.Time { return l.now })
	server := httptest.NewServer(l.registry)
	t.Cleanup(server.Close)
	l.Keeper, err = datacite.New(datacite.Config{URL: server.URL + "/", Prefix: "10.5072", User: "VN.NGUON", Password: "s3cret"},
		datacite.Deps{Catalogue: db, Ledger: db, Portal: "https://data.example.org/", Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return l.now }})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func (l *library) publish(t *testing.T, version int, at time.Time) {
	t.Helper()
	d := catalogtest.Dataset("rain", "H26")
	r := catalogtest.Release(d, version)
	r.PublishAt = at
	catalogtest.Publish(t, l.db, d, r)
}

// sweep registers all that is due, and returns what was sent.
func (l *library) sweep(t *testing.T) []string {
	t.Helper()
	l.events = nil
	for {
		n, err := l.Sweep(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if n == 0 {
			return l.events
		}
	}
}

func (l *library) wantDOI(t *testing.T, slug catalog.Slug, version int, want string) {
	t.Helper()
	if got, err := l.db.DOI(t.Context(), slug, version); err != nil || got != want {
		t.Errorf("DOI of %s@%d = %q, %v; want %q", slug, version, got, err, want)
	}
}

// wantEvents wants DOIs to be sent, in whatever order.
func wantEvents(t *testing.T, got []string, want ...string) {
	t.Helper()
	slices.Sort(got)
	if strings.Join(got, "; ") != strings.Join(want, "; ") {
		t.Errorf("sent %q, want %q", got, want)
	}
}

func TestVersionsAndTheirDatasetAreRegisteredOnce(t *testing.T) {
	l := open(t)
	l.publish(t, 1, l.now)
	l.wantDOI(t, "rain", 1, "") // nobody is told of what is not registered
	wantEvents(t, l.sweep(t), "10.5072/nguon.rain publish", "10.5072/nguon.rain.v1 publish")
	l.wantDOI(t, "rain", 1, "10.5072/nguon.rain.v1")
	l.wantDOI(t, "rain", 0, "10.5072/nguon.rain")
	wantEvents(t, l.sweep(t))
	l.now = l.now.Add(time.Hour)
	l.publish(t, 2, l.now.Add(time.Hour)) // which is not public yet
	wantEvents(t, l.sweep(t))
	l.now = l.now.Add(time.Hour)
	wantEvents(t, l.sweep(t), "10.5072/nguon.rain publish", "10.5072/nguon.rain.v2 publish")
	v2 := l.bodies["10.5072/nguon.rain.v2"]
	for field, want := range map[string]any{"url": "https://data.example.org/id/rain@2", "version": "2", "language": "vi", "publicationYear": 2026.0} {
		if field == "publicationYear" {
			want = float64(l.now.Year())
		}
		if v2[field] != want {
			t.Errorf("%s = %v, want %v", field, v2[field], want)
		}
	}
	text, _ := json.Marshal(l.bodies)
	for _, want := range []string{`"relationType":"IsVersionOf"`, `"relationType":"IsNewVersionOf"`, `"relationType":"HasVersion"`, `"resourceTypeGeneral":"Dataset"`,
		`"nameType":"Organizational"`, `"dateType":"Issued"`, `"descriptionType":"Abstract"`, `"rightsIdentifierScheme":"SPDX"`} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the descriptions lack %s: %s", want, text)
		}
	}
}

func TestAWithdrawnVersionIsHiddenAndLeadsToTheReason(t *testing.T) {
	l := open(t)
	l.publish(t, 1, l.now)
	l.now = l.now.Add(48 * time.Hour)
	l.publish(t, 2, l.now)
	l.sweep(t)
	if err := l.db.Withdraw(t.Context(), "rain", 2, catalog.Text{Vi: "Sai.", En: "Wrong."}, l.now); err != nil {
		t.Fatal(err)
	}
	wantEvents(t, l.sweep(t), "10.5072/nguon.rain publish", "10.5072/nguon.rain.v2 hide")
	if got := l.states["10.5072/nguon.rain.v2"]; got != "registered" {
		t.Errorf("state %q", got)
	}
	if got := l.bodies["10.5072/nguon.rain.v2"]["url"]; got != "https://data.example.org/datasets/rain/releases/2" {
		t.Errorf("it leads to %v", got)
	}
	if got, want := fmt.Sprint(l.bodies["10.5072/nguon.rain"]["dates"]), fmt.Sprint(l.bodies["10.5072/nguon.rain.v1"]["dates"]); got != want {
		t.Errorf("the dataset is described with %s, want %s of the version that is left", got, want)
	}
	wantEvents(t, l.sweep(t))
}

func TestADatasetIsHiddenWhileAllItsVersionsAreWithdrawn(t *testing.T) {
	l := open(t)
	l.publish(t, 1, l.now)
	l.sweep(t)
	if err := l.db.Withdraw(t.Context(), "rain", 1, catalog.Text{Vi: "Sai.", En: "Wrong."}, l.now); err != nil {
		t.Fatal(err)
	}
	wantEvents(t, l.sweep(t), "10.5072/nguon.rain hide", "10.5072/nguon.rain.v1 hide")
	if got := l.bodies["10.5072/nguon.rain"]["url"]; got != "https://data.example.org/datasets/rain" {
		t.Errorf("it leads to %v", got)
	}
	l.publish(t, 2, l.now)
	wantEvents(t, l.sweep(t), "10.5072/nguon.rain publish", "10.5072/nguon.rain.v2 publish")
}

func TestARenamedDatasetKeepsItsDOIs(t *testing.T) {
	l := open(t)
	l.publish(t, 1, l.now)
	l.sweep(t)
	if err := l.db.Rename(t.Context(), "rain", "rainfall"); err != nil {
		t.Fatal(err)
	}
	l.wantDOI(t, "rainfall", 1, "10.5072/nguon.rain.v1")
	wantEvents(t, l.sweep(t))
}

func TestWhatFailsIsTriedAgainLaterAndNotLost(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"an error of the server": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"too many requests":      func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
		"a refusal": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusUnprocessableEntity)
			io.WriteString(w, `{"errors":[{"title":"`+strings.Repeat("x", 1<<16)+`"}]}`) //nolint:errcheck // a test's
		},
		"no JSON":           func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "<html>") },                   //nolint:errcheck // likewise
		"an endless answer": func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat(" ", 5<<20)) }, //nolint:errcheck // likewise
		"another DOI": func(w http.ResponseWriter, _ *http.Request) {
			io.WriteString(w, `{"data":{"attributes":{"doi":"10.5072/other","state":"findable"}}}`) //nolint:errcheck // likewise
		},
		"a draft": func(w http.ResponseWriter, r *http.Request) {
			io.WriteString(w, `{"data":{"attributes":{"doi":"`+strings.TrimPrefix(r.URL.Path, "/dois/")+`","state":"draft"}}}`) //nolint:errcheck // likewise
		},
		"a way elsewhere": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		},
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t)
			l.publish(t, 1, l.now)
			calls := 0
			l.answer = func(w http.ResponseWriter, r *http.Request) { calls++; answer(w, r) }
			for range 3 {
				if _, err := l.Sweep(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			if calls != 2 { // of the version and of its dataset, with a pause after
				t.Errorf("%d calls, want 2", calls)
			}
			l.wantDOI(t, "rain", 1, "")
			l.answer, l.now = nil, l.now.Add(2*time.Minute)
			wantEvents(t, l.sweep(t), "10.5072/nguon.rain publish", "10.5072/nguon.rain.v1 publish")
			l.wantDOI(t, "rain", 1, "10.5072/nguon.rain.v1")
		})
	}
}

func TestAWrongConfigurationIsRefused(t *testing.T) {
	good := datacite.Config{URL: "https://api.datacite.org", Prefix: "10.5072", User: "u", Password: "p"}
	if err := good.Validate(); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(*datacite.Config){
		"no address":              func(c *datacite.Config) { c.URL = "" },
		"an address in the clear": func(c *datacite.Config) { c.URL = "http://api.datacite.org" },
		"a password in it":        func(c *datacite.Config) { c.URL = "https://u:p@api.datacite.org" },
		"no prefix":               func(c *datacite.Config) { c.Prefix = "10.5072/x" },
		"no name":                 func(c *datacite.Config) { c.User = "" },
		"no password":             func(c *datacite.Config) { c.Password = "" },
	} {
		c := good
		change(&c)
		if err := c.Validate(); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
