package openapi_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"nguon/api/openapi"
	"nguon/catalog"
	"nguon/catalog/market"
)

func text(s string) *string { return &s }

var input = openapi.TableInput{
	Dataset: catalog.Dataset{
		Slug: "air", Licence: "CC-BY-4.0", Title: catalog.Text{Vi: "Không khí", En: "Air"},
		Resources: []catalog.Resource{{Name: "hourly", Title: catalog.Text{Vi: "Theo giờ", En: "By the hour"}}},
	},
	Version: 12,
	Table: &catalog.Table{Resource: "hourly", Columns: []catalog.Column{
		{Name: "station", Type: catalog.String, Title: catalog.Text{En: "Station"},
			Stats: catalog.Stats{Min: text("A"), Max: text("Z"), Top: []catalog.ValueCount{{Value: "HN", Count: 9}}}},
		{Name: "n", Type: catalog.Integer, Stats: catalog.Stats{Min: text("-3"), Max: text("5")}},
		{Name: "id", Type: catalog.Integer, Stats: catalog.Stats{Min: text("-9007199254740993"), Max: text("5")}},
		{Name: "at", Type: catalog.DateTime},
		{Name: "ok", Type: catalog.Boolean, Stats: catalog.Stats{Min: text("true"), Max: text("true")}},
		{Name: "sort", Type: catalog.Date},
	}},
}

func document(t *testing.T, in openapi.TableInput) *openapi3.T {
	t.Helper()
	raw, err := json.Marshal(openapi.Table(openapi.Options{Plans: market.DefaultPlans(), BaseURL: "https://x.example"}, in))
	if err != nil {
		t.Fatal(err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(raw)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func TestPathsNameTheVersionOnlyIfPinned(t *testing.T) {
	for name, pinned := range map[string]bool{"/v1/data/air/hourly/rows": false, "/v1/data/air@12/hourly/rows": true} {
		in := input
		in.Pinned = pinned
		if doc := document(t, in); doc.Paths.Value(name) == nil {
			t.Errorf("pinned %v: no path %s", pinned, name)
		}
	}
}

func TestInfoIsOfTheDataset(t *testing.T) {
	in := input
	doc := document(t, in)
	if doc.Info.Title != "Air: By the hour" || doc.Info.Version != "12" || doc.Info.License.Identifier != "CC-BY-4.0" || doc.Info.License.URL != "" {
		t.Errorf("info %+v, licence %+v", doc.Info, doc.Info.License)
	}
	in.Dataset.Licence = "https://example.org/terms"
	if l := document(t, in).Info.License; l.URL != "https://example.org/terms" || l.Identifier != "" {
		t.Errorf("licence by address: %+v", l)
	}
}

func TestColumnsOfTheRow(t *testing.T) {
	row := document(t, input).Components.Schemas["Row"].Value
	type column struct {
		Types    []string
		Format   string
		Examples []any
	}
	got := make(map[string]column)
	for name, p := range row.Properties {
		got[name] = column{*p.Value.Type, p.Value.Format, p.Value.Examples}
	}
	want := map[string]column{
		"station": {[]string{"string", "null"}, "", []any{"HN", "A", "Z"}},
		"n":       {[]string{"integer", "null"}, "int64", []any{-3.0, 5.0}},
		"id":      {[]string{"string", "null"}, "", []any{"-9007199254740993", "5"}},
		"at":      {[]string{"string", "null"}, "date-time", nil},
		"ok":      {[]string{"boolean", "null"}, "", []any{true}},
		"sort":    {[]string{"string", "null"}, "date", nil},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestParametersOfColumns(t *testing.T) {
	params := make(map[string]*openapi3.Parameter)
	count := 0
	for _, p := range document(t, input).Paths.Value("/v1/data/air/hourly/rows").Get.Parameters {
		params[p.Value.Name] = p.Value
		if p.Value.Name == "sort" {
			count++
		}
	}
	for name, want := range map[string]bool{
		"station": true, "station__contains": true, "station__like": true, "n__between": true, "n__like": false, "ok__eq": true, "ok__gt": false,
		"sort__eq": true, "at__gte": true,
	} {
		if (params[name] != nil) != want {
			t.Errorf("parameter %s is there: %v, want %v", name, !want, want)
		}
	}
	if count != 1 || !strings.Contains(params["sort"].Description, "descending") {
		t.Error("a column takes the place of the parameter sort")
	}
	if p := params["station"]; p.Example != "HN" {
		t.Errorf("example of station: %v", p.Example)
	}
	if p := params["n__in"]; p.Explode == nil || *p.Explode || !p.Schema.Value.Items.Value.Type.Is("integer") {
		t.Errorf("n__in is not a list of integers with commas: %+v", p)
	}
	if most := params["limit"].Schema.Value.Max; most == nil || *most != 50_000 {
		t.Errorf("limit is at most %v, want that of the largest plan", most)
	}
}

func TestOperationsCanBeToldApart(t *testing.T) {
	for name, doc := range map[string]*openapi3.T{
		"platform": openapi.Platform(openapi.Options{Plans: market.DefaultPlans()}), "table": document(t, input),
	} {
		var ids []string
		for path, item := range doc.Paths.Map() {
			for method, op := range item.Operations() {
				if op.OperationID == "" || op.Summary == "" || len(op.Tags) != 1 || slices.Contains(ids, op.OperationID) {
					t.Errorf("%s: %s %s: id %q, summary %q, tags %v", name, method, path, op.OperationID, op.Summary, op.Tags)
				}
				ids = append(ids, op.OperationID)
			}
		}
	}
}
