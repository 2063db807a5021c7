package dcat_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/catalog/dcat"
)

func day(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 2, 0, 0, 0, time.UTC) }

// entry is a dataset that says all that one can say.
func entry() dcat.Entry {
	release := &catalog.Release{
		Dataset: "population", Version: 3, PublishAt: day(2026, 7, 1), Note: catalog.Text{Vi: "Thêm năm 2025.", En: "2025 added."},
		Tables: []catalog.Table{{
			Resource: "provinces", Rows: 102, File: catalog.File{Format: "parquet", Bytes: 18342, SHA256: catalog.Digest{1, 2}},
			Columns: []catalog.Column{
				{Name: "code", Title: catalog.Text{Vi: "Mã tỉnh", En: "Code"}},
				{Name: "population", Title: catalog.Text{Vi: "Dân số", En: "Population"}, Unit: "người", Description: catalog.Text{Vi: "Trung bình năm.", En: "Of the year."}},
			},
		}},
	}
	return dcat.Entry{
		BaseURL: "https://data.example.vn", Portal: catalog.Text{Vi: "Nguồn", En: "Nguồn"}, Release: release, Issued: day(2024, 7, 1),
		Agency:  catalog.Agency{Code: "G12", Title: catalog.Text{Vi: "Cục Thống kê", En: "National Statistics Office"}, Homepage: "https://www.nso.gov.vn", Email: "a@nso.gov.vn"},
		Derived: []catalog.DerivedFile{{Resource: "provinces", File: catalog.File{Format: "csv.gz", Bytes: 9412, SHA256: catalog.Digest{3}}}},
		Dataset: catalog.Dataset{
			Slug: "population", Agency: "G12", Title: catalog.Text{Vi: "Dân số theo tỉnh", En: "Population by province"},
			Description: catalog.Text{Vi: "Dân số trung bình, diện tích và mật độ của các tỉnh từ năm 1995.", En: "Average population."},
			Themes:      []string{"population", "regions"}, Keywords: catalog.Keywords{Vi: []string{"mật độ"}, En: []string{"density"}},
			Licence: "CC-BY-4.0", Frequency: "annual", Source: catalog.Source{Title: catalog.Text{Vi: "Niên giám", En: "Yearbook"}, URL: "https://www.nso.gov.vn/"},
			Contact:   catalog.Contact{Name: "Vụ Dân số", Email: "dân số@nso.gov.vn"},
			Period:    catalog.Period{From: day(1995, 1, 1), Until: day(2026, 1, 1)},
			Place:     catalog.Place{Title: catalog.Text{Vi: "Việt Nam", En: "Viet Nam"}, BBox: &catalog.BBox{102.1, 8.2, 109.6, 23.4}, Codes: []string{"VN"}},
			Resources: []catalog.Resource{{Name: "provinces", Title: catalog.Text{Vi: "Tỉnh theo năm", En: "Provinces by year"}}},
		},
	}
}

// statements returns the values of a property in all nodes of a document,
// references and typed values as they are written.
func statements(t *testing.T, e dcat.Entry, property string) []string {
	t.Helper()
	b, err := e.JSONLD()
	if err != nil {
		t.Fatal(err)
	}
	var doc any
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatalf("not JSON: %v\n%s", err, b)
	}
	var found []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			for name, value := range v {
				if name == property {
					found = append(found, flat(value)...)
				}
				walk(value)
			}
		}
	}
	walk(doc)
	slices.Sort(found)
	return found
}

func flat(v any) []string {
	switch v := v.(type) {
	case []any:
		var all []string
		for _, item := range v {
			all = append(all, flat(item)...)
		}
		return all
	case map[string]any:
		for _, name := range []string{"@value", "@id", "@type"} {
			if s, ok := v[name].(string); ok {
				if kind, typed := v["@type"].(string); typed && name == "@value" {
					s += "^^" + kind
				}
				if lang, said := v["@language"].(string); said {
					s += "@" + lang
				}
				return []string{s}
			}
		}
	case string:
		return []string{v}
	}
	return nil
}

