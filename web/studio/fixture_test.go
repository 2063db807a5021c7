package studio_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"nguon/api/upload"
	"nguon/catalog/account"
	"nguon/catalog/catalogtest"
	"nguon/catalog/job"
	"nguon/catalog/sqlstore"
	steps "nguon/catalog/workflow"
	"nguon/publisher"
	"nguon/publisher/workbench"
	"nguon/storage/local"
	"nguon/web/frame"
	"nguon/web/studio"
	"nguon/web/workflow"
)

// Who looks: an ID, a role and an agency.
const (
	lan      = "lan editor H26"
	stranger = "eve administrator H29"
	reader   = "ha viewer H26"
)

// An office is the room over a database in which releases of H26 need approval.
type office struct {
	db      *sqlstore.Store
	bench   *workbench.Bench
	uploads *upload.Store
	objects *local.Store
	handler http.Handler
}

func newOffice(t testing.TB) *office {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), "sqlite://:memory:", slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	blobs, err := local.New(filepath.Join(t.TempDir(), "objects"))
	if err != nil {
		t.Fatal(err)
	}
	o := &office{db: db, objects: blobs, uploads: upload.New(blobs, upload.Options{Prefix: "dossiers/", Size: 1 << 20})}
	pub := publisher.New(db, blobs, publisher.Options{WorkDir: t.TempDir()})
	o.bench = workbench.New(workbench.Deps{
		Dossiers: db, Catalog: db, Tasks: db, Files: files{o.uploads}, Publisher: pub, Dir: t.TempDir(),
		Holder: func(_ context.Context, id string) (account.Principal, error) {
			return user(id, account.Editor, "H26").Principal(), nil
		},
	})
	f, err := frame.New(frame.Options{Timeout: time.Minute, BaseURL: "https://portal.example.org",
		Static: fstest.MapFS{"10.css": {Data: []byte("a{}")}, "icon.svg": {Data: []byte("<svg/>")}}})
	if err != nil {
		t.Fatal(err)
	}
	room, err := studio.New(studio.Deps{Frame: f, Catalog: db, Bench: o.bench, Uploads: o.uploads})
	if err != nil {
		t.Fatal(err)
	}
	desk, err := workflow.New(workflow.Deps{Frame: f, Releases: pub})
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"H26", "H29"} {
		if err := db.SaveAgency(t.Context(), catalogtest.Agency(code)); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.SetPolicy(t.Context(), "H26", steps.Policy{Approval: steps.Required}); err != nil {
		t.Fatal(err)
	}
	o.handler = f.Handler(recognise, room, desk)
	return o
}

// files are uploads as the bench asks for them.
type files struct{ *upload.Store }

func (f files) Open(ctx context.Context, owner, id string) (io.ReadCloser, int64, error) {
	i, err := f.Stat(ctx, owner, id)
	if err != nil {
		return nil, 0, err
	}
	return f.Store.Open(ctx, i), i.Size, nil
}

func (f files) Save(ctx context.Context, owner, name string, r io.Reader) (string, error) {
	i, err := f.Store.Save(ctx, owner, map[string]string{"filename": name}, r)
	if err != nil {
		return "", err
	}
	return i.ID, nil
}

func user(id string, role account.Role, agency string) account.User {
	return account.User{ID: id, Name: id, State: account.Active, Memberships: []account.Membership{{Grant: account.Grant{Agency: agency, Role: role}}}}
}

// recognise takes who looks from a header.
func recognise(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var id, role, agency string
		if n, _ := fmt.Sscan(r.Header.Get("X-Test-User"), &id, &role, &agency); n == 3 {
			u := user(id, account.Role(role), agency)
			r = r.WithContext(frame.WithVisit(r.Context(), account.Visit{User: u, Session: account.Session{ID: "S"}}))
		}
		next.ServeHTTP(w, r)
	})
}

