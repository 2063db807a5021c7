package api_test

import (
	"fmt"
	"mime"
	"strings"
	"testing"

	"nguon/api/problem"
	"nguon/api/query"
)

// shapes is a dataset with a map.
func shapes(slug string) map[string]string {
	text := fmt.Sprintf(manifest, slug)
	text = text[:strings.Index(text, "resources:")] + `resources:
  - name: places
    title: {vi: Nơi chốn, en: Places}
    file: places.geojson
`
	return map[string]string{"dataset.yaml": text, "places.geojson": `{"type":"FeatureCollection","features":[
		{"type":"Feature","geometry":{"type":"Point","coordinates":[105.85,21.03]},"properties":{"name":"Hà Nội"}},
		{"type":"Feature","geometry":{"type":"Point","coordinates":[106.7,10.78]},"properties":{"name":"Sài Gòn"}}]}`}
}

func TestEveryFormatIsChosenBySuffixParameterAndAccept(t *testing.T) {
	w := newWorld(t)
	w.publish(t, shapes("places"))
	const rows = "/v1/data/places/places/rows"
	for _, f := range query.Formats {
		t.Run(string(f), func(t *testing.T) {
			kind, _, err := mime.ParseMediaType(f.MediaType())
			if err != nil {
				t.Fatal(err)
			}
			bySuffix := w.get(t, rows+"."+string(f)+"?limit=1")
			for way, a := range map[string]answer{
				"suffix":    bySuffix,
				"parameter": w.get(t, rows+"?limit=1&format="+string(f)),
				"Accept":    w.do(t, request{path: rows + "?limit=1", header: map[string]string{"Accept": kind}}),
			} {
				if a.status != 200 || a.header.Get("Content-Type") != f.MediaType() {
					t.Errorf("by %s: status %d, %q: %.300s", way, a.status, a.header.Get("Content-Type"), a.body)
				}
				if a.header.Get("ETag") != bySuffix.header.Get("ETag") {
					t.Errorf("by %s: the tag is %s, by suffix %s", way, a.header.Get("ETag"), bySuffix.header.Get("ETag"))
				}
				if f != query.JSON && a.body != bySuffix.body {
					t.Errorf("by %s: other bytes than by suffix", way)
				}
				if links := strings.Join(a.header.Values("Link"), ", "); !strings.Contains(links, `rel="next"`) {
					t.Errorf("by %s: the next page is not linked: %s", way, links)
				}
				saved := fmt.Sprintf(`attachment; filename="places-v1-places.%s"`, f)
				if got := a.header.Get("Content-Disposition"); f.Saved() && got != saved || !f.Saved() && got != "" {
					t.Errorf("by %s: Content-Disposition is %q", way, got)
				}
			}
		})
	}
}

func TestAFormatThatCannotHoldTheAnswerIsRefused(t *testing.T) {
	run(t, shared(t), []scenario{
		{name: "GeoJSON without shapes", path: table + "/rows.geojson", status: 400, code: problem.InvalidParameter, has: []string{`"parameter":"format"`}},
		{name: "a whole table without shapes as GeoJSON", path: "/v1/data/air-quality@1/hourly/file.geojson", status: 400, code: problem.InvalidParameter},
		{name: "an unknown format", path: table + "/rows?format=xls", status: 400, code: problem.InvalidParameter, has: []string{"xlsx"}},
	})
}

func TestAWholeFileOfShapesIsOneFeatureCollection(t *testing.T) {
	w := newWorld(t)
	w.publish(t, shapes("places"))
	file := w.get(t, "/v1/data/places@1/places/file.geojson")
	rows := w.get(t, "/v1/data/places@1/places/rows.geojson")
	if file.status != 200 || file.header.Get("Content-Type") != "application/geo+json" || file.body != rows.body {
		t.Errorf("status %d, %s\n%s\nwant %s", file.status, file.header.Get("Content-Type"), file.body, rows.body)
	}
	var formats []string
	for _, f := range w.releasesOf(t, "places").Data[0].Files {
		formats = append(formats, f.Format)
	}
	if got, want := strings.Join(formats, " "), "parquet csv.gz ndjson.gz geojson xlsx arrow"; got != want {
		t.Errorf("files %q, want %q", got, want)
	}
}
