package workflow_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"nguon/api/query"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/sqlstore"
	steps "nguon/catalog/workflow"
	"nguon/publisher"
	"nguon/storage/local"
	"nguon/web/frame"
	"nguon/web/workflow"
)

// now is when the tests look at the pages: half past eight in Viet Nam.
var now = time.Date(2026, 12, 1, 1, 30, 0, 0, time.UTC)

// An office is the room over a database in which releases of H26 need approval.
type office struct {
	db      *sqlstore.Store
	handler http.Handler
}

func newOffice(t *testing.T) *office {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://:memory:", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	clock := func() time.Time { return now }
	db.UseClock(clock)
	blobs, err := local.New(filepath.Join(t.TempDir(), "objects"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := frame.New(frame.Options{Timeout: time.Minute, BaseURL: "https://portal.example.org", Now: clock,
		Static: fstest.MapFS{"10.css": {Data: []byte("a{}")}, "icon.svg": {Data: []byte("<svg/>")}}})
	if err != nil {
		t.Fatal(err)
	}
	room, err := workflow.New(workflow.Deps{Frame: f, Releases: publisher.New(db, blobs, publisher.Options{Now: clock}), Query: rows{},
		Name: func(_ context.Context, id string) string { return "<b>" + id }})
	if err != nil {
		t.Fatal(err)
	}
	if err := db.SetPolicy(t.Context(), "H26", steps.Policy{Approval: steps.Required}); err != nil {
		t.Fatal(err)
	}
	return &office{db, f.Handler(recognise, room)}
}

// rows answers every query with one row, which is all that its columns can hold.
type rows struct{}

// Run implements [query.Runner].
func (rows) Run(_ context.Context, t query.Target, q *query.Query) (*query.Page, error) {
	if q.Limit != 20 {
		return nil, fmt.Errorf("limit %d", q.Limit)
	}
	page := &query.Page{Rows: [][]any{nil}}
	for i := range t.Table.Columns {
		page.Columns = append(page.Columns, query.OutColumn{Name: t.Table.Columns[i].Name, Column: &t.Table.Columns[i]})
		page.Rows[0] = append(page.Rows[0], "<i>"+strings.Repeat("ô", 200))
	}
	return page, nil
}

// recognise takes who looks from a header: an ID, a role and an agency.
func recognise(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var id, role, agency string
		if n, _ := fmt.Sscan(r.Header.Get("X-Test-User"), &id, &role, &agency); n == 3 {
			u := account.User{ID: id, Name: id, State: account.Active,
				Memberships: []account.Membership{{Grant: account.Grant{Agency: agency, Role: account.Role(role)}}}}
			r = r.WithContext(frame.WithVisit(r.Context(), account.Visit{User: u, Session: account.Session{ID: "S", Created: now}}))
		}
		next.ServeHTTP(w, r)
	})
}