func TestDatasetInDCAT(t *testing.T) {
	e := entry()
	const eu, iana = "http://publications.europa.eu/resource/authority/", "https://www.iana.org/assignments/media-types/"
	for _, test := range []struct {
		property string
		want     []string
	}{
		{"dct:accrualPeriodicity", []string{eu + "frequency/ANNUAL"}},
		{"dcat:theme", []string{eu + "data-theme/REGI", eu + "data-theme/SOCI"}},
		{"dct:language", []string{eu + "language/ENG", eu + "language/VIE"}},
		{"dcat:keyword", []string{"density@en", "mật độ@vi"}},
		{"dct:license", slices.Repeat([]string{"https://creativecommons.org/licenses/by/4.0/"}, 3)},
		{"dct:format", []string{eu + "file-type/CSV", eu + "file-type/JSON", eu + "file-type/PARQUET"}},
		{"dcat:mediaType", []string{iana + "application/json", iana + "application/vnd.apache.parquet", iana + "text/csv"}},
		{"dcat:compressFormat", []string{iana + "application/gzip"}},
		{"dcat:byteSize", []string{"18342^^xsd:nonNegativeInteger", "9412^^xsd:nonNegativeInteger"}},
		{"dcat:startDate", []string{"1995-01-01^^xsd:date"}},
		{"dcat:endDate", []string{"2025-12-31^^xsd:date"}},
		{"dct:issued", []string{"2024-07-01T02:00:00Z^^xsd:dateTime", "2026-07-01T02:00:00Z^^xsd:dateTime", "2026-07-01T02:00:00Z^^xsd:dateTime", "2026-07-01T02:00:00Z^^xsd:dateTime"}},
		{"dcat:bbox", []string{"POLYGON((102.1 8.2,109.6 8.2,109.6 23.4,102.1 23.4,102.1 8.2))^^geo:wktLiteral"}},
		{"vc:hasEmail", []string{"mailto:d%C3%A2n%20s%E1%BB%91@nso.gov.vn"}},
		{"dcat:downloadURL", []string{"https://data.example.vn/v1/data/population@3/provinces/file.csv.gz", "https://data.example.vn/v1/data/population@3/provinces/file.parquet"}},
		{"dcat:endpointDescription", []string{"https://data.example.vn/v1/data/population/provinces/openapi.json"}},
		{"foaf:name", []string{"Cục Thống kê@vi", "National Statistics Office@en"}},
		{"adms:versionNotes", []string{"2025 added.@en", "Thêm năm 2025.@vi"}},
		{"dcat:version", []string{"3"}},
	} {
		if got := statements(t, e, test.property); !slices.Equal(got, test.want) {
			t.Errorf("%s = %q, want %q", test.property, got, test.want)
		}
	}
}

func TestWhatIsNotKnownIsLeftOut(t *testing.T) {
	e := entry()
	e.Derived, e.Agency.Email, e.Issued = nil, "", time.Time{}
	e.Dataset.Contact, e.Dataset.Place, e.Dataset.Period, e.Dataset.Source = catalog.Contact{}, catalog.Place{}, catalog.Period{}, catalog.Source{URL: "javascript:alert(1)"}
	e.Dataset.Licence, e.Dataset.Frequency, e.Dataset.Title.En = "none of ours", "at times", ""
	for _, property := range []string{"dcat:contactPoint", "dct:spatial", "dct:temporal", "dct:license", "dct:accrualPeriodicity", "dct:source", "dct:provenance"} {
		if got := statements(t, e, property); got != nil {
			t.Errorf("%s = %q, want none", property, got)
		}
	}
	if got := statements(t, e, "dcat:byteSize"); len(got) != 1 {
		t.Errorf("a file that is not made has a size: %q", got)
	}
	b, err := e.JSONLD()
	if err != nil || strings.Contains(string(b), "null") || strings.Contains(string(b), `""`) || strings.Contains(string(b), "0001-01-01") {
		t.Errorf("the document holds what is empty: %v\n%s", err, b)
	}
}

