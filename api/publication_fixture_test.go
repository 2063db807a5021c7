package api_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"nguon/api/problem"
	"nguon/catalog/account"
	"nguon/catalog/job"
)

// work has tasks done until the test ends.
func (w *world) work(t *testing.T) {
	t.Helper()
	r := w.db.Jobs(job.Options{Poll: 100 * time.Millisecond, Lease: 3 * time.Second, Backoff: func(int) time.Duration { return 0 }})
	w.server.HandleTasks(r, nil)
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- r.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func (w *world) approver(t *testing.T) string {
	t.Helper()
	return w.key(t, account.Key{Grants: []account.Grant{{Agency: "H29", Role: account.Approver}}})
}

// send uploads a file in two pieces and returns its id.
func (w *world) send(t *testing.T, key, content string) string {
	t.Helper()
	h := map[string]string{"X-Api-Key": key, "Tus-Resumable": "1.0.0", "Upload-Length": strconv.Itoa(len(content))}
	made := w.do(t, request{method: "POST", path: "/v1/uploads", header: h})
	if made.status != 201 {
		t.Fatalf("create: %d %s", made.status, made.body)
	}
	id := path.Base(made.header.Get("Location"))
	half := len(content) / 2
	for _, piece := range []struct {
		at   int
		text string
	}{{0, content[:half]}, {half, content[half:]}} {
		h := map[string]string{"X-Api-Key": key, "Tus-Resumable": "1.0.0", "Upload-Offset": strconv.Itoa(piece.at), "Content-Type": "application/offset+octet-stream"}
		if a := w.do(t, request{method: "PATCH", path: "/v1/uploads/" + id, header: h, body: strings.NewReader(piece.text)}); a.status != 204 {
			t.Fatalf("PATCH: %d %s", a.status, a.body)
		}
	}
	return id
}

type file struct{ Name, Upload, SHA256 string }

// sendAll uploads the files of a folder.
func (w *world) sendAll(t *testing.T, key string, files map[string]string) []file {
	t.Helper()
	var all []file
	for _, name := range slices.Sorted(maps.Keys(files)) {
		all = append(all, file{name, w.send(t, key, files[name]), fmt.Sprintf("%x", sha256.Sum256([]byte(files[name])))})
	}
	return all
}

func publication(key string, files []file) request {
	var items []map[string]string
	for _, f := range files {
		items = append(items, map[string]string{"name": f.Name, "upload": f.Upload, "sha256": f.SHA256})
	}
	body, _ := json.Marshal(map[string]any{"files": items}) // of strings
	return request{method: "POST", path: "/v1/publications", body: strings.NewReader(string(body)),
		header: map[string]string{"X-Api-Key": key, "Content-Type": "application/json"}}
}

type publicationBody struct {
	ID, Status, Stage string
	Attempt           int
	Stopping          bool
	Result            *struct {
		Dataset   string
		Version   int
		Unchanged bool
		Tables    []struct{ Rows int64 }
	}
	Problem *problem.Details
}

// begin asks for a publication and returns its path.
func (w *world) begin(t *testing.T, key string, files []file) string {
	t.Helper()
	a := w.do(t, publication(key, files))
	if a.status != 202 || !strings.HasPrefix(a.header.Get("Location"), "/v1/publications/") {
		t.Fatalf("%d %v %s", a.status, a.header, a.body)
	}
	return a.header.Get("Location")
}

func (w *world) look(t *testing.T, key, at, lang string) publicationBody {
	t.Helper()
	a := w.do(t, request{path: at, header: map[string]string{"X-Api-Key": key, "Accept-Language": lang}})
	var b publicationBody
	if err := json.Unmarshal([]byte(a.body), &b); err != nil || a.status != 200 || a.header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d %s %v", a.status, a.body, err)
	}
	return b
}

// outcome waits for the end of a publication.
func (w *world) outcome(t *testing.T, key, at string) publicationBody {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if b := w.look(t, key, at, "en"); job.State(b.Status).Final() {
			return b
		}
	}
	t.Fatal("the publication does not end")
	return publicationBody{}
}

// uploads returns how many objects of uploads there are.
func (w *world) uploads(t *testing.T) (n int) {
	t.Helper()
	for _, err := range w.objects.List(t.Context(), "uploads/") {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// wantNoUploads waits until none is left: they go right after the end is
// recorded.
func (w *world) wantNoUploads(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); w.uploads(t) > 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d objects of uploads are left", w.uploads(t))
		}
	}
}
