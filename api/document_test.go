package api

import (
	"encoding/json"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"nguon/api/openapi"
	"nguon/api/problem"
	"nguon/api/query"
	"nguon/catalog"
	"nguon/catalog/market"
)

var parameter = regexp.MustCompile(`[:*]([a-z]+)`)

func TestEveryRouteIsDescribedAndTheReverse(t *testing.T) {
	s := &Server{Deps: Deps{Plans: market.DefaultPlans()}}
	doc := openapi.Platform(openapi.Options{Plans: s.Plans, Version: "1"})
	var routes, described []string
	for _, r := range append(s.open(), s.metered()...) {
		if r.method == methodQuery { // OpenAPI 3.1 has no such operation; the text of POST tells of it
			continue
		}
		routes = append(routes, r.method+" "+parameter.ReplaceAllString(r.path, "{$1}"))
	}
	for path, item := range doc.Paths.Map() {
		for method := range item.Operations() {
			described = append(described, method+" "+path)
		}
	}
	slices.Sort(routes)
	slices.Sort(described)
	for _, r := range routes {
		if !slices.Contains(described, r) {
			t.Errorf("%s is not described", r)
		}
	}
	for _, d := range described {
		if !slices.Contains(routes, d) {
			t.Errorf("%s is described, but is not there", d)
		}
	}
}

// every is a table with a column of each type, and one with the name of each
// parameter.
func every() *catalog.Table {
	text := func(s string) *string { return &s }
	table := &catalog.Table{Resource: "main", Rows: 2, Columns: []catalog.Column{
		{Name: "b", Type: catalog.Boolean, Stats: catalog.Stats{Min: text("false"), Max: text("true")}},
		{Name: "i", Type: catalog.Integer, Stats: catalog.Stats{Min: text("1"), Max: text("9")}},
		{Name: "big", Type: catalog.Integer, Stats: catalog.Stats{Min: text("1"), Max: text("9007199254740993")}},
		{Name: "n", Type: catalog.Number, Stats: catalog.Stats{Min: text("0.5"), Max: text("1e300")}},
		{Name: "d", Type: catalog.Date, Stats: catalog.Stats{Min: text("2026-01-01"), Max: text("2026-01-02")}},
		{Name: "t", Type: catalog.DateTime, Stats: catalog.Stats{Min: text("2026-01-01T00:00:00Z"), Max: text("2026-01-02T00:00:00Z")}},
		{Name: "s", Type: catalog.String, Stats: catalog.Stats{Min: text("a"), Max: text("z"), Top: []catalog.ValueCount{{Value: "k, l", Count: 3}}}},
		{Name: "price", Type: catalog.Decimal, Digits: 9, Scale: 2, Stats: catalog.Stats{Min: text("0.05"), Max: text("19.90")}},
		{Name: "total", Type: catalog.Decimal, Digits: 18, Scale: 2, Stats: catalog.Stats{Min: text("0.05"), Max: text("1000000000000000.90")}},
		{Name: "month", Type: catalog.Date, Precision: catalog.ByMonth, Stats: catalog.Stats{Min: text("2026-01"), Max: text("2026-02")}},
		{Name: "quarter", Type: catalog.Date, Precision: catalog.ByQuarter, Stats: catalog.Stats{Min: text("2026-Q1"), Max: text("2026-Q2")}},
		{Name: "year", Type: catalog.Date, Precision: catalog.ByYear, Stats: catalog.Stats{Min: text("2025"), Max: text("2026")}},
		{Name: "opens", Type: catalog.Time, Stats: catalog.Stats{Min: text("07:30:00"), Max: text("09:00:00")}},
		{Name: "takes", Type: catalog.Duration, Stats: catalog.Stats{Min: text("PT0S"), Max: text("PT36H")}},
		{Name: "place", Type: catalog.Geometry, Stats: catalog.Stats{Nulls: 1}},
		{Name: "empty", Type: catalog.Number, Stats: catalog.Stats{Nulls: 2}},
	}}
	for _, name := range []string{"where", "q", "group", "agg", "having", "include", "explain", "select", "sort", "limit", "cursor", "count", "format", "bom"} {
		table.Columns = append(table.Columns, catalog.Column{Name: name, Type: catalog.String})
	}
	return table
}

