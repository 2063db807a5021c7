package web_test

import (
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"nguon/web/frame"
)

const baseURL = "https://data.example.vn"

// get asks for a page and returns the answer and its body.
func get(t testing.TB, h http.Handler, target string, header ...string) (*http.Response, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Result(), string(body)
}

var address = regexp.MustCompile(`(?:href|src|action)="([^"]*)"`)

// foreign reports whether an address is answered by another part of the
// program, or by another site.
func foreign(u *url.URL) bool {
	elsewhere := func(prefix string) bool { return strings.HasPrefix(frame.BarePath(u.Path), prefix) }
	ends := func(suffix string) bool { return strings.HasSuffix(u.Path, suffix) }
	return u.Host != "" && "https://"+u.Host != baseURL || u.Scheme == "mailto" ||
		strings.HasPrefix(u.Path, "/v1/") || u.Path == "/openapi.json" || u.Path == "/look" || strings.Contains(u.Path, "/diff/") ||
		slices.ContainsFunc([]string{"/account", "/apis", "/calendar", "/collections", "/places", "/questions", "/requests", "/showcase", "/stories"}, elsewhere) ||
		slices.ContainsFunc([]string{"/charts", "/map", "/figures"}, ends)
}

// TestEveryLinkLeadsSomewhere follows every link of every page from the first
// one, in both languages, and so executes every template with its page struct.
func TestEveryLinkLeadsSomewhere(t *testing.T) {
	h := newCheckedShelf().site(t)
	type visit struct{ target, from string }
	queue := []visit{{"/", ""}, {"/en/", ""}, {"/datasets?q=xyz", ""}, {"/datasets/withdrawn-survey", ""}, {"/nowhere", ""}}
	seen := make(map[string]bool)
	bodies := make(map[string]string)
	for len(queue) > 0 {
		v := queue[0]
		queue = queue[1:]
		target, fragment, _ := strings.Cut(v.target, "#")
		if !seen[target] {
			seen[target] = true
			if len(seen) > 3000 {
				t.Fatal("the portal has no end for a crawler")
			}
			res, body := get(t, h, target)
			bodies[target] = body
			gone := res.StatusCode == http.StatusGone && strings.Contains(target, "/releases/")
			ofError := v.from == "" || strings.Contains(v.from, "withdrawn-survey") || strings.Contains(v.from, "nowhere")
			if res.StatusCode != http.StatusOK && !gone && !ofError {
				t.Errorf("%s, linked from %s: status %d", target, v.from, res.StatusCode)
			}
			if !strings.HasPrefix(res.Header.Get("Content-Type"), "text/html") {
				continue
			}
			for _, m := range address.FindAllStringSubmatch(body, -1) {
				u, err := url.Parse(html.UnescapeString(m[1]))
				if err != nil {
					t.Errorf("%s: address %q: %v", target, m[1], err)
					continue
				}
				if foreign(u) {
					continue
				}
				base, _ := url.Parse(target)
				next := base.ResolveReference(u)
				next.Scheme, next.Host = "", ""
				// One order and one filter are like another.
				if q := next.Query(); len(q) > 3 || q.Get("sort") != "" && q.Get("cursor") != "" || conditions(q) > 1 || conditions(q) == 1 && len(q) > 1 {
					continue
				}
				queue = append(queue, visit{next.String(), target})
			}
		}
		if fragment != "" && !strings.Contains(bodies[target], `id="`+fragment+`"`) {
			t.Errorf("%s, linked from %s: there is no place #%s", target, v.from, fragment)
		}
	}
	if len(seen) < 40 {
		t.Errorf("only %d pages were found", len(seen))
	}
}

// conditions counts the parameters that choose rows of a table.
func conditions(q url.Values) (n int) {
	for name := range q {
		if strings.Contains(name, "__") {
			n++
		}
	}
	return n
}

func TestStatusOfPages(t *testing.T) {
	h := newShelf().site(t)
	for _, test := range []struct {
		name, target string
		want         int
		location     string
	}{
		{"home", "/", 200, ""},
		{"home in English", "/en/", 200, ""},
		{"English without a slash", "/en", 307, "/en/"},
		{"a slash too many", "/datasets/", 301, "/datasets"},
		{"two slashes lead nowhere else", "//evil.example/", 307, "/evil.example/"},
		{"renamed dataset", "/datasets/population?sort=-year", 301, "/datasets/population-by-province?sort=-year"},
		{"renamed dataset in English", "/en/datasets/population", 301, "/en/datasets/population-by-province"},
		{"renamed dataset, release", "/datasets/population/releases/2", 301, "/datasets/population-by-province/releases/2"},
		{"unknown dataset", "/datasets/nope", 404, ""},
		{"slug that is none", "/datasets/..%2fetc", 404, ""},
		{"dataset under embargo", "/datasets/embargoed-census", 404, ""},
		{"release under embargo", "/datasets/embargoed-census/releases/1", 404, ""},
		{"dataset withdrawn altogether", "/datasets/withdrawn-survey", 410, ""},
		{"withdrawn release", "/datasets/public-holidays/releases/2", 410, ""},
		{"dataset whose newest release was withdrawn", "/datasets/public-holidays", 200, ""},
		{"version that is none", "/datasets/public-holidays/releases/01", 404, ""},
		{"version that will be", "/datasets/public-holidays/releases/9", 404, ""},
		{"unknown resource", "/datasets/public-holidays?resource=nope", 404, ""},
		{"resource that is a file", "/datasets/population-by-province?resource=notes", 200, ""},
		{"unknown column to sort by", "/datasets/population-by-province?sort=nope", 400, ""},
		{"cursor that was made up", "/datasets/population-by-province?cursor=abc", 400, ""},
		{"unknown order of results", "/datasets?sort=backwards", 422, ""},
		{"results too far away", "/datasets?page=100000", 422, ""},
		{"unknown agency", "/agencies/nope", 404, ""},
		{"unknown page", "/nope", 404, ""},
		{"unknown static file", "/static/nope.css", 404, ""},
		{"site map out of range", "/sitemaps/datasets-2.xml", 404, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			res, body := get(t, h, test.target)
			if res.StatusCode != test.want || res.Header.Get("Location") != test.location {
				t.Errorf("GET %s: %d %q, want %d %q", test.target, res.StatusCode, res.Header.Get("Location"), test.want, test.location)
			}
			if res.StatusCode >= 400 && !strings.Contains(body, "</html>") {
				t.Error("the error has no page")
			}
		})
	}
}

