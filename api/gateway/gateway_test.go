package gateway_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"nguon/api/gateway"
	"nguon/api/problem"
	"nguon/catalog/market"
)

func bodyOf(t testing.TB, resp *http.Response) string {
	t.Helper()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// wantCode checks that err is a problem of the given code.
func wantCode(t testing.TB, err error, code problem.Code) {
	t.Helper()
	p, ok := errors.AsType[*problem.Error](err)
	if !ok || p.Code != code {
		t.Errorf("err = %v, want a problem of code %s", err, code)
	}
}

func TestACallReachesTheUpstreamAsItsDocumentSays(t *testing.T) {
	b := newBench(t, echo, nil)
	for _, test := range []struct{ name, method, path, want string }{
		{"with a query", "GET", "/stations?limit=5", "GET /base/stations?limit=5\n"},
		{"with a part that is escaped", "GET", "/stations/H%C3%A0%20N%E1%BB%99i%3F", "GET /base/stations/H%C3%A0%20N%E1%BB%99i%3F\n"},
		{"as HEAD is not in the document", "POST", "/stations", "POST /base/stations\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			body, headers := "", []string(nil)
			if test.method == "POST" {
				body, headers = `{"name":"Láng"}`, []string{"Content-Type", "application/json"}
			}
			got := bodyOf(t, b.must(t, test.method, test.path, body, headers...))
			if !strings.HasPrefix(got, test.want) {
				t.Errorf("the upstream saw %q, want %q", got, test.want)
			}
		})
	}
}

func TestTheUpstreamSeesNothingThatIsForThePortal(t *testing.T) {
	b := newBench(t, echo, nil)
	got := bodyOf(t, b.must(t, "GET", "/stations", "",
		"X-Api-Key", "ngn_live_secret", "Authorization", "Bearer ngn_live_secret", "Cookie", "session=secret", "X-Forwarded-For", "6.6.6.6",
		"Forwarded", "for=6.6.6.6", "X-Real-Ip", "6.6.6.6", "X-Token", "forged", gateway.ApplicationHeader, "forged", "X-Request-Id", "forged",
		"Connection", "X-Hop, X-Token", "X-Hop", "hop", "Te", "trailers", "Upgrade", "websocket", "X-Http-Method-Override", "DELETE", "Origin", "https://evil.example"))
	for _, bad := range []string{"ngn_live", "session=", "6.6.6.6", "forged", "X-Hop", "websocket", "Override", "evil.example"} {
		if strings.Contains(got, bad) {
			t.Errorf("the upstream saw %q:\n%s", bad, got)
		}
	}
	for _, want := range []string{"X-Token: hunter2\n", gateway.ApplicationHeader + ": APP\n", "X-Request-Id: REQ\n"} {
		if !strings.Contains(got, want) {
			t.Errorf("the upstream did not see %q:\n%s", want, got)
		}
	}
}

func TestTheCallerSeesNothingThatIsNotTheUpstreamsToSay(t *testing.T) {
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		for _, name := range []string{"Set-Cookie", "Server", "X-Powered-By", "Access-Control-Allow-Origin", "Strict-Transport-Security", "Refresh",
			"Clear-Site-Data", "Service-Worker-Allowed", "Www-Authenticate", "X-Accel-Redirect", "Ratelimit"} {
			w.Header().Set(name, "bad")
		}
		w.Header().Set("Content-Security-Policy", "default-src *")
		w.Header().Set("X-Content-Type-Options", "none")
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("X-Own", "kept")
		w.Header().Set("Location", "/base/stations/1?a=b#c")
		w.WriteHeader(http.StatusFound)
	}, nil)
	h := b.must(t, "GET", "/stations", "").Header
	for name, values := range h {
		if strings.Contains(strings.Join(values, ","), "bad") {
			t.Errorf("%s: %s", name, values)
		}
	}
	for name, want := range map[string]string{"Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox", "X-Content-Type-Options": "nosniff"} {
		if got := h.Values(name); len(got) != 1 || got[0] != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if h.Get("X-Own") != "kept" || h.Get("Location") != prefix+"/stations/1?a=b#c" {
		t.Errorf("%v", h)
	}
}

func TestAddressesOfTheUpstreamAreNotTold(t *testing.T) {
	var location string
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", strings.Replace(location, "SELF", "http://"+r.Host, 1))
		w.WriteHeader(http.StatusFound)
	}, nil)
	for there, want := range map[string]string{
		"SELF/base/x":             prefix + "/x",
		"SELF/base":               prefix,
		"SELF/admin":              "",
		"SELF/baseball":           "",
		"../x":                    "",
		"https://other.vn/a":      "https://other.vn/a",
		"http://other.vn/a":       "",
		"javascript:alert(1)":     "",
		"https://evil.vn\r\nA: b": "https://evil.vn  A: b",
	} {
		location = there
		if got := b.must(t, "GET", "/stations", "").Header.Get("Location"); got != want && (want == "" || !strings.HasPrefix(want, "https://evil")) {
			t.Errorf("Location: %s: got %q, want %q", there, got, want)
		}
	}
}

