package api_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"nguon/api"
	"nguon/api/query"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/catalog/collection"
	"nguon/catalog/sqlstore"
	"nguon/publisher"
	"nguon/search"
	"nguon/web"
	"nguon/web/frame"
)

// replica returns another server on the database and the store of w, with the
// same clock and an index of its own.
func (w *world) replica(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	r := &world{pepper: w.pepper, log: new(syncBuffer), objects: w.objects, dir: dir}
	log := slog.New(slog.NewJSONHandler(r.log, nil))
	var err error
	if r.db, err = sqlstore.Open(t.Context(), "sqlite://"+filepath.Join(w.dir, "catalog.db"), slog.New(slog.DiscardHandler)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.db.Close() })
	r.db.UseClock(w.now)
	if r.index, err = search.Open(filepath.Join(dir, "index"), r.db, search.Options{Now: w.now}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.index.Close() })
	e, err := engine()
	if err != nil {
		t.Fatal(err)
	}
	r.queries = query.New(r.objects, []byte("a key of the tests"), e)
	t.Cleanup(func() { r.queries.Close() })
	r.pub = publisher.New(r.db, r.objects, publisher.Options{WorkDir: dir, Now: w.now})
	r.server, err = api.New(api.Deps{
		Catalog: r.db, Keys: r.db, Pepper: r.pepper, Search: r.index, Query: r.queries, Files: r.objects,
		Deriver: api.NewDeriver(r.db, r.objects, r.objects, dir), Log: log, Publisher: r.pub, Releases: r.pub,
		Upload: api.UploadLimits{Dir: dir}, Now: w.now, Proofs: w.proofs, Collections: shelfOf(r.db, w.now),
	})
	if err != nil {
		t.Fatal(err)
	}
	r.handler = r.server.Wrap(r.server.Handler())
	r.catchUp(t)
	return r
}

// secret is a dataset whose every part can be told from all others.
const secretManifest = `
slug: gold-vaults
title: {vi: Kho vàng dự trữ, en: Bullion reserves}
description: {vi: Sản lượng vàng thỏi., en: Bars of bullion.}
agency: {code: H77, title: {vi: Cục Kim khí, en: Bureau of Ingots}}
theme: [economy]
licence: CC-BY-4.0
frequency: monthly
note: {vi: Kim ngạch., en: Ingots counted.}
resources:
  - name: ingots
    title: {vi: Vàng thỏi, en: Ingot list}
    file: v.csv
    columns:
      - {source: Kho, name: bullion, title: {vi: Kho bạc, en: Treasury}, type: string}
      - {source: Cân, name: carats, title: {vi: Cân, en: Carats}, type: integer}
`

// schedule makes a release of the files that is due at the given time.
func (w *world) schedule(t *testing.T, files map[string]string, at time.Time) *publisher.Outcome {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, err := w.pub.Publish(t.Context(), publisher.Request{Dir: dir, At: at})
	if err != nil {
		t.Fatal(err)
	}
	w.pass(time.Second)
	return out
}

// attacks are the addresses of every GET route with what is embargoed in the
// place of its parameters.
func attacks(w *world, ids ...string) []string {
	values := map[string][]string{
		":dataset": {"gold-vaults", "gold-vaults@1", "air-quality", "air-quality@2", "air-quality@3"}, ":version": {"1", "2", "3", "latest"},
		":resource": {"ingots", "hourly"}, ":agency": {"H77"}, ":code": {"not-found"}, ":product": {"gold-vaults"},
		":collection": {"treasury"}, ":release": ids, ":upload": ids, ":publication": ids, "*path": {"/x"},
	}
	var all []string
	for _, route := range w.server.Routes() {
		path, ok := strings.CutPrefix(route, "GET ")
		if !ok {
			continue
		}
		paths := []string{path}
		for name, substitutes := range values {
			var next []string
			for _, p := range paths {
				if !regexp.MustCompile(regexp.QuoteMeta(name) + `(/|$)`).MatchString(p) {
					next = append(next, p)
					continue
				}
				for _, s := range substitutes {
					next = append(next, strings.Replace(p, name, strings.TrimPrefix(s, "/"), 1))
				}
			}
			paths = next
		}
		all = append(all, paths...)
	}
	for _, q := range []string{"vàng", "bullion", "ingots", "gold-vaults", "Kim khí", "carats"} {
		all = append(all, "/v1/datasets?q="+q, "/v1/suggest?q="+q)
	}
	for _, key := range ids {
		all = append(all, "/releases/gold-vaults/"+key+"/ingots.parquet", "/v1/objects/releases/gold-vaults/"+key+"/ingots.parquet")
	}
	return append(all, "/v1/datasets?agency=H77", "/v1/datasets?sort=-published", "/v1/data/air-quality/hourly/rows?limit=1", "/v1/data/air-quality/hourly/rows?version=3")
}

