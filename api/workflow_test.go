package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"nguon/api"
	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/workflow"
)

// newAgencyWorld is a world in which releases of H29 need approval.
func newAgencyWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t, func(d *api.Deps) { d.Releases = d.Publisher.(api.Releases) }) //nolint:errcheck // the publisher of the world is one
	if err := w.db.SetPolicy(t.Context(), "H29", workflow.Policy{Approval: workflow.Required}); err != nil {
		t.Fatal(err)
	}
	return w
}

func (w *world) keyOf(t *testing.T, agency string, r account.Role) map[string]string {
	return map[string]string{"X-Api-Key": w.key(t, account.Key{Grants: []account.Grant{{Agency: agency, Role: r}}})}
}

type outcome struct {
	ID, State string
	Version   int
}

// bring publishes a folder with a key and returns what became of it.
func (w *world) bring(t *testing.T, key string, files map[string]string) outcome {
	t.Helper()
	a := w.do(t, inOneRequest(t, key, files))
	var last struct{ Result *outcome }
	text := strings.TrimSpace(a.body)
	if err := json.Unmarshal([]byte(text[strings.LastIndexByte(text, '\n')+1:]), &last); err != nil || last.Result == nil {
		t.Fatalf("%d %s", a.status, a.body)
	}
	w.pass(time.Second)
	return *last.Result
}

func TestReleaseWaitsForApproval(t *testing.T) {
	w := newAgencyWorld(t)
	admin := w.keyOf(t, "H29", account.Administrator)
	sent := w.bring(t, admin["X-Api-Key"], dataset("air-quality", 260))
	if sent.State != "submitted" || sent.Version != 2 {
		t.Fatalf("outcome: %+v", sent)
	}
	again := w.bring(t, admin["X-Api-Key"], dataset("air-quality", 260))
	if again != sent {
		t.Errorf("the same again: %+v, want %+v", again, sent)
	}
	one := "/v1/releases/" + sent.ID
	viewer, foreign := w.keyOf(t, "H29", account.Viewer), w.keyOf(t, "H30", account.Administrator)
	post := func(header map[string]string, body string) request {
		return request{method: http.MethodPost, path: one + "/state", header: header, body: strings.NewReader(body)}
	}
	run(t, w, []scenario{
		{name: "nothing is public yet", path: "/v1/datasets/air-quality/releases/2", status: 404, code: problem.NotFound},
		{name: "the agency lists it", path: "/v1/releases?state=submitted", header: viewer, status: 200, has: []string{sent.ID, `"state":"submitted"`}},
		{name: "others may not list", path: "/v1/releases", header: w.keyOf(t, "H30", account.Viewer), status: 200, has: []string{`"data":[]`}},
		{name: "others do not list it", path: "/v1/releases?agency=H29", header: foreign, status: 403, code: problem.Forbidden},
		{name: "nobody lists without a key", path: "/v1/releases", status: 401, code: problem.KeyMissing},
		{name: "there is no such state", path: "/v1/releases?state=late", header: viewer, status: 400, code: problem.InvalidParameter},
		{name: "the agency sees it whole", path: one, header: viewer, status: 200, has: []string{`"steps":[{`, `"input_rows":260`, `"actions":[]`}},
		{name: "its rows, too", path: one + "/rows/hourly?limit=2", header: viewer, status: 200, has: []string{`"total":260`}},
		{name: "to others it is not there", path: one, header: foreign, status: 404, code: problem.NotFound},
		{name: "nor are its rows", path: one + "/rows/hourly", header: foreign, status: 404, code: problem.NotFound},
		{name: "what is not there reads the same", path: "/v1/releases/01NONE", header: foreign, status: 404, code: problem.NotFound},
	})
	if a := w.do(t, request{path: one, header: viewer}); a.header.Get("Cache-Control") != "private, no-store" {
		t.Errorf("Cache-Control %q", a.header.Get("Cache-Control"))
	}
	for _, test := range []struct {
		name   string
		r      request
		status int
	}{
		{"a key approves nothing", post(admin, `{"action":"approve"}`), 403},
		{"a viewer may not return it", post(viewer, `{"action":"return","comment":"x"}`), 403},
		{"to others it is not there", post(foreign, `{"action":"approve"}`), 404},
		{"nobody publishes what is not approved", post(admin, `{"action":"publish"}`), 409},
		{"a return needs a comment", post(admin, `{"action":"return"}`), 422},
		{"there is no such action", post(admin, `{"action":"burn"}`), 422},
		{"nor such a member", post(admin, `{"act":"approve"}`), 422},
		{"it is returned", post(admin, `{"action":"return","comment":"Thiếu tháng 3."}`), 200},
		{"once", post(admin, `{"action":"return","comment":"Thiếu tháng 3."}`), 409},
		{"and submitted again", post(admin, `{"action":"submit"}`), 200},
	} {
		if rec := w.plainDo(t, test.r); rec.Code != test.status {
			t.Errorf("%s: %d %s", test.name, rec.Code, rec.Body)
		}
	}
	person := account.Caller{Principal: account.Principal{User: &account.User{ID: "01SECOND"},
		Grants: []account.Grant{{Agency: "H29", Role: account.Approver}}}}
	if _, err := w.pub.Step(t.Context(), person, sent.ID, workflow.Request{Action: workflow.Approve}); err != nil {
		t.Fatal(err)
	}
	at := w.now().Add(time.Hour).UTC().Format(time.RFC3339)
	rec := w.plainDo(t, post(admin, fmt.Sprintf(`{"action":"publish","publish_at":%q}`, at)))
	if rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), `"state":"scheduled"`) || !strings.Contains(rec.Body.String(), `"postpone"`) {
		t.Errorf("scheduled: %d %s", rec.Code, rec.Body)
	}
	run(t, w, []scenario{{name: "it is not public", path: "/v1/datasets/air-quality/releases/2", status: 404, code: problem.NotFound}})
	w.pass(2 * time.Hour)
	run(t, w, []scenario{{name: "until its time", path: "/v1/datasets/air-quality/releases/2", status: 200}})
}

