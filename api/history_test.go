package api_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"nguon/api"
	"nguon/api/problem"
	"nguon/catalog"
)

// revised is the dataset of the tests with a key, a schedule, and some rows that
// are not as they were.
func revised(edits ...string) map[string]string {
	files := dataset("air-quality", 40)
	files["dataset.yaml"] = strings.Replace(files["dataset.yaml"], "    file: do.csv\n", "    file: do.csv\n    primaryKey: [limit]\n", 1)
	files["dataset.yaml"] = strings.Replace(files["dataset.yaml"], "frequency: hourly\n",
		"frequency: hourly\nschedule: {every: month, day: 29, at: '09:00', holidays: before}\n", 1)
	files["do.csv"] = strings.NewReplacer(edits...).Replace(files["do.csv"])
	return files
}

// history is a world with three versions, of which the last two have a key.
func history(t *testing.T) *world {
	w := newWorld(t, func(d *api.Deps) { d.Differ = api.NewDiffer(d.Deriver) })
	w.publish(t, revised())
	w.publish(t, revised("Hà Nội;2026-01-01T00:00:00Z;01/01/2026;0,5;0;", "Huế;2026-01-01T00:00:00Z;01/01/2026;0,7;0;",
		"Đà Nẵng;2026-01-01T01:00:00Z;01/01/2026;1,5;1;false", "Đà Nẵng;2026-01-01T01:00:00Z;01/01/2026;1,5;1000;false"))
	return w
}

func TestDiff(t *testing.T) {
	w := history(t)
	run(t, w, []scenario{
		{name: "rows by key", path: table + "/diff?from=2&to=3", status: 200, has: []string{
			`"from":2,"to":3,"breaking":false`, `"by_key":true,"added":1,"removed":1,"changed":1`, `{"column":"station","changed":1}`, `{"column":"day","changed":0}`,
			`"change":"changed","limit":0,"station_old":"Hà Nội","station_new":"Huế"`, `"change":"added","limit":1000,"station_old":null`,
			`/v1/data/air-quality@3/hourly/diff.parquet?from=2`, `/datasets/air-quality/releases/3/diff/hourly?from=2`},
			want: map[string]string{"Cache-Control": "max-age=60"}},
		{name: "the newest, if it says no more", path: table + "/diff?from=2", status: 200, has: []string{`"to":3`}},
		{name: "the version of the address", path: "/v1/data/air-quality@3/hourly/diff?from=2", status: 200, has: []string{`"to":3`}},
		{name: "a key that is new, so that rows are counted", path: table + "/diff?from=1&to=2", status: 200,
			has: []string{`"by_key":false,"removed":210`, `"kind":"key"`, `"cells":[]`}},
		{name: "a file", path: "/v1/data/air-quality@3/hourly/diff.parquet?from=2", status: 200,
			want: map[string]string{"Content-Disposition": `air-quality-v3-hourly-changes-from-v2.parquet`, "Cache-Control": "immutable", "Repr-Digest": "sha-256=", "Link": `diff.parquet?from=2>; rel="canonical"`}},
		{name: "a part of a file", path: table + "/diff.parquet?from=2&to=3", header: map[string]string{"Range": "bytes=0-3"}, status: 206, has: []string{"PAR1"}},
		{name: "without from", path: table + "/diff?to=3", status: 400, code: problem.InvalidParameter, has: []string{`"parameter":"from"`}},
		{name: "backwards", path: table + "/diff?from=3&to=2", status: 400, code: problem.InvalidParameter},
		{name: "with itself", path: table + "/diff?from=3&to=3", status: 400, code: problem.InvalidParameter},
		{name: "the version twice", path: "/v1/data/air-quality@3/hourly/diff?from=2&to=3", status: 400, code: problem.InvalidParameter},
		{name: "a version that is none", path: table + "/diff?from=2&to=9", status: 404},
		{name: "a table that is none", path: "/v1/data/air-quality/daily/diff?from=2&to=3", status: 404},
	})
	packed, err := gzip.NewReader(strings.NewReader(w.get(t, table+"/diff.csv.gz?from=2&to=3").body))
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(packed)
	if err != nil {
		t.Fatal(err)
	}
	if lines := bytes.Split(bytes.TrimSpace(text), []byte("\n")); len(lines) != 4 || !bytes.HasPrefix(lines[0], []byte("change,limit,station_old,station_new,")) {
		t.Errorf("changes as CSV:\n%s", text)
	}
}

func TestDiffGoesWithEitherRelease(t *testing.T) {
	for _, version := range []int{2, 3} {
		t.Run(fmt.Sprintf("version %d withdrawn", version), func(t *testing.T) {
			w := history(t)
			if a := w.get(t, table+"/diff?from=2&to=3"); a.status != 200 {
				t.Fatal(a.body)
			}
			r, err := w.db.Release(t.Context(), "air-quality", 3)
			if err != nil {
				t.Fatal(err)
			}
			derived, err := w.db.Derived(t.Context(), r.ID)
			if err != nil || len(derived) == 0 {
				t.Fatal(derived, err)
			}
			if err := w.pub.Withdraw(t.Context(), "air-quality", version, catalog.Text{Vi: "Sai", En: "Wrong"}); err != nil {
				t.Fatal(err)
			}
			w.pass(time.Second)
			for _, what := range []string{"diff", "diff.parquet", "diff.csv.gz"} {
				if a := w.get(t, table+"/"+what+"?from=2&to=3"); a.status != 410 || strings.Contains(a.body, "Huế") {
					t.Errorf("%s: %d %.200s", what, a.status, a.body)
				}
			}
			for _, f := range derived {
				if !strings.Contains(f.File.Key, ".from-") {
					continue
				}
				if _, err := w.objects.Stat(t.Context(), f.File.Key); err == nil {
					t.Errorf("%s is still in the store", f.File.Key)
				}
			}
		})
	}
}

