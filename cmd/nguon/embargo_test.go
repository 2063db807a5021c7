package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"nguon/publisher"
)

// TestEmbargoedReleasesLeaveNoTrace has two portals that differ in nothing but two
// releases that are not due yet: one of a dataset that the public knows, and one
// that is the first of its dataset and its agency. To whoever asks for anything,
// by every route of the API and of the pages and whatever they link to, they
// answer alike, byte for byte but for the time of the answer.
func TestEmbargoedReleasesLeaveNoTrace(t *testing.T) {
	t.Setenv("NGUON_SECRET", "0123456789abcdef0123456789abcdef")
	plain, secret := t.TempDir(), t.TempDir()
	at := time.Now().Add(48 * time.Hour)
	releaseAt(t, plain, "rain", "MAU-MT", time.Time{})
	if err := os.CopyFS(secret, os.DirFS(plain)); err != nil {
		t.Fatal(err)
	}
	hidden := []string{releaseAt(t, secret, "rain", "MAU-MT", at), releaseAt(t, secret, "gold-vaults", "H77", at)}
	plans := filepath.Join(plain, "plans.yaml")
	err := os.WriteFile(plans, []byte(`[{name: anonymous, title: {vi: Mọi người, en: Everybody}, rows: 1000, timeout: 10s, concurrency: 64,
  windows: [{name: burst, quota: 1000000, period: 10s}]}]`), 0o600)
	if err != nil {
		t.Fatal(err)
	}
	settings := []string{"NGUON_LANG=en", "NGUON_PLANS=" + plans, "NGUON_INDEX_SNAPSHOTS=0"}
	var w watchers
	for i, data := range []string{plain, secret} {
		w.portals[i] = startPublic(t, embargoPortal, append(settings, "NGUON_DATA="+data)...)
	}

	asked := map[string]bool{"/metrics": true} // which count what this process was asked
	waiting := embargoAddresses(t, w.portals[0], hidden)
	if len(waiting) < 500 {
		t.Fatalf("%d addresses: not all routes were found", len(waiting))
	}
	for enough := len(waiting) + 500; len(waiting) > 0 && len(asked) < enough; {
		address := waiting[0]
		waiting = waiting[1:]
		if asked[address] {
			continue
		}
		asked[address] = true
		body := w.compare(t, address, hidden)
		for _, m := range links.FindAllStringSubmatch(body, -1) {
			waiting = append(waiting, strings.ReplaceAll(strings.TrimPrefix(m[1], embargoPortal), "&amp;", "&"))
		}
	}
	t.Logf("%d addresses were asked for", len(asked))
}

const embargoPortal = "https://data.example.vn"

var links = regexp.MustCompile(`(?:href|src|content)="((?:` + regexp.QuoteMeta(embargoPortal) + `)?/[^"/][^"#]*)`)

