package api_test

import (
	"io"
	"strings"
	"testing"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"nguon/catalog"
)

// unpacked is a body without its content coding.
func unpacked(t *testing.T, coding, body string) string {
	t.Helper()
	var r io.Reader = strings.NewReader(body)
	var err error
	switch coding {
	case "gzip":
		r, err = gzip.NewReader(r)
	case "br":
		r = brotli.NewReader(r)
	case "zstd":
		var z *zstd.Decoder
		if z, err = zstd.NewReader(r); err == nil {
			defer z.Close()
			r = z
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestRowsAreCompressedAsTheClientLikes(t *testing.T) {
	w := newWorld(t)
	large := strings.Repeat("đường dây này nóng ", 300)
	w.publish(t, map[string]string{
		"dataset.yaml": strings.Replace(shapes("large")["dataset.yaml"], "places.geojson", "places.json", 1),
		"places.json":  `[` + strings.TrimSuffix(strings.Repeat(`{"text":"`+large+`"},`, 900), ",") + `]`,
	})
	for name, tc := range map[string]struct {
		path       string
		compressed bool
	}{
		"JSON":              {table + "/rows?limit=100", true},
		"NDJSON":            {table + "/rows.ndjson?limit=100", true},
		"CSV":               {table + "/rows.csv?limit=100", true},
		"Arrow":             {table + "/rows.arrow?limit=100", true},
		"more than is kept": {"/v1/data/large/places/rows.csv?limit=900", true},
		"what is small":     {table + "/rows.csv?limit=1", false},
		"Parquet":           {table + "/rows.parquet?limit=100", false},
		"XLSX":              {table + "/rows.xlsx?limit=100", false},
	} {
		t.Run(name, func(t *testing.T) {
			whole := w.plainDo(t, request{path: tc.path})
			if whole.Code != 200 || whole.Header().Get("Content-Encoding") != "" {
				t.Fatalf("status %d, coding %q: %.300s", whole.Code, whole.Header().Get("Content-Encoding"), whole.Body)
			}
			for _, coding := range []string{"zstd", "br", "gzip"} {
				header := map[string]string{"Accept-Encoding": coding}
				for range 2 { // the second comes out of the cache
					rec := w.plainDo(t, request{path: tc.path, header: header})
					used := rec.Header().Get("Content-Encoding")
					if tc.compressed && (used != coding || rec.Body.Len() >= whole.Body.Len()) || !tc.compressed && used != "" {
						t.Errorf("%s is answered as %q, %d of %d bytes", coding, used, rec.Body.Len(), whole.Body.Len())
					}
					if got := unpacked(t, used, rec.Body.String()); got != whole.Body.String() {
						t.Errorf("%s: other bytes than without", coding)
					}
					vary := strings.Join(rec.Header().Values("Vary"), ", ")
					if !strings.Contains(vary, "Accept-Encoding") || !strings.Contains(vary, "Accept,") && !strings.HasSuffix(vary, "Accept") {
						t.Errorf("Vary: %s", vary)
					}
					if tag := rec.Header().Get("ETag"); tag != whole.Header().Get("ETag") || !strings.HasPrefix(tag, "W/") {
						t.Errorf("the tag is %s, without a coding %s: it stands for both, and so is weak", tag, whole.Header().Get("ETag"))
					}
				}
				header["If-None-Match"] = whole.Header().Get("ETag")
				if rec := w.plainDo(t, request{path: tc.path, header: header}); rec.Code != 304 || rec.Body.Len() != 0 || rec.Header().Get("Content-Encoding") != "" {
					t.Errorf("not modified: status %d, %d bytes, coding %q", rec.Code, rec.Body.Len(), rec.Header().Get("Content-Encoding"))
				}
			}
			head := w.plainDo(t, request{method: "HEAD", path: tc.path, header: map[string]string{"Accept-Encoding": "br"}})
			if head.Code != 200 || tc.compressed != (head.Header().Get("Content-Encoding") == "br") {
				t.Errorf("HEAD: status %d, coding %q", head.Code, head.Header().Get("Content-Encoding"))
			}
		})
	}
}

func TestWhatIsKeptOfAWithdrawnReleaseIsNotServed(t *testing.T) {
	w := newWorld(t)
	const pinned = "/v1/data/air-quality@1/hourly/rows?limit=50"
	etag := w.get(t, pinned).header.Get("ETag")
	w.get(t, table+"/rows?limit=50")
	if err := w.pub.Withdraw(t.Context(), "air-quality", 1, catalog.Text{Vi: "Lộ danh tính", En: "Names persons"}); err != nil {
		t.Fatal(err)
	}
	w.pass(150 * 1e6) // longer than a snapshot of the catalogue lives
	for _, path := range []string{pinned, table + "/rows?limit=50"} {
		for _, header := range []map[string]string{nil, {"Accept-Encoding": "br"}, {"If-None-Match": etag}} {
			if a := w.do(t, request{path: path, header: header}); a.status != 410 {
				t.Errorf("%s %v: status %d", path, header, a.status)
			}
		}
	}
}
