package api_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"nguon/api"
	"nguon/api/problem"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

func TestKeys(t *testing.T) {
	w := newWorld(t)
	good := w.key(t, account.Key{Plan: market.Partner})
	plain := w.key(t, account.Key{})
	odd := w.key(t, account.Key{Plan: "gold"})
	over := w.key(t, account.Key{Expires: w.now().Add(-time.Second)})
	unknown, err := account.NewKey(strings.NewReader(strings.Repeat("x", 100)))
	if err != nil {
		t.Fatal(err)
	}
	last := good[:len(good)-1] + "0"
	if last == good {
		last = good[:len(good)-1] + "1"
	}
	with := func(key string) map[string]string { return map[string]string{"X-Api-Key": key} }
	run(t, w, []scenario{
		{name: "header of its own", path: table + "/rows?limit=20000", header: with(good), status: 200, want: map[string]string{"RateLimit-Policy": `q=3000;`}},
		{name: "bearer", path: table + "/rows?limit=1", header: map[string]string{"Authorization": "bearer " + good}, status: 200,
			want: map[string]string{"RateLimit-Policy": `q=3000;`}},
		{name: "without a plan it is the registered one", path: table + "/rows?limit=1", header: with(plain), status: 200,
			want: map[string]string{"RateLimit-Policy": `q=600;`}},
		{name: "a plan that is not configured is no more than none", path: table + "/rows?limit=1", header: with(odd), status: 200,
			want: map[string]string{"RateLimit-Policy": `q=300;`}},
		{name: "another scheme is not for us", path: table + "/rows?limit=1", header: map[string]string{"Authorization": "Basic YTpi"}, status: 200},
		{name: "not the form of a key", path: table + "/rows", header: with("ngn_live_wrong"), status: 401, code: problem.KeyInvalid,
			want: map[string]string{"WWW-Authenticate": "Bearer", "RateLimit-Policy": `q=300;`}},
		{name: "mistyped", path: table + "/rows", header: with(last), status: 401, code: problem.KeyInvalid},
		{name: "of nobody", path: table + "/rows", header: with(unknown), status: 401, code: problem.KeyInvalid},
		{name: "expired", path: table + "/rows", header: with(over), status: 401, code: problem.KeyExpired},
		{name: "nothing under /v1 is open to a bad key", path: "/v1/datasets", header: with(unknown), status: 401, code: problem.KeyInvalid},
	})
	for _, name := range []string{"X-Api-Key", "Authorization"} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, table+"/rows", nil)
		r.Header[name] = []string{good, plain}
		a := httptest.NewRecorder()
		w.handler.ServeHTTP(a, r)
		if a.Code != http.StatusUnauthorized {
			t.Errorf("two headers %s: status %d, want 401", name, a.Code)
		}
	}
	for _, key := range []string{good, plain, odd, over, unknown, last} {
		if strings.Contains(w.log.String(), key) {
			t.Errorf("the key %s… is in the log", account.Hint(key))
		}
	}
}

func TestRevocationAndCreationAreSeenWithinASecond(t *testing.T) {
	w := newWorld(t)
	plain := w.key(t, account.Key{ID: "01KEY"})
	header := map[string]string{"X-Api-Key": plain}
	if a := w.do(t, request{path: "/v1/agencies", header: header}); a.status != 200 {
		t.Fatalf("a new key: %d", a.status)
	}
	if err := w.db.RevokeKey(t.Context(), "01KEY", w.now()); err != nil {
		t.Fatal(err)
	}
	w.pass(900 * time.Millisecond)
	run(t, w, []scenario{{name: "revoked", path: "/v1/agencies", header: header, status: 401, code: problem.KeyRevoked}})

	next, err := account.NewKey(strings.NewReader(strings.Repeat("y", 100)))
	if err != nil {
		t.Fatal(err)
	}
	header = map[string]string{"X-Api-Key": next}
	run(t, w, []scenario{{name: "before it is made", path: "/v1/agencies", header: header, status: 401, code: problem.KeyInvalid}})
	if err := w.db.SaveKey(t.Context(), account.Key{ID: "01NEXT", Hash: w.pepper.Hash(next), Created: w.now()}); err != nil {
		t.Fatal(err)
	}
	w.pass(900 * time.Millisecond)
	run(t, w, []scenario{{name: "after it is made", path: "/v1/agencies", header: header, status: 200}})
}

func TestUseOfAKeyIsRecorded(t *testing.T) {
	touched := make(chan string, 1)
	w := newWorld(t, func(d *api.Deps) { d.Keys = touching{d.Keys, touched} })
	plain := w.key(t, account.Key{ID: "01USED"})
	if a := w.do(t, request{path: "/v1/agencies", header: map[string]string{"X-Api-Key": plain}}); a.status != 200 {
		t.Errorf("a failure to record is no failure of the request: %d", a.status)
	}
	if got := <-touched; got != "01USED" {
		t.Errorf("touched %s", got)
	}
}
