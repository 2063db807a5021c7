package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime/multipart"
	"os"
	"slices"
	"strings"
	"testing"

	"nguon/api"
	"nguon/api/problem"
	"nguon/catalog/account"
	"nguon/publisher"
)

// inOneRequest is a request that publishes the files.
func inOneRequest(t *testing.T, key string, files map[string]string) request {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for name, text := range files {
		part, err := form.CreateFormFile(name, name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(part, text); err != nil {
			t.Fatal(err)
		}
	}
	if err := form.Close(); err != nil {
		t.Fatal(err)
	}
	return request{method: "POST", path: "/v1/publish", body: &b,
		header: map[string]string{"X-Api-Key": key, "Content-Type": form.FormDataContentType()}}
}

type publishLine struct {
	Progress *publisher.Progress
	Result   *struct {
		Dataset   string
		Version   int
		Unchanged bool
		Tables    []struct{ Rows, Columns int64 }
	}
	Problem *problem.Details
}

func lines(t *testing.T, body string) []publishLine {
	t.Helper()
	var all []publishLine
	for text := range strings.Lines(body) {
		var l publishLine
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		all = append(all, l)
	}
	return all
}

func TestPublishOverHTTP(t *testing.T) {
	w := newWorld(t)
	key := w.key(t, account.Key{Grants: []account.Grant{{Agency: "H29", Role: account.Approver}}})
	a := w.do(t, inOneRequest(t, key, dataset("water", 30)))
	if a.status != 200 || a.header.Get("Content-Type") != "application/x-ndjson" || a.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %v %s", a.status, a.header, a.body)
	}
	all := lines(t, a.body)
	last := all[len(all)-1]
	if last.Result == nil || last.Result.Dataset != "water" || last.Result.Version != 1 || last.Result.Tables[0].Rows != 30 || last.Result.Tables[0].Columns != 7 {
		t.Errorf("last line: %s", a.body)
	}
	for _, l := range all[:len(all)-1] {
		if l.Progress == nil || l.Progress.Stage == "" {
			t.Errorf("a line is no progress: %+v", l)
		}
	}
	if strings.Contains(a.body, "releases/") && strings.Contains(a.body, ".parquet\"") {
		t.Error("the key of an object is shown")
	}
	run(t, w, []scenario{{name: "it can be read at once", path: "/v1/data/water/hourly/rows?limit=1", status: 200, has: []string{`"total":30`}}})
	a = w.do(t, inOneRequest(t, key, dataset("water", 30)))
	if all := lines(t, a.body); !all[len(all)-1].Result.Unchanged {
		t.Errorf("the same again: %s", a.body)
	}
	w.do(t, inOneRequest(t, key, dataset("water", 40)))
	run(t, w, []scenario{{name: "a new version is the latest at once", path: "/v1/data/water/hourly/rows?limit=1", status: 200, has: []string{`"total":40`}}})
}

func TestPublishingIsRefused(t *testing.T) {
	dir := t.TempDir()
	w := newWorld(t, func(d *api.Deps) { d.Upload = api.UploadLimits{Bytes: 20_000, Files: 3, Dir: dir} })
	grant := func(agency string, role account.Role) string {
		return w.key(t, account.Key{Grants: []account.Grant{{Agency: agency, Role: role}}})
	}
	key := grant("H29", account.Approver)
	other := inOneRequest(t, key, dataset("water", 3))
	other.header["Content-Type"] = "application/json"
	broken := dataset("water", 3)
	broken["do.csv"] += "Hà Nội;không phải giờ;01/01/2026;1;1;true;1\n"
	for _, test := range []struct {
		name   string
		r      request
		status int
		code   problem.Code
		has    string
	}{
		{"without a key", inOneRequest(t, "", dataset("water", 3)), 401, problem.KeyMissing, ""},
		{"with a key that may only read", inOneRequest(t, w.key(t, account.Key{}), dataset("water", 3)), 403, problem.Forbidden, ""},
		{"with a role that is too small", inOneRequest(t, grant("H29", account.Viewer), dataset("water", 3)), 403, problem.Forbidden, ""},
		{"for another agency", inOneRequest(t, grant("H30", account.Approver), dataset("water", 3)), 403, problem.Forbidden, "H29"},
		{"not a form", other, 415, problem.UnsupportedMediaType, ""},
		{"too large", inOneRequest(t, key, map[string]string{"dataset.yaml": "x", "do.csv": strings.Repeat("x", 30_000)}), 413, problem.TooLarge, "20000"},
		{"unsafe name", inOneRequest(t, key, map[string]string{"../dataset.yaml": "x"}), 400, problem.InvalidUpload, ""},
		{"no dataset.yaml", inOneRequest(t, key, map[string]string{"do.csv": "a;b\n1;2\n"}), 422, problem.Invalid, "dataset.yaml"},
		{"wrong metadata", inOneRequest(t, key, map[string]string{"dataset.yaml": "slug: A B\n"}), 422, problem.Invalid, `"line":1`},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := w.do(t, test.r)
			if a.status != test.status || !strings.Contains(a.body, `"code":"`+string(test.code)+`"`) || !strings.Contains(a.body, test.has) {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	t.Run("refused data are a problem at the end of the stream", func(t *testing.T) {
		a := w.do(t, inOneRequest(t, key, broken))
		all := lines(t, a.body)
		last := all[len(all)-1]
		if a.status != 200 || last.Problem == nil || last.Problem.Code != problem.Refused || last.Problem.Instance == "" {
			t.Fatalf("%d %s", a.status, a.body)
		}
		if !slices.ContainsFunc(last.Problem.Errors, func(f problem.Field) bool { return f.Line == 5 }) {
			t.Errorf("the line is not named: %+v", last.Problem.Errors)
		}
	})
	run(t, w, []scenario{{name: "nothing was published", path: "/v1/datasets/water", status: 404, code: problem.NotFound}})
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// stumbling publishes nothing.
type stumbling struct{ err error }

// Publish implements api.Publisher.
func (s stumbling) Publish(_ context.Context, req publisher.Request) (*publisher.Outcome, error) {
	req.Progress(publisher.Progress{Stage: publisher.StageRead})
	return nil, s.err
}

func TestFailureInTheStreamShowsNoSecrets(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) { d.Publisher = stumbling{errors.New("secret path")} })
	key := w.key(t, account.Key{Grants: []account.Grant{{Agency: "*", Role: account.Administrator}}})
	a := w.do(t, inOneRequest(t, key, dataset("water", 3)))
	if strings.Contains(a.body, "secret") || !strings.Contains(a.body, `"code":"internal"`) {
		t.Errorf("body %s", a.body)
	}
	if !strings.Contains(w.log.String(), "secret path") {
		t.Error("the error is not in the log")
	}
}

func TestServerWithoutPublisherTakesNothing(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) { d.Publisher = nil })
	key := w.key(t, account.Key{Grants: []account.Grant{{Agency: "*", Role: account.Administrator}}})
	if a := w.do(t, inOneRequest(t, key, dataset("water", 3))); a.status != 403 {
		t.Errorf("%d %s", a.status, a.body)
	}
}
