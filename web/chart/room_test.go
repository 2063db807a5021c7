package chart

import (
	"encoding/json"
	"errors"
	"fmt"
	"image/png"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"nguon/api/query"
	"nguon/catalog"
)

const line = "agg=sum&kind=line&table=people&x=year&y=population"

func TestPages(t *testing.T) {
	h := newShelf().handler(t)
	for _, test := range []struct {
		name, path string
		status     int
		has, not   string
	}{
		{"suggestions", "/datasets/people/charts", 200, `href="/charts/people?agg=sum&amp;kind=line`, "<script>alert"},
		{"suggestions of a former name", "/datasets/former/charts?a=1", 301, "", ""},
		{"suggestions in English", "/en/datasets/people/charts", 200, "/en/charts/people?", ""},
		{"a chart", "/charts/people?" + line, 200, "Tổng population, theo year", "<script>alert"},
		{"its axes have units", "/charts/people?" + line, 200, "(người)", ""},
		{"its figures as a table", "/en/charts/people?" + line, 200, `<th scope="row">2023</th><td class="number">1,350</td>`, ""},
		{"its source", "/en/charts/people?" + line, 200, "version 3", ""},
		{"its permanent address is that of the version", "/charts/people?" + line, 200, baseURL + "/charts/people@3?agg=sum", ""},
		{"the call of the API", "/charts/people?" + line, 200, baseURL + "/v1/data/people@3/people/rows?agg=value%3Asum%28population%29&amp;group=year&amp;limit=1000", ""},
		{"an old version", "/en/charts/people@1?" + line, 200, "version 1", "version 3"},
		{"a version that was withdrawn", "/charts/people@2?" + line, 410, "", ""},
		{"a version that is not out yet", "/charts/people@4?" + line, 404, "", ""},
		{"a version that is no number", "/charts/people@x?" + line, 404, "", ""},
		{"another order of the parameters", "/charts/people?kind=line&x=year&y=population&agg=sum&table=people&limit=3&nonsense=1", 302, "", ""},
		{"no parameters", "/charts/people", 302, "", ""},
		{"a former name", "/charts/former@1?" + line, 302, "", ""},
		{"no such dataset", "/charts/nothing", 404, "", ""},
		{"no such table", "/charts/people?table=nothing", 404, "", ""},
		{"no such column", "/en/charts/people?kind=bars&table=people&x=nothing", 422, "The table has no such column.", "chart-picture"},
		{"a line of texts", "/en/charts/people?kind=line&table=people&x=province", 422, `href="#chart-x"`, ""},
		{"a picture of what cannot be drawn", "/charts/people/chart.svg?kind=line&table=people&x=province", 422, "", ""},
		{"hostile texts", "/charts/people?" + line + "&note=%3Cscript%3Ealert%281%29%3C%2Fscript%3E&title=%22%3E%3Cimg+src%3Dx+onerror%3Dalert%281%29%3E", 302, "", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			res, body := get(t, h, test.path)
			if res.StatusCode != test.status {
				t.Fatalf("status %d, want %d: %s", res.StatusCode, test.status, body)
			}
			if !strings.Contains(body, test.has) {
				t.Errorf("no %q in %s", test.has, body)
			}
			if test.not != "" && strings.Contains(body, test.not) {
				t.Errorf("has %q", test.not)
			}
		})
	}
}

// An address that means a chart leads to the one that it always has.
func TestAddressesLeadToTheCanonicalOne(t *testing.T) {
	h := newShelf().handler(t)
	for from, want := range map[string]string{
		"/charts/people":   "/charts/people?agg=sum&kind=line&series=province&table=people&x=year&y=population",
		"/charts/former@1": "/charts/people@1?agg=sum&kind=line&series=province&table=people&x=year&y=population",
		"/en/charts/people?y=population&x=year&agg=sum&kind=line&sort=key&title=": "/en/charts/people?" + line,
	} {
		res, _ := get(t, h, from)
		if got := res.Header.Get("Location"); got != want {
			t.Errorf("%s leads to %s, want %s", from, got, want)
		}
		if res, body := get(t, h, want); res.StatusCode != http.StatusOK {
			t.Errorf("%s: status %d: %s", want, res.StatusCode, body)
		}
	}
}

func TestTextsOfStrangersAreTextsOnPages(t *testing.T) {
	h := newShelf().handler(t)
	for _, text := range hostile {
		params := url.Values{"kind": {"bars"}, "table": {"people"}, "x": {"province"}, "title": {text}, "note": {text}, "column": {"province"}, "value": {text}}
		for _, page := range []string{"", "/embed"} {
			_, body := get(t, h, "/charts/people@3"+page+"?"+ParseSpec(params).Params().Encode())
			for _, harm := range []string{"<script>alert", "<img src=x", "<svg onload", "' onload='"} {
				if strings.Contains(body, harm) {
					t.Errorf("%q on %q: has %s", text, page, harm)
				}
			}
		}
	}
}