func TestEveryPrefixIsDeclared(t *testing.T) {
	e := entry()
	b, err := e.JSONLD()
	if err != nil {
		t.Fatal(err)
	}
	var doc struct {
		Context map[string]string `json:"@context"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	var tree any
	if err := json.Unmarshal(b, &tree); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			for name, value := range v {
				if prefix, _, ok := strings.Cut(name, ":"); ok && doc.Context[prefix] == "" {
					t.Errorf("%s has a prefix that the context does not have", name)
				}
				if kind, ok := value.(string); ok && name == "@type" {
					if prefix, _, _ := strings.Cut(kind, ":"); doc.Context[prefix] == "" {
						t.Errorf("type %s has a prefix that the context does not have", kind)
					}
				}
				walk(value)
			}
		}
	}
	walk(tree)
}

func TestDatasetInSchemaOrg(t *testing.T) {
	e := entry()
	b, err := json.Marshal(e.SchemaOrg(catalog.English))
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"@type": "Dataset", "name": "Population by province", "alternateName": "Dân số theo tỉnh", "license": "https://creativecommons.org/licenses/by/4.0/",
		"description": "Population by province. Average population.", "temporalCoverage": "1995-01-01/2025-12-31", "version": "3",
		"identifier": "https://data.example.vn/id/population@3", "datePublished": "2024-07-01", "dateModified": "2026-07-01",
	} {
		if got[name] != want {
			t.Errorf("%s = %v, want %s", name, got[name], want)
		}
	}
	for name, want := range map[string]string{
		"distribution": `"contentSize":"18342 B"`, "spatialCoverage": `"box":"8.2 102.1 23.4 109.6"`, "creator": `"email":"dân số@nso.gov.vn"`,
		"variableMeasured": `"unitText":"người"`, "includedInDataCatalog": `"name":"Nguồn"`, "keywords": `["mật độ","density"]`, "inLanguage": `["vi","en"]`,
	} {
		part, err := json.Marshal(got[name])
		if err != nil || !strings.Contains(string(part), want) {
			t.Errorf("%s = %s, want %s in it", name, part, want)
		}
	}
}

func TestSchemaOrgIsBounded(t *testing.T) {
	e := entry()
	e.Dataset.Description.Vi = strings.Repeat("Rất dài. ", 2000)
	columns := make([]catalog.Column, 300)
	for i := range columns {
		columns[i].Name = "c" + strings.Repeat("x", i)
	}
	for range 40 {
		e.Release.Tables = append(e.Release.Tables, catalog.Table{Resource: "provinces", Columns: columns, File: catalog.File{Format: "parquet"}})
	}
	s := e.SchemaOrg(catalog.Vietnamese)
	if n := len([]rune(s.Description)); n > 5000 {
		t.Errorf("the description has %d characters", n)
	}
	if len(s.Distribution) > 20 || len(s.Variables) > 50 {
		t.Errorf("%d files and %d columns", len(s.Distribution), len(s.Variables))
	}
}

func TestTheSameEntryIsTheSameDocument(t *testing.T) {
	e := entry()
	first, err := e.JSONLD()
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		if again, err := e.JSONLD(); err != nil || string(again) != string(first) {
			t.Fatalf("another document for the same entry (%v)", err)
		}
	}
}

func TestDOIsIdentifyDatasetsAndTheirVersions(t *testing.T) {
	e := entry()
	e.DOI, e.Concept = "10.5072/nguon.population.v3", "10.5072/nguon.population"
	if got, want := e.SchemaOrg(catalog.English).Identifier, "https://doi.org/10.5072/nguon.population.v3"; got != want {
		t.Errorf("in schema.org the version is identified by %s, want %s", got, want)
	}
	if got := statements(t, e, "dct:identifier"); !slices.Contains(got, "https://doi.org/10.5072/nguon.population") || !slices.Contains(got, "https://data.example.vn/datasets/population") {
		t.Errorf("in DCAT the dataset is identified by %v", got)
	}
}
