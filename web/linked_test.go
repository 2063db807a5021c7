package web_test

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

var structured = regexp.MustCompile(`(?s)<script type="application/ld\+json">(.*?)</script>`)

func TestDatasetPagesSayWhatTheyAreInSchemaOrg(t *testing.T) {
	h := newShelf().site(t)
	for _, test := range []struct{ name, target, title, other string }{
		{"Vietnamese", "/datasets/population-by-province", "Dân số theo tỉnh, thành phố", "Population by province"},
		{"English", "/en/datasets/population-by-province", "Population by province", "Dân số theo tỉnh, thành phố"},
		{"texts that would end the script", "/datasets/hostile-texts", `<script>alert("tiêu đề")</script>`, `<script>alert("title")</script>`},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, body := get(t, h, test.target)
			blocks := structured.FindAllStringSubmatch(body, -1)
			if len(blocks) != 1 {
				t.Fatalf("%d blocks of structured data, want 1", len(blocks))
			}
			var got struct{ Type, Name, AlternateName, URL, Description string }
			var raw map[string]any
			if err := json.Unmarshal([]byte(blocks[0][1]), &raw); err != nil {
				t.Fatalf("not JSON: %v\n%s", err, blocks[0][1])
			}
			if err := json.Unmarshal([]byte(blocks[0][1]), &got); err != nil {
				t.Fatal(err)
			}
			if raw["@type"] != "Dataset" || got.Name != test.title || got.AlternateName != test.other || len([]rune(got.Description)) < 50 {
				t.Errorf("structured data: %v, %+v", raw["@type"], got)
			}
		})
	}
	if _, body := get(t, h, "/about"); structured.MatchString(body) {
		t.Error("a page that is no dataset says that it is one")
	}
}

func TestDatasetsAreLinkedData(t *testing.T) {
	h := newShelf().site(t)
	_, page := get(t, h, "/en/datasets/population-by-province")
	if !strings.Contains(page, `<link rel="alternate" type="application/ld+json" href="/datasets/population-by-province.jsonld">`) {
		t.Error("the page does not lead to its linked data")
	}
	res, body := get(t, h, "/datasets/population-by-province.jsonld")
	var doc map[string]any
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		t.Fatal(err)
	}
	if doc["@id"] != baseURL+"/datasets/population-by-province" || doc["@type"] != "dcat:Dataset" || doc["dcat:version"] != "3" {
		t.Errorf("%v is a %v of version %v", doc["@id"], doc["@type"], doc["dcat:version"])
	}
	for name, want := range map[string]string{"Content-Type": "application/ld+json", "Access-Control-Allow-Origin": "*"} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s = %q, want %q", name, got, want)
		}
	}
	for _, test := range []struct {
		name, target string
		status       int
		location     string
	}{
		{"renamed", "/datasets/population.jsonld", http.StatusMovedPermanently, "/datasets/population-by-province.jsonld"},
		{"unknown", "/datasets/nope.jsonld", http.StatusNotFound, ""},
		{"under embargo", "/datasets/embargoed-census.jsonld", http.StatusNotFound, ""},
		{"withdrawn altogether", "/datasets/withdrawn-survey.jsonld", http.StatusGone, ""},
		{"no slug", "/datasets/.jsonld", http.StatusNotFound, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			res, _ := get(t, h, test.target)
			if res.StatusCode != test.status || res.Header.Get("Location") != test.location {
				t.Errorf("status %d to %q, want %d to %q", res.StatusCode, res.Header.Get("Location"), test.status, test.location)
			}
		})
	}
}
