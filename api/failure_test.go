package api_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"nguon/api"
	"nguon/api/problem"
	"nguon/api/query"
	"nguon/storage"
)

func TestFailuresOfTheEngine(t *testing.T) {
	for _, test := range []struct {
		name   string
		err    error
		status int
		code   problem.Code
	}{
		{"timeout", &query.Error{Code: query.CodeTimeout, Err: context.DeadlineExceeded}, 504, problem.Timeout},
		{"too heavy", &query.Error{Code: query.CodeQueryLimit, Limit: "memory", Allowed: 7}, 422, problem.QueryLimitExceeded},
		{"overloaded", &query.Error{Code: query.CodeOverloaded}, 503, problem.Overloaded},
		{"corrupt object", storage.ErrCorrupt, 502, problem.UpstreamUnavailable},
		{"anything else", errors.New("SELECT secret FROM /data/objects"), 500, problem.Internal},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t, func(d *api.Deps) { d.Query = failing{test.err} })
			for _, format := range []string{"json", "csv", "parquet"} {
				scenario{path: table + "/rows." + format, status: test.status, code: test.code, hasNot: []string{"secret", "/data"},
					want: map[string]string{"Content-Type": problem.MediaType, "Content-Disposition": "-", "ETag": "-", "Cache-Control": "no-store"}}.run(t, w)
			}
			if test.status == 500 && !strings.Contains(w.log.String(), "SELECT secret") {
				t.Error("the error is not in the log")
			}
		})
	}
}

func TestClientThatLeavesIsNoError(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) { d.Query = failing{context.Canceled} })
	if got := w.plainDo(t, request{path: table + "/rows"}).Code; got != problem.StatusClientClosed {
		t.Errorf("status %d", got)
	}
	if strings.Contains(w.log.String(), `"level":"ERROR"`) {
		t.Errorf("it is logged as an error: %s", w.log)
	}
}

func TestNotReady(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) {
		d.Checks = append(d.Checks, api.Check{Name: "index", Run: func(context.Context) error { return errors.New("folder /secret is gone") }})
	})
	run(t, w, []scenario{
		{name: "says what is wrong, not why", path: "/readyz", status: 503, has: []string{`"index":"failed"`, `"database":"ok"`}, hasNot: []string{"secret"}},
		{name: "the process lives", path: "/healthz", status: 200},
	})
	if !strings.Contains(w.log.String(), "/secret") {
		t.Error("why it is not ready is not in the log")
	}
}

func TestPanicIsAProblem(t *testing.T) {
	w := newWorld(t)
	w.handler = w.server.Wrap(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { panic("boom: secret") }))
	rec := w.plainDo(t, request{path: "/x"})
	if rec.Code != 500 || rec.Header().Get("Content-Type") != problem.MediaType || strings.Contains(rec.Body.String(), "secret") {
		t.Errorf("%d %v %s", rec.Code, rec.Header(), rec.Body)
	}
	if log := w.log.String(); !strings.Contains(log, "boom") || !strings.Contains(log, "failure_test.go") {
		t.Error("the panic and its stack are not in the log")
	}
	if !strings.Contains(rec.Body.String(), rec.Header().Get("X-Request-Id")) {
		t.Errorf("the problem has not the id of the request: %s", rec.Body)
	}
}

func TestPanicAfterTheAnswerBeganAbortsIt(t *testing.T) {
	w := newWorld(t)
	w.handler = w.server.Wrap(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.WriteHeader(200)
		panic("boom")
	}))
	defer func() {
		if got := recover(); got != http.ErrAbortHandler { //nolint:errorlint // the value itself is what net/http knows
			t.Errorf("recovered %v, want %v", got, http.ErrAbortHandler)
		}
	}()
	w.plainDo(t, request{path: "/x"})
}

func TestAccessLog(t *testing.T) {
	w := newWorld(t)
	w.get(t, table+"/rows?limit=1&station=bi-mat")
	log := w.log.String()
	for _, part := range []string{`"route":"/v1/data/:dataset/:resource/rows"`, `"status":200`, `"plan":"anonymous"`, `"request_id":"01`, `"bytes":`, `"method":"GET"`} {
		if !strings.Contains(log, part) {
			t.Errorf("no %s in the log: %s", part, log)
		}
	}
	if strings.Contains(log, "bi-mat") {
		t.Error("the query is in the log")
	}
}

func TestNewNamesWhatIsMissing(t *testing.T) {
	_, err := api.New(api.Deps{})
	for _, part := range []string{"no catalog", "no keys", "no search", "no query", "no files", "no deriver", "no log", "pepper"} {
		if err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("err = %v, want one with %q", err, part)
		}
	}
}
