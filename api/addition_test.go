package api_test

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nguon/api"
	"nguon/api/query"
	"nguon/catalog"
	"nguon/catalog/sqlstore"
	"nguon/catalog/workflow"
	"nguon/publisher"
	"nguon/publisher/proof"
	"nguon/storage/cache"
	"nguon/storage/joined"
	"nguon/storage/local"
)

// newGrown returns a world whose second version has a part of fifty rows below
// the rows of the first.
func newGrown(t *testing.T) *world {
	t.Helper()
	var pub *publisher.Publisher
	dir := t.TempDir()
	w := newWorld(t, func(d *api.Deps) {
		plain, db := d.Files.(*local.Store), d.Catalog.(*sqlstore.Store)
		whole := joined.New(plain)
		copies, err := cache.New(filepath.Join(dir, "copies"), 1<<30, whole)
		if err != nil {
			t.Fatal(err)
		}
		e, err := engine()
		if err != nil {
			t.Fatal(err)
		}
		d.Files = &joined.Files{Locator: plain, Copies: copies}
		d.Query = query.New(d.Files, []byte("a key of the tests"), e)
		d.Deriver = api.NewDeriver(db, copies, d.Files, dir)
		d.Differ = api.NewDiffer(d.Deriver)
		pub = publisher.New(db, whole, publisher.Options{WorkDir: dir, Now: d.Now})
		d.Publisher = pub
	})
	w.pub = pub
	lines := strings.SplitAfter(hourly(300), "\n")
	folder := filepath.Join(dir, "folder")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"dataset.yaml": dataset("air-quality", 0)["dataset.yaml"], "do.csv": lines[0] + strings.Join(lines[251:], "")} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := pub.Publish(t.Context(), publisher.Request{Dir: folder, Additions: []publisher.Addition{{Period: "2026-02"}}}); err != nil {
		t.Fatal(err)
	}
	w.pass(1e9)
	return w
}

