package gallery_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/collection"
	"nguon/catalog/sqlstore"
	"nguon/web/frame"
	"nguon/web/gallery"
)

const here = "H29"

var begun = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// A hall is the room over a database with two datasets, one of which is under
// embargo, and somebody in each role.
type hall struct {
	handler http.Handler
	people  map[string]account.User
	now     time.Time
}

func open(t *testing.T) *hall {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://:memory:", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	h := &hall{people: make(map[string]account.User), now: begun}
	now := func() time.Time { return h.now }
	db.UseClock(now)
	rain, soon := catalogtest.Dataset("rain", here), catalogtest.Dataset("soon", here)
	soon.Title = catalog.Text{Vi: "Kho vàng", En: "Bullion"}
	catalogtest.Publish(t, db, rain, catalogtest.Release(rain, 1))
	r := catalogtest.Release(soon, 1)
	r.PublishAt = begun.AddDate(0, 0, 2)
	catalogtest.Publish(t, db, soon, r)
	for id, grant := range map[string]account.Grant{
		"lan": {}, "editor": {Agency: here, Role: account.Editor}, "approver": {Agency: here, Role: account.Approver},
		"other": {Agency: "H26", Role: account.Administrator}, "admin": {Agency: account.AnyAgency, Role: account.PortalAdmin},
	} {
		u := account.User{ID: id, Name: id, State: account.Active, Created: begun}
		if grant.Role != "" {
			u.Memberships = []account.Membership{{Grant: grant, Since: begun}}
		}
		h.people[id] = u
	}
	f, err := frame.New(frame.Options{Timeout: time.Minute, BaseURL: "https://portal.example.org", Static: fstest.MapFS{}, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	shelf := collection.NewShelf(collection.ShelfDeps{Store: db, Catalogue: db, Products: db, Now: now, Place: func(string) catalog.Text { return catalog.Text{Vi: "Hà Nội"} }})
	agencies := func(context.Context) ([]catalog.Agency, error) {
		return []catalog.Agency{{Code: here, Title: catalog.Text{Vi: "Sở Mưa", En: "Rain Office"}}}, nil
	}
	room, err := gallery.New(gallery.Deps{Frame: f, Shelf: shelf, Curators: &collection.Curators{Store: db, Now: now}, Agencies: agencies})
	if err != nil {
		t.Fatal(err)
	}
	h.handler = f.Handler(h.recognise, room)
	return h
}

func (h *hall) recognise(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if u, ok := h.people[r.Header.Get("X-Test-User")]; ok {
			r = r.WithContext(frame.WithVisit(r.Context(), account.Visit{User: u, Session: account.Session{ID: "S", Created: begun}}))
		}
		next.ServeHTTP(w, r)
	})
}

func (h *hall) send(t *testing.T, method, who, path string, form url.Values) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), method, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Test-User", who)
	rec := httptest.NewRecorder()
	h.handler.ServeHTTP(rec, r)
	if to := rec.Header().Get("Location"); to != "" {
		return rec.Code, to
	}
	return rec.Code, rec.Body.String()
}

var revision = regexp.MustCompile(`name="revision" value="(\d+)"`)

const desk = "/desk/" + here + "/collections"

// do sends a form of the collection "mua" as it is shown to somebody now.
func (h *hall) do(t *testing.T, who, name string, form url.Values) (int, string) {
	t.Helper()
	_, page := h.send(t, http.MethodGet, who, desk+"/mua", nil)
	if form == nil {
		form = url.Values{}
	}
	if m := revision.FindStringSubmatch(page); m != nil {
		form.Set("revision", m[1])
	}
	return h.send(t, http.MethodPost, who, desk+"/mua/"+name, form)
}

func (h *hall) make(t *testing.T) {
	t.Helper()
	words := url.Values{"slug": {"mua"}, "title.vi": {"Mưa <b>to</b>"}, "title.en": {"Heavy rain"}}
	if code, body := h.send(t, http.MethodPost, "editor", desk, words); code != http.StatusSeeOther {
		t.Fatalf("made: %d %s", code, body)
	}
	for _, path := range []string{"https://portal.example.org/en/datasets/rain?sort=a#data", "soon", "/charts/rain?kind=line&x=t", "/places/01"} {
		note := url.Values{"path": {path}, "note.vi": {"Xem **kỹ** <script>alert(1)</script> [x](javascript:alert(1))"}, "note.en": {"Look"}}
		if code, body := h.do(t, "editor", "add", note); code != http.StatusSeeOther {
			t.Fatalf("added %s: %d %s", path, code, body)
		}
	}
}

