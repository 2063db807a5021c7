package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"nguon/catalog/catalogtest"
	"nguon/storage/storagetest"
)

// A replica is a running nguon serve.
type replica struct {
	url    string // at which it listens
	public string // as the public knows it
	cmd    *exec.Cmd
}

// startReplica serves a portal on a free port until the test ends.
func startReplica(t testing.TB, settings ...string) *replica {
	t.Helper()
	r := startAt(t, "127.0.0.1:0", settings...)
	r.url = r.public
	eventually(t, "is ready", func() bool { return r.status(t, "/readyz", "") == http.StatusOK })
	return r
}

// startPublic serves a portal that the public knows by another address than that
// at which it listens.
func startPublic(t testing.TB, address string, settings ...string) *replica {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	free := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	r := startAt(t, free, append(settings, "NGUON_BASE_URL="+address)...)
	r.url = "http://" + free
	eventually(t, "is ready", func() bool { return r.status(t, "/readyz", "") == http.StatusOK })
	return r
}

// startAt starts a server, and waits until it serves.
func startAt(t testing.TB, addr string, settings ...string) *replica {
	t.Helper()
	cmd := exec.CommandContext(context.WithoutCancel(t.Context()), "nguon", "serve", "--addr", addr)
	cmd.Env = append(os.Environ(), settings...)
	out, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r := &replica{cmd: cmd}
	t.Cleanup(func() { r.stop(t) })
	log := bufio.NewScanner(out)
	serving := regexp.MustCompile(`msg=serving url=(\S+)`)
	var said []string
	for r.public == "" && log.Scan() {
		said = append(said, log.Text())
		if m := serving.FindStringSubmatch(log.Text()); m != nil {
			r.public = m[1]
		}
	}
	go func() {
		for log.Scan() { // so that the server does not wait for a reader
		}
	}()
	if r.public == "" {
		t.Fatalf("the server did not start:\n%s", strings.Join(said, "\n"))
	}
	return r
}

// stop asks the server to end, and fails the test if it does not end well.
func (r *replica) stop(t testing.TB) {
	t.Helper()
	if r.cmd.ProcessState != nil {
		return
	}
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	if err := r.cmd.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
}

func (r *replica) get(t testing.TB, path, key string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if key != "" {
		req.Header.Set("X-Api-Key", key)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	return resp
}

func (r *replica) status(t testing.TB, path, key string) int {
	t.Helper()
	return r.get(t, path, key).StatusCode
}

func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !ok(); time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("after 30 s it is not true that the portal %s", what)
		}
	}
}

// nguon runs a command and returns its standard output.
func nguon(t *testing.T, settings []string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "nguon", args...)
	cmd.Env = append(os.Environ(), settings...)
	var errText strings.Builder
	cmd.Stderr = &errText
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("nguon %s: %v\n%s", strings.Join(args, " "), err, errText.String())
	}
	return strings.TrimSpace(string(out))
}

