package collection_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"nguon/api/collection"
	"nguon/api/openapi"
	"nguon/catalog"
	"nguon/catalog/market"
)

// table is the input of a document whose one column of texts has the given most
// frequent value.
func table(title, value string) openapi.TableInput {
	least, greatest := "1", "9000000000"
	return openapi.TableInput{
		Dataset: catalog.Dataset{
			Slug: "air", Licence: "CC-BY-4.0", Title: catalog.Text{En: title},
			Resources: []catalog.Resource{{Name: "hourly", Title: catalog.Text{En: "By the hour"}}},
		},
		Version: 12, Pinned: true,
		Table: &catalog.Table{Resource: "hourly", Columns: []catalog.Column{
			{Name: "n", Type: catalog.Number, Stats: catalog.Stats{Min: &least, Max: &greatest}},
			{Name: "station", Type: catalog.String, Title: catalog.Text{En: title}, Stats: catalog.Stats{Top: []catalog.ValueCount{{Value: value, Count: 2}}}},
		}},
	}
}

func of(in openapi.TableInput) collection.Collection {
	return collection.Of(openapi.Table(openapi.Options{BaseURL: "https://x.example", Plans: market.DefaultPlans()}, in))
}

// sent are the parameters that a request sends.
func sent(r collection.Request) string {
	var all []string
	for _, p := range r.Params {
		if p.Enabled {
			all = append(all, p.Name+"="+p.Value)
		}
	}
	return strings.Join(all, "&")
}

func requests(c collection.Collection) []string {
	var all []string
	for _, r := range c.Requests {
		all = append(all, r.Name+": "+r.Path+" "+sent(r))
	}
	return all
}

