package api_test

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"nguon/api"
	"nguon/catalog/account"
)

// What browsers are told of every answer, whatever it is: that it is what it
// says, that nothing in it runs or is framed, and that it comes by https.
func TestEveryAnswerTellsBrowsersWhatItMayNotDo(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) { d.BaseURL = "https://data.example.vn" })
	for name, path := range map[string]string{
		"rows": table + "/rows?limit=1", "a file": "/v1/data/air-quality@1/hourly/file.parquet", "a problem": "/v1/nothing", "health": "/healthz", "a document": "/openapi.json",
	} {
		t.Run(name, func(t *testing.T) {
			h := w.plainDo(t, request{path: path}).Header()
			if got := h.Get("X-Content-Type-Options"); got != "nosniff" {
				t.Errorf("X-Content-Type-Options: %q", got)
			}
			if got := h.Get("Strict-Transport-Security"); got != "max-age=31536000; includeSubDomains" {
				t.Errorf("Strict-Transport-Security: %q", got)
			}
			for _, part := range []string{"default-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"} {
				if got := h.Get("Content-Security-Policy"); !strings.Contains(got, part) {
					t.Errorf("Content-Security-Policy: %q without %s", got, part)
				}
			}
			if h.Get("Content-Type") == "" {
				t.Error("no Content-Type")
			}
		})
	}
}

// Where the portal is reached by http, as on the machine of a developer, browsers
// are not told to remember https.
func TestPlainHTTPIsNotForbiddenWhereThereIsNothingElse(t *testing.T) {
	if got := shared(t).plainDo(t, request{path: "/healthz"}).Header().Get("Strict-Transport-Security"); got != "" {
		t.Errorf("Strict-Transport-Security: %q", got)
	}
}

// TRACE would give back what a browser keeps from scripts.
func TestTraceIsNotAnswered(t *testing.T) {
	for _, method := range []string{http.MethodTrace, "TRACK", "DEBUG"} {
		for _, path := range []string{"/v1/datasets", "/healthz", "/v1/call/tram/v1/stations"} {
			rec := shared(t).plainDo(t, request{method: method, path: path, header: map[string]string{"X-Api-Key": "canary"}})
			if rec.Code < 400 || strings.Contains(rec.Body.String(), "canary") {
				t.Errorf("%s %s: status %d: %s", method, path, rec.Code, rec.Body)
			}
		}
	}
}

// One request is one line of the log, whatever its address holds.
func TestNoRequestForgesALineOfTheLog(t *testing.T) {
	w := newWorld(t)
	w.plainDo(t, request{path: "/v1/nothing%0A%7B%22level%22:%22ERROR%22,%22msg%22:%22forged%22%7D%0D%0A%1B%5B2J"})
	lines := strings.Split(strings.TrimSpace(w.log.String()), "\n")
	for _, line := range lines {
		var entry map[string]any
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry["msg"] == "forged" {
			t.Errorf("a line is %q: %v", line, err)
		}
	}
	if len(lines) == 0 || !strings.Contains(lines[len(lines)-1], `forged`) {
		t.Error("the request is not in the log")
	}
}

// The log tells whose key a request came with, by what is no secret.
func TestTheLogNamesTheKeyAndNotItsSecret(t *testing.T) {
	w := newWorld(t)
	plain := w.key(t, account.Key{ID: "01LOGGED"})
	w.plainDo(t, request{path: table + "/rows?limit=1", header: map[string]string{"X-Api-Key": plain}})
	w.plainDo(t, request{path: table + "/rows?limit=1", header: map[string]string{"Authorization": "Bearer " + plain}})
	log := w.log.String()
	if strings.Count(log, `"key":"01LOGGED"`) != 2 {
		t.Errorf("the key is not named twice: %s", log)
	}
	if strings.Contains(log, plain) {
		t.Error("the key is in the log")
	}
}

// Who is refused is an event with a name, which says whose key it was and not what.
func TestRefusalsAreEventsWithoutSecrets(t *testing.T) {
	w := newWorld(t)
	revoked := w.key(t, account.Key{ID: "01REVOKED", Revoked: w.now()})
	weak := w.key(t, account.Key{ID: "01WEAK"})
	unknown, err := account.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, path, key string
		want            []string // of the event; none: there is no event
	}{
		{"a revoked key", table + "/rows?limit=1", revoked, []string{`"event":"authn_key_fail"`, `"code":"key-revoked"`, `"refused_key":"01REVOKED"`, `"actor_kind":"nobody"`, `"network":"192.0.2.0/24"`}},
		{"a key that never was", table + "/rows?limit=1", unknown, []string{`"event":"authn_key_fail"`, `"code":"key-invalid"`, `"refused_key":""`}},
		{"no right", "/v1/datasets/air-quality/releases/1/checks/hourly/risk", weak, []string{`"event":"authz_fail"`, `"actor_kind":"key"`, `"actor":"01WEAK"`, `"refused_key":""`}},
		{"a key that works", table + "/rows?limit=1", weak, nil},
		{"nothing there", "/v1/data/none/x/rows", weak, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			before := len(w.log.String())
			w.plainDo(t, request{path: test.path, from: "192.0.2.9:4000", header: map[string]string{"X-Api-Key": test.key}})
			log := w.log.String()[before:]
			for _, text := range test.want {
				if !strings.Contains(log, text) {
					t.Errorf("there is no %s in %s", text, log)
				}
			}
			if events := strings.Count(log, `"event":`); events != min(len(test.want), 1) {
				t.Errorf("%d events: %s", events, log)
			}
			if strings.Contains(log, test.key) {
				t.Error("the key is in the log")
			}
		})
	}
}
