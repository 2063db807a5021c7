package api_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"nguon/api"
	"nguon/api/problem"
	"nguon/catalog"
	"nguon/catalog/account"
	"nguon/publisher"
	"nguon/storage"
)

// visits is a raw folder about persons: who published it as it is would name
// them. Each of the regions and years has ten rows.
func visits(slug string) map[string]string {
	var b strings.Builder
	b.WriteString("Họ tên,Năm sinh,Tỉnh,Bệnh\n")
	for i := range 120 {
		fmt.Fprintf(&b, "%s %d,%d,%s,%s\n", []string{"Nguyễn Văn An", "Trần Thị Bình", "Lê Minh Châu"}[i%3], i,
			1960+10*(i%4), []string{"Hà Nội", "Huế", "Cà Mau"}[i/40], []string{"J00", "I10", "E11", "K29"}[(i/4)%4])
	}
	return map[string]string{"raw.csv": b.String(), "policy.yaml": fmt.Sprintf(visitsPolicy, slug), "dataset.yaml": fmt.Sprintf(visitsManifest, slug)}
}

const visitsManifest = `
slug: %s
title: {vi: Lượt khám, en: Visits}
description: {vi: Dữ liệu giả., en: Made up.}
agency: {code: H29, title: {vi: Sở Môi trường, en: Department of the environment}}
theme: [health]
licence: CC0-1.0
frequency: annual
source: {title: {vi: Phòng khám, en: Clinic}}
temporal: {from: 2026-01-01, to: 2026-12-31}
spatial: {title: {vi: Việt Nam, en: Viet Nam}, codes: [VN]}
note: {vi: Lần đầu., en: First.}
resources:
  - name: visits
    title: {vi: Lượt khám, en: Visits}
    file: raw.csv
    unit: person
    policy: policy.yaml
`

const visitsPolicy = `
policy: v1
dataset: %s
release: open
unit: person
coverage: census
columns:
  Họ tên: {role: identifier, op: drop}
  Năm sinh: {role: quasi, op: keep}
  Tỉnh: {role: quasi, op: keep}
  Bệnh: {role: sensitive, op: keep}
privacy:
  k: 5
  Bệnh: {l: {kind: distinct, l: 2}}
linkage: {previous_releases: check}
review_after: 12mo
`