// releaseAt publishes a small dataset at a time, the zero time being now, and
// returns the ID of the release.
func releaseAt(t *testing.T, data, slug, agency string, at time.Time) string {
	t.Helper()
	e := &env{program: &program{Data: data}, stdout: io.Discard, stderr: io.Discard}
	shop, err := e.openWorkshop(t.Context(), slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer shop.Close()
	if _, err := openSecret(data); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	files := map[string]string{"dataset.yaml": fmt.Sprintf(`slug: %[1]s
title: {vi: Bảng %[1]s, en: Table of %[1]s}
description: {vi: Theo ngày., en: By day.}
agency: {code: %[2]s, title: {vi: Ban %[2]s, en: Desk %[2]s}}
theme: [environment]
licence: CC-BY-4.0
frequency: daily
schedule: {every: month, day: "10", at: "09:00"}
resources:
  - {name: days, title: {vi: Theo ngày, en: By day}, file: days.csv, primaryKey: [ngay]}
`, slug, agency), "days.csv": "Ngày;Mưa (mm)\n01/01/2026;0,5\n02/01/2026;12,5\n"}
	if !at.IsZero() {
		files["days.csv"] += "03/01/2026;7919,5\n"
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := shop.pub.Publish(t.Context(), publisher.Request{Dir: dir, At: at})
	if err != nil {
		t.Fatal(err)
	}
	return out.ID
}

// embargoAddresses are the addresses of all routes with what is embargoed, and
// what is not, in the place of their parameters.
func embargoAddresses(t *testing.T, r *replica, hidden []string) (all []string) {
	t.Helper()
	var document struct{ Paths map[string]map[string]any }
	resp := r.get(t, "/openapi.json", "")
	if err := json.NewDecoder(resp.Body).Decode(&document); err != nil {
		t.Fatal(err)
	}
	patterns := slices.Collect(maps.Keys(document.Paths))
	for _, p := range pathLiterals(t, "../../web", "../../publisher/proof", "../../api") {
		patterns = append(patterns, p, "/en"+p)
	}
	slices.Sort(patterns)
	parameter := regexp.MustCompile(`\{([a-z_]+)(?:\.\.\.)?\}|[:*]([a-z_]+)`)
	for _, subject := range []map[string]string{
		{"slug": "rain", "version": "1", "agency": "MAU-MT", "id": hidden[0]},
		{"slug": "rain", "version": "2", "agency": "MAU-MT", "id": hidden[0]},
		{"slug": "rain@2", "version": "2", "agency": "MAU-MT", "id": hidden[0]},
		{"slug": "gold-vaults", "version": "1", "agency": "H77", "id": hidden[1]},
		{"slug": "gold-vaults@1", "version": "latest", "agency": "H77", "id": hidden[1]},
	} {
		for _, p := range patterns {
			all = append(all, parameter.ReplaceAllStringFunc(p, func(m string) string {
				switch name := strings.Trim(m, "{}.:*"); name {
				case "slug", "dataset", "product", "api", "name":
					return subject["slug"]
				case "code", "agency":
					return subject["agency"]
				case "resource", "table":
					return "days"
				case "version", "n":
					return subject["version"]
				default:
					return subject["id"]
				}
			}))
		}
	}
	for _, q := range []string{"gold", "Desk H77", "rain", "Bảng"} {
		for _, p := range []string{"/v1/datasets?q=", "/v1/suggest?q=", "/datasets?q=", "/en/datasets?q=", "/feeds/search.atom?q="} {
			all = append(all, p+url.QueryEscape(q))
		}
	}
	for _, p := range []string{"/datasets/gold-vaults", "/datasets/rain/releases/2", "/charts/gold-vaults"} {
		all = append(all, "/oembed?url="+url.QueryEscape(embargoPortal+p))
	}
	return append(all, "/sitemaps/pages.xml", "/sitemaps/datasets-1.xml", "/v1/datasets?agency=H77", "/v1/datasets?sort=-published", "/datasets?agency=H77",
		"/v1/data/rain/days/rows?version=2", "/v1/data/rain/days/diff?from=1&to=2", "/calendar?agency=H77", "/log/latest", "/log/checkpoint", "/log/tile/0/000",
		"/log/tile/0/000.p/1", "/log/tile/0/000.p/2", "/log/tile/entries/000.p/1", "/log/tile/entries/000.p/2", "/log/tile/entries/000.p/3")
}

// pathLiterals are the string constants in the packages below folders that look
// like the pattern of a route: each of a route does, and what else does is a guess
// that costs an attacker nothing.
func pathLiterals(t *testing.T, roots ...string) []string {
	t.Helper()
	like := regexp.MustCompile(`^(?:GET )?(/[a-zA-Z{*:.][^\s"<>%\\^()|+?#]*|/)$`)
	found := make(map[string]bool)
	for _, root := range roots {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
					text, err := strconv.Unquote(l.Value)
					if m := like.FindStringSubmatch(text); err == nil && m != nil {
						found[strings.TrimSuffix(m[1], "{$}")] = true
					}
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return slices.Collect(maps.Keys(found))
}

// watchers are a portal without anything that is embargoed, and one with it.
type watchers struct {
	portals [2]*replica
	leaks   int
}

// compare asks both portals for an address, and returns the body of the answer.
// What they do in the background may take one of them a moment longer.
func (w *watchers) compare(t *testing.T, address string, hidden []string) string {
	t.Helper()
	var got [2]string
	for wait := time.Millisecond; wait < 4*time.Second; wait *= 2 {
		for i, r := range w.portals {
			got[i] = answer(t, r, address)
		}
		if got[0] == got[1] {
			break
		}
		time.Sleep(wait)
	}
	if got[0] != got[1] {
		if w.leaks++; w.leaks > 20 {
			t.Fatal("there are too many of these")
		}
		t.Errorf("%s tells of what is embargoed:\n%s", address, firstDifference(got[0], got[1]))
	}
	for _, id := range hidden {
		if !strings.Contains(address, id) && strings.Contains(got[1], id) {
			t.Errorf("%s names release %s", address, id)
		}
	}
	return got[0]
}

// masks are what differs between two answers that say the same.
var masks = []*regexp.Regexp{
	regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?`),
	regexp.MustCompile(`\d{8}T\d{6}Z?`),
	regexp.MustCompile(`[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT`),
	regexp.MustCompile(`"elapsed_ms":\d+`),
	regexp.MustCompile(`"instance":"[^"]*"`),
	regexp.MustCompile(`<code>[0-9A-HJKMNP-TV-Z]{26}</code>`), // of the request
}

// answer is what a portal says, as text that can be compared.
func answer(t *testing.T, r *replica, address string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.url+(&url.URL{Path: "/"}).ResolveReference(parseAddress(t, address)).String(), nil)
	if err != nil {
		t.Fatal(err)
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatalf("%s: %v", address, err)
	}
	text := fmt.Sprintln(resp.StatusCode)
	for _, name := range []string{"Content-Type", "Content-Location", "Location", "Link", "ETag", "Cache-Control", "Last-Modified", "Retry-After"} {
		text += fmt.Sprintln(name, resp.Header[http.CanonicalHeaderKey(name)])
	}
	text += string(body)
	for _, m := range masks {
		text = m.ReplaceAllString(text, "MASKED")
	}
	return text
}

func parseAddress(t *testing.T, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

// firstDifference shows where two texts part.
func firstDifference(a, b string) string {
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(0, i-100)
	return fmt.Sprintf("without: …%q\nwith:    …%q", a[from:min(len(a), i+100)], b[from:min(len(b), i+100)])
}
