package api_test

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"nguon/api/problem"
	"nguon/catalog"
)

const pinnedFile = "/v1/data/air-quality@1/hourly/file."

func digestHeader(body string) string {
	sum := sha256.Sum256([]byte(body))
	return "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":"
}

func TestWholeFiles(t *testing.T) {
	w := newWorld(t)
	for _, format := range []string{"parquet", "csv.gz", "ndjson.gz", "xlsx", "arrow"} {
		t.Run(format, func(t *testing.T) {
			whole := w.get(t, pinnedFile+format)
			if whole.status != 200 {
				t.Fatalf("status %d: %s", whole.status, whole.body)
			}
			if got, want := whole.header.Get("Repr-Digest"), digestHeader(whole.body); got != want {
				t.Errorf("Repr-Digest = %s, want %s", got, want)
			}
			etag := whole.header.Get("ETag")
			if etag != fmt.Sprintf(`"%x"`, sha256.Sum256([]byte(whole.body))) {
				t.Errorf("ETag = %s: not strong, or not of the bytes", etag)
			}
			run(t, w, []scenario{
				{name: "headers", path: pinnedFile + format, status: 200, want: map[string]string{
					"Cache-Control": "immutable", "Accept-Ranges": "bytes", "Content-Disposition": `filename="air-quality-v1-hourly.` + format + `"`,
					"Content-Length": fmt.Sprint(len(whole.body)), "Content-Encoding": "-", "Link": `rel="license"`,
				}},
				{name: "a compressed transfer would change the bytes", path: pinnedFile + format, header: map[string]string{"Accept-Encoding": "gzip, zstd"},
					status: 200, want: map[string]string{"Content-Encoding": "-"}},
				{name: "not modified", path: pinnedFile + format, header: map[string]string{"If-None-Match": etag}, status: 304},
				{name: "If-Range that holds", path: pinnedFile + format, header: map[string]string{"Range": "bytes=0-3", "If-Range": etag}, status: 206},
				{name: "If-Range that does not", path: pinnedFile + format, header: map[string]string{"Range": "bytes=0-3", "If-Range": `"other"`}, status: 200},
				{name: "range beyond the end", path: pinnedFile + format, header: map[string]string{"Range": "bytes=99999999-"}, status: 416,
					code: problem.RangeNotSatisfiable, want: map[string]string{"ETag": "-", "Repr-Digest": "-", "Content-Range": "bytes */"}},
				{name: "If-Match that does not hold", path: pinnedFile + format, header: map[string]string{"If-Match": `"other"`}, status: 412,
					code: problem.PreconditionFailed},
				{name: "HEAD", method: "HEAD", path: pinnedFile + format, status: 200, want: map[string]string{"Content-Length": fmt.Sprint(len(whole.body))}},
				{name: "without a version", path: table + "/file." + format, status: 307,
					want: map[string]string{"Location": pinnedFile + format, "Cache-Control": "max-age=60"}},
			})
			part := w.do(t, request{path: pinnedFile + format, header: map[string]string{"Range": "bytes=4-9"}})
			if part.status != 206 || part.body != whole.body[4:10] {
				t.Errorf("range: %d, %d bytes", part.status, len(part.body))
			}
		})
	}
}

func TestCSVHoldsTheWholeTable(t *testing.T) {
	w := newWorld(t)
	z, err := gzip.NewReader(strings.NewReader(w.get(t, pinnedFile+"csv.gz").body))
	if err != nil {
		t.Fatal(err)
	}
	if z.Name != "" || !z.ModTime.IsZero() {
		t.Errorf("gzip header has name %q, time %v: it differs from time to time", z.Name, z.ModTime)
	}
	records, err := csv.NewReader(z).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != 251 || records[3][0] != `Cần Thơ; "bến"` || records[4][3] != "" {
		t.Errorf("%d records; %q", len(records), records[:5])
	}
	rows := w.get(t, table+"/rows.csv?limit=250").body
	var all bytes.Buffer
	cw := csv.NewWriter(&all)
	cw.UseCRLF = strings.Contains(rows, "\r\n")
	if err := cw.WriteAll(records); err != nil {
		t.Fatal(err)
	}
	if all.String() != rows {
		t.Error("file.csv.gz and rows.csv differ")
	}
}

type releaseList struct {
	Data []struct {
		State string
		Files []struct {
			Format, URL string
			Bytes       *int64
			SHA256      *string
		}
	}
}

func (w *world) releases(t *testing.T) releaseList { return w.releasesOf(t, "air-quality") }

func (w *world) releasesOf(t *testing.T, dataset string) releaseList {
	t.Helper()
	var l releaseList
	if err := json.Unmarshal([]byte(w.get(t, "/v1/datasets/"+dataset+"/releases").body), &l); err != nil {
		t.Fatal(err)
	}
	return l
}

func TestDerivedFileIsMadeOnceAndThenListed(t *testing.T) {
	w := newWorld(t)
	if f := w.releases(t).Data[0].Files[1]; f.Format != "csv.gz" || f.Bytes != nil || f.SHA256 != nil {
		t.Fatalf("before the first demand: %+v", f)
	}
	bodies := make([]string, 8)
	var wg sync.WaitGroup
	for i := range bodies {
		wg.Go(func() { bodies[i] = w.get(t, pinnedFile+"csv.gz").body })
	}
	wg.Wait()
	for i, b := range bodies {
		if b == "" || b != bodies[0] {
			t.Errorf("answer %d differs: %d bytes", i, len(b))
		}
	}
	objects := 0
	for info, err := range w.objects.List(t.Context(), "derived/") {
		if err != nil {
			t.Fatal(err)
		}
		objects++
		if info.Size != int64(len(bodies[0])) {
			t.Errorf("stored %d bytes, sent %d", info.Size, len(bodies[0]))
		}
	}
	if objects != 1 {
		t.Errorf("%d objects were stored, want 1", objects)
	}
	f := w.releases(t).Data[0].Files[1]
	if f.Bytes == nil || *f.Bytes != int64(len(bodies[0])) || *f.SHA256 != fmt.Sprintf("%x", sha256.Sum256([]byte(bodies[0]))) {
		t.Errorf("after: %+v", f)
	}
}

