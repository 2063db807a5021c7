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
		{Name: "price", Type: catalog.Decimal, Digits: 9, Scale: 2, Stats: catalog.Stats{Min: text("0.50"), Max: text("12.00")}},
		{Name: "total", Type: catalog.Decimal, Digits: 18, Scale: 2, Stats: catalog.Stats{Min: text("0.50"), Max: text("1000000000000000.05")}},
		{Name: "quarter", Type: catalog.Date, Precision: catalog.ByQuarter, Stats: catalog.Stats{Min: text("2024-Q1"), Max: text("2024-Q4")}},
		{Name: "opens", Type: catalog.Time, Stats: catalog.Stats{Min: text("07:30:00"), Max: text("07:30:00")}},
		{Name: "takes", Type: catalog.Duration, Stats: catalog.Stats{Min: text("PT0S"), Max: text("PT36H")}},
		{Name: "place", Type: catalog.Geometry},
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
		"price":   {[]string{"number", "null"}, "", []any{0.5, 12.0}},
		"total":   {[]string{"string", "null"}, "", []any{"0.50", "1000000000000000.05"}},
		"quarter": {[]string{"string", "null"}, "", []any{"2024-Q1", "2024-Q4"}},
		"opens":   {[]string{"string", "null"}, "", []any{"07:30:00"}},
		"takes":   {[]string{"string", "null"}, "duration", []any{"PT0S", "PT36H"}},
		"place":   {[]string{"object", "null"}, "", nil},
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
		"sort__eq": true, "at__gte": true, "price__between": true, "takes__lt": true, "opens__like": false,
		"place": false, "place__eq": false, "place__null": true, "place__gt": false,
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

// What the parser takes, a generated client must be able to send.
func TestFormsOfValues(t *testing.T) {
	document := document(t, input)
	params := document.Paths.Value("/v1/data/air/hourly/rows").Get.Parameters
	row := document.Components.Schemas["Row"].Value.Properties
	for _, test := range []struct {
		name, value string
		param, cell bool
	}{
		{"quarter", "2024-Q3", true, true},
		{"quarter", "2024-07-01", true, false},
		{"quarter", "2024-07", false, false},
		{"opens", "07:30:00", true, true},
		{"opens", "7:30", true, false},
		{"opens", "07:30:00.000001", true, true},
		{"total", "1000000000000000.05", true, true},
		{"total", "1e3", false, false},
	} {
		if err := params.GetByInAndName("query", test.name).Schema.Value.VisitJSON(test.value); (err == nil) != test.param {
			t.Errorf("%s=%s: %v, want %v", test.name, test.value, err, test.param)
		}
		if err := row[test.name].Value.VisitJSON(test.value); (err == nil) != test.cell {
			t.Errorf("%s of a row: %q: %v, want %v", test.name, test.value, err, test.cell)
		}
	}
	for shape, want := range map[string]bool{
		`{"type":"Point","coordinates":[105.85,21.03]}`:                                              true,
		`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[105.85,21.03]}]}`: true,
		`{"type":"Circle"}`: false,
	} {
		var v any
		if err := json.Unmarshal([]byte(shape), &v); err != nil {
			t.Fatal(err)
		}
		if err := row["place"].Value.VisitJSON(v); (err == nil) != want {
			t.Errorf("%s: %v, want %v", shape, err, want)
		}
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
