package assess_test

import (
	"slices"
	"testing"
	"time"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/policy"
)

func TestGateRefusesWhatDoesNotBelongTogether(t *testing.T) {
	for name, c := range map[string]struct {
		change func(in *assess.GateInput)
		want   []assess.Code
	}{
		"as it was made":         {func(*assess.GateInput) {}, nil},
		"nothing is claimed":     {func(in *assess.GateInput) { in.Dataset, in.Unit, in.Release = "", "", "" }, nil},
		"no report":              {func(in *assess.GateInput) { in.Report = nil }, []assess.Code{assess.NoReport}},
		"a form of next year":    {func(in *assess.GateInput) { in.Report.Schema = "nguon.risk-report/2" }, []assess.Code{assess.OtherSchema}},
		"another file":           {func(in *assess.GateInput) { in.Output.SHA256 = hash("5") }, []assess.Code{assess.OtherFile}},
		"no policy":              {func(in *assess.GateInput) { in.Policy = nil }, []assess.Code{assess.OtherPolicy}},
		"another policy":         {func(in *assess.GateInput) { in.Policy.Search.Metric = "nue" }, []assess.Code{assess.OtherPolicy}},
		"another dataset":        {func(in *assess.GateInput) { in.Dataset = "khac" }, []assess.Code{assess.OtherDataset}},
		"another unit":           {func(in *assess.GateInput) { in.Unit = "household" }, []assess.Code{assess.OtherUnit}},
		"another kind":           {func(in *assess.GateInput) { in.Release = policy.Internal }, []assess.Code{assess.OtherPolicy}},
		"a table came along":     {func(in *assess.GateInput) { in.Tables = []assess.File{{SHA256: hash("6")}} }, []assess.Code{assess.OtherFile}},
		"an unknown earlier one": {func(in *assess.GateInput) { in.Previous = append(in.Previous, hash("7")) }, []assess.Code{assess.NotLinked}},
		"the day of review":      {func(in *assess.GateInput) { in.Now = in.Report.ReviewBy.Add(23 * time.Hour) }, nil},
		"review is overdue":      {func(in *assess.GateInput) { in.Now = in.Report.ReviewBy.Add(24 * time.Hour) }, []assess.Code{assess.ReviewOverdue}},
		"from the future":        {func(in *assess.GateInput) { in.Now = in.Report.Made.AddDate(0, 0, -2) }, []assess.Code{assess.OtherFigures}},
		"not measured here":      {func(in *assess.GateInput) { in.Again = nil }, []assess.Code{assess.OtherFigures}},
		"personal data found here": {func(in *assess.GateInput) {
			in.Scan = []assess.Finding{{Column: "benh", Kind: "phone", Decision: "block", Cells: 1}}
		}, []assess.Code{assess.PersonalData}},
		"a finding without a decision": {func(in *assess.GateInput) {
			in.Scan = []assess.Finding{{Column: "benh", Kind: "phone", Cells: 1}}
		}, []assess.Code{assess.PersonalData}},
		"the report says no": {func(in *assess.GateInput) {
			*in.Report.Linkage.Releases[0].Joint = 2
			assess.Judge(in.Policy, in.Report)
		}, []assess.Code{assess.Failed, assess.JointK}},
		"the report says yes to its own no": {func(in *assess.GateInput) {
			*in.Report.Linkage.Releases[0].Joint = 2
		}, []assess.Code{assess.OtherFigures, assess.Failed, assess.JointK}},
		"no verdict": {func(in *assess.GateInput) {
			in.Report.Rules, in.Report.Pass = nil, false
		}, []assess.Code{assess.OtherFigures, assess.Failed}},
	} {
		t.Run(name, func(t *testing.T) {
			_, in := passing(t)
			c.change(&in)
			if got := failing(assess.Gate(in)); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

// The first rule is the one to look at.
func TestGateTellsTheWorstFirstAndOnce(t *testing.T) {
	r, in := passing(t)
	r.ScanOutput[0].Decision = "block"
	*r.Linkage.Releases[0].Joint = 2
	assess.Judge(in.Policy, r)
	in.Scan = r.ScanOutput
	in.Output.Bytes++
	in.Now = in.Now.AddDate(2, 0, 0)
	var got []assess.Code
	for _, rule := range assess.Gate(in) {
		got = append(got, rule.Code)
	}
	want := []assess.Code{assess.OtherFile, assess.PersonalData, assess.Failed, assess.JointK, assess.ReviewOverdue}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

// What the comparison here finds counts, whatever the report says of it. Where
// labels are others, nothing was found.
func TestGateRefusesDifferencesThatItFinds(t *testing.T) {
	for _, was := range []assess.Previous{
		{Name: "d@1", Comparable: true}, {Name: "d@1", Comparable: true, Differences: 2}, {Name: "d@1", Reason: "unknown-label", Differences: 2},
	} {
		_, in := passing(t)
		in.Compared = []assess.Previous{was}
		var want []assess.Code
		if was.Comparable && was.Differences > 0 {
			want = []assess.Code{assess.Differencing}
		}
		if got := failing(assess.Gate(in)); !slices.Equal(got, want) {
			t.Errorf("%+v: %v", was, got)
		}
	}
}

// Somebody who knows the form edits a report consistently, and judges it again
// so that its verdict fits.
func TestGateRefusesConsistentLies(t *testing.T) {
	for name, lie := range map[string]func(r *assess.Report){
		"k of a release without suppressed cells": func(r *assess.Report) {
			*r.Adversaries[1].Attacker++
			*r.Adversaries[1].AttackerAll++
			*r.Adversaries[1].Strict++
			*r.Adversaries[1].Wildcard++
		},
		"k above what wildcards allow": func(r *assess.Report) { everyone(r, 300) },
		"k below what is shown":        func(r *assess.Report) { everyone(r, 2) },
		"uniques that are hidden":      func(r *assess.Report) { r.Adversaries[0].Uniques = 1 },
		"all risks at the least": func(r *assess.Report) {
			r.Adversaries[0].Prosecutor.Average, r.Adversaries[0].Prosecutor.AtRisk = r.Adversaries[0].Prosecutor.Lowest, 0
		},
		"a population nobody has": func(r *assess.Report) { r.Population = nil },
		"k-map by itself":         func(r *assess.Report) { *r.Adversaries[0].KMap = 1000 },
		"diversity":               func(r *assess.Report) { *r.Sensitive[0].Distinct += 2 },
		"closeness":               func(r *assess.Report) { *r.Sensitive[0].Tree /= 2 },
		"estimate":                func(r *assess.Report) { *r.Estimate.Share += 0.1 },
		"a column less":           func(r *assess.Report) { r.Columns = r.Columns[:len(r.Columns)-1] },
		"another role":            func(r *assess.Report) { r.Columns[0].Role = policy.Insensitive },
		"review after ten years":  func(r *assess.Report) { r.ReviewBy = r.ReviewBy.AddDate(10, 0, 0) },
	} {
		t.Run(name, func(t *testing.T) {
			r, in := passing(t)
			lie(r)
			assess.Judge(in.Policy, r)
			if got := assess.Gate(in); !slices.Contains(failing(got), assess.OtherFigures) {
				t.Errorf("got %+v", got)
			}
		})
	}
}

// everyone says that all rows have one number of candidates.
func everyone(r *assess.Report, k int64) {
	a := &r.Adversaries[0]
	var rows int64
	for _, b := range a.Sizes {
		rows += b.Rows
	}
	all := k
	a.Attacker, a.AttackerAll = &k, &all
	a.Sizes = []assess.Bin{{From: 200, To: 499, Rows: rows}}
	if k == 2 {
		a.Sizes = []assess.Bin{{From: 2, To: 2, Rows: rows}}
	}
	a.Prosecutor.Highest, a.Prosecutor.Lowest, a.Prosecutor.Average = 1/float64(k), 1/float64(k), 1/float64(k)
}

// The figures of a real release always pass what the gate holds for possible.
func TestHonestFiguresArePlausible(t *testing.T) {
	for seed := range uint64(150) {
		release, original, p := randomRelease(t, seed)
		d := assess.Data{Policy: p, Release: release, Original: original}
		r := honest(t, d)
		d.Original = nil
		in := assess.GateInput{Report: r, Policy: p, Now: made, Output: r.Output, Again: measure(t, d)}
		for _, rule := range assess.Gate(in) {
			if rule.Code == assess.OtherFigures || rule.Code == assess.OtherFile || rule.Code == assess.OtherPolicy {
				t.Fatalf("seed %d: %+v\nrelease %v\noriginal %v", seed, rule, anontest.Rows(release, []int{0, 1, 2}), anontest.Rows(original, []int{0, 1, 2}))
			}
		}
	}
}

// honest is a report with no more than what the gate compares.
func honest(t *testing.T, d assess.Data) *assess.Report {
	m, p := measure(t, d), d.Policy
	r := &assess.Report{
		Schema: assess.Schema, Made: made, ReviewBy: made, Dataset: p.Dataset, Release: p.Release, Unit: p.Unit, Coverage: float64(p.Coverage), Policy: p.Hash(),
		Output: assess.File{Rows: int64(d.Release.Rows)}, Adversaries: m.Adversaries, Sensitive: m.Sensitive, Estimate: m.Estimate,
		Utility: assess.Utility{RowsAfter: int64(d.Release.Rows)},
	}
	for _, c := range m.Contents {
		r.Columns = append(r.Columns, assess.Column{Name: c.Name, Role: policy.Quasi, After: c.Distinct, Missing: c.Missing, Subjects: []string{assess.All}})
	}
	assess.Judge(p, r)
	return r
}

// Where all that an adversary knows is suppressed, there is no k to claim.
func TestGateRefusesKOfNothing(t *testing.T) {
	rows := [][]string{{anontest.Missing}, {anontest.Missing}, {anontest.Missing}}
	d := assess.Data{Policy: quasi(t, []string{"a"}), Release: anontest.Table([]string{"a"}, rows)}
	d.Original = anontest.Table([]string{"a"}, [][]string{{"1"}, {"2"}, {"3"}})
	r := honest(t, d)
	k, all := int64(3), int64(6)
	r.Adversaries[0].Attacker, r.Adversaries[0].AttackerAll = &k, &all
	assess.Judge(d.Policy, r)
	d.Original = nil
	got := assess.Gate(assess.GateInput{Report: r, Policy: d.Policy, Now: made, Output: r.Output, Again: measure(t, d)})
	if !slices.Contains(failing(got), assess.OtherFigures) {
		t.Errorf("got %+v", got)
	}
}

// A release of tables alone is bound to their files.
func TestGateComparesTheFilesOfTables(t *testing.T) {
	p := parse(t, "{policy: v1, dataset: d, release: open, unit: aggregate, coverage: census, review_after: 12mo, linkage: {previous_releases: ignore}, "+
		"columns: {a: {role: quasi, op: keep}}, tables: [{by: [a], count: n, min_count: 5}]}")
	file := assess.File{Name: "a.csv", SHA256: hash("8"), Bytes: 10, Rows: 2}
	r := &assess.Report{Schema: assess.Schema, Made: made, ReviewBy: made, Dataset: "d", Release: p.Release, Unit: p.Unit, Coverage: 1, Policy: p.Hash(),
		Tables: []assess.Table{{Name: "1", By: []string{"a"}, Output: file}}}
	assess.Judge(p, r)
	in := assess.GateInput{Report: r, Policy: p, Now: made, Tables: []assess.File{file}, Previous: []string{hash("4")}}
	if got := assess.Gate(in); len(got) > 0 {
		t.Errorf("refused: %+v", got)
	}
	in.Tables[0].SHA256 = hash("9")
	if got := assess.Gate(in); len(got) != 1 || got[0].Code != assess.OtherFile || got[0].Table != "1" {
		t.Errorf("got %+v", got)
	}
}

func TestGateRefusesPatternsThatCannotBe(t *testing.T) {
	for name, p := range map[string]assess.Pattern{
		"a column that nobody knows": {Columns: []string{"cccd"}, Rows: 1},
		"no column":                  {Rows: 1},
		"no row":                     {Columns: []string{"xa"}},
		"too many rows":              {Columns: []string{"xa"}, Rows: 1 << 40},
		"a score below zero":         {Columns: []string{"xa"}, Rows: 1, Score: -1},
	} {
		t.Run(name, func(t *testing.T) {
			r, in := passing(t)
			r.Adversaries[0].Patterns = []assess.Pattern{p}
			if got := assess.Gate(in); !slices.Contains(failing(got), assess.OtherFigures) {
				t.Errorf("got %+v", got)
			}
		})
	}
}