func TestDerivedFileThatWasLostIsMadeAgain(t *testing.T) {
	w := newWorld(t)
	first := w.get(t, pinnedFile+"csv.gz").body
	for info, err := range w.objects.List(t.Context(), "derived/") {
		if err != nil {
			t.Fatal(err)
		}
		if err := w.objects.Remove(t.Context(), info.Key); err != nil {
			t.Fatal(err)
		}
	}
	if again := w.get(t, pinnedFile+"csv.gz"); again.status != 200 || again.body != first {
		t.Errorf("status %d, same bytes: %v", again.status, again.body == first)
	}
}

func TestLostObjectIsTheStoresFault(t *testing.T) {
	w := newWorld(t)
	r, err := w.db.Release(t.Context(), "air-quality", 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.objects.Remove(t.Context(), r.Tables[0].File.Key); err != nil {
		t.Fatal(err)
	}
	run(t, w, []scenario{
		{name: "parquet", path: pinnedFile + "parquet", status: 502, code: problem.UpstreamUnavailable, hasNot: []string{"releases/"},
			want: map[string]string{"ETag": "-", "Cache-Control": "no-store"}},
		{name: "csv", path: pinnedFile + "csv.gz", status: 502, code: problem.UpstreamUnavailable},
		{name: "rows", path: table + "/rows", status: 502, code: problem.UpstreamUnavailable, want: map[string]string{"Content-Location": "-"}},
	})
}

func TestWithdrawnReleaseIsGone(t *testing.T) {
	w := newWorld(t)
	w.publish(t, dataset("air-quality", 20))
	reason := catalog.Text{Vi: "Sai đơn vị.", En: "Wrong unit."}
	w.get(t, "/v1/data/air-quality@2/hourly/file.csv.gz")
	if err := w.pub.Withdraw(t.Context(), "air-quality", 2, reason); err != nil {
		t.Fatal(err)
	}
	w.pass(1e9)
	run(t, w, []scenario{
		{name: "rows of it", path: "/v1/data/air-quality@2/hourly/rows", status: 410, code: problem.VersionGone, has: []string{"Wrong unit."}},
		{name: "its file", path: "/v1/data/air-quality@2/hourly/file.parquet", status: 410, code: problem.VersionGone},
		{name: "its derived file", path: "/v1/data/air-quality@2/hourly/file.csv.gz", status: 410, code: problem.VersionGone},
		{name: "the latest is the one before", path: table + "/rows?limit=1", status: 200, want: map[string]string{"Content-Location": "@1/"}},
		{name: "it stays in the list with its reason", path: "/v1/datasets/air-quality/releases", status: 200,
			has: []string{`"state":"withdrawn"`, `"reason":{"vi":"Sai đơn vị.","en":"Wrong unit."}`, `"files":[]`}},
		{name: "it is described", path: "/v1/datasets/air-quality/releases/2", status: 200, has: []string{`"withdrawn_at":"`}},
	})
	if err := w.pub.Withdraw(t.Context(), "air-quality", 1, reason); err != nil {
		t.Fatal(err)
	}
	w.pass(1e9)
	run(t, w, []scenario{
		{name: "nothing is left", path: table + "/rows", status: 410, code: problem.VersionGone},
		{name: "but the dataset", path: "/v1/datasets/air-quality", status: 200, has: []string{`"latest":null`}},
	})
}

func TestDeriveOfAJob(t *testing.T) {
	w := newWorld(t)
	d := w.deriver
	if err := d.Derive(t.Context(), "air-quality", 1); err != nil {
		t.Fatal(err)
	}
	if f := w.releases(t).Data[0].Files[1]; f.Bytes == nil {
		t.Error("nothing was recorded")
	}
	if err := w.pub.Withdraw(t.Context(), "air-quality", 1, catalog.Text{Vi: "x", En: "x"}); err != nil {
		t.Fatal(err)
	}
	if err := d.Derive(t.Context(), "air-quality", 1); err != nil {
		t.Errorf("Derive of a withdrawn release: %v", err)
	}
	for info, err := range w.objects.List(t.Context(), "derived/") {
		t.Errorf("%s is there (%v)", info.Key, err)
	}
}

func TestCompressedTexts(t *testing.T) {
	w := shared(t)
	plain := w.get(t, table+"/rows.csv?limit=200")
	zipped := w.do(t, request{path: table + "/rows.csv?limit=200", header: map[string]string{"Accept-Encoding": "gzip"}})
	if zipped.header.Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(zipped.header.Values("Vary"), ","), "Accept-Encoding") {
		t.Fatalf("headers %v", zipped.header)
	}
	if zipped.header.Get("ETag") != plain.header.Get("ETag") || !strings.HasPrefix(plain.header.Get("ETag"), "W/") {
		t.Errorf("ETags %s and %s: want one that is weak", zipped.header.Get("ETag"), plain.header.Get("ETag"))
	}
	z, err := gzip.NewReader(strings.NewReader(zipped.body))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(z); err != nil || string(got) != plain.body {
		t.Errorf("unzipped text differs: %v", err)
	}
}