func TestPathsThatServersReadInDifferentWaysAreRefused(t *testing.T) {
	b := newBench(t, func(http.ResponseWriter, *http.Request) { t.Error("a call came through") }, func(v *market.Version) { v.Upstream.Validate = market.NoneAtAll })
	for _, path := range []string{
		"", "stations", "/..", "/../admin", "/a/../b", "/./a", "/%2e%2e/admin", "/%2E%2E%2Fadmin", "/a%2fb", "/a%5cb", "/a\\b", "//admin", "/a//b",
		"/%252e%252e/admin", "/a%252fb", "/%25252e%25252e/", "/a%00b", "/a%0d%0aX:y", "/a%7f", "/%zz", "/a/%2e", "/..%2f", "/a%2f..%2f..",
		"/..;/admin", "/..;a=b/admin", "/%2e%2e%3b/admin", "/%252e%252e%253ba/", "/.;/a", "/%c0%ae%c0%ae/admin", "/%ff",
	} {
		if _, err := b.ask(t, "GET", path, ""); err == nil {
			t.Errorf("%q was passed on", path)
		} else {
			wantCode(t, err, problem.InvalidParameter)
		}
	}
}

func TestCallsThatTheDocumentDoesNotAllow(t *testing.T) {
	json := []string{"Content-Type", "application/json"}
	for _, test := range []struct {
		name, method, path, body string
		headers                  []string
		code                     problem.Code
		field                    string
	}{
		{"a path that is none", "GET", "/admin", "", nil, problem.NotFound, ""},
		{"a method that is none", "DELETE", "/stations", "", nil, problem.MethodNotAllowed, ""},
		{"a number that is too large", "GET", "/stations?limit=101", "", nil, problem.InvalidParameter, "limit"},
		{"a number that is none", "GET", "/stations?limit=ten", "", nil, problem.InvalidParameter, "limit"},
		{"a header that is none", "GET", "/stations", "", []string{"X-Kind", "sun"}, problem.InvalidParameter, "X-Kind"},
		{"a body without a name", "POST", "/stations", `{}`, json, problem.InvalidParameter, "body"},
		{"a name that is too long", "POST", "/stations", `{"name":"` + strings.Repeat("a", 21) + `"}`, json, problem.InvalidParameter, "body"},
		{"a body that is no JSON", "POST", "/stations", `{`, json, problem.InvalidParameter, "body"},
		{"a body of another type", "POST", "/stations", `<a/>`, []string{"Content-Type", "text/xml"}, problem.InvalidParameter, "body"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b := newBench(t, func(http.ResponseWriter, *http.Request) { t.Error("a call came through") }, nil)
			_, err := b.ask(t, test.method, test.path, test.body, test.headers...)
			wantCode(t, err, test.code)
			if p, ok := errors.AsType[*problem.Error](err); ok && test.field != "" && (len(p.Fields) != 1 || p.Fields[0].Field != test.field) {
				t.Errorf("fields %+v, want one of %s", p.Fields, test.field)
			}
			b = newBench(t, echo, func(v *market.Version) { v.Upstream.Validate = market.ReportOnly })
			got := bodyOf(t, b.must(t, test.method, test.path, test.body, test.headers...))
			if b.invalid != 1 || !strings.HasPrefix(got, test.method+" /base"+test.path) {
				t.Errorf("where it is only reported: reported %d times, upstream saw %q", b.invalid, got)
			}
		})
	}
}

func TestABodyArrivesAsItWasSent(t *testing.T) {
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		io.Copy(w, r.Body) //nolint:errcheck // the test would tell
	}, nil)
	const body = `{"name": "Láng" }`
	if got := bodyOf(t, b.must(t, "POST", "/stations", body, "Content-Type", "application/json")); got != body {
		t.Errorf("got %q", got)
	}
	large := strings.Repeat("a", gateway.MaxBody+1)
	_, err := b.ask(t, "POST", "/stations", large, "Content-Type", "application/json")
	wantCode(t, err, problem.TooLarge)
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/", io.MultiReader(strings.NewReader(large))) // of unknown length
	r.Header.Set("Content-Type", "application/json")
	wantCode(t, b.proxy.Serve(httptest.NewRecorder(), r, b.call(r, "/stations")), problem.TooLarge)
}

func TestSafeCallsAreTriedAgain(t *testing.T) {
	for _, test := range []struct {
		name, method, body string
		retries            int
		status             int // of the tries but the last; 0 cuts the line
		asked              int64
		ok                 bool
	}{
		{"a line that was cut", "GET", "", 2, 0, 3, true},
		{"an upstream that is away for a moment", "GET", "", 2, 503, 3, true},
		{"not more often than allowed", "GET", "", 1, 0, 2, false},
		{"not what may change something", "POST", `{"name":"a"}`, 3, 0, 1, false},
		{"not what is the fault of the call", "GET", "", 3, 500, 1, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			var asked atomic.Int64
			b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
				if asked.Add(1) > 2 {
					return
				}
				if test.status == 0 {
					panic(http.ErrAbortHandler)
				}
				w.WriteHeader(test.status)
			}, func(v *market.Version) { v.Upstream.Retries = test.retries })
			resp, err := b.ask(t, test.method, "/stations", test.body, "Content-Type", "application/json")
			if asked.Load() != test.asked || (err == nil && resp.StatusCode == 200) != test.ok {
				t.Errorf("asked %d times, want %d; err %v", asked.Load(), test.asked, err)
			}
		})
	}
}

