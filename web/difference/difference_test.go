package difference_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"nguon/catalog"
	"nguon/publisher/compare"
	"nguon/web/difference"
	"nguon/web/frame"
)

func TestPageShowsWhatDiffers(t *testing.T) {
	now := time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC)
	tables := []catalog.Table{{Resource: "days", Rows: 2}}
	releases := catalog.Releases{
		{Version: 4, State: catalog.StatePublished, PublishAt: now.Add(time.Hour), Tables: tables},
		{Version: 3, State: catalog.StatePublished, PublishAt: now, Tables: tables},
		{Version: 2, State: catalog.StateWithdrawn, PublishAt: now.Add(-time.Hour), Tables: tables, Reason: catalog.Text{Vi: "Lộ", En: "Leak"}},
		{Version: 1, State: catalog.StatePublished, PublishAt: now.Add(-2 * time.Hour), Tables: tables},
	}
	f, err := frame.New(frame.Options{Timeout: time.Minute, BaseURL: "https://data.example.vn", Static: fstest.MapFS{}, Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	hostile := "<script>alert(1)</script>"
	room, err := difference.New(difference.Deps{Frame: f,
		Datasets: func(context.Context, catalog.Slug) (catalog.Dataset, error) {
			return catalog.Dataset{Slug: "rain", Title: catalog.Text{Vi: "Mưa", En: "Rain"}}, nil
		},
		Releases: func(context.Context, catalog.Slug) (catalog.Releases, error) { return releases, nil },
		Between: func(_ context.Context, from, to *catalog.Release, _ string) (*difference.Found, error) {
			if from.Version != 1 || to.Version != 3 {
				t.Errorf("compares %d with %d", from.Version, to.Version)
			}
			return &difference.Found{Rows: catalog.RowChanges{Before: 2, After: 2, ByKey: true, Changed: 1}, Cells: []compare.CellChanges{{Column: "v", Changed: 1}},
				Table:   catalog.Table{Rows: 151, Columns: []catalog.Column{{Name: "change"}, {Name: "v_old"}}},
				Changes: [][]*string{{&hostile, nil}}}, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	h := f.Handler(nil, room)
	for _, test := range []struct {
		name, path string
		status     int
		has        string
	}{
		{"against a version", "/datasets/rain/releases/3/diff/days?from=1", 200, "Phiên bản 1 và 3 khác nhau thế nào"},
		{"against the one before that can be had", "/en/datasets/rain/releases/3/diff/days", 200, "150 more changes are in the files"},
		{"what an agency wrote is text", "/datasets/rain/releases/3/diff/days", 200, "&lt;script&gt;"},
		{"files", "/datasets/rain/releases/3/diff/days", 200, "/v1/data/rain@3/days/diff.csv.gz?from=1"},
		{"against a withdrawn version", "/en/datasets/rain/releases/3/diff/days?from=2", 410, "Leak"},
		{"a withdrawn version", "/datasets/rain/releases/2/diff/days?from=1", 410, "Lộ"},
		{"a version that waits for its time", "/datasets/rain/releases/4/diff/days?from=3", 404, ""},
		{"the first version", "/datasets/rain/releases/1/diff/days", 404, ""},
		{"backwards", "/datasets/rain/releases/1/diff/days?from=3", 404, ""},
		{"no number", "/datasets/rain/releases/3/diff/days?from=x", 404, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			rec := httptest.NewRecorder()
			h.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, test.path, nil))
			if rec.Code != test.status || !strings.Contains(rec.Body.String(), test.has) {
				t.Errorf("status %d, want %d with %q", rec.Code, test.status, test.has)
			}
		})
	}
}
