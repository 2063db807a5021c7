package api_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"nguon/api"
	"nguon/api/problem"
	"nguon/catalog/account"
	"nguon/catalog/market"
	"nguon/catalog/sqlstore"
)

// nothing has no offers.
type nothing struct{ market.Shelf }

// leaky is a world that takes reports of leaked keys.
func leaky(t *testing.T) *world {
	t.Helper()
	return newWorld(t, func(d *api.Deps) {
		consumers, err := market.NewConsumers(d.Keys.(*sqlstore.Store), nothing{}, d.Pepper, market.ConsumerOptions{Now: d.Now})
		if err != nil {
			t.Fatal(err)
		}
		d.Leaks = consumers
	})
}

func leak(t *testing.T, key string) request {
	t.Helper()
	body, err := json.Marshal(map[string]string{"key": key, "found": "https://example.org/?k=" + key})
	if err != nil {
		t.Fatal(err)
	}
	return request{method: "POST", path: "/v1/keys/leaked", body: strings.NewReader(string(body)), header: map[string]string{"Content-Type": "application/json"}}
}

func TestLeakedKeyStopsAtOnceAndTheAnswerTellsNothing(t *testing.T) {
	w := leaky(t)
	plain := w.key(t, account.Key{})
	stranger, err := account.NewKey(strings.NewReader(strings.Repeat("x", 100)))
	if err != nil {
		t.Fatal(err)
	}
	with := map[string]string{"X-Api-Key": plain}
	if a := w.do(t, request{path: "/v1/agencies", header: with}); a.status != 200 {
		t.Fatalf("before: %d", a.status)
	}
	known, again, unknown := w.do(t, leak(t, plain)), w.do(t, leak(t, plain)), w.do(t, leak(t, stranger))
	for what, a := range map[string]answer{"a key": known, "a key that was revoked": again, "what is no key": unknown} {
		if a.status != 202 || a.body != known.body {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
	run(t, w, []scenario{{name: "afterwards", path: "/v1/agencies", header: with, status: 401, code: problem.KeyRevoked}})
	if log := w.log.String(); strings.Contains(log, plain) || strings.Contains(log, stranger) {
		t.Error("a key is in the log")
	}
}

func TestReportsOfLeaksAreBounded(t *testing.T) {
	w := leaky(t)
	for name, test := range map[string]struct {
		body   string
		status int
	}{
		"noise":          {`{"key":"ngn_live_x","found":""}`, 422},
		"no object":      {`[]`, 400},
		"two":            {`{"key":"x"}{"key":"y"}`, 400},
		"another member": {`{"key":"x","owner":"me"}`, 400},
		"nothing":        {``, 400},
		"too long":       {`{"found":"` + strings.Repeat("x", 5000) + `"}`, 413},
	} {
		a := w.plainDo(t, request{method: "POST", path: "/v1/keys/leaked", body: strings.NewReader(test.body)})
		if a.Code != test.status {
			t.Errorf("%s: %d %s", name, a.Code, a.Body)
		}
	}
	key := w.key(t, account.Key{})
	var last answer
	for range 21 {
		r := leak(t, key)
		r.from = "198.51.100.7:1"
		last = w.do(t, r)
	}
	if last.status != 429 || last.header.Get("Retry-After") == "" {
		t.Errorf("the 21st report in a minute: %d", last.status)
	}
}

func TestLeakedTokenOfARobotStopsAtOnceAndLooksLikeAKey(t *testing.T) {
	w, accounts := staffed(t, func(d *api.Deps) { d.Leaks = d.Robots })
	operator := account.Caller{Principal: account.Operator()}
	r, err := accounts.CreateRobot(t.Context(), operator, account.Robot{Agency: "H29", Name: "pipeline", Actions: []account.Action{account.ActionPublish}})
	if err != nil {
		t.Fatal(err)
	}
	plain, _, err := accounts.NewRobotToken(t.Context(), operator, r.ID, time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if a := w.do(t, inOneRequest(t, plain, dataset("water", 3))); a.status != 200 {
		t.Fatalf("before: %d %s", a.status, a.body)
	}
	known, again := w.do(t, leak(t, plain)), w.do(t, leak(t, plain))
	if known.status != 202 || again.status != 202 || known.body != again.body {
		t.Errorf("answers: %d %s, %d %s", known.status, known.body, again.status, again.body)
	}
	if a := w.do(t, inOneRequest(t, plain, dataset("water", 4))); a.status != 401 {
		t.Errorf("afterwards: %d %s", a.status, a.body)
	}
	if strings.Contains(w.log.String(), plain) {
		t.Error("the token is in the log")
	}
}