func TestEditorsMakeAndApproversPublish(t *testing.T) {
	h := open(t)
	h.make(t)
	if code, _ := h.send(t, http.MethodGet, "", "/collections/mua", nil); code != http.StatusNotFound {
		t.Errorf("a draft: %d", code)
	}
	if code, body := h.do(t, "editor", "up", url.Values{"item": {"/places/01"}}); code != http.StatusSeeOther {
		t.Errorf("moved: %d %s", code, body)
	}
	if code, _ := h.do(t, "editor", "show", nil); code != http.StatusForbidden {
		t.Errorf("published by an editor: %d", code)
	}
	if code, body := h.do(t, "approver", "show", nil); code != http.StatusSeeOther {
		t.Fatalf("published by an approver: %d %s", code, body)
	}
	if code, _ := h.do(t, "editor", "words", url.Values{"title.vi": {"Khác"}, "title.en": {"Other"}}); code != http.StatusForbidden {
		t.Errorf("what is public was changed by an editor: %d", code)
	}
	code, page := h.send(t, http.MethodGet, "", "/en/collections/mua", nil)
	if code != http.StatusOK {
		t.Fatalf("public: %d", code)
	}
	for _, want := range []string{"<h1>Heavy rain</h1>", `href="/en/datasets/rain"`, `src="/en/charts/rain/chart.svg?kind=line&amp;x=t"`, "Rain Office", `"@type":"Collection"`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %q", want)
		}
	}
	if strings.Index(page, "/en/places/01") > strings.Index(page, "/en/charts/rain") {
		t.Error("the place was moved up, and comes after the chart")
	}
	if code, _ := h.do(t, "approver", "hide", nil); code != http.StatusSeeOther {
		t.Errorf("hidden: %d", code)
	}
	if code, _ := h.send(t, http.MethodGet, "", "/collections/mua", nil); code != http.StatusNotFound {
		t.Errorf("hidden, and open: %d", code)
	}
}

func TestPagesAndFeedDoNotHintAtAnEmbargo(t *testing.T) {
	h := open(t)
	h.make(t)
	if code, body := h.do(t, "approver", "show", nil); code != http.StatusSeeOther {
		t.Fatalf("published: %d %s", code, body)
	}
	pages := []string{"/collections", "/collections/mua", "/en/collections/mua", "/feeds/collections.atom"}
	for _, path := range pages {
		_, page := h.send(t, http.MethodGet, "", path, nil)
		for _, trace := range []string{"soon", "Bullion", "Kho vàng", "4 mục", "4 items"} {
			if strings.Contains(page, trace) {
				t.Errorf("%s tells of %q", path, trace)
			}
		}
	}
	h.now = begun.AddDate(0, 0, 3)
	if _, page := h.send(t, http.MethodGet, "", "/collections/mua", nil); !strings.Contains(page, "Kho vàng") {
		t.Error("it is not there after its time")
	}
}

func TestWordsOfEditorsAreText(t *testing.T) {
	h := open(t)
	h.make(t)
	h.do(t, "approver", "show", nil)
	for who, path := range map[string]string{"": "/collections/mua", "editor": desk + "/mua"} {
		_, page := h.send(t, http.MethodGet, who, path, nil)
		if strings.Contains(page, "<script>alert") || strings.Contains(page, `href="javascript:`) || strings.Contains(page, "<b>to</b>") {
			t.Errorf("%s has what an editor wrote as a part of the page", path)
		}
	}
	if _, page := h.send(t, http.MethodGet, "", "/collections/mua", nil); !strings.Contains(page, "<strong>kỹ</strong>") {
		t.Error("the page does not show emphasis")
	}
}

func TestOthersMayNot(t *testing.T) {
	h := open(t)
	h.make(t)
	for who, want := range map[string]int{"": http.StatusSeeOther, "lan": http.StatusForbidden, "other": http.StatusForbidden, "editor": http.StatusOK, "admin": http.StatusOK} {
		if code, _ := h.send(t, http.MethodGet, who, desk+"/mua", nil); code != want {
			t.Errorf("%q opens the page of editors: %d, want %d", who, code, want)
		}
	}
	for _, who := range []string{"lan", "other"} {
		if code, _ := h.send(t, http.MethodPost, who, desk+"/mua/drop", url.Values{"revision": {"5"}}); code != http.StatusForbidden {
			t.Errorf("%s deletes it: %d", who, code)
		}
	}
	if code, _ := h.send(t, http.MethodGet, "admin", "/admin/collections/mua", nil); code != http.StatusNotFound {
		t.Errorf("on the desk of another: %d", code)
	}
	if code, _ := h.send(t, http.MethodGet, "approver", "/admin/collections", nil); code != http.StatusForbidden {
		t.Errorf("the desk of the portal: %d", code)
	}
}

func TestMistakesAreSaidInTheForm(t *testing.T) {
	h := open(t)
	h.make(t)
	for _, test := range []struct {
		name, do string
		form     url.Values
		want     int
		says     string
	}{
		{"a page of another site", "add", url.Values{"path": {"https://example.org/datasets/rain"}}, http.StatusUnprocessableEntity, `value="https://example.org/datasets/rain"`},
		{"the same page again", "add", url.Values{"path": {"/datasets/rain"}}, http.StatusUnprocessableEntity, "đã có trong bộ sưu tập"},
		{"no title", "words", url.Values{"title.vi": {""}, "title.en": {"x"}}, http.StatusUnprocessableEntity, `aria-invalid="true"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			code, body := h.do(t, "editor", test.do, test.form)
			if code != test.want || !strings.Contains(body, test.says) {
				t.Errorf("%d, and %q is said: %v", code, test.says, strings.Contains(body, test.says))
			}
		})
	}
	if code, _ := h.send(t, http.MethodPost, "editor", desk+"/mua/words", url.Values{"revision": {"1"}, "title.vi": {"a"}, "title.en": {"b"}}); code != http.StatusConflict {
		t.Errorf("over what somebody else has saved: %d", code)
	}
	if code, _ := h.send(t, http.MethodPost, "editor", desk, url.Values{"slug": {"mua"}, "title.vi": {"a"}, "title.en": {"b"}}); code != http.StatusConflict {
		t.Errorf("one of the same name: %d", code)
	}
}