func TestRequestsOfATable(t *testing.T) {
	column := func(c catalog.Column) openapi.TableInput {
		in := table("Air", "")
		in.Table.Columns = []catalog.Column{c}
		return in
	}
	seven := "7"
	const (
		first  = "First page: /v1/data/air@12/hourly/rows limit=10"
		schema = "Schema: /v1/data/air@12/hourly/schema "
		file   = "Whole table as Parquet: /v1/data/air@12/hourly/file.parquet "
	)
	for _, test := range []struct {
		name string
		in   openapi.TableInput
		want []string
	}{
		{"texts before numbers", table("Air", "Hà Nội"), []string{first,
			"Rows that have a value: /v1/data/air@12/hourly/rows station=Hà Nội&limit=10",
			"Groups and their counts: /v1/data/air@12/hourly/rows group=station&agg=n_:count(*),average:avg(n)&limit=10", schema, file}},
		{"numbers if there are no texts", column(catalog.Column{Name: "x", Type: catalog.Integer, Stats: catalog.Stats{Min: &seven, Max: &seven}}), []string{first,
			"Rows that have a value: /v1/data/air@12/hourly/rows x=7&limit=10",
			"Groups and their counts: /v1/data/air@12/hourly/rows group=size:round(x)&agg=n:count(*),average:avg(x)&limit=10", schema, file}},
		{"a column that is called as a parameter is", column(catalog.Column{Name: "limit", Type: catalog.Boolean, Stats: catalog.Stats{Top: []catalog.ValueCount{{Value: "true"}}}}),
			[]string{first, "Rows that have a value: /v1/data/air@12/hourly/rows limit__eq=true&limit=10", schema, file}},
		{"shapes only", column(catalog.Column{Name: "place", Type: catalog.Geometry}), []string{first, schema, file}},
		{"no values", column(catalog.Column{Name: "x", Type: catalog.Number}), []string{first, schema, file}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, requests(of(test.in))); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

func TestRequestsForRowsHaveEveryParameterOnce(t *testing.T) {
	in := table("Air", "Hà Nội")
	doc := openapi.Table(openapi.Options{Plans: market.DefaultPlans()}, in)
	var want []string
	for _, p := range doc.Paths.Value("/v1/data/air@12/hourly/rows").Get.Parameters {
		want = append(want, p.Value.Name)
	}
	slices.Sort(want)
	c := collection.Of(doc)
	if c.BaseURL != openapi.Local {
		t.Errorf("the base is %q", c.BaseURL)
	}
	for _, r := range c.Requests[:3] {
		var got []string
		for _, p := range r.Params {
			got = append(got, p.Name)
			if p.Description == "" {
				t.Errorf("%s: %s has no description", r.Name, p.Name)
			}
			if p.Name == "n__lte" && p.Value != "9000000000" {
				t.Errorf("a number is written %q", p.Value)
			}
		}
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", r.Name, diff)
		}
	}
}

// exported is what the tests read of both formats.
type exported struct {
	Name string // of Bruno
	Info struct{ Name string }
	Item []struct {
		Request struct {
			URL struct {
				Raw   string
				Query []struct {
					Key, Value string
					Disabled   bool
				}
			}
		}
	}
	Items []struct {
		Request struct {
			URL    string
			Params []struct {
				Name, Value string
				Enabled     bool
			}
		}
	}
}

func export(t *testing.T, v any) (exported, string) {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	var e exported
	if err := json.Unmarshal(text, &e); err != nil {
		t.Fatal(err)
	}
	return e, string(text)
}

func TestValuesStayValues(t *testing.T) {
	for _, value := range []string{
		"Hà Nội", "a&limit=9", "50%", "1+1", "a;b", "#", "x=y?z", "{{apiKey}}", "{{process.env.HOME}}", "{{$guid}}", `"'''\`, " lead", "a\nb\r\n~c: d", "\x00", "👍🏽", "</script>",
	} {
		t.Run(value, func(t *testing.T) {
			c := of(table("Air", value))
			check := func(raw, one string) {
				t.Helper()
				u, err := url.Parse(strings.Replace(raw, "{{baseUrl}}", "https://x.example", 1))
				if err != nil {
					t.Fatal(err)
				}
				got, err := url.ParseQuery(u.RawQuery)
				if err != nil || !cmp.Equal(got, url.Values{"station": {value}, "limit": {"10"}}) {
					t.Errorf("%s asks for %v, %v", raw, got, err)
				}
				if back, err := url.QueryUnescape(one); err != nil || back != value || strings.ContainsAny(one, "{}\n") {
					t.Errorf("the parameter is %q, %v", one, err)
				}
			}
			postman, text := export(t, c.Postman())
			if n := strings.Count(text, "{{"); n != 1+2*5 {
				t.Errorf("Postman has %d variables: %s", n, text)
			}
			u := postman.Item[1].Request.URL
			check(u.Raw, u.Query[0].Value)
			bruno, text := export(t, c.Bruno())
			if n := strings.Count(text, "{{"); n != 1+5 {
				t.Errorf("Bruno has %d variables: %s", n, text)
			}
			check(bruno.Items[1].Request.URL, bruno.Items[1].Request.Params[0].Value)
		})
	}
}

func TestNamesAreFitForFiles(t *testing.T) {
	for title, want := range map[string]string{
		"Air":                      "Air By the hour",
		"../../.ssh/authorized":    "ssh authorized By the hour",
		`C:\x?"<b>|*`:              "C x b By the hour",
		"{{apiKey}}\x00\n\u202e":   "apiKey By the hour",
		"Không khí":                "Không khí By the hour",
		strings.Repeat("ộ", 200):   strings.Repeat("ộ", 80),
		strings.Repeat("../", 100): "Table",
	} {
		t.Run(title, func(t *testing.T) {
			c := of(table(title, "x"))
			postman, _ := export(t, c.Postman())
			bruno, _ := export(t, c.Bruno())
			if postman.Info.Name != want || bruno.Name != want {
				t.Errorf("Postman %q, Bruno %q, want %q", postman.Info.Name, bruno.Name, want)
			}
		})
	}
}