// TestWithdrawalReachesEveryReplica measures how long a second server goes on
// to know anything of a release that is withdrawn at the first.
func TestWithdrawalReachesEveryReplica(t *testing.T) {
	w := newAgencyWorld(t)
	other := w.replica(t)
	go other.server.FollowWithdrawals(t.Context())
	const rows = "/v1/data/air-quality@1/hourly/rows?limit=3"
	for _, path := range []string{rows, rows + "&sort=-t", "/v1/data/air-quality@1/hourly/file.csv.gz"} {
		if rec := other.plainDo(t, request{path: path}); rec.Code != http.StatusOK {
			t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
		}
	}
	r, err := w.db.Release(t.Context(), "air-quality", 1)
	if err != nil {
		t.Fatal(err)
	}
	steward := account.Caller{Principal: account.Principal{User: &account.User{ID: "01STEWARD"},
		Grants: []account.Grant{{Agency: "H29", Role: account.Steward}}}}
	reason := catalog.Text{Vi: "Lộ danh tính.", En: "Names persons."}
	begin := time.Now()
	if _, err := w.pub.Step(t.Context(), steward, r.ID, workflow.Request{Action: workflow.Withdraw, Reason: reason}); err != nil {
		t.Fatal(err)
	}
	for {
		rec := other.plainDo(t, request{path: rows})
		if rec.Code == http.StatusGone && strings.Contains(rec.Body.String(), reason.En) && other.server.Kept() == 0 {
			break
		}
		if time.Since(begin) > 10*time.Second {
			t.Fatalf("after %v: %d %s, %d bytes kept", time.Since(begin), rec.Code, rec.Body, other.server.Kept())
		}
		w.pass(10 * time.Millisecond)
		time.Sleep(5 * time.Millisecond)
	}
	took := time.Since(begin)
	t.Logf("gone everywhere after %v", took)
	if took > time.Second {
		t.Errorf("the second server still had something after %v", took)
	}
	for info, err := range w.objects.List(t.Context(), "") {
		if err != nil || strings.HasPrefix(info.Key, "releases/") || strings.HasPrefix(info.Key, "derived/") {
			t.Errorf("left in the store: %s, %v", info.Key, err)
		}
	}
	entries, err := w.db.Accounts().Audit(t.Context(), account.AuditFilter{Object: r.ID, Verb: workflow.VerbOf(workflow.Withdraw)})
	if err != nil || len(entries) != 1 || entries[0].Actor.ID != "01STEWARD" {
		t.Errorf("audit log: %+v, %v", entries, err)
	}
}
