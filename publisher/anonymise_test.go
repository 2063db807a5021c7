package publisher

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nguon/catalog"
	"nguon/publisher/anon/assess"
)

const patientsManifest = `slug: kham-benh
title: {vi: Lượt khám, en: Consultations}
description: {vi: Lượt khám bệnh., en: Consultations.}
agency: {code: MAU-YT, title: {vi: Sở mẫu, en: Sample department}}
theme: [health] # do sở chọn
licence: CC-BY-4.0
frequency: annual
resources:
  - name: luot-kham
    title: {vi: Lượt khám, en: Consultations}
    file: luot-kham.csv
    unit: person
    policy: luot-kham.policy.yaml
    primaryKey: [cccd]
    columns:
      - {source: Tuổi, name: tuoi, title: {vi: Tuổi, en: Age}, type: integer, constraints: {minimum: 0}}
      - {source: Số CCCD, name: cccd, title: {vi: Số định danh, en: Number}, type: string}
`

const patientsPolicy = `policy: v1
dataset: kham-benh
release: open
unit: person
coverage: census
columns:
  Họ tên:    {role: identifier, op: drop}
  Số CCCD:   {role: identifier, op: drop}
  Tuổi:      {role: quasi, op: {bands: 10}}
  Giới tính: {role: quasi, op: keep}
  Bệnh:      {role: sensitive, op: keep}
  Ghi chú:   {role: insensitive, op: keep}
privacy: {k: 3, Bệnh: {l: 2}}
review_after: 12mo
`

// patients is a register of so many rows. Note is what is in the column of
// notes of each row.
func patients(rows int, note func(row int) string) string {
	r := rand.New(rand.NewPCG(8, 0))
	var b strings.Builder
	b.WriteString("Họ tên,Số CCCD,Tuổi,Giới tính,Bệnh,Ghi chú\n")
	for i := range rows {
		fmt.Fprintf(&b, "Nguyễn Văn %c,0010%02d%06d,%d,%s,%s,%s\n", 'A'+i%26, 50+i%50, r.IntN(1e6), 20+i%20, []string{"nam", "nữ"}[i%2], []string{"cúm", "hen", "gút"}[i%3], note(i))
	}
	return b.String()
}

func quiet(int) string { return "tái khám" }

// newClinic is a bench whose folder holds a register and its policy.
func newClinic(t *testing.T, data, policy string) *bench {
	t.Helper()
	b := newBench(t)
	b.dir = filepath.Join(filepath.Dir(b.dir), "kham-benh")
	b.write(t, ManifestName, patientsManifest)
	b.write(t, "luot-kham.csv", data)
	b.write(t, "luot-kham.policy.yaml", policy)
	return b
}

// out is where the folder is made that may be published.
func (b *bench) out() string { return b.dir + "-moi" }

// says checks that an error refuses with some words in English, in a text that
// is in Vietnamese, too.
func says(t *testing.T, err error, words string) {
	t.Helper()
	e, ok := errors.AsType[*catalog.Error](err)
	if !ok || !errors.Is(err, catalog.ErrRefused) {
		t.Fatalf("err = %v, want one of kind %v", err, catalog.ErrRefused)
	}
	text := e.Public
	for _, f := range e.Fields {
		text.Vi, text.En = text.Vi+"\n"+f.Detail.Vi, text.En+"\n"+f.Field+": "+f.Detail.En
	}
	if !strings.Contains(text.En, words) || text.Vi == "" {
		t.Errorf("%s\n%s\nwant words like %q", text.Vi, text.En, words)
	}
}

// releases is how many releases of the dataset are published.
func (b *bench) releases(t *testing.T) int {
	t.Helper()
	rs, err := b.db.Releases(t.Context(), "kham-benh")
	if err != nil && !errors.Is(err, catalog.ErrNotFound) {
		t.Fatal(err)
	}
	n := 0
	for _, r := range rs {
		if r.State == catalog.StatePublished {
			n++
		}
	}
	return n
}

// clinic is a bench with a folder that was made anonymous and may be published.
func clinic(t *testing.T) (b *bench, out string) {
	t.Helper()
	b = newClinic(t, patients(300, quiet), patientsPolicy)
	all, err := b.Anonymise(t.Context(), AnonymiseRequest{Dir: b.dir, Out: b.out()})
	if err != nil || len(all) != 1 || !all[0].Report.Pass {
		t.Fatalf("%v, %v", all, err)
	}
	return b, b.out()
}

func TestAnonymisedFolderIsPublishedWithItsReport(t *testing.T) {
	b, out := clinic(t)
	text, err := os.ReadFile(filepath.Join(out, ManifestName))
	if err != nil || strings.Contains(string(text), "cccd") || !strings.Contains(string(text), "# do sở chọn") {
		t.Errorf("manifest %s, %v", text, err)
	}
	report, err := b.Check(t.Context(), out, nil)
	if err != nil || report.Err() != nil {
		t.Fatalf("check: %v, %v", err, report.Err())
	}
	got, err := b.Publish(t.Context(), Request{Dir: out})
	if err != nil {
		t.Fatal(err)
	}
	made := got.Tables[0]
	if made.Rows != 300 || made.Disclosure == nil || made.Risk == nil {
		t.Errorf("table %+v", made)
	}
	if _, err := b.blobs.Stat(t.Context(), made.Risk.Key); err != nil {
		t.Errorf("the report is not in the store: %v", err)
	}
	for _, c := range made.Columns {
		if c.Name == "cccd" || c.Name == "ho_ten" {
			t.Errorf("column %q is published", c.Name)
		}
	}
}

func edit(t *testing.T, path, from, to string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), from) {
		t.Fatalf("%s has no %q:\n%s", filepath.Base(path), from, text)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), from, to, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
}