func TestWhatIsNotPublicYetIsNotComparedNorCited(t *testing.T) {
	w := history(t)
	for _, path := range []string{table + "/diff?from=3&to=4", "/v1/datasets/air-quality/releases/4/citation", "/id/air-quality@4"} {
		before := w.get(t, path)
		if before.status != 404 {
			t.Errorf("%s: %d %.200s", path, before.status, before.body)
		}
	}
}

func TestCitation(t *testing.T) {
	w := history(t)
	const path = "/v1/datasets/air-quality/releases/3/citation"
	run(t, w, []scenario{
		{name: "APA", path: path + "?format=apa&lang=vi", status: 200, has: []string{"Sở Môi trường. (2026). Chất lượng không khí (Phiên bản 3) [Bộ dữ liệu]. Nguồn. ", "/id/air-quality@3\n"},
			want: map[string]string{"Content-Type": "text/plain", "Content-Language": "vi", "Link": `/id/air-quality@3>; rel="cite-as"`, "Vary": "Accept"}},
		{name: "the language of the reader", path: path, header: map[string]string{"Accept-Language": "en"}, status: 200, has: []string{"(Version 3) [Data set]"}},
		{name: "the format of the reader", path: path, header: map[string]string{"Accept": "text/html;q=0.5, application/x-bibtex"}, status: 200,
			has: []string{"@misc{air_quality_v3,"}, want: map[string]string{"Content-Disposition": `air-quality-v3.bib"`}},
		{name: "RIS", path: path + "?format=ris", status: 200, has: []string{"TY  - DATA\r\n"}},
		{name: "CSL-JSON", path: path + "?format=csl", status: 200, has: []string{`"type": "dataset"`}, want: map[string]string{"Content-Type": "csl+json"}},
		{name: "a format that is none", path: path + "?format=mla", status: 400, code: problem.InvalidParameter},
		{name: "a language that is none", path: path + "?lang=fr", status: 400, code: problem.InvalidParameter},
	})
	if err := w.pub.Withdraw(t.Context(), "air-quality", 3, catalog.Text{Vi: "Sai", En: "Wrong"}); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Second)
	run(t, w, []scenario{
		{name: "of a withdrawn release", path: path, status: 410, has: []string{"Wrong"}},
		{name: "its identifier leads to the page that says why", path: "/id/air-quality@3", status: 303, want: map[string]string{"Location": "/datasets/air-quality/releases/3"}},
	})
}

func TestIdentifiersLeadToWhatTheyName(t *testing.T) {
	w := history(t)
	scenarios := []scenario{
		{name: "a release", path: "/id/air-quality@2", status: 303, want: map[string]string{"Location": "/datasets/air-quality/releases/2"}},
		{name: "a reader of English", path: "/id/air-quality@2", header: map[string]string{"Accept": "text/html", "Accept-Language": "en"}, status: 303,
			want: map[string]string{"Location": "/en/datasets/air-quality/releases/2"}},
		{name: "a program", path: "/id/air-quality@2", header: map[string]string{"Accept": "application/json"}, status: 303,
			want: map[string]string{"Location": "/v1/datasets/air-quality/releases/2"}},
		{name: "a dataset", path: "/id/air-quality", status: 303, want: map[string]string{"Location": "/datasets/air-quality"}},
		{name: "a version that is none", path: "/id/air-quality@9", status: 404},
		{name: "a dataset that is none", path: "/id/noise@1", status: 404},
		{name: "no version", path: "/id/air-quality@", status: 404},
	}
	run(t, w, scenarios)
	if err := w.db.Rename(t.Context(), "air-quality", "air"); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Second)
	run(t, w, []scenario{{name: "after the dataset was renamed", path: "/id/air-quality@2", status: 303, want: map[string]string{"Location": "/datasets/air/releases/2"}}})
}

func TestCalendar(t *testing.T) {
	w := history(t)
	day := func(days int) string { return w.now().AddDate(0, 0, days).Format(time.DateOnly) }
	run(t, w, []scenario{
		{name: "what is due", path: "/v1/calendar", status: 200, has: []string{`"dataset":"air-quality"`, `"agency":"H29"`, `"state":"expected"`, `T02:00:00Z"`, `"version":null`}},
		{name: "of another agency", path: "/v1/calendar?agency=H1", status: 200, has: []string{`"data":[]`}},
		{name: "of a theme", path: "/v1/calendar?theme=environment&dataset=air-quality", status: 200, has: []string{`"dataset":"air-quality"`}},
		{name: "of the past", path: "/v1/calendar?from=2020-01-01&until=2020-02-01", status: 200, has: []string{`"data":[]`}},
		{name: "a day that is none", path: "/v1/calendar?from=2026-02-30", status: 400, code: problem.InvalidParameter},
		{name: "backwards", path: "/v1/calendar?from=" + day(5) + "&until=" + day(4), status: 400, code: problem.InvalidParameter},
		{name: "too long", path: "/v1/calendar?from=2020-01-01&until=2026-01-01", status: 400, code: problem.InvalidParameter},
	})
}
