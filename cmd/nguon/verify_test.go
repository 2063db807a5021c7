package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A reader is somebody who verifies files, with settings of their own.
type reader struct {
	t          *testing.T
	dir        string
	checkpoint string
}

func newReader(t *testing.T) *reader {
	t.Helper()
	dir := t.TempDir()
	return &reader{t: t, dir: dir, checkpoint: filepath.Join(dir, "checkpoint")}
}

// download fetches a path into a file.
func (r *reader) download(url, name string) string {
	r.t.Helper()
	req, err := http.NewRequestWithContext(r.t.Context(), http.MethodGet, url, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		r.t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		r.t.Fatalf("%s: %d %v", url, resp.StatusCode, err)
	}
	return r.write(name, body)
}

func (r *reader) write(name string, body []byte) string {
	r.t.Helper()
	name = filepath.Join(r.dir, name)
	if err := os.WriteFile(name, body, 0o600); err != nil {
		r.t.Fatal(err)
	}
	return name
}

// verify runs nguon verify and returns what it says and its exit status.
func (r *reader) verify(args ...string) (said string, status int) {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), "nguon", append([]string{"verify"}, args...)...)
	cmd.Env = append(os.Environ(), "NGUON_LANG=en", "XDG_CONFIG_HOME="+r.dir)
	out, err := cmd.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(out), exit.ExitCode()
	} else if err != nil {
		r.t.Fatal(err)
	}
	return string(out), 0
}

// want verifies, and checks status and words.
func (r *reader) want(status int, has string, args ...string) {
	r.t.Helper()
	said, got := r.verify(args...)
	if got != status || !strings.Contains(said, has) || status != 0 && strings.Contains(said, "VERIFIED") {
		r.t.Errorf("verify %v: status %d, want %d and %q:\n%s", args, got, status, has, said)
	}
}

// journal is a portal with two datasets and three releases, and its settings.
func journal(t *testing.T) (r *replica, settings []string) {
	t.Helper()
	settings = []string{"NGUON_LANG=en", "NGUON_DATA=" + t.TempDir()}
	folder := filepath.Join(t.TempDir(), "rain")
	for edition := 1; edition <= 2; edition++ {
		writeRows(t, folder, edition, 600)
		nguon(t, settings, "publish", folder)
	}
	nguon(t, settings, "publish", "../../datasets-sample/vn-places")
	return startReplica(t, settings...), settings
}

const (
	rainFile   = "/v1/data/rain@1/hours/file.parquet"
	rainProof  = "/v1/datasets/rain/releases/1/proof"
	placesFile = "/v1/data/vn-places@1/places/file.parquet"
)

func TestVerifyOfWhatIsAsPublished(t *testing.T) {
	portal, settings := journal(t)
	r := newReader(t)
	file := r.download(portal.url+rainFile, "a.parquet")
	online := []string{file, "--portal", portal.url, "--checkpoint", r.checkpoint}
	r.want(0, "MATCHES", online...) // nothing to compare the log with yet
	r.want(0, "VERIFIED", online...)
	r.want(0, "VERIFIED", r.download(portal.url+placesFile, "b.parquet"), "--portal", portal.url, "--checkpoint", r.checkpoint)
	r.want(0, "MATCHES", file, "--portal", portal.url) // the checkpoint is kept by itself
	r.want(0, "VERIFIED", file, "--portal", portal.url)

	bundle := r.download(portal.url+rainProof, "proof.json")
	r.want(0, "not compared", file, "--bundle", bundle)
	r.want(0, "The log goes on", file, "--bundle", bundle, "--checkpoint", r.checkpoint)

	nguon(t, settings, "rename", "rain", "rainfall")
	nguon(t, settings, "publish", "../../datasets-sample/earthquakes-2018")
	r.want(0, "VERIFIED", online...) // the log has grown, the dataset has another name
	later := r.download(portal.url+"/v1/datasets/rainfall/releases/1/proof?since=4", "later.json")
	r.want(0, "The log goes on", file, "--bundle", later, "--checkpoint", filepath.Join(r.dir, "nguon", "log", strings.TrimPrefix(portal.url, "http://")))

	nguon(t, settings, "log", "rotate")
	r.want(0, "VERIFIED", online...)
	nguon(t, settings, "withdraw", "rainfall", "2", "--reason-vi", "Sai số liệu", "--reason-en", "Wrong figures")
	r.want(0, "VERIFIED", online...)
	nguon(t, settings, "withdraw", "rainfall", "1", "--reason-vi", "Sai số liệu", "--reason-en", "Wrong figures")
	r.want(3, "was withdrawn: Wrong figures", online...)
}

