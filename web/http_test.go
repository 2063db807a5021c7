package web_test

import (
	"compress/gzip"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestPagesAreSentOnce(t *testing.T) {
	h := newShelf().site(t)
	for _, target := range []string{"/", "/datasets/population-by-province", "/feeds/releases.atom"} {
		res, _ := get(t, h, target)
		tag := res.Header.Get("ETag")
		if tag == "" {
			if target != "/feeds/releases.atom" {
				t.Errorf("GET %s: no ETag", target)
			}
			continue
		}
		again, body := get(t, h, target, "If-None-Match", tag)
		if again.StatusCode != http.StatusNotModified || body != "" {
			t.Errorf("GET %s with its ETag: status %d and %d bytes, want 304 and none", target, again.StatusCode, len(body))
		}
	}
}

func TestPagesDependOnTheTheme(t *testing.T) {
	h := newShelf().site(t)
	for cookie, want := range map[string]string{
		"__Host-theme=dark": `data-theme="dark"`, "__Host-theme=light": `data-theme="light"`, "__Host-theme=\"><script>": `<html lang="vi">`,
		"theme=dark": `<html lang="vi">`, "": `<html lang="vi">`,
	} {
		res, body := get(t, h, "/", "Cookie", cookie)
		if !strings.Contains(body, want) || !strings.Contains(res.Header.Get("Vary"), "Cookie") {
			t.Errorf("with cookie %q: no %s, or Vary is %q", cookie, want, res.Header.Get("Vary"))
		}
	}
}

func TestThemeIsChosenWithoutJavaScript(t *testing.T) {
	h := newShelf().site(t)
	for _, test := range []struct{ name, theme, back, cookie, location string }{
		{"dark", "dark", "/en/datasets?q=a", "__Host-theme=dark", "/en/datasets?q=a"},
		{"as the device", "auto", "/", "Max-Age=0", "/"},
		{"never to another site", "light", "https://evil.example/", "theme=light", "/"},
		{"never to another site without a scheme", "light", "//evil.example/", "theme=light", "/"},
		{"never to another site with a backslash", "light", `/\evil.example/`, "theme=light", "/"},
	} {
		t.Run(test.name, func(t *testing.T) {
			form := url.Values{"theme": {test.theme}, "back": {test.back}}
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/look", strings.NewReader(form.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != http.StatusSeeOther || w.Header().Get("Location") != test.location {
				t.Errorf("status %d to %q, want 303 to %q", w.Code, w.Header().Get("Location"), test.location)
			}
			if got := w.Header().Get("Set-Cookie"); !strings.Contains(got, test.cookie) || !strings.Contains(got, "Secure") {
				t.Errorf("Set-Cookie = %q, want %q", got, test.cookie)
			}
		})
	}
}

func TestLooksAreChosenOneByOne(t *testing.T) {
	h := newShelf().site(t)
	for _, test := range []struct{ name, form, cookie string }{
		{"larger text", "text=larger", "__Host-text=larger"},
		{"high contrast", "contrast=more", "__Host-contrast=more"},
		{"as the device", "contrast=auto", "__Host-contrast=; "},
		{"what is not offered", "text=enormous", "__Host-text=; "},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/look", strings.NewReader(test.form+"&back=%2Fabout"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			got := w.Result().Header["Set-Cookie"]
			if w.Code != http.StatusSeeOther || len(got) != 1 || !strings.HasPrefix(got[0], test.cookie) {
				t.Errorf("status %d, cookies %q, want one that begins with %q", w.Code, got, test.cookie)
			}
		})
	}
	_, body := get(t, h, "/", "Cookie", "__Host-text=large; __Host-contrast=more; __Host-theme=dark")
	if !strings.Contains(body, `<html lang="vi" data-theme="dark" data-contrast="more" data-text="large">`) {
		t.Error("the page does not look as the reader has chosen")
	}
	if _, body = get(t, h, "/", "Cookie", `__Host-text="><script>; __Host-contrast=less`); !strings.Contains(body, `<html lang="vi">`) {
		t.Error("the page looks as a cookie says that the portal does not know")
	}
}

var stylesheetLink = regexp.MustCompile(`<link rel="stylesheet" href="([^"]+)"`)