// plain is the body of an answer, unpacked if it is packed.
func plain(t *testing.T, a answer) string {
	t.Helper()
	if !strings.HasPrefix(a.body, "\x1f\x8b") {
		return a.body
	}
	r, err := gzip.NewReader(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestATableOfPartsIsOneTableToReaders(t *testing.T) {
	grown, whole := newGrown(t), newWorld(t)
	whole.publish(t, dataset("air-quality", 300))
	for _, path := range []string{
		"/rows.csv?limit=1000", "/rows.csv?limit=60&t__gte=2026-01-11T00:00:00Z", "/rows.csv?sort=-pm25,t&limit=5",
		"/rows.csv?group=station&agg=n:count(*),avg_pm:avg(pm25)", "/rows.csv?pm25__null=true&limit=1000", "/rows.csv?q=ha+noi&limit=1000",
		"/file.csv.gz", "/stats",
	} {
		a, b := grown.get(t, "/v1/data/air-quality@2/hourly"+path), whole.get(t, "/v1/data/air-quality@2/hourly"+path)
		if a.status != b.status || plain(t, a) != plain(t, b) {
			t.Errorf("%s: of parts %d %.300s\nof whole rows %d %.300s", path, a.status, plain(t, a), b.status, plain(t, b))
		}
	}
	diff := grown.get(t, "/v1/data/air-quality@2/hourly/diff?from=1")
	if diff.status != 200 || !strings.Contains(diff.body, `"added":50`) {
		t.Errorf("differences: %d %.300s", diff.status, diff.body)
	}
	const file = "/v1/data/air-quality@2/hourly/file.parquet"
	all := grown.get(t, file)
	r, err := grown.db.Release(t.Context(), "air-quality", 2)
	if err != nil {
		t.Fatal(err)
	}
	if f := r.Tables[0].File; catalog.Digest(sha256.Sum256([]byte(all.body))) != f.SHA256 || int64(len(all.body)) != f.Bytes {
		t.Errorf("the file has %d bytes, want %d", len(all.body), f.Bytes)
	}
	some := grown.do(t, request{path: file, header: map[string]string{"Range": "bytes=1000-5000"}})
	if some.status != 206 || some.body != all.body[1000:5001] {
		t.Errorf("a range of the file: %d, %d bytes", some.status, len(some.body))
	}
}

func TestAPartIsInTheSignedManifest(t *testing.T) {
	w := newGrown(t)
	a := w.get(t, "/v1/datasets/air-quality/releases/2/proof")
	b, err := proof.ParseBundle([]byte(a.body))
	if err != nil {
		t.Fatal(err)
	}
	e, err := b.Verify()
	if err != nil {
		t.Fatal(err)
	}
	r, err := w.db.Release(t.Context(), "air-quality", 2)
	if err != nil {
		t.Fatal(err)
	}
	files := []catalog.File{r.Tables[0].File, r.Tables[0].Parts[0].File, r.Tables[0].Parts[1].File}
	for _, f := range files {
		if got, err := e.Manifest.Holds(f.SHA256, f.Bytes); err != nil || got != "hourly" {
			t.Errorf("a file of %d bytes is of table %q, %v", f.Bytes, got, err)
		}
	}
	if _, err := e.Manifest.Holds(files[1].SHA256, files[1].Bytes+1); err == nil {
		t.Error("a part of another length is taken for it")
	}
}

func TestEachPartIsAFileByItself(t *testing.T) {
	w := newGrown(t)
	var body struct {
		Parts []struct {
			Resource, Period, SHA256, URL string
			Rows, Bytes                   int64
		}
	}
	if err := json.Unmarshal([]byte(w.get(t, "/v1/datasets/air-quality/releases/2").body), &body); err != nil {
		t.Fatal(err)
	}
	if len(body.Parts) != 2 || body.Parts[0].Period != "" || body.Parts[1].Period != "2026-02" || body.Parts[1].Rows != 50 {
		t.Fatalf("parts %+v", body.Parts)
	}
	for i, name := range []string{"first", "2026-02"} {
		p := body.Parts[i]
		path := "/v1/data/air-quality@2/hourly/parts/" + name + ".parquet"
		if !strings.HasSuffix(p.URL, path) {
			t.Errorf("address %s, want %s", p.URL, path)
		}
		a := w.get(t, path)
		if got := fmt.Sprintf("%x", sha256.Sum256([]byte(a.body))); a.status != 200 || got != p.SHA256 || int64(len(a.body)) != p.Bytes {
			t.Errorf("%s: %d, %d bytes of %s, want %d of %s", path, a.status, len(a.body), got, p.Bytes, p.SHA256)
		}
		if name := a.header.Get("Content-Disposition"); !strings.Contains(name, "air-quality-v2-hourly-"+strings.TrimSuffix(filepath.Base(path), ".parquet")+".parquet") {
			t.Errorf("it is called %s", name)
		}
	}
	for path, want := range map[string]int{
		"@1/hourly/parts/first.parquet": 404, "@2/hourly/parts/2026-03.parquet": 404, "@2/hourly/parts/2026-02": 404, "@2/hourly/parts/.parquet": 404,
		"/hourly/parts/2026-02.parquet": 307, "@9/hourly/parts/2026-02.parquet": 404,
	} {
		if a := w.get(t, "/v1/data/air-quality"+path); a.status != want {
			t.Errorf("%s: %d, want %d", path, a.status, want)
		}
	}
	if _, err := w.pub.WithdrawVersion(t.Context(), "air-quality", 2, workflow.Request{Reason: catalog.Text{Vi: "Sai.", En: "Wrong."}}); err != nil {
		t.Fatal(err)
	}
	w.pass(1e9)
	if a := w.get(t, "/v1/data/air-quality@2/hourly/parts/first.parquet"); a.status != 410 {
		t.Errorf("a part of what was withdrawn: %d", a.status)
	}
}

func TestWithdrawnPartsAnswerGoneAndOthersStay(t *testing.T) {
	for name, test := range map[string]struct {
		version int
		heirs   bool
		gone    []int
	}{
		"the one that was added to":          {version: 1, gone: []int{1}},
		"the one that adds":                  {version: 2, gone: []int{2}},
		"the one that was added to, and all": {version: 1, heirs: true, gone: []int{1, 2}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newGrown(t)
			for _, version := range []string{"1", "2"} { // so that there are copies
				w.get(t, "/v1/data/air-quality@"+version+"/hourly/rows.csv?limit=1000")
			}
			q := workflow.Request{Reason: catalog.Text{Vi: "Sai.", En: "Wrong."}, Heirs: test.heirs}
			if _, err := w.pub.WithdrawVersion(t.Context(), "air-quality", test.version, q); err != nil {
				t.Fatal(err)
			}
			w.pass(1e9)
			for _, version := range []int{1, 2} {
				want := 200
				for _, v := range test.gone {
					if v == version {
						want = 410
					}
				}
				for _, path := range []string{"/rows.csv?limit=1000", "/file.parquet", "/rows.csv?limit=3&sort=-t"} {
					if a := w.get(t, "/v1/data/air-quality@"+string(rune('0'+version))+"/hourly"+path); a.status != want {
						t.Errorf("%s of version %d: %d, want %d", path, version, a.status, want)
					}
				}
			}
		})
	}
}