// submitted is a release that waits for approval, made by "maker".
func (o *office) submitted(t *testing.T) catalog.Release {
	t.Helper()
	d := catalogtest.Dataset("air", "H26")
	r := catalogtest.Release(d, 1)
	by := account.Actor{Kind: account.ActorUser, ID: "maker"}
	ctx := t.Context()
	err := o.db.SaveDraft(ctx, r)
	if err == nil {
		err = o.db.Propose(ctx, r.ID, catalogtest.Agency("H26"), d)
	}
	if err == nil {
		err = o.db.Note(ctx, r.ID, steps.Step{By: by, Action: steps.Check, State: catalog.StateChecked})
	}
	if err == nil {
		err = o.db.Move(ctx, r.ID, catalog.StateChecked, steps.Step{By: by, Action: steps.Submit, State: catalog.StateSubmitted,
			Comment: catalog.Text{Vi: "<script>xem</script>", En: "<script>xem</script>"}})
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func (o *office) ask(who, method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	r.Header.Set("X-Test-User", who)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	rec := httptest.NewRecorder()
	o.handler.ServeHTTP(rec, r)
	return rec
}

func TestPagesShowWhatEachMayDo(t *testing.T) {
	o := newOffice(t)
	r := o.submitted(t)
	one := "/desk/H26/releases/" + r.ID
	for _, test := range []struct {
		who, path string
		status    int
		has, not  []string
	}{
		{"second approver H26", one, 200, []string{`value="approve"`, `value="return"`, "&lt;script&gt;xem", "&lt;b&gt;maker"}, []string{"<script>xem", "<b>maker", `value="publish"`}},
		{"maker approver H26", one, 200, []string{`value="return"`}, []string{`value="approve"`}},
		{"second approver H26", "/en" + one, 200, []string{"The first 1 rows, as the public would get them.", "<td>&lt;i&gt;ôô", "ô…</td>"}, []string{"<i>", strings.Repeat("ô", 120)}},
		{"eve viewer H26", one, 200, nil, []string{"<form class=\"desk-form"}},
		{"eve administrator H29", one, 404, nil, []string{"air"}},
		{"eve administrator H29", "/desk/H26/releases", 403, nil, nil},
		{"second approver H26", "/desk/H29/releases/" + r.ID, 404, nil, nil},
		{"second approver *", "/desk/H29/releases/" + r.ID, 404, nil, nil},
		{"second approver H26", "/desk/H26/releases/01NONE", 404, nil, nil},
		{"second approver H26", "/desk/H26/releases?state=submitted", 200, []string{r.ID}, nil},
		{"second approver H26", "/desk/H26/releases?state=approved", 200, nil, []string{r.ID}},
		{"second approver H26", "/desk/H26/releases?state=burnt", 404, nil, nil},
		{"second approver H26", "/en" + one, 200, []string{"waiting for approval", "Approve"}, nil},
		{"", one, 303, nil, nil},
	} {
		t.Run(test.who+" "+test.path, func(t *testing.T) {
			rec := o.ask(test.who, http.MethodGet, test.path, nil)
			if rec.Code != test.status {
				t.Fatalf("%d, want %d: %s", rec.Code, test.status, rec.Body)
			}
			for _, part := range test.has {
				if !strings.Contains(rec.Body.String(), part) {
					t.Errorf("%q is not in %s", part, rec.Body)
				}
			}
			for _, part := range test.not {
				if strings.Contains(rec.Body.String(), part) {
					t.Errorf("%q is in the page", part)
				}
			}
		})
	}
}

func TestFormsTakeARelease(t *testing.T) {
	o := newOffice(t)
	r := o.submitted(t)
	one := "/desk/H26/releases/" + r.ID
	form := func(action string, pairs ...string) url.Values {
		v := url.Values{"action": {action}}
		for i := 0; i < len(pairs); i += 2 {
			v.Set(pairs[i], pairs[i+1])
		}
		return v
	}
	const second, maker = "second steward H26", "maker administrator H26"
	for _, test := range []struct {
		name, who string
		form      url.Values
		status    int
		has       string
	}{
		{"its maker does not approve it", maker, form("approve"), 403, ""},
		{"a return needs a comment, which is said at the field", second, form("return"), 422, `aria-invalid="true"`},
		{"it is returned", second, form("return", "comment", "Thiếu tháng 3"), 303, ""},
		{"submitted again", maker, form("submit"), 303, ""},
		{"approved", second, form("approve"), 303, ""},
		{"a day that is none is said, and kept", second, form("publish", "day", "2026-13-45", "time", "09:00"), 422, `value="2026-13-45"`},
		{"a time that is over is said", second, form("publish", "day", "2026-12-01", "time", "08:00"), 422, "đã qua"},
		{"scheduled in the time of Viet Nam", second, form("publish", "day", "2026-12-01", "time", "09:00"), 303, ""},
		{"postponed", second, form("postpone"), 303, ""},
		{"scheduled to the second", second, form("publish", "day", "2026-12-01", "time", "09:00:01"), 303, ""},
		{"what is not public is not withdrawn", second, form("withdraw", "reason.vi", "a", "reason.en", "b"), 409, ""},
		{"there is no such action", second, form("burn"), 422, ""},
	} {
		if rec := o.ask(test.who, http.MethodPost, one, test.form); rec.Code != test.status || !strings.Contains(rec.Body.String(), test.has) {
			t.Fatalf("%s: %d %s", test.name, rec.Code, rec.Body)
		}
	}
	c, err := o.db.Candidate(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	if want := time.Date(2026, 12, 1, 2, 0, 1, 0, time.UTC); !c.Release.PublishAt.Equal(want) || c.StateAt(now) != catalog.StateScheduled {
		t.Errorf("%s at %v, want it scheduled at %v", c.StateAt(now), c.Release.PublishAt, want)
	}
	if rec := o.ask(second, http.MethodGet, one, nil); !strings.Contains(rec.Body.String(), "09:00:01 thứ Ba, ngày 01/12/2026 (giờ Việt Nam)") {
		t.Errorf("the time is not in words: %s", rec.Body)
	}
	entries, err := o.db.Accounts().Audit(t.Context(), account.AuditFilter{Object: r.ID})
	if err != nil || len(entries) != 6 {
		t.Errorf("%d entries of the audit log, want 6 of the steps that were made (%v)", len(entries), err)
	}
}
