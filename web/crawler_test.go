package web_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

// Of all the addresses of a list, its permutations of words, facets, orders and
// pages, only the plain one is for the indexes of search engines.
func TestPermutationsOfAListAreNotIndexedAndNameThePlainOne(t *testing.T) {
	h := newShelf().site(t)
	for _, test := range []struct {
		path, canonical string
		index           bool
	}{
		{"/datasets", "/datasets", true},
		{"/en/datasets", "/en/datasets", true},
		{"/datasets/population-by-province", "/datasets/population-by-province", true},
		{"/datasets?q=dan+so", "/datasets", false},
		{"/datasets?theme=population", "/datasets", false},
		{"/en/datasets?theme=population&licence=CC0-1.0", "/en/datasets", false},
		{"/datasets?sort=title", "/datasets", false},
		{"/datasets?page=2", "/datasets", false},
		{"/datasets?from=2015", "/datasets", false},
	} {
		res, body := get(t, h, test.path)
		if res.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d", test.path, res.StatusCode)
		}
		if !strings.Contains(body, `<link rel="canonical" href="`+baseURL+test.canonical+`">`) {
			t.Errorf("%s does not name %s as the canonical page", test.path, test.canonical)
		}
		if got := !strings.Contains(body, `<meta name="robots" content="noindex`); got != test.index {
			t.Errorf("%s: to be indexed is %v, want %v", test.path, got, test.index)
		}
	}
}

func TestRobotsKeepOutOfWhatHasNoEnd(t *testing.T) {
	_, robots := get(t, newShelf().site(t), "/robots.txt")
	for _, rule := range []string{"/*?*theme=", "/*?*agency=", "/*?*territory=", "/*?*period=", "/*?*format=", "/*?*licence=", "/*?*frequency=",
		"/*?*api=", "/*?*column_type=", "/*?*from=", "/*?*until=", "/*?*sort=", "/*?*cursor=", "/v1/data/", "/v1/datasets?", "/v1/suggest", "/feeds/search.atom"} {
		if !strings.Contains(robots, "\nDisallow: "+rule+"\n") {
			t.Errorf("robots.txt does not keep crawlers from %s", rule)
		}
	}
	if strings.Contains(robots, "\nDisallow: /v1/datasets.ndjson.gz") || strings.Contains(robots, "\nDisallow: /\n") {
		t.Error("robots.txt keeps crawlers from the dump of the catalogue")
	}
}

func TestFeedsAndSiteMapsAreSentOnce(t *testing.T) {
	h := newShelf().site(t)
	for _, path := range []string{"/feeds/releases.atom", "/feeds/search.atom?q=dan", "/sitemap.xml", "/sitemaps/datasets-1.xml", "/datasets?q=dan"} {
		res, _ := get(t, h, path)
		again := httptest.NewRequestWithContext(t.Context(), http.MethodGet, path, nil)
		again.Header.Set("If-None-Match", res.Header.Get("ETag"))
		w := httptest.NewRecorder()
		h.ServeHTTP(w, again)
		if w.Code != http.StatusNotModified || w.Body.Len() > 0 {
			t.Errorf("%s, which the client has (%q): status %d and %d bytes, want %d and none", path, res.Header.Get("ETag"), w.Code, w.Body.Len(), http.StatusNotModified)
		}
	}
}
