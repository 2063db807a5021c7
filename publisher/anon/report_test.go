package anon_test

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"nguon/publisher/anon"
	"nguon/publisher/anon/assess"
	"nguon/publisher/charset"
	"nguon/publisher/table"
)

// source is a further table of a job, given as the text of a CSV file.
func source(t testing.TB, text string) anon.Source {
	t.Helper()
	name := filepath.Join(t.TempDir(), "trước.csv")
	write(t, name, text)
	plan, err := table.Inspect(t.Context(), name, table.Options{Encoding: charset.UTF8, Comma: ',', Nulls: []string{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { plan.Close() })
	return anon.Source{Plan: plan, File: assess.File{Name: "trước.csv", SHA256: strings.Repeat("0", 64), Rows: plan.Rows}}
}

func TestTypesAreThoseThatTheFileIsReadWith(t *testing.T) {
	j := small(t, "Mã,Ngày,Tuổi,Tiền,Ghi,Nhóm\n007,03/04/2024,20,1.50,1,a\n008,05/04/2024,30,2.25,,b\n",
		open+`columns:
  Mã: {role: insensitive, op: keep}
  Ngày: {role: insensitive, op: keep}
  Tuổi: {role: insensitive, op: {suppress: ['30']}}
  Tiền: {role: insensitive, op: keep}
  Ghi: {role: insensitive, op: {bands: 5}}
  Nhóm: {role: insensitive, op: keep}
`, nil)
	got := run(t, j)
	want := map[string]table.Type{"Mã": table.String, "Ngày": table.Date, "Tuổi": table.Integer, "Tiền": table.Number, "Nhóm": table.String}
	if !maps.Equal(got.Types, want) {
		t.Errorf("types %v, want %v", got.Types, want)
	}
	if text := published(t, got); text != "Mã,Ngày,Tuổi,Tiền,Ghi,Nhóm\n007,2024-04-03,20,1.5,0–4,a\n008,2024-04-05,,2.25,,b\n" {
		t.Errorf("published %q", text)
	}
	changed := make(map[string]bool)
	for _, c := range got.Columns {
		changed[c.Header] = c.Changed
	}
	if !changed["Tuổi"] || !changed["Ghi"] || changed["Mã"] || changed["Nhóm"] {
		t.Errorf("changed %v", changed)
	}
}

// byBands are ten rows in bands of age, two of each width of 5 years.
const byBands = "Tuổi\n20\n21\n25\n26\n30\n31\n35\n36\n"

func TestLeversSayWhatAnotherPolicyGives(t *testing.T) {
	got := run(t, small(t, byBands, open+"columns: {Tuổi: {role: quasi, op: {bands: 5}}}\nprivacy: {k: 4}\n", nil))
	if got.Report.Pass {
		t.Fatal("classes of 2 pass for k = 4")
	}
	levers := make(map[string]assess.Lever)
	for _, l := range got.Report.Levers {
		levers[l.Change] = l
	}
	if l := levers["coarser"]; l.From != "bands 5" || l.To != "bands 10" || l.Before.K != 2 || l.After.K != 4 || !l.After.Pass || l.Before.SuppressedRows != 1 || l.After.SuppressedRows != 0 {
		t.Errorf("coarser: %+v", l)
	}
	if l := levers["drop"]; l.After.K != 8 || !l.After.Pass || l.After.Loss != 1 {
		t.Errorf("drop: %+v", l)
	}
	if l := levers["suppress"]; l.To != "1" {
		t.Errorf("suppress: %+v", l)
	}
}

// spread is a table of random ages and sizes of families.
func spreadTable(rows int, seed uint64) string {
	r := rand.New(rand.NewPCG(seed, 0))
	var b strings.Builder
	b.WriteString("Tuổi,Nhân khẩu\n")
	for range rows {
		fmt.Fprintf(&b, "%d,%d\n", r.IntN(80), 1+r.IntN(8))
	}
	return b.String()
}

const twoLadders = "hierarchies: {tuổi: {intervals: [5, 10, 20, 40]}, hộ: {intervals: [2, 4]}}\n" + open

func TestLeversOfSearchedLevelsAreWhatThoseLevelsGive(t *testing.T) {
	data := spreadTable(300, 1)
	rule := "privacy: {k: 8}\nsearch: {suppress_rows: 0.1}\n"
	got := run(t, small(t, data, twoLadders+"columns: {Tuổi: {role: quasi, op: {generalise: tuổi}}, Nhân khẩu: {role: quasi, op: {generalise: hộ}}}\n"+rule, nil))
	level := make(map[string]int)
	for _, l := range got.Report.Search.Levels {
		level[l.Column] = l.Level
	}
	if !got.Report.Pass || len(got.Report.Levers) < 2 {
		t.Fatalf("%d levers, failed %v", len(got.Report.Levers), failed(got.Report))
	}
	for _, l := range got.Report.Levers {
		at := maps.Clone(level)
		at[l.Column] += map[string]int{"coarser": 1, "finer": -1}[l.Change]
		fixed := fmt.Sprintf("columns: {Tuổi: {role: quasi, op: {generalise: {hierarchy: tuổi, level: '%d'}}}, Nhân khẩu: {role: quasi, op: {generalise: {hierarchy: hộ, level: '%d'}}}}\n", at["Tuổi"], at["Nhân khẩu"])
		r := run(t, small(t, data, twoLadders+fixed+strings.Replace(rule, "0.1", "0.99", 1), nil)).Report
		suppressed := float64(r.Utility.SuppressedRows) / 300
		if math.Abs(suppressed-l.After.SuppressedRows) > 1e-9 || l.After.Pass != (suppressed <= 0.1) {
			t.Errorf("%s %s: %v of the rows suppressed, pass %v; done, it is %v", l.Change, l.Column, l.After.SuppressedRows, l.After.Pass, suppressed)
		}
	}
}

func TestPopulationBoundsWhoIsInTheTable(t *testing.T) {
	const data = "Giới tính\nnam\nnam\nnam\nnữ\nnữ\nnữ\n"
	people := "Giới tính\n" + strings.Repeat("nam\n", 6) + strings.Repeat("nữ\n", 12)
	for _, test := range []struct {
		name, asked string
		failed      []assess.Code
	}{
		{"what holds", "k_map: 6, presence: {min: 0.25, max: 0.5}", nil},
		{"k-map above the smallest group", "k_map: 7", []assess.Code{assess.KMap}},
		{"presence below the greatest share", "presence: 0.49", []assess.Code{assess.Presence}},
		{"presence above the least share", "presence: {min: 0.3, max: 0.9}", []assess.Code{assess.PresenceMin}},
		{"a risk of the journalist that holds", "risk: {highest: 0.17, average: 0.17, at_risk: {above: 0.2, share: 0}}", nil},
		{"risk of the journalist", "risk: {highest: 0.1}", []assess.Code{assess.HighestRisk}},
	} {
		t.Run(test.name, func(t *testing.T) {
			j := small(t, data, head+"release: open\ncoverage: sample(fraction: 0.33)\npopulation: dân-số.csv\ncolumns: {Giới tính: {role: quasi, op: keep}}\nprivacy: {k: 2, "+test.asked+"}\n", nil)
			from := source(t, people)
			j.Population = &from
			got := run(t, j)
			a := got.Report.Adversaries[0]
			if *a.KMap != 6 || *a.Presence != (assess.Span{Least: 0.25, Most: 0.5}) || math.Abs(a.Journalist.Highest-1.0/6) > 1e-12 {
				t.Errorf("k_map %d, presence %v, journalist %v", *a.KMap, *a.Presence, *a.Journalist)
			}
			if codes := failed(got.Report); !slices.Equal(codes, test.failed) {
				t.Errorf("failed %v, want %v", codes, test.failed)
			}
		})
	}
}

func TestPopulationWithoutAColumnIsRefused(t *testing.T) {
	j := small(t, "Giới tính\nnam\nnam\n", head+"release: open\ncoverage: census\npopulation: dân-số.csv\ncolumns: {Giới tính: {role: quasi, op: keep}}\nprivacy: {k: 2, k_map: 2}\n", nil)
	from := source(t, "Tuổi\n20\n21\n")
	j.Population = &from
	_, err := anon.Run(t.Context(), j)
	refusal(t, err, "does not have this column")
}

func TestUniquenessIsEstimatedForASampleOnly(t *testing.T) {
	estimate := func(coverage, asked string) *assess.Report {
		return run(t, small(t, spreadTable(400, 2), head+"release: open\ncoverage: "+coverage+"\ncolumns: {Tuổi: {role: quasi, op: {bands: 5}}, Nhân khẩu: {role: quasi, op: keep}}\nprivacy: {k: 2"+asked+"}\nsearch: {suppress_rows: 0.2}\n", nil)).Report
	}
	if e := estimate("census", "").Estimate; e != nil {
		t.Errorf("a census has an estimate: %+v", e)
	}
	r := estimate("sample(fraction: 0.05)", ", uniqueness: 0.01")
	if r.Estimate == nil || r.Estimate.Fraction != 0.05 {
		t.Fatalf("estimate %+v", r.Estimate)
	}
	want := r.Estimate.Share != nil && *r.Estimate.Share <= 0.01
	if got := !slices.Contains(failed(r), assess.Uniqueness); got != want {
		t.Errorf("an estimate of %+v passes: %v", r.Estimate, got)
	}
}

func TestFileThatIsThereAlreadyIsNotWrittenOver(t *testing.T) {
	j := small(t, byBands, one("Tuổi", "keep"), nil)
	write(t, filepath.Join(j.Dir, j.Name+".csv"), "mine")
	if _, err := anon.Run(t.Context(), j); !os.IsExist(err) {
		t.Errorf("err = %v, want one that the file exists", err)
	}
}