// The flow of the portal on real engines: a key is made, a folder is published
// through one replica, and found, read, limited and withdrawn through another.
func TestReplicasOnMinIOPostgresAndRedisAreOnePortal(t *testing.T) {
	minio := storagetest.MinIO(t)
	shared := []string{
		"NGUON_LANG=en", "NGUON_STORAGE=" + minio.URL(t), "NGUON_S3_ACCESS_KEY=" + minio.AccessKey, "NGUON_S3_SECRET_KEY=" + minio.SecretKey,
		"NGUON_DATABASE=" + catalogtest.Postgres(t), "NGUON_REDIS=redis://" + catalogtest.Redis(t),
		"NGUON_SECRET=0123456789abcdef0123456789abcdef",
	}
	a := startReplica(t, append(shared, "NGUON_DATA="+t.TempDir())...)
	b := startReplica(t, append(shared, "NGUON_DATA="+t.TempDir())...)
	here := append(shared, "NGUON_DATA="+t.TempDir())

	key := nguon(t, here, "key", "create", "desk", "--publish", "MAU-MT")
	folder := filepath.Join(t.TempDir(), "rain")
	writeDataset(t, folder, 1)
	out := nguon(t, append(here, "NGUON_KEY="+key), "publish", "--to", a.url, folder)
	if !strings.Contains(out, "rain: version 1 is published") || !strings.Contains(out, "60,000 rows") {
		t.Errorf("publish --to says %q", out)
	}

	const rows = "/v1/data/rain/hours/rows?limit=1"
	if got := b.status(t, rows, ""); got != http.StatusOK {
		t.Errorf("rows from the other replica: status %d", got)
	}
	eventually(t, "finds the dataset through the other replica", func() bool { return searchTotal(t, b) == 1 })
	if got := b.status(t, "/v1/data/rain@1/hours/rows.csv?sort=-mua_mm&limit=5", ""); got != http.StatusOK {
		t.Errorf("a query of the SQL engine on a remote object: status %d", got)
	}
	eventually(t, "has derived the CSV file in the background", func() bool {
		var list struct {
			Data []struct {
				Files []struct{ Format, SHA256 string }
			}
		}
		if err := json.NewDecoder(b.get(t, "/v1/datasets/rain/releases", "").Body).Decode(&list); err != nil {
			t.Fatal(err)
		}
		for _, f := range list.Data[0].Files {
			if f.Format == "csv.gz" && f.SHA256 != "" {
				return true
			}
		}
		return false
	})

	// Both count in the same place.
	left := func(r *replica) string { return r.get(t, rows, key).Header.Get("X-RateLimit-Remaining") }
	if first, second := left(a), left(b); first == second {
		t.Errorf("%s requests are left on one replica, and then %s on the other", first, second)
	}

	// A revoked key works nowhere a second later.
	id := regexp.MustCompile(`(?m)^(\S+)\s+ngn_live_`).FindStringSubmatch(nguon(t, here, "key", "list"))
	if id == nil {
		t.Fatal("key list does not name the key")
	}
	nguon(t, here, "key", "revoke", id[1])
	time.Sleep(time.Second)
	for _, r := range []*replica{a, b} {
		if got := r.status(t, rows, key); got != http.StatusUnauthorized {
			t.Errorf("a second after the key was revoked: status %d, want %d", got, http.StatusUnauthorized)
		}
	}

	// What is withdrawn is gone everywhere.
	nguon(t, here, "withdraw", "rain", "1", "--reason-vi", "Sai số liệu", "--reason-en", "Wrong figures")
	for _, r := range []*replica{a, b} {
		for _, path := range []string{"/v1/data/rain@1/hours/rows", "/v1/data/rain@1/hours/file.parquet", "/datasets/rain/releases/1"} {
			eventually(t, "answers "+path+" with 410", func() bool { return r.status(t, path, "") == http.StatusGone })
		}
	}
}

// What is published while the portal is served is there, and so is an index
// that is built anew beside it.
func TestPortalFollowsWhatOtherProcessesDo(t *testing.T) {
	data := []string{"NGUON_LANG=en", "NGUON_DATA=" + t.TempDir()}
	r := startReplica(t, data...)
	folder := filepath.Join(t.TempDir(), "rain")
	for edition := 1; edition <= 2; edition++ {
		writeDataset(t, folder, edition)
		nguon(t, data, "publish", folder)
		eventually(t, "shows what was published", func() bool {
			return r.status(t, fmt.Sprintf("/v1/datasets/rain/releases/%d", edition), "") == http.StatusOK
		})
	}
	eventually(t, "finds the dataset", func() bool { return searchTotal(t, r) == 1 })
	nguon(t, data, "reindex")
	for range 30 { // across the change to the new index
		if got := searchTotal(t, r); got != 1 {
			t.Fatalf("%d datasets are found while the index changes, want 1", got)
		}
		time.Sleep(50 * time.Millisecond)
	}
	nguon(t, data, "rename", "rain", "rainfall")
	eventually(t, "redirects the old name", func() bool {
		resp := r.get(t, "/v1/datasets/rain", "")
		return resp.StatusCode == http.StatusOK && strings.HasSuffix(resp.Request.URL.Path, "/rainfall")
	})
}

func searchTotal(t *testing.T, r *replica) int {
	t.Helper()
	var found struct {
		Meta struct{ Total int }
	}
	if err := json.NewDecoder(r.get(t, "/v1/datasets?q=mua", "").Body).Decode(&found); err != nil {
		t.Fatal(err)
	}
	return found.Meta.Total
}

func TestPortThatIsTakenIsSaidSo(t *testing.T) {
	data := []string{"NGUON_LANG=en", "NGUON_DATA=" + t.TempDir()}
	r := startReplica(t, data...)
	cmd := exec.CommandContext(t.Context(), "nguon", "serve", "--addr", strings.TrimPrefix(r.url, "http://"))
	cmd.Env = append(os.Environ(), "NGUON_DATA="+t.TempDir())
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "NGUON_ADDR") {
		t.Errorf("err %v, output %q, want a hint to NGUON_ADDR", err, out)
	}
}