func TestFilesOfAChart(t *testing.T) {
	h := newShelf().handler(t)
	for _, test := range []struct{ file, media, has string }{
		{"svg", "image/svg+xml; charset=utf-8", `<?xml version="1.0" encoding="UTF-8"?>` + "\n<svg xmlns="},
		{"csv", "text/csv; charset=utf-8; header=present", "year,value\r\n2022,1200\r\n2023,1350\r\n2024,1500\r\n"},
		{"png", "image/png", "\x89PNG"},
	} {
		t.Run(test.file, func(t *testing.T) {
			path := "/charts/people@3/chart." + test.file + "?" + line
			res, body := get(t, h, path)
			if res.StatusCode != http.StatusOK || res.Header.Get("Content-Type") != test.media {
				t.Fatalf("status %d, %s", res.StatusCode, res.Header.Get("Content-Type"))
			}
			if !strings.HasPrefix(body, test.has) {
				t.Errorf("begins with %.100q", body)
			}
			if got, want := res.Header.Get("Content-Disposition"), `attachment; filename="people-3-chart.`+test.file+`"`; got != want {
				t.Errorf("is saved as %s, want %s", got, want)
			}
			if test.file == "png" {
				img, err := png.Decode(strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				_, page := get(t, h, "/charts/people@3?"+line)
				for _, size := range []string{fmt.Sprintf(`width" content="%d"`, img.Bounds().Dx()), fmt.Sprintf(`height" content="%d"`, img.Bounds().Dy())} {
					if !strings.Contains(page, size) {
						t.Errorf("the page does not say %s of the picture", size)
					}
				}
			}
			if res, _ := get(t, h, path, "If-None-Match", res.Header.Get("ETag")); res.StatusCode != http.StatusNotModified {
				t.Errorf("asked again: status %d", res.StatusCode)
			}
		})
	}
}

// Any site may frame the page for that, which is the same for everybody; nothing
// else is loosened.
func TestOnlyThePageForOtherSitesMayBeFramed(t *testing.T) {
	h := newShelf().handler(t)
	res, body := get(t, h, "/charts/people@3/embed?"+line)
	usual, _ := get(t, h, "/charts/people@3?"+line)
	policy := res.Header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "frame-ancestors *") {
		t.Errorf("policy %s", policy)
	}
	if got, want := strings.Replace(policy, "frame-ancestors *", "frame-ancestors 'none'", 1), usual.Header.Get("Content-Security-Policy"); got != want {
		t.Errorf("policy %s, want %s but for the frame", got, want)
	}
	if _, known := get(t, h, "/charts/people@3/embed?"+line, "Cookie", "theme=dark; __Host-theme=dark; session=1"); known != body {
		t.Error("a cookie changes the page")
	}
	if strings.Contains(body, "<form") || strings.Contains(body, "<script") {
		t.Error("the page does more than show a chart")
	}
	if len(res.Cookies()) > 0 {
		t.Errorf("sets %v", res.Cookies())
	}
}

func TestOEmbed(t *testing.T) {
	h := newShelf().handler(t)
	chart := url.QueryEscape(baseURL + "/en/charts/people@3?" + line)
	for _, test := range []struct {
		name, query string
		status      int
		has         string
	}{
		{"a chart", "url=" + chart, 200, `\u003ciframe src=\"` + baseURL + `/en/charts/people@3/embed?agg=sum\u0026amp;kind=line`},
		{"in less room", "format=json&maxwidth=300&maxheight=100&url=" + chart, 200, `"width":300,"height":240`},
		{"another format", "format=xml&url=" + chart, 501, ""},
		{"of another site", "url=" + url.QueryEscape("https://example.com/charts/people?"+line), 404, ""},
		{"another page", "url=" + url.QueryEscape(baseURL+"/datasets/people"), 404, ""},
		{"what cannot be drawn", "url=" + url.QueryEscape(baseURL+"/charts/people?kind=line"), 422, ""},
		{"nothing", "", 404, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			res, body := get(t, h, "/oembed?"+test.query)
			if res.StatusCode != test.status || !strings.Contains(body, test.has) {
				t.Fatalf("status %d, want %d with %s: %s", res.StatusCode, test.status, test.has, body)
			}
			var answer rich
			if test.status == http.StatusOK && (json.Unmarshal([]byte(body), &answer) != nil || answer.Type != "rich" || answer.Version != "1.0" || answer.Title == "") {
				t.Errorf("answer %s", body)
			}
		})
	}
	_, body := get(t, h, "/en/charts/people@3?"+line)
	if want := `<link rel="alternate" type="application/json+oembed" href="` + baseURL + "/oembed?format=json&amp;url=" + chart + `">`; !strings.Contains(body, want) {
		t.Errorf("the page has no %s", want)
	}
	if want := `<meta property="og:image" content="` + baseURL + "/en/charts/people@3/chart.png?agg=sum&amp;"; !strings.Contains(body, want) {
		t.Errorf("the page has no %s", want)
	}
}

func TestQueriesAreBoundedAndFailuresAreSaid(t *testing.T) {
	s := newShelf()
	h := s.handler(t)
	get(t, h, "/charts/people?"+line)
	if q := s.asked[0]; q.Limit > mostGroups || q.Timeout > askTimeout || q.Timeout == 0 {
		t.Errorf("the query may have %d rows in %v", q.Limit, q.Timeout)
	}
	s.broken = &query.Error{Code: query.CodeTimeout, Text: catalog.Text{Vi: "Lâu quá.", En: "Too long."}}
	if res, body := get(t, h, "/en/charts/people?"+line); res.StatusCode != http.StatusGatewayTimeout || !strings.Contains(body, "Too long.") || !strings.Contains(body, "<form") {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
	s.broken = errors.New("a secret of the server")
	if res, body := get(t, h, "/en/charts/people?"+line); res.StatusCode != http.StatusInternalServerError || strings.Contains(body, "secret") {
		t.Errorf("status %d: %s", res.StatusCode, body)
	}
}