func TestEmbargo(t *testing.T) {
	w := newWorld(t, func(d *api.Deps) {
		d.Releases = d.Publisher.(api.Releases) //nolint:errcheck // the publisher of the world is one
		d.Collections = treasury(t, d)
	})
	nine := w.now().Add(48 * time.Hour).Truncate(time.Second)
	fresh := w.schedule(t, map[string]string{"dataset.yaml": secretManifest, "v.csv": "Kho;Cân\nA;7919\nB;7907\n"}, nine)
	changed := dataset("air-quality", 251)
	changed["dataset.yaml"] = strings.Replace(strings.Replace(changed["dataset.yaml"], "en: Air quality", "en: Smog of bullion", 1), "en: First.", "en: Ingots too.", 1)
	next := w.schedule(t, changed, nine)
	if next.Version != 2 || next.State != "scheduled" || fresh.State != "scheduled" {
		t.Fatalf("scheduled: %+v, %+v", fresh, next)
	}
	other := w.replica(t)
	if err := w.server.MakeDump(t.Context()); err != nil {
		t.Fatal(err)
	}
	before := w.get(t, "/v1/datasets/air-quality")
	traces := []string{"bullion", "ingot", "gold", "vàng", "Kim khí", "H77", "carats", "Smog", "7919", `"total":251`, "251", `"version":2`, "@2", "releases/2",
		strings.ToLower(fresh.ID), strings.ToLower(next.ID), nine.UTC().Format("2006-01-02T15:04"), hex.EncodeToString(fresh.Tables[0].File.SHA256[:4])}
	// What was asked for comes back in the sentence that it is not there.
	instance := regexp.MustCompile(`"instance":"[^"]*"`)
	echo := func(path, body string) string {
		body = strings.ToLower(instance.ReplaceAllString(body, ""))
		for _, part := range strings.FieldsFunc(strings.ToLower(path), func(r rune) bool { return strings.ContainsRune("/?=@&", r) }) {
			if len(part) > 2 {
				body = strings.ReplaceAll(body, part, "")
			}
		}
		return body
	}
	stranger := w.key(t, account.Key{Grants: []account.Grant{{Agency: "H30", Role: account.Administrator}}})
	for name, r := range map[string]*world{"first": w, "second": other} {
		for _, path := range attacks(w, fresh.ID, next.ID) {
			for _, key := range []string{"", stranger} {
				header := map[string]string{}
				if key != "" {
					header["X-Api-Key"] = key
				}
				rec := r.plainDo(t, request{path: strings.ReplaceAll(path, " ", "%20"), header: header})
				body := echo(path, rec.Body.String())
				for _, trace := range traces {
					if strings.Contains(path, "air-quality") && (trace == "251" || strings.HasPrefix(trace, "@") || strings.Contains(trace, "releases/")) {
						continue // these are the rows of the release before, and the address itself
					}
					if path == "/metrics" && strings.Trim(trace, "0123456789") == "" {
						continue // numbers of all kinds
					}
					if path == "/openapi.json" && !strings.Contains(trace, "bullion") {
						continue // examples of versions
					}
					if strings.Contains(body, strings.ToLower(trace)) {
						t.Errorf("%s server, %s (%d): %q is told: %.300s", name, path, rec.Code, trace, body)
					}
				}
				if asksForSecret(path) && rec.Code == http.StatusOK {
					t.Errorf("%s server, %s: 200", name, path)
				}
			}
		}
		sameAsUnknown(t, r)
	}
	w.ahead.Store(int64(time.Until(nine) - time.Second))
	if got := w.get(t, "/v1/datasets/air-quality"); got.body != before.body {
		t.Errorf("a second before its time the dataset reads %s", got.body)
	}
	w.ahead.Store(int64(time.Until(nine)) + int64(time.Millisecond))
	for name, r := range map[string]*world{"first": w, "second": other} {
		for path, want := range map[string]string{
			"/v1/datasets/gold-vaults": "Bullion reserves", "/v1/data/gold-vaults/ingots/rows": "7919", "/v1/agencies/H77": "Bureau of Ingots",
			"/v1/datasets/air-quality": "Smog of bullion", "/v1/datasets/air-quality/releases/2": "Ingots too.", "/v1/data/air-quality/hourly/rows?limit=1": `"total":251`,
			"/v1/collections/treasury": "Bullion reserves", "/v1/data/gold-vaults@1/ingots/file.parquet": "PAR1", "/v1/datasets/gold-vaults/releases/1/proof": "gold-vaults",
		} {
			if rec := r.plainDo(t, request{path: path}); rec.Code != http.StatusOK || !strings.Contains(rec.Body.String(), want) {
				t.Errorf("%s server, %s at its time: %d %.300s", name, path, rec.Code, rec.Body)
			}
		}
	}
	if err := other.pub.Announce(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, r := range map[string]*world{"first": w, "second": other} {
		r.catchUp(t)
		if rec := r.plainDo(t, request{path: "/v1/datasets?q=bullion"}); !strings.Contains(rec.Body.String(), "gold-vaults") {
			t.Errorf("%s server does not find it: %s", name, rec.Body)
		}
	}
}

// treasury is a public collection of what is embargoed, beside what is not.
func treasury(t *testing.T, d *api.Deps) *collection.Shelf {
	t.Helper()
	db := d.Catalog.(*sqlstore.Store) //nolint:errcheck // that of the world is one
	c := collection.Collection{Slug: "treasury", Since: d.Now(), Title: catalog.Text{Vi: "Kho bạc", En: "Treasury"}}
	for _, path := range []string{"/datasets/gold-vaults", "/datasets/air-quality", "/datasets/air-quality/releases/2", "/charts/gold-vaults?kind=bars&title=Ingots"} {
		c.Items = append(c.Items, collection.Item{Path: path, Note: catalog.Text{Vi: "Thỏi " + path, En: "Note on " + path}, Added: d.Now()})
	}
	if err := db.AddCollection(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	return shelfOf(db, d.Now)
}

func shelfOf(db *sqlstore.Store, now func() time.Time) *collection.Shelf {
	return collection.NewShelf(collection.ShelfDeps{Store: db, Catalogue: db, Products: db, Now: now, Place: func(string) catalog.Text { return catalog.Text{} }})
}

// TestEmbargoOnPages asks the pages, feeds and site maps of the portal.
func TestEmbargoOnPages(t *testing.T) {
	w := newWorld(t)
	f, err := frame.New(frame.Options{BaseURL: "https://data.example.vn", Static: web.Static(), Now: w.now})
	if err != nil {
		t.Fatal(err)
	}
	site, err := web.New(web.Deps{Frame: f, Catalog: w.db, Search: w.index, Query: w.queries})
	if err != nil {
		t.Fatal(err)
	}
	handler := f.Handler(nil, site)
	nine := w.now().Add(48 * time.Hour).Truncate(time.Second)
	w.schedule(t, map[string]string{"dataset.yaml": secretManifest, "v.csv": "Kho;Cân\nA;7919\nB;7907\n"}, nine)
	look := func(path string) (int, string) {
		rec := httptest.NewRecorder()
		handler.ServeHTTP(rec, httptest.NewRequest(http.MethodGet, path, nil))
		return rec.Code, rec.Body.String()
	}
	open := []string{"/", "/datasets", "/agencies", "/feeds/releases.atom", "/sitemap.xml", "/sitemaps/pages.xml", "/sitemaps/datasets-1.xml", "/robots.txt", "/about"}
	hidden := []string{"/datasets/gold-vaults", "/datasets/gold-vaults/releases/1", "/datasets/gold-vaults/releases/1/checks/ingots", "/agencies/H77"}
	for _, prefix := range []string{"", "/en"} {
		for _, path := range slices.Concat(open, hidden) {
			status, body := look(prefix + path)
			for _, trace := range []string{"Bullion", "Ingot", "Kho vàng", "Kim khí", "7919", "carats"} {
				if strings.Contains(body, trace) {
					t.Errorf("%s (%d) tells of %q before its time", prefix+path, status, trace)
				}
			}
			if slices.Contains(hidden, path) && status != http.StatusNotFound {
				t.Errorf("%s: %d before its time", prefix+path, status)
			}
			if slices.Contains(open, path) && strings.Contains(body, "gold-vaults") {
				t.Errorf("%s names the dataset before its time", prefix+path)
			}
		}
	}
	w.ahead.Store(int64(time.Until(nine)) + int64(time.Second)) // counts of the whole are a second old at most
	if err := w.pub.Announce(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, path := range hidden {
		if status, _ := look(path); status != http.StatusOK {
			t.Errorf("%s at its time: %d", path, status)
		}
	}
}

// asksForSecret reports whether an address is about the dataset that nobody
// knows.
func asksForSecret(path string) bool {
	return strings.Contains(path, "gold-vaults") && !strings.Contains(path, "?q=") || strings.Contains(path, "/agencies/H77")
}

// sameAsUnknown compares the answers about what is embargoed with those about
// what does not exist: they are the same but for the name.
func sameAsUnknown(t *testing.T, w *world) {
	t.Helper()
	drop := regexp.MustCompile(`"instance":"[^"]*"`)
	read := func(path, name string) (int, string) {
		rec := w.plainDo(t, request{path: path})
		return rec.Code, drop.ReplaceAllString(strings.ReplaceAll(rec.Body.String(), name, "NAME"), "")
	}
	for _, form := range []string{"/v1/datasets/%s", "/v1/datasets/%s/releases", "/v1/datasets/%s/releases/1", "/v1/datasets/%s/releases/1/proof",
		"/v1/data/%s/ingots/rows", "/v1/data/%s@1/ingots/rows", "/v1/data/%s/ingots/file.parquet", "/v1/data/%s/ingots/openapi.json"} {
		secret, unknown := fmt.Sprintf(form, "gold-vaults"), fmt.Sprintf(form, "zinc-vaults")
		status, body := read(secret, "gold-vaults")
		wantStatus, want := read(unknown, "zinc-vaults")
		if status != wantStatus || body != want {
			t.Errorf("%s: %d %s\n%s: %d %s", secret, status, body, unknown, wantStatus, want)
		}
	}
	status, body := read("/v1/datasets/air-quality/releases/2", "/2")
	wantStatus, want := read("/v1/datasets/air-quality/releases/9", "/9")
	if status != wantStatus || strings.ReplaceAll(body, "version 2", "") != strings.ReplaceAll(want, "version 9", "") {
		t.Errorf("version 2: %d %s\nversion 9: %d %s", status, body, wantStatus, want)
	}
}

// TestObjectsCannotBeGuessed keeps the entropy of the keys of objects: the part
// of it that is no time must not follow from another one.
func TestObjectsCannotBeGuessed(t *testing.T) {
	w := newWorld(t)
	seen := make(map[[32]byte]bool)
	var last string
	for i := range 3 {
		out := w.publish(t, dataset("air-quality", 10+i))
		if tail := out.ID[10:]; last != "" && (tail[:8] == last[:8] || seen[sha256.Sum256([]byte(tail))]) {
			t.Errorf("%s follows from %s", tail, last)
		} else {
			last = tail
			seen[sha256.Sum256([]byte(tail))] = true
		}
	}
}
