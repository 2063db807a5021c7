package api_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/api"
	"nguon/api/problem"
	"nguon/catalog"
)

// inspected is a catalogue whose tables were all found to be as checks say.
type inspected struct {
	catalog.Reader
	checks catalog.Checks
}

func (c inspected) Releases(ctx context.Context, slug catalog.Slug) (catalog.Releases, error) {
	all, err := c.Reader.Releases(ctx, slug)
	for i := range all {
		for j := range all[i].Tables {
			all[i].Tables[j].Checks = c.checks
		}
	}
	return all, err
}

var everything = catalog.Checks{
	InputRows: 251,
	Findings: []catalog.Finding{{
		Code: "total-rows", Column: "station", Count: 1, Line: 252, Ref: "A252:F252", Value: "Tổng số",
		Text: catalog.Text{Vi: "Dòng tổng không vào dữ liệu.", En: "The total row is not in the data."},
	}},
	Reading: catalog.Reading{
		Format: "xlsx", Packed: "zip", Encoding: "utf-8", Separator: ";", Sheet: "Bảng 1", Header: "A3:F4",
		Steps: []catalog.Step{{Code: "title", Ref: "A1:F2", Text: catalog.Text{Vi: "Tiêu đề", En: "Title"}}},
	},
	Misfits: []catalog.Misfit{
		{Line: 17, Ref: "D17", Column: "pm25", Value: `không "đo", hỏng`, Type: catalog.Number},
		{Line: 18, Column: "pm25", Value: "=1+1", Type: catalog.Number},
	},
	Quality: &catalog.Quality{Score: 82, Points: []catalog.QualityPoint{{
		Measure: "completeness", Got: 22, Of: 25, Text: catalog.Text{Vi: "Đủ 90%", En: "90% complete"}, Fix: catalog.Text{Vi: "Điền nốt", En: "Fill in"},
	}}},
	Changes: &catalog.Changes{
		Against: 1, Breaking: true, Rows: catalog.RowChanges{Before: 240, After: 250, ByKey: true, Added: 12, Removed: 2, Changed: 1},
		Columns: []catalog.ColumnChange{{Column: "no2", Kind: "removed", Breaking: true, Text: catalog.Text{Vi: "Bỏ cột", En: "Removed"}}},
	},
}

func TestTheReportOfATableIsWhole(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) { d.Catalog = inspected{d.Catalog, everything} })
	a := w.get(t, "/v1/datasets/air-quality/releases/latest/checks/hourly")
	var got catalog.Checks
	if err := json.Unmarshal([]byte(a.body), &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(everything, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	const report = "/v1/datasets/air-quality/releases/1/checks/hourly"
	run(t, w, []scenario{
		{name: "it says what it is about", path: report, status: 200, want: map[string]string{"ETag": `W/"`},
			has: []string{`"dataset":"air-quality","version":1,"resource":"hourly","rows":250`, report + `/misfits.csv"`, `"html":"`}},
		{name: "values that are not in the data", path: report + "/misfits.csv", status: 200,
			has:  []string{"line,ref,column,value,type\r\n17,D17,pm25,\"không \"\"đo\"\", hỏng\",number\r\n18,,pm25,=1+1,number\r\n"},
			want: map[string]string{"Content-Disposition": "air-quality-v1-hourly.misfits.csv", "Content-Type": "text/csv"}},
		{name: "a release leads to it, and holds no misfits", path: "/v1/datasets/air-quality/releases/1", status: 200, hasNot: []string{"=1+1", "Bảng 1"},
			has: []string{`"misfits":2,"score":82,"breaking":true`, `/checks/hourly"`, `"value":"Tổng số"`}},
		{name: "no such table", path: "/v1/datasets/air-quality/releases/1/checks/daily", status: 404, code: problem.NotFound},
		{name: "no such release", path: "/v1/datasets/air-quality/releases/7/checks/hourly/misfits.csv", status: 404, code: problem.NotFound},
		{name: "no such dataset", path: "/v1/datasets/nope/releases/1/checks/hourly", status: 404, code: problem.NotFound},
	})
}

func TestAReportOfNothingHasNoMembersToStumbleOver(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) { d.Catalog = inspected{d.Catalog, catalog.Checks{Quality: &catalog.Quality{}}} })
	run(t, w, []scenario{
		{name: "report", path: "/v1/datasets/air-quality/releases/1/checks/hourly", status: 200, has: []string{`"input_rows":0,"reading":{}`}},
		{name: "misfits", path: "/v1/datasets/air-quality/releases/1/checks/hourly/misfits.csv", status: 200, has: []string{"line,ref,column,value,type\r\n"}},
	})
}

// A release is withdrawn because of its values: none of them may stay behind in
// what is said about it.
func TestAWithdrawnReleaseShowsNoValues(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) { d.Catalog = inspected{d.Catalog, everything} })
	if err := w.pub.Withdraw(t.Context(), "air-quality", 1, catalog.Text{Vi: "Lộ danh tính", En: "Names persons"}); err != nil {
		t.Fatal(err)
	}
	w.pass(1e9)
	const report = "/v1/datasets/air-quality/releases/1/checks/hourly"
	run(t, w, []scenario{
		{name: "report", path: report, status: 410, code: problem.VersionGone},
		{name: "misfits", path: report + "/misfits.csv", status: 410, code: problem.VersionGone},
		{name: "release", path: "/v1/datasets/air-quality/releases/1", status: 200, has: []string{`"misfits":2`, `"total-rows"`},
			hasNot: []string{"Tổng số", "checks/hourly"}},
	})
}