func TestStaticFilesAreCachedForEver(t *testing.T) {
	h := newShelf().site(t)
	_, body := get(t, h, "/")
	link := stylesheetLink.FindStringSubmatch(body)
	if link == nil {
		t.Fatal("the page has no style sheet")
	}
	res, css := get(t, h, link[1])
	if got := res.Header.Get("Cache-Control"); !strings.Contains(got, "immutable") || !strings.HasPrefix(res.Header.Get("Content-Type"), "text/css") {
		t.Errorf("Cache-Control %q, Content-Type %q", got, res.Header.Get("Content-Type"))
	}
	if res, _ := get(t, h, "/static/site.css?v=old"); strings.Contains(res.Header.Get("Cache-Control"), "immutable") {
		t.Error("an address of another version is cached for ever")
	}
	packed, gz := get(t, h, link[1], "Accept-Encoding", "br, gzip;q=0.5")
	if packed.Header.Get("Content-Encoding") != "gzip" || len(gz) >= len(css) {
		t.Fatalf("Content-Encoding %q, %d bytes of %d", packed.Header.Get("Content-Encoding"), len(gz), len(css))
	}
	z, err := gzip.NewReader(strings.NewReader(gz))
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(z); err != nil || string(plain) != css {
		t.Errorf("unpacked, the style sheet is another: %v", err)
	}
	if refused, _ := get(t, h, link[1], "Accept-Encoding", "gzip; q=0"); refused.Header.Get("Content-Encoding") != "" {
		t.Error("gzip was sent to a client that refuses it")
	}
}

// TestDarkThemesAreTheSame compares the pairs of blocks of the style sheet that
// must hold the same colours: chosen, and then as the device says.
func TestDarkThemesAreTheSame(t *testing.T) {
	_, css := get(t, newShelf().site(t), "/static/site.css")
	block := regexp.MustCompile(`:root(?:\[data-theme="dark"\]|:not\(\[data-theme="light"\]\)) \{([^}]*)\}`)
	blocks := block.FindAllStringSubmatch(css, -1)
	if len(blocks) < 2 || len(blocks)%2 != 0 {
		t.Fatalf("%d dark themes, want pairs", len(blocks))
	}
	for pair := range slices.Chunk(blocks, 2) {
		if a, b := strings.Fields(pair[0][1]), strings.Fields(pair[1][1]); strings.Join(a, " ") != strings.Join(b, " ") {
			t.Errorf("the dark theme that is chosen differs from the one that the device asks for:\n%s\n%s", pair[0][1], pair[1][1])
		}
	}
}

func TestFeedIsAtom(t *testing.T) {
	res, body := get(t, newShelf().site(t), "/en/feeds/releases.atom")
	var feed struct {
		XMLName xml.Name `xml:"http://www.w3.org/2005/Atom feed"`
		ID      string   `xml:"id"`
		Updated string   `xml:"updated"`
		Entries []struct {
			ID      string `xml:"id"`
			Title   string `xml:"title"`
			Updated string `xml:"updated"`
		} `xml:"entry"`
	}
	if err := xml.Unmarshal([]byte(body), &feed); err != nil {
		t.Fatal(err)
	}
	if len(feed.Entries) != 3 || feed.Updated != feed.Entries[0].Updated || !strings.HasPrefix(res.Header.Get("Content-Type"), "application/atom+xml") {
		t.Errorf("%d entries, updated %s, %s", len(feed.Entries), feed.Updated, res.Header.Get("Content-Type"))
	}
	if got := feed.Entries[1]; got.Title != "Population by province, Version 3" || got.ID != baseURL+"/datasets/population-by-province/releases/3" {
		t.Errorf("second entry %+v", got)
	}
}

func TestSiteMapListsThePagesInEveryLanguage(t *testing.T) {
	h := newShelf().site(t)
	_, robots := get(t, h, "/robots.txt")
	if !strings.Contains(robots, "Sitemap: "+baseURL+"/sitemap.xml") || !strings.Contains(robots, "cursor=") {
		t.Errorf("robots.txt:\n%s", robots)
	}
	_, index := get(t, h, "/sitemap.xml")
	var maps struct {
		Loc []string `xml:"sitemap>loc"`
	}
	if err := xml.Unmarshal([]byte(index), &maps); err != nil {
		t.Fatal(err)
	}
	urls := make(map[string]bool)
	for _, loc := range maps.Loc {
		_, body := get(t, h, strings.TrimPrefix(loc, baseURL))
		var m struct {
			Loc []string `xml:"url>loc"`
		}
		if err := xml.Unmarshal([]byte(body), &m); err != nil {
			t.Fatal(err)
		}
		for _, u := range m.Loc {
			urls[strings.TrimPrefix(u, baseURL)] = true
		}
	}
	for target, want := range map[string]bool{
		"/": true, "/en/": true, "/en/agencies/H29": true, "/datasets/population-by-province": true, "/en/datasets/population-by-province": true,
		"/datasets/embargoed-census": false, "/datasets/withdrawn-survey": false,
	} {
		if urls[target] != want {
			t.Errorf("%s is in the site map: %t, want %t", target, urls[target], want)
		}
	}
	for target := range urls {
		if res, _ := get(t, h, target); res.StatusCode != http.StatusOK {
			t.Errorf("GET %s: status %d", target, res.StatusCode)
		}
	}
}