// Each parameter that the document of a table describes is tried with a value
// of its schema.
func TestEveryDescribedParameterIsUnderstood(t *testing.T) {
	table := every()
	doc := openapi.Table(openapi.Options{Plans: market.DefaultPlans()}, openapi.TableInput{
		Dataset: catalog.Dataset{Slug: "all", Licence: "CC-BY-4.0"}, Version: 3, Pinned: true, Table: table,
	})
	target := query.Target{Dataset: "all", Version: 3, Table: table}
	op := doc.Paths.Value("/v1/data/all@3/main/rows").Get
	described := make(map[string]bool)
	for _, p := range op.Parameters {
		name := p.Value.Name
		described[name] = true
		value := sample(t, table, p.Value)
		if value == "" {
			continue
		}
		params := url.Values{name: {value}}
		if name == "having" {
			params.Set("agg", op.Parameters.GetByInAndName("query", "agg").Example.(string))
		}
		_, err := query.Parse(params, target, query.Limits{Rows: 50_000})
		if err != nil {
			t.Errorf("%s=%s: %v", name, value, err)
		}
	}
	for _, c := range table.Columns {
		for _, o := range query.Operators(c.Type) {
			if name := c.Name + "__" + string(o); !described[name] {
				t.Errorf("%s is not described", name)
			}
		}
	}
}

// sample returns a value of the schema of p; a text is one of the column.
func sample(t *testing.T, table *catalog.Table, p *openapi3.Parameter) string {
	t.Helper()
	s := p.Schema.Value
	switch {
	case p.Name == "cursor":
		return "" // only a server can make one
	case slices.Contains([]string{"where", "group", "agg", "having"}, p.Name):
		return p.Example.(string)
	case p.Name == "select" || p.Name == "sort":
		return table.Columns[0].Name
	case len(s.Enum) > 0:
		return s.Enum[0].(string)
	}
	text := "text"
	name, _, _ := strings.Cut(p.Name, "__")
	if c, ok := table.Column(name); ok && c.Stats.Min != nil {
		text = *c.Stats.Min
	}
	if s.Type.Is("array") {
		one := scalar(s.Items.Value, text)
		return strings.TrimSuffix(strings.Repeat(one+",", int(max(1, s.MinItems))), ",")
	}
	return scalar(s, text)
}

func scalar(s *openapi3.Schema, text string) string {
	switch {
	case s.Type.Is("boolean"):
		return "true"
	case s.Type.Is("integer"), s.Type.Is("number"), s.Pattern == `^-?[0-9]+$`:
		return "7"
	case s.Format == "date":
		return "2026-01-01"
	default:
		return text
	}
}

func TestDocumentsAreValid(t *testing.T) {
	o := openapi.Options{Plans: market.DefaultPlans(), Version: "1", BaseURL: "https://data.example.vn"}
	for name, doc := range map[string]*openapi3.T{
		"platform": openapi.Platform(o),
		"table": openapi.Table(o, openapi.TableInput{
			Dataset: catalog.Dataset{Slug: "all", Licence: "https://example.org/licence", Title: catalog.Text{Vi: "Tất cả", En: "All"}},
			Version: 3, Table: every(),
		}),
	} {
		t.Run(name, func(t *testing.T) {
			text, err := json.Marshal(doc)
			if err != nil {
				t.Fatal(err)
			}
			loaded, err := openapi3.NewLoader().LoadFromData(text)
			if err != nil {
				t.Fatal(err)
			}
			if err := loaded.Validate(t.Context()); err != nil {
				t.Error(err)
			}
			again, err := json.Marshal(doc)
			if err != nil || string(again) != string(text) {
				t.Errorf("the document is not the same every time: %v", err)
			}
		})
	}
}

// A status that a problem has must be one that some operation may answer.
func TestEveryStatusOfAProblemIsDescribed(t *testing.T) {
	doc := openapi.Platform(openapi.Options{Plans: market.DefaultPlans()})
	for _, k := range problem.Kinds() {
		switch k.Status {
		case 405, problem.StatusClientClosed: // no operation, or nobody to answer to
			continue
		}
		if doc.Components.Responses["Problem"+strconv.Itoa(k.Status)] == nil {
			t.Errorf("%s: no operation describes status %d", k.Code, k.Status)
		}
	}
}
