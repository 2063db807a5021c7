package forum_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/sqlstore"
	"nguon/catalog/story"
	"nguon/catalog/voice"
	"nguon/web/forum"
	"nguon/web/frame"
)

const here = "H29"

// begun is when the tests begin: Monday, at 8:00 in Viet Nam.
var begun = time.Date(2026, 11, 23, 1, 0, 0, 0, time.UTC)

// A square is the room over a database, with somebody in each role.
type square struct {
	*voice.Voices
	db      *sqlstore.Store
	handler http.Handler
	objects objects
	now     time.Time
	people  map[string]account.User
}

type objects map[string][]byte

func (o objects) Put(_ context.Context, key string, r io.Reader) (err error) {
	o[key], err = io.ReadAll(r)
	return err
}

func (o objects) Open(_ context.Context, key string, _, _ int64) (io.ReadCloser, error) {
	return io.NopCloser(bytes.NewReader(o[key])), nil
}

func (o objects) Remove(_ context.Context, key string) error {
	delete(o, key)
	return nil
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func open(t testing.TB) *square {
	t.Helper()
	s := &square{db: must(sqlstore.Open(t.Context(), "sqlite://:memory:", slog.New(slog.DiscardHandler)))(t), objects: make(objects), now: begun, people: make(map[string]account.User)}
	t.Cleanup(func() { s.db.Close() })
	now := func() time.Time { return s.now }
	s.db.UseClock(now)
	for _, code := range []string{here, "H26"} {
		a := catalogtest.Agency(code)
		a.Parent = ""
		if err := s.db.SaveAgency(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	rain, soon := catalogtest.Dataset("rain", here), catalogtest.Dataset("soon", here)
	catalogtest.Publish(t, s.db, rain, catalogtest.Release(rain, 1))
	r := catalogtest.Release(soon, 1)
	r.PublishAt = begun.AddDate(10, 0, 0)
	catalogtest.Publish(t, s.db, soon, r)
	for id, grant := range map[string]account.Grant{
		"lan": {}, "minh": {}, "viewer": {Agency: here, Role: account.Viewer}, "approver": {Agency: here, Role: account.Approver},
		"other": {Agency: "H26", Role: account.Administrator}, "admin": {Agency: account.AnyAgency, Role: account.PortalAdmin},
	} {
		u := account.User{ID: id, Name: "Người tên " + id, State: account.Active, Created: begun}
		if grant.Role != "" {
			u.Memberships = []account.Membership{{Grant: grant, Since: begun}}
		}
		s.people[id] = u
	}
	s.Voices = voice.New(voice.Deps{Store: s.db, Catalogue: s.db, Users: s, Objects: s.objects, Now: now,
		Find: func(text string) (string, int) {
			return strings.ReplaceAll(text, "0912345678", "[điện thoại]"), strings.Count(text, "0912345678")
		}})
	f := must(frame.New(frame.Options{Timeout: time.Minute, BaseURL: "https://portal.example.org", Static: fstest.MapFS{}, Now: now}))(t)
	room := must(forum.New(forum.Deps{Frame: f, Voices: s.Voices, Stories: story.New(story.Deps{Store: s.db, Catalogue: s.db, Objects: s.objects, Now: now}), Tales: story.NewShelf(s.db, s.db, now), Reuses: s.db, Products: s.db, Key: []byte("key")}))(t)
	s.handler = f.Handler(s.recognise, room)
	return s
}

// Users implements voice.Users.
func (s *square) Users(context.Context, account.UserFilter) ([]account.User, error) { return nil, nil }

// recognise takes who looks from a header.
func (s *square) recognise(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if u, ok := s.people[r.Header.Get("X-Test-User")]; ok {
			r = r.WithContext(frame.WithVisit(r.Context(), account.Visit{User: u, Session: account.Session{ID: "S", Created: begun}}))
		}
		next.ServeHTTP(w, r)
	})
}

func (s *square) as(who string) account.Caller {
	u := s.people[who]
	return account.Caller{Principal: u.Principal()}
}

// asked is a post of lan's.
func (s *square) asked(t testing.TB, k voice.Kind, title, text string) voice.Post {
	t.Helper()
	d := voice.Draft{Kind: k, Title: title, Text: text}
	if k != voice.Request {
		d.Dataset = "rain"
	}
	p := must(s.Ask(t.Context(), s.as("lan"), d))(t)
	s.now = s.now.Add(25 * time.Hour)
	return p
}

func (s *square) get(t testing.TB, who, path string) *httptest.ResponseRecorder {
	t.Helper()
	return s.send(httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil), who)
}

func (s *square) post(t testing.TB, who, path string, form url.Values) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.send(r, who)
}

func (s *square) send(r *http.Request, who string) *httptest.ResponseRecorder {
	r.Header.Set("X-Test-User", who)
	rec := httptest.NewRecorder()
	s.handler.ServeHTTP(rec, r)
	return rec
}

var shown = regexp.MustCompile(`name="shown" value="([^"]+)"`)

// stampOf opens a form and returns what says that it was shown.
func (s *square) stampOf(t testing.TB, who, path string) string {
	t.Helper()
	m := shown.FindStringSubmatch(s.get(t, who, path).Body.String())
	if m == nil {
		t.Fatalf("%s has no form", path)
	}
	return m[1]
}

// sendFiles sends the form of a request for data with files.
func (s *square) sendFiles(t testing.TB, who string, files ...[]byte) *httptest.ResponseRecorder {
	t.Helper()
	stamp := s.stampOf(t, who, "/requests/new")
	s.now = s.now.Add(time.Minute)
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for name, value := range map[string]string{"shown": stamp, "title": "Có ảnh", "text": "Xem ảnh."} {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		w := must(form.CreateFormFile("files", "ảnh.jpg"))(t)
		must(w.Write(f))(t)
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/requests/new", &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return s.send(r, who)
}