func TestPagesKeepTheLanguage(t *testing.T) {
	h := newShelf().site(t)
	for _, test := range []struct{ name, target, lang, other, words string }{
		{"home", "/", "vi", `href="/en/"`, "Mới phát hành"},
		{"home in English", "/en/", "en", `href="/"`, "Newest releases"},
		{"search keeps its parameters", "/datasets?q=d%C3%A2n", "vi", `href="/en/datasets?q=d%C3%A2n"`, "Kết quả cho"},
		{"dataset", "/en/datasets/population-by-province", "en", `href="/datasets/population-by-province"`, "Average population"},
		{"error", "/en/nope", "en", `href="/nope"`, "Page not found"},
	} {
		t.Run(test.name, func(t *testing.T) {
			res, body := get(t, h, test.target)
			for _, want := range []string{`<html lang="` + test.lang + `"`, test.other, test.words, `hreflang="x-default"`, `rel="canonical"`} {
				if !strings.Contains(body, want) {
					t.Errorf("GET %s: no %s", test.target, want)
				}
			}
			if got := res.Header.Get("Content-Language"); got != test.lang {
				t.Errorf("Content-Language = %q, want %q", got, test.lang)
			}
		})
	}
}

func TestTextsOfOthersAreNeverMarkup(t *testing.T) {
	h := newShelf().site(t)
	for _, target := range []string{
		"/", "/datasets", "/datasets?q=%3Cscript%3Ealert(", "/datasets/hostile-texts", "/datasets/hostile-texts/releases/1", "/en/datasets/hostile-texts",
		"/datasets/hostile-texts/releases/1/checks/texts",
		"/datasets?theme=%22%3E%3Cscript%3E", "/datasets/hostile-texts?sort=%3Cscript%3E", "/%3Cscript%3Ealert(1)%3C/script%3E",
	} {
		_, body := get(t, h, target)
		for _, bad := range []string{"<script>alert", "<img src=x", "<b>", "<i>", "<u>", `href="javascript:`, "<kg>", `value=""><script>`} {
			if strings.Contains(body, bad) {
				t.Errorf("GET %s: the page holds %s", target, bad)
			}
		}
	}
}

func TestPagesFitTheContentSecurityPolicy(t *testing.T) {
	h := newCheckedShelf().site(t)
	inline := regexp.MustCompile(`(?i)<style|\sstyle="|\son[a-z]+="|<script(?:\s[^>]*)?>[^<]`)
	for _, target := range []string{
		"/", "/datasets", "/datasets/population-by-province", "/datasets/bus-stops/releases/2/checks/stops", "/about", "/nope",
	} {
		res, body := get(t, h, target)
		if got := inline.FindString(structured.ReplaceAllString(body, "")); got != "" {
			t.Errorf("GET %s: %q is not allowed by the policy", target, got)
		}
		policy := res.Header.Get("Content-Security-Policy")
		if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
			t.Errorf("GET %s: policy %q", target, policy)
		}
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Referrer-Policy": "strict-origin-when-cross-origin"} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("GET %s: %s = %q, want %q", target, name, got, want)
			}
		}
	}
}

func TestFacetedPagesAreNotIndexed(t *testing.T) {
	h := newShelf().site(t)
	for target, want := range map[string]bool{
		"/datasets": false, "/datasets?theme=population": true, "/datasets/population-by-province": false,
		"/datasets/population-by-province?sort=year": true, "/nope": true,
	} {
		_, body := get(t, h, target)
		if got := strings.Contains(body, `content="noindex`); got != want {
			t.Errorf("GET %s: noindex = %t, want %t", target, got, want)
		}
		if strings.Contains(body, `rel="canonical" href="`+baseURL) != true || regexp.MustCompile(`rel="canonical" href="[^"]*\?`).MatchString(body) {
			t.Errorf("GET %s: the canonical address has parameters, or is missing", target)
		}
	}
}
