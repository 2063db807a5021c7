package api_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"nguon/api"
	"nguon/api/problem"
	"nguon/api/query"
	"nguon/catalog"
	"nguon/catalog/catalogtest"
)

func TestNotModifiedAsksNoEngine(t *testing.T) {
	runs := new(counting)
	w := newWorld(t, func(d *api.Deps) { runs.Runner, d.Query = d.Query, runs })
	for _, path := range []string{table + "/rows?sort=-pm25", "/v1/data/air-quality@1/hourly/rows.csv?limit=3", table + "/schema", "/v1/datasets/air-quality"} {
		first := w.get(t, path)
		before := runs.n.Load()
		again := w.do(t, request{path: path, header: map[string]string{"If-None-Match": `"x", ` + first.header.Get("ETag")}})
		if again.status != http.StatusNotModified || again.body != "" {
			t.Errorf("%s: status %d, %d bytes", path, again.status, len(again.body))
		}
		if runs.n.Load() != before {
			t.Errorf("%s: the engine was asked", path)
		}
		if again.header.Get("ETag") != first.header.Get("ETag") || again.header.Get("Cache-Control") != first.header.Get("Cache-Control") {
			t.Errorf("%s: 304 has other validators: %v", path, again.header)
		}
	}
	if a := w.do(t, request{path: table + "/rows", header: map[string]string{"If-None-Match": `W/"1-0"`}}); a.status != 200 {
		t.Errorf("another tag: status %d", a.status)
	}
}

func TestETagDependsOnTheQueryAndTheFormat(t *testing.T) {
	w := shared(t)
	seen := make(map[string]string)
	for _, path := range []string{"/rows", "/rows?limit=5", "/rows.csv", "/rows.csv?bom=1", "/rows?sort=t", "/rows?select=t"} {
		etag := w.get(t, table+path).header.Get("ETag")
		if other := seen[etag]; other != "" {
			t.Errorf("%s and %s have the same tag", path, other)
		}
		seen[etag] = path
	}
	if a, b := w.get(t, table+"/rows?station=x&limit=5"), w.get(t, table+"/rows?limit=5&station__eq=x"); a.header.Get("ETag") != b.header.Get("ETag") {
		t.Error("the same query, written in another way, has another tag")
	}
}

// A walk follows links.next to the end.
func TestWalkSeesEveryRowOfOneVersion(t *testing.T) {
	w := newWorld(t)
	for _, start := range []string{table + "/rows?limit=37", table + "/rows?limit=41&sort=-pm25,station", table + "/rows?limit=20&good=true"} {
		t.Run(start, func(t *testing.T) {
			want := 250
			if strings.Contains(start, "good") {
				want = 125
			}
			seen := make(map[string]bool)
			for next := &start; next != nil; {
				var page struct {
					Data  []struct{ Code string }
					Meta  struct{ Version int }
					Links struct{ Next *string }
				}
				if err := json.Unmarshal([]byte(w.get(t, *next).body), &page); err != nil {
					t.Fatal(err)
				}
				for _, row := range page.Data {
					if seen[row.Code] {
						t.Errorf("row %s comes twice", row.Code)
					}
					seen[row.Code] = true
				}
				if page.Meta.Version != 1 {
					t.Errorf("a page of version %d", page.Meta.Version)
				}
				if next = page.Links.Next; next != nil && !strings.HasPrefix(*next, "/v1/data/air-quality@1/") {
					t.Fatalf("next is not pinned: %s", *next)
				}
			}
			if len(seen) != want {
				t.Errorf("%d rows, want %d", len(seen), want)
			}
		})
	}
	t.Run("the cursor belongs to its query and version", func(t *testing.T) {
		var page struct{ Links struct{ Next string } }
		if err := json.Unmarshal([]byte(w.get(t, table+"/rows?limit=5").body), &page); err != nil {
			t.Fatal(err)
		}
		w.publish(t, dataset("air-quality", 100))
		if a := w.get(t, page.Links.Next); a.status != 200 {
			t.Errorf("the walk ends when a new release appears: %d", a.status)
		}
		run(t, w, []scenario{
			{name: "other query", path: page.Links.Next + "&sort=t", status: 400, code: problem.CursorMismatch},
			{name: "other version", path: strings.Replace(page.Links.Next, "@1/", "@2/", 1), status: 400, code: problem.CursorMismatch},
		})
	})
}