func TestVerifyCatchesWhatIsNot(t *testing.T) {
	portal, _ := journal(t)
	r := newReader(t)
	file := r.download(portal.url+rainFile, "a.parquet")
	r.want(0, "MATCHES", file, "--portal", portal.url, "--checkpoint", r.checkpoint)
	body, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	body[len(body)/2] ^= 1
	r.want(3, "not in the signed manifest", r.write("flipped.parquet", body), "--portal", portal.url)
	r.want(3, "not in the signed manifest", r.write("rain-v1-hours.parquet", body[:len(body)/2]), "--portal", portal.url)
	r.want(3, "download the table as Parquet", r.download(portal.url+"/v1/data/rain@1/hours/file.csv.gz", "rain-v1-hours.csv.gz"), "--portal", portal.url)
	r.want(3, "add --release", r.write("what.parquet", []byte("PAR1")), "--portal", portal.url)
	r.want(3, "not in the signed manifest", file, "--portal", portal.url, "--release", "rain@2")
	r.want(4, "", file, "--portal", portal.url, "--release", "rain@9")
	r.want(2, "", file)

	for name, change := range map[string]struct {
		path     string // of the answers that are changed
		old, new string
		says     string
	}{
		"a manifest with another sum":   {rainProof, `\"rows\":`, `\"rows\":1`, "signed as it must be"},
		"a leaf of another version":     {rainProof, `\"version\":1`, `\"version\":3`, "not in the signed log"},
		"a checkpoint of another size":  {rainProof, `log\n4\n`, `log\n5\n`, "checkpoint"},
		"no signature":                  {rainProof, `\n\n— `, `\n\n- `, "checkpoint"},
		"a key that nobody vouched for": {rainProof, `"keys":[{"index":0`, `"keys":[{"index":1`, "vouched"},
		"half a proof":                  {rainProof, `"checkpoint"`, `"check"`, "parts of it are missing"},
		"an entry":                      {"/log/tile/entries/", `"version":2`, `"version":4`, "not in the signed log"},
		"entries that are cut off":      {"/log/tile/entries/", `"version":2}`, ``, "Tile"},
		"hashes":                        {"/log/tile/0/", "", "x", "saved checkpoint"},
		"another release's proof":       {rainProof, "", "releases/2", "version 2"},
	} {
		t.Run(name, func(t *testing.T) {
			liar := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
				path := req.URL.Path
				changed := strings.HasPrefix(path, change.path)
				if changed && strings.HasPrefix(change.new, "releases/") {
					path = strings.Replace(path, "releases/1", change.new, 1)
				}
				got := portal.get(t, path, "")
				body, err := io.ReadAll(got.Body)
				if err != nil {
					t.Error(err)
				}
				if old := []byte(change.old); changed && change.old != "" {
					if !bytes.Contains(body, old) {
						t.Errorf("there is no %s in %s", old, body)
					}
					body = bytes.Replace(body, old, []byte(change.new), 1)
				} else if changed && change.new == "x" {
					body[0] ^= 1
				}
				w.WriteHeader(got.StatusCode)
				_, _ = w.Write(body) // a client that left
			}))
			defer liar.Close()
			checkpoint, err := os.ReadFile(r.checkpoint)
			if err != nil {
				t.Fatal(err)
			}
			r := *r
			r.t = t
			r.want(3, change.says, file, "--portal", liar.URL, "--checkpoint", r.write("kept", checkpoint))
		})
	}
}

// A portal that was set up anew, or shows some readers another history, has
// another log, even with the same key.
func TestVerifyCatchesAFork(t *testing.T) {
	secret := "NGUON_SECRET=0123456789abcdef0123456789abcdef"
	var portals []*replica
	for edition := 1; edition <= 2; edition++ {
		settings := []string{"NGUON_LANG=en", secret, "NGUON_DATA=" + t.TempDir()}
		folder := filepath.Join(t.TempDir(), "rain")
		writeRows(t, folder, edition, 600)
		nguon(t, settings, "publish", folder)
		if edition == 2 {
			nguon(t, settings, "publish", "../../datasets-sample/vn-places")
		}
		portals = append(portals, startReplica(t, settings...))
	}
	r := newReader(t)
	for i, p := range portals {
		file := r.download(p.url+rainFile, "a.parquet")
		other := portals[1-i]
		checkpoint := filepath.Join(r.dir, strings.TrimPrefix(p.url, "http://"))
		r.want(0, "MATCHES", file, "--portal", p.url, "--checkpoint", checkpoint)
		r.want(3, "does not go on", r.download(other.url+rainFile, "b.parquet"), "--portal", other.url, "--checkpoint", checkpoint)
		bundle := r.download(other.url+rainProof, "proof.json")
		r.want(3, "", r.download(other.url+rainFile, "b.parquet"), "--bundle", bundle, "--checkpoint", checkpoint)
	}
	stranger, _ := journal(t)
	r.want(3, "another log", r.download(stranger.url+rainFile, "c.parquet"), "--portal", stranger.url, "--checkpoint",
		filepath.Join(r.dir, strings.TrimPrefix(portals[0].url, "http://")))
}
