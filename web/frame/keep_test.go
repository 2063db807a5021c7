package frame_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/fstest"
	"time"

	"nguon/catalog/account"
	"nguon/web/frame"
)

// A counter is a wing whose page says how often it was made.
type counter struct {
	frame *frame.Frame
	made  int
	set   [2]string // a header of the page
	hold  func()    // runs while the page is made; may be nil
}

func (c *counter) Routes(mux *http.ServeMux) {
	c.frame.Page(mux, "GET /count", func(w http.ResponseWriter, r *http.Request, _ *frame.Locale) error {
		c.made++
		number := c.made
		if c.hold != nil {
			c.hold()
		}
		h := w.Header()
		h.Set("ETag", fmt.Sprintf(`W/"%d"`, number))
		h.Set("Content-Type", "text/plain")
		if c.set[0] != "" {
			h.Set(c.set[0], c.set[1])
		}
		frame.Send(w, r, http.StatusOK, fmt.Append(nil, number))
		return nil
	})
}

// newCounter returns a page that is kept for a second of a clock, and the portal
// around it, which knows who sends the header X-Known.
func newCounter(t testing.TB) (*counter, http.Handler, *time.Time) {
	t.Helper()
	now := time.Date(2026, 5, 4, 3, 2, 1, 0, time.UTC)
	f, err := frame.New(frame.Options{
		BaseURL: "http://data.example.vn", Static: fstest.MapFS{}, Keep: time.Second, Now: func() time.Time { return now },
	})
	if err != nil {
		t.Fatal(err)
	}
	c := &counter{frame: f}
	return c, f.Handler(func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Header.Get("X-Known") != "" {
				r = r.WithContext(frame.WithVisit(r.Context(), account.Visit{}))
			}
			next.ServeHTTP(w, r)
		})
	}, c), &now
}

func ask(t testing.TB, h http.Handler, target string, header ...string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, http.NoBody)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestAPageForStrangersIsMadeOnceInAWhile(t *testing.T) {
	c, h, now := newCounter(t)
	for _, step := range []struct {
		name   string
		after  time.Duration
		header []string
		status int
		body   string
	}{
		{"the first", 0, nil, 200, "1"},
		{"the next", time.Second / 2, nil, 200, "1"},
		{"who has it already", 0, []string{"If-None-Match", `W/"1"`}, 304, ""},
		{"who has another one", 0, []string{"If-None-Match", `W/"0"`}, 200, "1"},
		{"who has it, when it has become old", time.Second, []string{"If-None-Match", `W/"1"`}, 200, "2"},
		{"who has the new one", 0, []string{"If-None-Match", `W/"2"`}, 304, ""},
		{"nobody asked for long", time.Hour, nil, 200, "3"},
		{"before it was made", -time.Hour, nil, 200, "4"},
	} {
		*now = now.Add(step.after)
		if w := ask(t, h, "/count", step.header...); w.Code != step.status || w.Body.String() != step.body {
			t.Errorf("%s: %d %q, want %d %q", step.name, w.Code, w.Body, step.status, step.body)
		}
	}
	if c.made != 4 {
		t.Errorf("the page was made %d times, want 4", c.made)
	}
}

func TestNobodyWaitsForAPageThatIsMadeAnew(t *testing.T) {
	c, h, now := newCounter(t)
	ask(t, h, "/count")
	*now = now.Add(3 * time.Second / 2)
	inside, finish := make(chan struct{}), make(chan struct{})
	c.hold = func() { close(inside); <-finish }
	renewed := make(chan string)
	go func() { renewed <- ask(t, h, "/count").Body.String() }()
	<-inside
	if got := ask(t, h, "/count").Body.String(); got != "1" {
		t.Errorf("meanwhile %q, want the page as it was", got)
	}
	close(finish)
	if got := <-renewed; got != "2" {
		t.Errorf("who has it made got %q, want 2", got)
	}
	c.hold = nil
	if got := ask(t, h, "/count").Body.String(); got != "2" {
		t.Errorf("then %q, want 2", got)
	}
}

func TestPagesThatAreNotForEverybodyAreNotKept(t *testing.T) {
	for _, test := range []struct {
		name          string
		set           [2]string // by the page
		first, second []string  // headers
		want          string    // of the second answer
	}{
		{"kept, to compare with", [2]string{}, nil, nil, "1"},
		{"for somebody who is known", [2]string{}, []string{"X-Known", "1"}, []string{"X-Known", "1"}, "2"},
		{"for a stranger after somebody who is known", [2]string{}, []string{"X-Known", "1"}, nil, "2"},
		{"for somebody who is known after a stranger", [2]string{}, nil, []string{"X-Known", "1"}, "2"},
		{"for who has another cookie", [2]string{}, nil, []string{"Cookie", "session=x"}, "2"},
		{"in another theme", [2]string{}, nil, []string{"Cookie", "theme=dark"}, "2"},
		{"in the same theme", [2]string{}, []string{"Cookie", "theme=dark"}, []string{"Cookie", "theme=dark"}, "1"},
		{"for who unpacks gzip", [2]string{}, nil, []string{"Accept-Encoding", "gzip"}, "2"},
		{"with a cookie", [2]string{"Set-Cookie", "a=b"}, nil, nil, "2"},
		{"that no cache is to keep", [2]string{"Cache-Control", "no-store"}, nil, nil, "2"},
		{"that is private", [2]string{"Cache-Control", "private, max-age=60"}, nil, nil, "2"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c, h, _ := newCounter(t)
			c.set = test.set
			ask(t, h, "/count", test.first...)
			if got := ask(t, h, "/count", test.second...).Body.String(); got != test.want {
				t.Errorf("the second answer is %q, want %q", got, test.want)
			}
		})
	}
	_, h, _ := newCounter(t)
	for i, target := range []string{"/count", "/count?a=1", "/en/count", "/count?a=1&b=2"} {
		if got := ask(t, h, target).Body.String(); got != fmt.Sprint(i+1) {
			t.Errorf("%s: %q, want a page of its own", target, got)
		}
	}
}

func TestAKeptPageHasOnlyHeadersOfItsOwn(t *testing.T) {
	c, h, _ := newCounter(t)
	c.set = [2]string{"Content-Security-Policy", "default-src 'self'"}
	outer := 0
	around := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		outer++
		w.Header().Set("X-Request-Id", fmt.Sprint(outer))
		h.ServeHTTP(w, r)
	})
	for i := range 3 {
		got := ask(t, around, "/count")
		if id := got.Header().Get("X-Request-Id"); id != fmt.Sprint(i+1) {
			t.Errorf("answer %d has the id %s", i+1, id)
		}
		if policy := got.Header().Get("Content-Security-Policy"); policy != c.set[1] || got.Header().Get("Content-Type") != "text/plain" {
			t.Errorf("answer %d has not the headers of the page: %v", i+1, got.Header())
		}
	}
}

// BenchmarkPage asks for a page that takes a millisecond to be made, with what
// the client has.
func BenchmarkPage(b *testing.B) {
	c, h, _ := newCounter(b)
	c.hold = func() { time.Sleep(time.Millisecond) }
	ask(b, h, "/count")
	r := httptest.NewRequestWithContext(b.Context(), http.MethodGet, "/count", http.NoBody)
	r.Header.Set("If-None-Match", `W/"1"`)
	b.ReportAllocs()
	for b.Loop() {
		w := httptest.NewRecorder()
		if h.ServeHTTP(w, r); w.Code != http.StatusNotModified {
			b.Fatal(w.Code)
		}
	}
}