func TestSearchIsWalkedToItsEnd(t *testing.T) {
	w := newWorld(t)
	for _, slug := range []string{"air-2", "air-3", "air-4", "air-5"} {
		w.publish(t, dataset(slug, 3))
	}
	w.catchUp(t)
	seen := make(map[string]bool)
	for next := "/v1/datasets?q=air&limit=2"; next != ""; {
		a := w.get(t, next)
		var page struct {
			Data  []struct{ Slug string }
			Links struct{ Next string }
		}
		if err := json.Unmarshal([]byte(a.body), &page); err != nil {
			t.Fatal(err)
		}
		for _, d := range page.Data {
			seen[d.Slug] = true
		}
		if (page.Links.Next != "") != strings.Contains(strings.Join(a.header.Values("Link"), ","), `rel="next"`) {
			t.Errorf("Link %v, next %q", a.header.Values("Link"), page.Links.Next)
		}
		next = page.Links.Next
	}
	if len(seen) != 5 {
		t.Errorf("saw %v, want 5 datasets", seen)
	}
	a := w.get(t, "/v1/datasets?q=air&limit=2")
	var page struct{ Links struct{ Next string } }
	if err := json.Unmarshal([]byte(a.body), &page); err != nil {
		t.Fatal(err)
	}
	run(t, w, []scenario{{name: "with another text", path: page.Links.Next + "&theme=environment", status: 400, code: problem.CursorMismatch}})
}

func TestRenamedDatasetIsARedirect(t *testing.T) {
	w := newWorld(t)
	if err := w.db.Rename(t.Context(), "air-quality", "air"); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Second)
	run(t, w, []scenario{
		{name: "dataset", path: "/v1/datasets/air-quality", status: 308, want: map[string]string{"Location": "/v1/datasets/air"}},
		{name: "rows keep the query", path: table + "/rows?limit=3&station=H%C3%A0", status: 308,
			want: map[string]string{"Location": "/v1/data/air/hourly/rows?limit=3&station=H%C3%A0"}},
		{name: "pinned", path: "/v1/data/air-quality@1/hourly/file.parquet", status: 308,
			want: map[string]string{"Location": "/v1/data/air@1/hourly/file.parquet"}},
		{name: "the new name", path: "/v1/data/air@1/hourly/rows?limit=1", status: 200},
	})
}

func TestScheduledReleaseIsServedFromItsSecond(t *testing.T) {
	w := newWorld(t)
	old, err := w.db.Release(t.Context(), "air-quality", 1)
	if err != nil {
		t.Fatal(err)
	}
	d, err := w.db.Dataset(t.Context(), "air-quality")
	if err != nil {
		t.Fatal(err)
	}
	r := catalogtest.Release(d, 2)
	r.Tables, r.PublishAt = old.Tables, w.now().Add(time.Hour)
	if err := w.db.SaveDraft(t.Context(), r); err != nil {
		t.Fatal(err)
	}
	agency := catalogtest.Agency(d.Agency)
	if err := w.db.Publish(t.Context(), catalog.Publication{Agency: agency, Dataset: d, Release: r}); err != nil {
		t.Fatal(err)
	}
	w.pass(time.Second)
	run(t, w, []scenario{
		{name: "before: not the latest", path: table + "/rows?limit=1", status: 200, want: map[string]string{"Content-Location": "@1/"}},
		{name: "before: not by its number", path: "/v1/data/air-quality@2/hourly/rows", status: 404, code: problem.NotFound},
		{name: "before: not in the list", path: "/v1/datasets/air-quality/releases", status: 200, hasNot: []string{`"version":2`}},
	})
	w.pass(time.Hour)
	run(t, w, []scenario{
		{name: "after", path: table + "/rows?limit=1", status: 200, want: map[string]string{"Content-Location": "@2/"}},
		{name: "after: the list", path: "/v1/datasets/air-quality/releases", status: 200,
			has: []string{`"version":2,"state":"published"`, `"version":1,"state":"superseded"`}},
	})
}

// counting counts the queries that reach an engine.
type counting struct {
	query.Runner
	n atomicInt
}