// rewrite changes a report as somebody would who knows its form.
func rewrite(t *testing.T, path string, change func(*assess.Report)) {
	t.Helper()
	r, err := readRisk(path, filepath.Base(path))
	if err != nil {
		t.Fatal(err)
	}
	change(r)
	text, err := r.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestTamperedFoldersAreRefused(t *testing.T) {
	const risk = "luot-kham.risk.json"
	better := func(r *assess.Report) {
		k := int64(50)
		r.Adversaries[0].Strict, r.Adversaries[0].Attacker = &k, &k
	}
	for _, test := range []struct {
		name   string
		tamper func(t *testing.T, b *bench, out string)
		want   string
	}{
		{"a cell of the data is changed", func(t *testing.T, _ *bench, out string) {
			edit(t, filepath.Join(out, "luot-kham.csv"), "tái khám", "khám lại")
		}, "is not the one"},
		{"a row is added", func(t *testing.T, _ *bench, out string) {
			edit(t, filepath.Join(out, "luot-kham.csv"), "Ghi chú\n", "Ghi chú\n90–99,nam,cúm,x\n")
		}, "is not the one"},
		{"the policy is changed", func(t *testing.T, _ *bench, out string) {
			edit(t, filepath.Join(out, "luot-kham.policy.yaml"), "k: 3", "k: 2")
		}, "policy"},
		{"the figures of the report are changed", func(t *testing.T, _ *bench, out string) { rewrite(t, filepath.Join(out, risk), better) }, "Measured again"},
		{"the report is changed by hand", func(t *testing.T, _ *bench, out string) {
			edit(t, filepath.Join(out, risk), `"schema"`, `"sch"`)
		}, "no risk report"},
		{"the report says no", func(t *testing.T, _ *bench, out string) {
			rewrite(t, filepath.Join(out, risk), func(r *assess.Report) { r.Pass = false })
		}, "report"},
		{"the report is about another dataset", func(t *testing.T, _ *bench, out string) {
			rewrite(t, filepath.Join(out, risk), func(r *assess.Report) { r.Dataset = "khac" })
		}, "khac"},
		{"the report is about another file", func(t *testing.T, b *bench, out string) {
			b.write(t, "luot-kham.csv", patients(400, quiet))
			if _, err := b.Anonymise(t.Context(), AnonymiseRequest{Dir: b.dir, Out: out + "-2"}); err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(filepath.Join(out+"-2", risk))
			if err == nil {
				err = os.WriteFile(filepath.Join(out, risk), text, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}, "is not the one"},
		{"the report is gone", func(t *testing.T, _ *bench, out string) {
			edit(t, filepath.Join(out, ManifestName), "risk: "+risk, "")
		}, "no risk report"},
		{"report and policy are gone", func(t *testing.T, _ *bench, out string) {
			edit(t, filepath.Join(out, ManifestName), "risk: "+risk, "")
			edit(t, filepath.Join(out, ManifestName), "policy: luot-kham.policy.yaml", "")
		}, "no risk report"},
		{"the unit is another", func(t *testing.T, _ *bench, out string) {
			edit(t, filepath.Join(out, ManifestName), "unit: person", "unit: household")
		}, "another kind"},
		{"the day of review is past", func(t *testing.T, b *bench, _ string) {
			now := b.now()
			b.now = func() time.Time { return now.AddDate(0, 13, 0) }
		}, "review"},
	} {
		t.Run(test.name, func(t *testing.T) {
			b, out := clinic(t)
			test.tamper(t, b, out)
			_, err := b.Publish(t.Context(), Request{Dir: out})
			says(t, err, test.want)
			report, err := b.Check(t.Context(), out, nil)
			if err == nil {
				err = report.Err()
			}
			says(t, err, test.want)
			if n := b.releases(t); n > 0 {
				t.Errorf("%d releases", n)
			}
			if left := b.leftovers(t); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}

func TestReportFileThatIsMissingIsNamed(t *testing.T) {
	b, out := clinic(t)
	if err := os.Remove(filepath.Join(out, "luot-kham.risk.json")); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Publish(t.Context(), Request{Dir: out}); err == nil || !strings.Contains(err.Error(), "luot-kham.risk.json") || b.releases(t) > 0 {
		t.Errorf("err = %v, want one that names the file", err)
	}
}

func TestReleaseMustHaveBeenComparedWithEarlierOnes(t *testing.T) {
	b, out := clinic(t)
	if _, err := b.Publish(t.Context(), Request{Dir: out}); err != nil {
		t.Fatal(err)
	}
	b.write(t, "luot-kham.csv", patients(360, quiet))
	alone := New(nil, nil, Options{WorkDir: b.work}) // the agency's machine, which has no portal
	if _, err := alone.Anonymise(t.Context(), AnonymiseRequest{Dir: b.dir, Out: out + "-2"}); err != nil {
		t.Fatal(err)
	}
	_, err := b.Publish(t.Context(), Request{Dir: out + "-2"})
	says(t, err, "compared")
	if _, err := b.Anonymise(t.Context(), AnonymiseRequest{Dir: b.dir, Out: out + "-3"}); err != nil {
		t.Fatal(err)
	}
	if got, err := b.Publish(t.Context(), Request{Dir: out + "-3"}); err != nil || got.Version != 2 {
		t.Errorf("%v: want version 2", err)
	}
	// One more person in the register would be told by subtraction.
	b.write(t, "luot-kham.csv", patients(361, quiet))
	_, err = b.Anonymise(t.Context(), AnonymiseRequest{Dir: b.dir, Out: out + "-4"})
	says(t, err, "One release less the other")
}