// ask sends a form, or nothing.
func (o *office) ask(who, method, path string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, strings.NewReader(form.Encode()))
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return o.do(who, r)
}

func (o *office) do(who string, r *http.Request) *httptest.ResponseRecorder {
	r.Header.Set("X-Test-User", who)
	rec := httptest.NewRecorder()
	o.handler.ServeHTTP(rec, r)
	return rec
}

// page returns a page, which must be there.
func (o *office) page(t testing.TB, path string) string {
	t.Helper()
	rec := o.ask(lan, http.MethodGet, path, nil)
	if rec.Code != http.StatusOK {
		t.Fatalf("%s: %d %s", path, rec.Code, rec.Body)
	}
	return rec.Body.String()
}

// post sends a form that must lead on.
func (o *office) post(t testing.TB, path string, pairs ...string) string {
	t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Add(pairs[i], pairs[i+1])
	}
	rec := o.ask(lan, http.MethodPost, path, form)
	if rec.Code != http.StatusSeeOther {
		t.Fatalf("POST %s: %d %s", path, rec.Code, rec.Body)
	}
	return rec.Header().Get("Location")
}

// begin begins a dossier, and returns its path.
func (o *office) begin(t testing.TB, title string) string {
	t.Helper()
	to := o.post(t, "/desk/H26/datasets", "way", "new", "title.vi", title)
	path, _, _ := strings.Cut(to, "?")
	return path
}

// attached is a form with a file, and perhaps the table that it is of.
func attached(path, name, content, table string) *http.Request {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("resource", table)
	part, _ := w.CreateFormFile("file", name)
	_, _ = part.Write([]byte(content))
	_ = w.Close()
	r := httptest.NewRequest(http.MethodPost, path+"/files", &b)
	r.Header.Set("Content-Type", w.FormDataContentType())
	return r
}

// send sends a file and has it read.
func (o *office) send(t testing.TB, path, name, content string) {
	t.Helper()
	if rec := o.do(lan, attached(path, name, content, "")); rec.Code != http.StatusSeeOther {
		t.Fatalf("%s: %d %s", name, rec.Code, rec.Body)
	}
	o.work(t, path)
}

// work does what was begun, as a runner would.
func (o *office) work(t testing.TB, path string) job.Task {
	t.Helper()
	ctx := t.Context()
	d, err := o.db.Dossier(ctx, filepath.Base(path))
	if err != nil {
		t.Fatal(err)
	}
	task, err := o.db.ClaimTask(ctx, d.Task, "worker", time.Minute)
	if errors.Is(err, job.ErrTaken) {
		t.Fatal("nothing was begun")
	} else if err != nil {
		t.Fatal(err)
	}
	done, err := o.bench.Works()[task.Kind](ctx, task, func(any) {})
	if err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(done.Outcome)
	if err == nil {
		err = o.db.EndTask(ctx, task.ID, "worker", done.State, out)
	}
	if err == nil {
		task, err = o.db.Task(ctx, task.ID)
	}
	if err != nil {
		t.Fatal(err)
	}
	return task
}

// about fills in what a dataset needs.
func (o *office) about(t testing.TB, path string) {
	t.Helper()
	o.post(t, path+"/about", "title.vi", "Mưa ở Huế", "title.en", "Rain in Huế", "description.vi", "Lượng mưa.", "description.en", "Rainfall.",
		"slug", "rain", "theme", "environment", "licence", "CC-BY-4.0", "frequency", "daily", "keywords.vi", "mưa, Huế", "temporal.from", "2025-01-01")
}

func has(t testing.TB, page string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(page, part) {
			t.Errorf("%q is not in the page: %s", part, page)
		}
	}
}

// left returns the keys of the files that are kept.
func (o *office) left(t testing.TB) (keys []string) {
	t.Helper()
	for info, err := range o.objects.List(t.Context(), "dossiers/") {
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, info.Key)
	}
	return keys
}
