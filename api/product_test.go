package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"nguon/api/problem"
	"nguon/catalog/account"
	"nguon/catalog/market"
)

func TestAnAPIGoesFromRegistrationToCallsToItsEnd(t *testing.T) {
	b := newBazaar(t)
	wantStatus := func(what string, a answer, want int) {
		t.Helper()
		if a.status != want {
			t.Fatalf("%s: %d %s, want %d", what, a.status, a.body, want)
		}
	}
	wantStatus("register", b.as(t, b.steward, "PUT", "/v1/apis/rain", rain), http.StatusCreated)
	wantStatus("add a version", b.as(t, b.operator, "PUT", "/v1/apis/rain/v1", b.version(t, "")), http.StatusOK)
	wantStatus("a draft for others", b.as(t, b.caller, "GET", "/v1/apis/rain", ""), http.StatusNotFound)
	wantStatus("a call of a draft", b.as(t, b.caller, "GET", "/v1/call/rain/v1/rain/A", ""), http.StatusNotFound)
	wantStatus("submit", b.as(t, b.steward, "POST", "/v1/apis/rain/v1/state", `{"to":"review"}`), http.StatusOK)
	wantStatus("approve one's own", b.as(t, b.steward, "POST", "/v1/apis/rain/v1/state", `{"to":"published"}`), http.StatusForbidden)
	wantStatus("approve", b.as(t, b.approver, "POST", "/v1/apis/rain/v1/state", `{"to":"published"}`), http.StatusOK)

	b.pass(time.Second)
	call := b.as(t, b.caller, "GET", "/v1/call/rain/v1/rain/H%C3%A0?limit=2", "")
	wantStatus("call", call, http.StatusOK)
	if want := "GET /base/rain/H%C3%A0?limit=2 token=hunter2 application= key="; call.body != want {
		t.Errorf("the upstream saw %q, want %q", call.body, want)
	}
	if call.header.Get("RateLimit") == "" {
		t.Error("a call is not limited")
	}
	wantStatus("a call that the document does not allow", b.as(t, b.caller, "GET", "/v1/call/rain/v1/rain/A?limit=x", ""), http.StatusBadRequest)
	shown := b.as(t, "", "GET", "/v1/apis/rain", "")
	wantStatus("show", shown, http.StatusOK)
	for _, secret := range []string{"hunter2", b.upstream.URL, "submitter", "X-Token"} {
		if strings.Contains(shown.body, secret) {
			t.Errorf("the public sees %q: %s", secret, shown.body)
		}
	}
	doc := b.as(t, "", "GET", "/v1/apis/rain/v1/openapi.json", "")
	if wantStatus("document", doc, http.StatusOK); !strings.Contains(doc.body, "/v1/call/rain/v1") || strings.Contains(doc.body, "inside.example.vn") {
		t.Errorf("document: %s", doc.body)
	}

	sunset := b.now().Add(market.LeastNotice + time.Hour).UTC().Format(time.RFC3339)
	wantStatus("deprecate", b.as(t, b.steward, "POST", "/v1/apis/rain/v1/state", `{"to":"deprecated","sunset":"`+sunset+`","successor":"api/rain/v2"}`), http.StatusOK)
	b.pass(time.Second)
	call = b.as(t, b.caller, "GET", "/v1/call/rain/v1/rain/A", "")
	if wantStatus("call of what will stop", call, http.StatusOK); call.header.Get("Sunset") == "" || call.header.Get("Deprecation") == "" {
		t.Errorf("%v", call.header)
	}
	wantStatus("retire too soon", b.as(t, b.steward, "POST", "/v1/apis/rain/v1/state", `{"to":"retired"}`), http.StatusUnprocessableEntity)
	b.pass(market.LeastNotice + 2*time.Hour)
	wantStatus("retire", b.as(t, b.steward, "POST", "/v1/apis/rain/v1/state", `{"to":"retired"}`), http.StatusOK)
	wantStatus("call of what has stopped", b.as(t, b.caller, "GET", "/v1/call/rain/v1/rain/A", ""), http.StatusGone)
}