func TestAnUpstreamThatFailsIsLeftAlone(t *testing.T) {
	var asked atomic.Int64
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		w.WriteHeader(http.StatusServiceUnavailable)
	}, nil)
	for range 30 {
		b.ask(t, "GET", "/stations", "") //nolint:errcheck // it fails or not
	}
	if n := asked.Load(); n < 20 || n > 25 {
		t.Errorf("asked %d times", n)
	}
	_, err := b.ask(t, "GET", "/stations", "")
	wantCode(t, err, problem.UpstreamUnavailable)
	if p, ok := errors.AsType[*problem.Error](err); ok && p.RetryAfter < time.Second {
		t.Errorf("Retry-After %v", p.RetryAfter)
	}
}

func TestASlowUpstreamIsNotWaitedFor(t *testing.T) {
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, func(v *market.Version) { v.Upstream.Timeout = 50 * time.Millisecond })
	_, err := b.ask(t, "GET", "/stations", "")
	wantCode(t, err, problem.Timeout)
}

func TestALongAnswerMayTakeLongerThanOneOfItsParts(t *testing.T) {
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) {
		for range 6 {
			io.WriteString(w, "a") //nolint:errcheck // the test would tell
			w.(http.Flusher).Flush()
			time.Sleep(60 * time.Millisecond)
		}
	}, func(v *market.Version) { v.Upstream.Timeout = 250 * time.Millisecond })
	if got := bodyOf(t, b.must(t, "GET", "/stations", "")); got != "aaaaaa" {
		t.Errorf("got %q", got)
	}
}

func TestTheUpstreamIsToldWhenTheCallerLeaves(t *testing.T) {
	left := make(chan struct{})
	b := newBench(t, func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done(); close(left) }, nil)
	ctx, cancel := context.WithCancel(t.Context())
	r := httptest.NewRequestWithContext(ctx, "GET", "/", http.NoBody)
	time.AfterFunc(50*time.Millisecond, cancel)
	if err := b.proxy.Serve(httptest.NewRecorder(), r, b.call(r, "/stations")); !errors.Is(err, context.Canceled) {
		t.Errorf("err = %v", err)
	}
	select {
	case <-left:
	case <-time.After(10 * time.Second):
		t.Error("the upstream was not told")
	}
}

func TestErrorsDoNotTellWhereTheUpstreamIs(t *testing.T) {
	b := newBench(t, echo, nil)
	b.server.Close()
	_, err := b.ask(t, "GET", "/stations", "")
	wantCode(t, err, problem.UpstreamUnavailable)
	if d := problem.From(err, "en"); strings.Contains(d.Detail, "127.0.0.1") {
		t.Errorf("%+v", d)
	}
}

func TestOnlyAnUpstreamThatIsMarkedMayBeInside(t *testing.T) {
	b := newBench(t, func(http.ResponseWriter, *http.Request) { t.Error("a call came through") }, func(v *market.Version) { v.Upstream.Private = false })
	_, err := b.ask(t, "GET", "/stations", "")
	wantCode(t, err, problem.UpstreamUnavailable)
}

func TestADeprecatedVersionSaysSo(t *testing.T) {
	b := newBench(t, echo, func(v *market.Version) {
		v.State, v.Successor = market.Deprecated, "api/weather/v2"
		v.Deprecated, v.Sunset = time.Unix(1_780_000_000, 0), time.Unix(1_790_000_000, 0)
	})
	h := b.must(t, "GET", "/stations", "").Header
	if h.Get("Deprecation") != "@1780000000" || h.Get("Sunset") != time.Unix(1_790_000_000, 0).UTC().Format(http.TimeFormat) {
		t.Errorf("%v", h)
	}
	links := strings.Join(h.Values("Link"), ", ")
	if want := `<https://portal.example/apis/weather/v1>; rel="deprecation", <https://portal.example/apis/weather/v2>; rel="successor-version"`; links != want {
		t.Errorf("Link: %s", links)
	}
}

func TestAChangedProductIsCalledAsChanged(t *testing.T) {
	b := newBench(t, echo, nil)
	b.must(t, "GET", "/stations", "")
	_, err := b.ask(t, "GET", "/admin", "")
	wantCode(t, err, problem.NotFound)
	b.product.Versions[0].Upstream.Validate = market.NoneAtAll
	b.product.Revision++
	b.must(t, "GET", "/admin", "")
}