// writeFiles writes a folder.
func writeFiles(t testing.TB, dir string, files map[string]string) string {
	t.Helper()
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// anonymous is a raw folder after the gate, as files.
func (w *world) anonymous(t testing.TB, raw map[string]string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	if _, err := w.pub.Anonymise(t.Context(), publisher.AnonymiseRequest{Dir: writeFiles(t, filepath.Join(dir, "raw"), raw), Out: out}); err != nil {
		t.Fatal(err)
	}
	files := make(map[string]string)
	entries, err := os.ReadDir(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		text, err := os.ReadFile(filepath.Join(out, e.Name()))
		if err != nil {
			t.Fatal(err)
		}
		files[e.Name()] = string(text)
	}
	return files
}

const (
	visitsRelease = "/v1/datasets/visits/releases/1"
	visitsRisk    = visitsRelease + "/checks/visits/risk"
)

// riskWorld is a world with a release about persons, and the folder that it was
// published from.
func riskWorld(t *testing.T) (w *world, folder map[string]string) {
	t.Helper()
	w = newWorld(t, func(d *api.Deps) {
		d.RiskPage = func(to io.Writer, report []byte, lang catalog.Lang) error {
			_, err := fmt.Fprintf(to, "<html lang=%s>%d bytes", lang, len(report))
			return err
		}
	})
	folder = w.anonymous(t, visits("visits"))
	w.publish(t, folder)
	return w, folder
}

func TestARiskReportIsForTheAgencyThatPublishes(t *testing.T) {
	w, folder := riskWorld(t)
	as := func(key string) map[string]string {
		return map[string]string{"X-Api-Key": key, "Accept-Language": "en"}
	}
	desk := as(w.approver(t))
	editor := as(w.key(t, account.Key{Grants: []account.Grant{{Agency: "H29", Role: account.Editor}}}))
	neighbour := as(w.key(t, account.Key{Grants: []account.Grant{{Agency: "H30", Role: account.Approver}}}))
	reader := as(w.key(t, account.Key{}))
	private := map[string]string{"Cache-Control": "no-store"}
	secret := []string{`"adversaries":[`, "Hà Nội"}
	var scenarios []scenario
	for _, suffix := range []string{"", ".html"} {
		scenarios = append(scenarios,
			scenario{name: "without a key" + suffix, path: visitsRisk + suffix, status: 401, code: problem.KeyMissing, want: private, hasNot: secret},
			scenario{name: "a reader" + suffix, path: visitsRisk + suffix, header: reader, status: 403, code: problem.Forbidden, want: private, hasNot: secret},
			scenario{name: "who may not publish" + suffix, path: visitsRisk + suffix, header: editor, status: 403, code: problem.Forbidden, want: private, hasNot: secret},
			scenario{name: "another agency" + suffix, path: visitsRisk + suffix, header: neighbour, status: 403, code: problem.Forbidden, want: private, hasNot: secret},
			scenario{name: "a table about nobody" + suffix, path: "/v1/datasets/air-quality/releases/1/checks/hourly/risk" + suffix, header: desk,
				status: 404, code: problem.NotFound, want: private})
	}
	run(t, w, append(scenarios,
		scenario{name: "the page", path: visitsRisk + ".html", header: desk, status: 200, has: []string{"<html lang=en>"},
			want: map[string]string{"Cache-Control": "no-store", "Content-Security-Policy": "style-src 'unsafe-inline'", "ETag": "-"}}))
	a := w.do(t, request{path: visitsRisk, header: desk})
	if a.status != 200 || a.header.Get("Cache-Control") != "no-store" || a.header.Get("ETag") != "" || a.body != folder["visits.risk.json"] {
		t.Errorf("%d %v, not the report of the folder: %.300s", a.status, a.header, a.body)
	}
	if err := w.pub.Withdraw(t.Context(), "visits", 1, catalog.Text{Vi: "Sai", En: "Wrong"}); err != nil {
		t.Fatal(err)
	}
	w.pass(1e9)
	run(t, w, []scenario{
		{name: "withdrawn", path: visitsRisk, header: desk, status: 410, code: problem.VersionGone, want: private},
		{name: "withdrawn, the page", path: visitsRisk + ".html", header: desk, status: 410, code: problem.VersionGone, want: private},
		{name: "a withdrawn release says nothing of the people either", path: visitsRelease, status: 200, hasNot: []string{"disclosure", "k_asked"}},
		{name: "nor does its dataset", path: "/v1/datasets/visits", status: 200, hasNot: []string{"disclosure", "k_asked"}},
	})
}

// What the public may know stands in each answer about the table, and nothing
// else of the report does: not even where it is.
func TestThePublicSeesTheSummaryAlone(t *testing.T) {
	w, _ := riskWorld(t)
	w.catchUp(t)
	r, err := w.db.Release(t.Context(), "visits", 1)
	if err != nil {
		t.Fatal(err)
	}
	table := &r.Tables[0]
	if table.Disclosure == nil || table.Risk == nil || !table.Disclosure.Pass || *table.Disclosure.KReached < 5 {
		t.Fatalf("%+v", table)
	}
	summary, err := json.Marshal(table.Disclosure)
	if err != nil {
		t.Fatal(err)
	}
	has := []string{`"disclosure":` + string(summary)}
	hasNot := []string{table.Risk.Key, "risk.json", "class_sizes", `"scan_`, `"quasi"`}
	run(t, w, []scenario{
		{name: "dataset", path: "/v1/datasets/visits", status: 200, has: has, hasNot: hasNot},
		{name: "release", path: visitsRelease, status: 200, has: has, hasNot: hasNot},
		{name: "releases", path: "/v1/datasets/visits/releases", status: 200, has: has, hasNot: hasNot},
		{name: "schema", path: "/v1/data/visits/visits/schema", status: 200, has: has, hasNot: hasNot},
		{name: "report of the checks", path: visitsRelease + "/checks/visits", status: 200, has: has, hasNot: hasNot},
		{name: "search", path: "/v1/datasets?q=visits", status: 200, hasNot: append(hasNot, "disclosure")},
		{name: "statistics", path: "/v1/data/visits/visits/stats", status: 200, hasNot: append(hasNot, "disclosure")},
		{name: "a table about nobody", path: "/v1/datasets/air-quality", status: 200, hasNot: []string{"disclosure"}},
	})
}

// The object of the report is asked for under every address that leads to
// objects, and is at none of them.
func TestNoPublicAddressLeadsToARiskReport(t *testing.T) {
	w, _ := riskWorld(t)
	r, err := w.db.Release(t.Context(), "visits", 1)
	if err != nil {
		t.Fatal(err)
	}
	key := r.Tables[0].Risk.Key
	if _, err := w.objects.Stat(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	name := filepath.Base(key)
	for _, path := range []string{
		"/" + key, "/v1/" + key, "/objects/" + key, "/v1/data/visits@1/visits/file.risk.json", "/v1/data/visits@1/visits/file.json",
		"/v1/data/visits@1/visits.risk/file.json", "/v1/data/visits@1/visits/" + name, "/v1/data/visits@1/" + name + "/rows",
		"/v1/data/visits@1/visits/rows.risk.json", "/v1/data/visits@1/visits/../" + name, "/v1/data/visits@1/visits/file.parquet/../" + name,
		visitsRelease + "/" + name, visitsRelease + "/files/" + name, visitsRelease + "/checks/" + name, visitsRelease + "/checks/visits/" + name,
		"/v1/uploads/" + name, "/v1/publications/" + name,
	} {
		a := w.plainDo(t, request{path: path})
		if a.Code == 200 || strings.Contains(a.Body.String(), "adversaries\":[") {
			t.Errorf("%s: %d %.100s", path, a.Code, a.Body)
		}
	}
	if err := w.pub.Withdraw(t.Context(), "visits", 1, catalog.Text{Vi: "Sai", En: "Wrong"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.objects.Stat(t.Context(), key); !errors.Is(err, storage.ErrNotExist) {
		t.Errorf("the report of a withdrawn release is still stored: %v", err)
	}
}