func TestOnlyItsAgencyChangesAnAPI(t *testing.T) {
	b := newBazaar(t)
	b.offer(t)
	for _, change := range []struct{ method, path, body string }{
		{"PUT", "/v1/apis/rain", rain},
		{"PUT", "/v1/apis/rain", strings.Replace(rain, "H29", "H99", 1)},
		{"PUT", "/v1/apis/rain/v1", `{"note":{"vi":"","en":""}}`},
		{"PUT", "/v1/apis/rain/v2", `{"note":{"vi":"","en":""}}`},
		{"POST", "/v1/apis/rain/v1/state", `{"to":"retired","now":true}`},
		{"PUT", "/v1/apis/new", rain},
	} {
		for name, caller := range map[string]struct {
			key    string
			status int
		}{"nobody": {"", 401}, "a caller": {b.caller, 403}, "another agency": {b.outsider, 403}} {
			if a := b.as(t, caller.key, change.method, change.path, change.body); a.status != caller.status {
				t.Errorf("%s %s by %s: %d %s, want %d", change.method, change.path, name, a.status, a.body, caller.status)
			}
		}
	}
	steals := b.as(t, b.steward, "PUT", "/v1/apis/rain", strings.Replace(rain, "H29", "H99", 1))
	if steals.status != http.StatusForbidden {
		t.Errorf("giving it to an agency that is not one's own: %d", steals.status)
	}
	private := b.as(t, b.steward, "PUT", "/v1/apis/rain/v1", b.version(t, ""))
	if private.status != http.StatusForbidden {
		t.Errorf("an address inside the network by a steward: %d %s", private.status, private.body)
	}
}

func TestAccess(t *testing.T) {
	for _, test := range []struct {
		access                   string
		keyless, keyed, approved int
		code                     problem.Code
	}{
		{"open", 200, 200, 200, ""},
		{"key", 401, 200, 200, problem.KeyMissing},
		{"approval", 401, 403, 200, problem.PlanRequired},
	} {
		t.Run(test.access, func(t *testing.T) {
			b := newBazaar(t)
			b.offer(t)
			if a := b.as(t, b.steward, "PUT", "/v1/apis/rain", strings.Replace(rain, `"open"`, `"`+test.access+`"`, 1)); a.status != 200 {
				t.Fatal(a.body)
			}
			app := market.Application{ID: "APP", Owner: "U1", Name: "Bản đồ", Created: b.now()}
			sub, err := market.Subscribe("APP", "api/rain", market.Partner, "Lũ", true, b.now())
			if err == nil {
				err = b.db.SaveApplication(t.Context(), app)
			}
			if err == nil {
				err = b.db.SaveSubscription(t.Context(), sub, "")
			}
			if err != nil {
				t.Fatal(err)
			}
			mine := b.key(t, account.Key{Application: "APP"})
			b.pass(time.Second)
			ask := func(key string) answer { return b.as(t, key, "GET", "/v1/call/rain/v1/rain/A", "") }
			if a := ask(""); a.status != test.keyless {
				t.Errorf("without a key: %d", a.status)
			}
			if a := ask(b.caller); a.status != test.keyed || test.code != "" && a.status == 403 && !strings.Contains(a.body, string(test.code)) {
				t.Errorf("with a key: %d %s", a.status, a.body)
			}
			if a := ask(mine); test.access == "approval" && a.status != 403 {
				t.Errorf("before the answer of the agency: %d", a.status)
			}
			if err := sub.Reply(market.Active, "U9", "", b.now()); err != nil {
				t.Fatal(err)
			}
			if err := b.db.SaveSubscription(t.Context(), sub, market.Pending); err != nil {
				t.Fatal(err)
			}
			b.pass(time.Second)
			a := ask(mine)
			if a.status != test.approved || !strings.Contains(a.body, "application=APP key=") {
				t.Errorf("when approved: %d %s", a.status, a.body)
			}
			if !strings.Contains(a.header.Get("RateLimit-Policy"), "q=3000") {
				t.Errorf("the plan of the subscription does not hold: %s", a.header.Get("RateLimit-Policy"))
			}
		})
	}
}

func TestADocumentThatIsCalledChangesOnlyWithoutBreaking(t *testing.T) {
	b := newBazaar(t)
	b.offer(t)
	put := func(version, old, new string) answer {
		return b.as(t, b.operator, "PUT", "/v1/apis/rain/"+version, strings.Replace(b.version(t, ""), old, new, 1))
	}
	if a := put("v1", "type: integer", "type: boolean"); a.status != http.StatusConflict || !strings.Contains(a.body, "request-parameter") && !strings.Contains(a.body, "type") {
		t.Errorf("what breaks programs: %d %s", a.status, a.body)
	}
	if a := put("v1", "schema: {type: integer}}", "schema: {type: integer}}\\n        - {name: unit, in: query, schema: {type: string}}"); a.status != http.StatusOK {
		t.Errorf("what does not: %d %s", a.status, a.body)
	}
	if a := put("v2", "type: integer", "type: boolean"); a.status != http.StatusOK {
		t.Errorf("another version: %d %s", a.status, a.body)
	}
	changes := b.as(t, b.steward, "GET", "/v1/apis/rain/v2/changes?from=v1", "")
	if changes.status != http.StatusOK || !strings.Contains(changes.body, `"breaking":true`) {
		t.Errorf("changes: %d %s", changes.status, changes.body)
	}
	if a := b.as(t, b.caller, "GET", "/v1/apis/rain/v2/changes?from=v1", ""); a.status != http.StatusNotFound {
		t.Errorf("the public sees a draft: %d", a.status)
	}
}

