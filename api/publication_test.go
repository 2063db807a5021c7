package api_test

import (
	"context"
	"errors"
	"path"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"nguon/api"
	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/job"
	"nguon/publisher"
)

func TestUploadsBecomeARelease(t *testing.T) {
	w := newWorld(t)
	key := w.approver(t)
	files := w.sendAll(t, key, dataset("water", 30))
	files[0].Upload = "https://data.example/v1/uploads/" + files[0].Upload
	at := w.begin(t, key, files)
	if b := w.look(t, key, at, "en"); b.Status != "queued" || b.Attempt != 0 {
		t.Errorf("before anybody works: %+v", b)
	}
	if used, err := api.UploadsInUse(t.Context(), w.db); err != nil || len(used) != 2 || !used[files[1].Upload] {
		t.Errorf("uploads in use: %v, %v", used, err)
	}
	if again := w.begin(t, key, files); again != at {
		t.Errorf("the same request is another publication: %s and %s", at, again)
	}
	w.work(t)
	b := w.outcome(t, key, at)
	if b.Status != "succeeded" || b.Result == nil || b.Result.Dataset != "water" || b.Result.Version != 1 || b.Result.Unchanged || b.Result.Tables[0].Rows != 30 {
		t.Fatalf("%+v", b)
	}
	run(t, w, []scenario{{name: "it can be read at once", path: "/v1/data/water/hourly/rows?limit=1", status: 200, has: []string{`"total":30`}}})
	w.wantNoUploads(t)
	if again := w.begin(t, key, files); again != at {
		t.Errorf("the same request after the end is another publication: %s and %s", at, again)
	}
	b = w.outcome(t, key, w.begin(t, key, w.sendAll(t, key, dataset("water", 30))))
	if b.Result == nil || !b.Result.Unchanged || b.Result.Version != 1 {
		t.Errorf("the same files again: %+v", b)
	}
}

func TestPublicationsFailWithTheProblem(t *testing.T) {
	w := newWorld(t)
	w.work(t)
	key := w.approver(t)
	broken := dataset("water", 3)
	broken["do.csv"] += "Hà Nội;không phải giờ;01/01/2026;1;1;true;1\n"
	other := w.key(t, account.Key{Grants: []account.Grant{{Agency: "H30", Role: account.Approver}}})
	for _, test := range []struct {
		name  string
		key   string
		files map[string]string
		edit  func([]file)
		code  problem.Code
		line  int64
	}{
		{name: "refused data", files: broken, code: problem.Refused, line: 5},
		{name: "no dataset.yaml", files: map[string]string{"do.csv": "a;b\n1;2\n"}, code: problem.Invalid},
		{name: "another agency", key: other, files: dataset("water", 3), code: problem.Forbidden},
		{name: "other bytes than were sent", files: dataset("water", 3), code: problem.InvalidUpload,
			edit: func(f []file) { f[1].SHA256 = strings.Repeat("a", 64) }},
		{name: "a file where a folder is", files: map[string]string{"a": "1", "a/b": "2"}, code: problem.InvalidUpload},
	} {
		t.Run(test.name, func(t *testing.T) {
			if test.key == "" {
				test.key = key
			}
			files := w.sendAll(t, test.key, test.files)
			if test.edit != nil {
				test.edit(files)
			}
			at := w.begin(t, test.key, files)
			b := w.outcome(t, test.key, at)
			if b.Status != "failed" || b.Problem == nil || b.Problem.Code != test.code || b.Problem.Instance != b.ID || b.Result != nil || b.Attempt != 1 {
				t.Fatalf("%+v %+v", b, b.Problem)
			}
			if test.line > 0 && !slices.ContainsFunc(b.Problem.Errors, func(f problem.Field) bool { return f.Line == test.line }) {
				t.Errorf("the line is not named: %+v", b.Problem.Errors)
			}
			if vi := w.look(t, test.key, at, "vi"); vi.Problem.Title == b.Problem.Title {
				t.Errorf("in Vietnamese it says %q", vi.Problem.Title)
			}
			w.wantNoUploads(t)
		})
	}
	run(t, w, []scenario{{name: "nothing was published", path: "/v1/datasets/water", status: 404, code: problem.NotFound}})
}