func TestADocumentIsFetchedFromWhereItIs(t *testing.T) {
	b := newBazaar(t)
	b.as(t, b.steward, "PUT", "/v1/apis/rain", rain)
	fetched := b.as(t, b.steward, "PUT", "/v1/apis/rain/v1", `{"note":{"vi":"","en":""},"home":"https://example.vn","document_url":"`+b.upstream.URL+`/doc.yaml"}`)
	if fetched.status != http.StatusOK || !strings.Contains(fetched.body, `"title":"Mưa"`) {
		t.Errorf("%d %s", fetched.status, fetched.body)
	}
	for _, address := range []string{"http://169.254.169.254/latest", "http://[::1]:80/", "file:///etc/passwd"} {
		if a := b.as(t, b.steward, "PUT", "/v1/apis/rain/v1", `{"note":{"vi":"","en":""},"document_url":"`+address+`"}`); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", address, a.status, a.body)
		}
	}
}

func TestASecretDoesNotFollowToAnotherHost(t *testing.T) {
	b := newBazaar(t)
	b.offer(t)
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, "token="+r.Header.Get("X-Token"))
	}))
	defer thief.Close()
	body := strings.Replace(strings.Replace(b.version(t, ""), b.upstream.URL, thief.URL, 1), `"secret":"hunter2",`, "", 1)
	if a := b.as(t, b.operator, "PUT", "/v1/apis/rain/v1", body); a.status != http.StatusUnprocessableEntity {
		t.Errorf("%d %s", a.status, a.body)
	}
	same := strings.Replace(b.version(t, ""), `"secret":"hunter2",`, "", 1)
	if a := b.as(t, b.operator, "PUT", "/v1/apis/rain/v1", same); a.status != http.StatusOK {
		t.Errorf("the same host: %d %s", a.status, a.body)
	}
	b.pass(time.Second)
	if a := b.as(t, "", "GET", "/v1/call/rain/v1/rain/A", ""); !strings.Contains(a.body, "token=hunter2") {
		t.Errorf("the secret did not stay: %s", a.body)
	}
}

func TestOneOfTwoChangesAtOnceIsRefused(t *testing.T) {
	b := newBazaar(t)
	first := b.as(t, b.steward, "PUT", "/v1/apis/rain", rain)
	tag := first.header.Get("ETag")
	for i, want := range []int{http.StatusOK, http.StatusPreconditionFailed} {
		a := b.do(t, request{method: "PUT", path: "/v1/apis/rain", body: strings.NewReader(rain),
			header: map[string]string{"X-Api-Key": b.steward, "Content-Type": "application/json", "If-Match": tag}})
		if a.status != want {
			t.Errorf("change %d: %d, want %d", i, a.status, want)
		}
	}
}

func TestUseOfAnAPIIsCounted(t *testing.T) {
	b := newBazaar(t)
	b.offer(t)
	b.pass(time.Second)
	for range 3 {
		b.as(t, b.caller, "GET", "/v1/call/rain/v1/rain/A", "")
	}
	b.as(t, "", "GET", "/v1/data/air-quality/hourly/rows?limit=1", "")
	b.as(t, "", "GET", "/v1/call/nothing/v1/rain", "")
	if err := b.meter.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	calls, err := b.db.Calls(t.Context(), b.now().Add(-24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	if calls["api/rain"] != 3 || calls["data/air-quality"] == 0 || len(calls) != 3 {
		t.Errorf("%v", calls)
	}
	uses, err := b.db.Use(t.Context(), market.UseFilter{Products: []market.Ref{"api/rain"}})
	if err != nil || len(uses) != 1 || uses[0].Key == "" || uses[0].Bytes == 0 || uses[0].Route != "/v1/call/:product/:version/*path" {
		t.Errorf("%+v, %v", uses, err)
	}
}

func TestTheListLeadsThroughAllAPIs(t *testing.T) {
	b := newBazaar(t)
	for _, name := range []string{"a1", "a2", "a3"} {
		b.as(t, b.steward, "PUT", "/v1/apis/"+name, rain)
	}
	b.offer(t)
	seen := func(key string) string {
		var names []string
		for path := "/v1/apis?limit=1"; path != ""; {
			a := b.as(t, key, "GET", path, "")
			var page struct {
				Data  []struct{ Name string }
				Links struct{ Next string }
			}
			if err := json.Unmarshal([]byte(a.body), &page); err != nil {
				t.Fatalf("%s: %v", a.body, err)
			}
			for _, p := range page.Data {
				names = append(names, p.Name)
			}
			path = page.Links.Next
		}
		return strings.Join(names, " ")
	}
	if got := seen(b.steward); got != "a1 a2 a3 rain" {
		t.Errorf("the agency sees %q", got)
	}
	if got := seen(""); got != "rain" {
		t.Errorf("the public sees %q", got)
	}
}