func TestPublicationsThatCannotBeAreRefusedAtOnce(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) { d.Upload.Bytes, d.Upload.Files = 20, 3 })
	key, stranger := w.approver(t), w.approver(t)
	whole, foreign, long := w.send(t, key, "abc"), w.send(t, stranger, "abc"), w.send(t, key, strings.Repeat("x", 18))
	part := path.Base(w.do(t, request{method: "POST", path: "/v1/uploads",
		header: map[string]string{"X-Api-Key": key, "Tus-Resumable": "1.0.0", "Upload-Length": "9"}}).header.Get("Location"))
	one := func(name, upload string) []file { return []file{{name, upload, ""}} }
	for _, test := range []struct {
		name   string
		files  []file
		status int
		code   problem.Code
		has    string
	}{
		{"no files", nil, 400, problem.InvalidUpload, ""},
		{"too many", append(one("a", whole), append(one("b", whole), append(one("c", whole), one("d", whole)...)...)...), 413, problem.TooLarge, "3"},
		{"too large", append(one("a", whole), one("b", long)...), 413, problem.TooLarge, "20"},
		{"a name above the folder", one("../a", whole), 422, problem.Invalid, "files[0].name"},
		{"a name twice", append(one("a", whole), one("a", whole)...), 422, problem.Invalid, "files[1].name"},
		{"an upload that is not there", one("a", "AAAAAAAAAAAAAAAAAAAAAAAAAA"), 422, problem.Invalid, "files[0].upload"},
		{"an upload of someone else", one("a", foreign), 422, problem.Invalid, "files[0].upload"},
		{"an upload that is not whole", one("a", part), 422, problem.Invalid, "only 0 of 9 bytes"},
		{"a checksum that is none", []file{{"a", whole, "abc"}}, 422, problem.Invalid, "files[0].sha256"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := w.do(t, publication(key, test.files))
			if a.status != test.status || !strings.Contains(a.body, `"code":"`+string(test.code)+`"`) || !strings.Contains(a.body, test.has) {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	for name, body := range map[string]string{"no JSON": "{", "a member that there is not": `{"files":[],"force":true}`} {
		r := publication(key, nil)
		r.body = strings.NewReader(body)
		if a := w.do(t, r); a.status != 400 || !strings.Contains(a.body, "invalid-upload") {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	if open, err := w.db.OpenTasks(t.Context()); err != nil || len(open) > 0 {
		t.Errorf("tasks %v, %v", open, err)
	}
}

func TestPublicationsUseThePermissionsOfTheirMoment(t *testing.T) {
	w := newWorld(t)
	key := w.key(t, account.Key{ID: "SOON", Grants: []account.Grant{{Agency: "H29", Role: account.Approver}}, Expires: w.now().Add(time.Hour)})
	files := w.sendAll(t, key, dataset("water", 3))
	at := w.begin(t, key, files)
	revoked := w.now()
	if err := w.db.RevokeKey(t.Context(), "SOON", revoked); err != nil {
		t.Fatal(err)
	}
	w.work(t)
	id := path.Base(at)
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		task, err := w.db.Task(t.Context(), id)
		if err != nil || time.Now().After(deadline) {
			t.Fatal(task.State, err)
		}
		if task.State == job.Failed {
			if !strings.Contains(string(task.Outcome), string(problem.Forbidden)) {
				t.Errorf("outcome %s", task.Outcome)
			}
			break
		}
	}
	run(t, w, []scenario{{name: "nothing was published", path: "/v1/datasets/water", status: 404, code: problem.NotFound}})
}

func TestPublicationsAreTheBusinessOfTheirKey(t *testing.T) {
	w := newWorld(t)
	key, stranger := w.approver(t), w.approver(t)
	at := w.begin(t, key, w.sendAll(t, key, dataset("water", 3)))
	with := func(key string) map[string]string { return map[string]string{"X-Api-Key": key} }
	run(t, w, []scenario{
		{name: "of no one else", path: at, header: with(stranger), status: 404, code: problem.NotFound},
		{name: "nor to be stopped", method: "DELETE", path: at, header: with(stranger), status: 404, code: problem.NotFound},
		{name: "nor without a key", path: at, status: 401, code: problem.KeyMissing},
		{name: "one that is not there", path: "/v1/publications/x", header: with(key), status: 404, code: problem.NotFound},
	})
	if b := w.look(t, key, at, "en"); b.Status != "queued" {
		t.Errorf("status %s", b.Status)
	}
}

func (w *world) stop(t *testing.T, key, at string) {
	t.Helper()
	if a := w.do(t, request{method: "DELETE", path: at, header: map[string]string{"X-Api-Key": key}}); a.status != 202 {
		t.Fatalf("%d %s", a.status, a.body)
	}
}

func TestPublicationsThatWaitAreCancelledAtOnce(t *testing.T) {
	w := newWorld(t)
	key := w.approver(t)
	at := w.begin(t, key, w.sendAll(t, key, dataset("water", 3)))
	w.stop(t, key, at)
	if b := w.look(t, key, at, "en"); b.Status != "cancelled" || w.uploads(t) != 0 {
		t.Errorf("%+v, %d objects of uploads", b, w.uploads(t))
	}
	w.stop(t, key, at) // again: nothing changes
	w.work(t)
	time.Sleep(300 * time.Millisecond)
	if b := w.look(t, key, at, "en"); b.Status != "cancelled" {
		t.Errorf("%+v", b)
	}
}

// A hand is a Publisher that does what a test tells it.
type hand func(ctx context.Context, req publisher.Request) (*publisher.Outcome, error)

// Publish implements api.Publisher.
func (h hand) Publish(ctx context.Context, req publisher.Request) (*publisher.Outcome, error) {
	return h(ctx, req)
}

func TestPublicationsThatRunAreStopped(t *testing.T) {
	began := make(chan bool, 1)
	w := newWorld(t, func(d *api.Deps) {
		d.Publisher = hand(func(ctx context.Context, req publisher.Request) (*publisher.Outcome, error) {
			req.Progress(publisher.Progress{Stage: publisher.StageWrite, Resource: "hourly", Rows: 5, Done: 1, Total: 2})
			began <- true
			<-ctx.Done()
			return nil, ctx.Err()
		})
	})
	w.work(t)
	key := w.approver(t)
	at := w.begin(t, key, w.sendAll(t, key, dataset("water", 3)))
	<-began
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		b := w.look(t, key, at, "en")
		if b.Status == "running" && b.Stage == "write" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("no progress is shown: %+v", b)
		}
	}
	w.stop(t, key, at)
	if b := w.outcome(t, key, at); b.Status != "cancelled" || b.Problem != nil {
		t.Errorf("%+v", b)
	}
	w.wantNoUploads(t)
}

func TestPublicationsThatTheSystemFailsAtAreTriedAgainAndGivenUp(t *testing.T) {
	var tries atomic.Int32
	w := newWorld(t, func(d *api.Deps) {
		d.Publisher = hand(func(context.Context, publisher.Request) (*publisher.Outcome, error) {
			tries.Add(1)
			return nil, errors.New("secret path: disk full")
		})
	})
	w.work(t)
	key := w.approver(t)
	b := w.outcome(t, key, w.begin(t, key, w.sendAll(t, key, dataset("water", 3))))
	if tries.Load() != job.MaxAttempts || b.Status != "failed" || b.Problem == nil || b.Problem.Code != problem.Internal || b.Problem.Detail != "" {
		t.Errorf("after %d attempts: %+v %+v", tries.Load(), b, b.Problem)
	}
}

// A process that dies between the release and the end of the task leaves a
// release that the next attempt finds: it is the one that was asked for.
func TestAReleaseOfAnAttemptThatDiedIsTheResult(t *testing.T) {
	var w *world
	var tries atomic.Int32
	w = newWorld(t, func(d *api.Deps) {
		real := d.Publisher
		d.Publisher = hand(func(ctx context.Context, req publisher.Request) (*publisher.Outcome, error) {
			out, err := real.Publish(ctx, req)
			switch tries.Add(1) {
			case 1:
				return nil, errors.New("killed")
			case 2: // and one that raced with it
				return nil, catalog.Errorf(catalog.ErrConflict, "đã có", "is there")
			}
			return out, err
		})
	})
	w.work(t)
	key := w.approver(t)
	b := w.outcome(t, key, w.begin(t, key, w.sendAll(t, key, dataset("water", 3))))
	if b.Status != "succeeded" || b.Result == nil || b.Result.Unchanged || b.Result.Version != 1 || b.Attempt != 3 {
		t.Errorf("%+v %+v", b, b.Result)
	}
	if rs, err := w.db.Releases(t.Context(), "water"); err != nil || len(rs) != 1 {
		t.Errorf("%d releases, %v", len(rs), err)
	}
}
