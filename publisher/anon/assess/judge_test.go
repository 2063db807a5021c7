package assess_test

import (
	"slices"
	"testing"

	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/policy"
)

func failing(rules []assess.Rule) (codes []assess.Code) {
	for _, r := range rules {
		if !r.Pass && !slices.Contains(codes, r.Code) {
			codes = append(codes, r.Code)
		}
	}
	return codes
}

func TestEveryDemandHasARule(t *testing.T) {
	r, _ := passing(t)
	if !r.Pass {
		t.Fatalf("fails: %v", failing(r.Rules))
	}
	var got []assess.Code
	for _, rule := range r.Rules {
		got = append(got, rule.Code)
	}
	adversary := []assess.Code{assess.K, assess.EmptyRows, assess.HighestRisk, assess.AverageRisk, assess.RowsAtRisk, assess.KMap, assess.Presence}
	want := slices.Concat(
		[]assess.Code{assess.PersonalData, assess.NoRows, assess.OutputDiffers, assess.SuppressedRows, assess.SuppressedCells, assess.Ungated},
		adversary, adversary, []assess.Code{assess.Uniqueness},
		[]assess.Code{assess.NoModel, assess.LDistinct, assess.LDistinct, assess.TTree, assess.TTree, assess.Delta, assess.Delta, assess.Beta, assess.Beta, assess.Alpha, assess.Alpha},
		[]assess.Code{assess.NoModel, assess.LEntropy, assess.LEntropy, assess.TOrdered, assess.TOrdered, assess.PPercent, assess.PPercent},
		[]assess.Code{assess.NotLinked, assess.Incomparable, assess.Differencing, assess.JointK},
	)
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// Each case changes one figure of a report that passes, or one demand of its
// policy, and names the rules that must then fail.
func TestWhatIsBrokenOrUnknownFails(t *testing.T) {
	first := func(r *assess.Report) *assess.Adversary { return &r.Adversaries[0] }
	for name, c := range map[string]struct {
		change func(r *assess.Report, p *policy.Policy)
		want   []assess.Code
	}{
		"k of one adversary too small": {func(r *assess.Report, _ *policy.Policy) { *first(r).Attacker = 2 }, []assess.Code{assess.K}},
		"k not known":                  {func(r *assess.Report, _ *policy.Policy) { first(r).Attacker = nil }, []assess.Code{assess.K}},
		"few empty rows":               {func(r *assess.Report, _ *policy.Policy) { first(r).Empty = 2 }, []assess.Code{assess.EmptyRows}},
		"an adversary is not measured": {
			func(r *assess.Report, _ *policy.Policy) { r.Adversaries = r.Adversaries[:1] },
			[]assess.Code{assess.K, assess.EmptyRows, assess.HighestRisk, assess.AverageRisk, assess.RowsAtRisk, assess.KMap, assess.Presence},
		},
		"an adversary knew less": {
			func(r *assess.Report, _ *policy.Policy) { first(r).Columns = first(r).Columns[:1] },
			[]assess.Code{assess.K, assess.EmptyRows, assess.HighestRisk, assess.AverageRisk, assess.RowsAtRisk, assess.KMap, assess.Presence},
		},
		"an adversary stands twice": {
			func(r *assess.Report, _ *policy.Policy) { r.Adversaries = append(r.Adversaries, *first(r)) },
			[]assess.Code{assess.K, assess.EmptyRows, assess.HighestRisk, assess.AverageRisk, assess.RowsAtRisk, assess.KMap, assess.Presence},
		},
		"journalist risk":             {func(r *assess.Report, _ *policy.Policy) { first(r).Journalist.Highest = 0.5 }, []assess.Code{assess.HighestRisk}},
		"average risk":                {func(r *assess.Report, _ *policy.Policy) { first(r).Journalist.Average = 0.21 }, []assess.Code{assess.AverageRisk}},
		"rows at risk":                {func(r *assess.Report, _ *policy.Policy) { first(r).Journalist.AtRisk = 0.51 }, []assess.Code{assess.RowsAtRisk}},
		"rows at risk of other bound": {func(r *assess.Report, _ *policy.Policy) { first(r).Journalist.Above = 0.3 }, []assess.Code{assess.RowsAtRisk}},
		"no journalist": {
			func(r *assess.Report, _ *policy.Policy) { first(r).Journalist = nil },
			[]assess.Code{assess.HighestRisk, assess.AverageRisk, assess.RowsAtRisk},
		},
		"a census has prosecutors": {
			func(r *assess.Report, p *policy.Policy) {
				p.Coverage, p.Privacy.Uniqueness = 1, nil
				for i := range r.Adversaries {
					r.Adversaries[i].Prosecutor.Highest = 0.5
				}
			}, []assess.Code{assess.HighestRisk},
		},
		"k-map":                      {func(r *assess.Report, _ *policy.Policy) { *first(r).KMap = 2 }, []assess.Code{assess.KMap}},
		"presence too sure":          {func(_ *assess.Report, p *policy.Policy) { p.Privacy.Presence.Max = 0.4 }, []assess.Code{assess.Presence}},
		"absence too sure":           {func(_ *assess.Report, p *policy.Policy) { p.Privacy.Presence.Min = 0.6 }, []assess.Code{assess.PresenceMin}},
		"uniqueness":                 {func(r *assess.Report, _ *policy.Policy) { *r.Estimate.Share = 0.6 }, []assess.Code{assess.Uniqueness}},
		"uniqueness has no estimate": {func(r *assess.Report, _ *policy.Policy) { r.Estimate.Share = nil }, []assess.Code{assess.Uniqueness}},
		"estimate of other fraction": {func(r *assess.Report, _ *policy.Policy) { r.Estimate.Fraction = 0.9 }, []assess.Code{assess.Uniqueness}},
		"l":                          {func(r *assess.Report, _ *policy.Policy) { *r.Sensitive[0].Distinct = 1 }, []assess.Code{assess.LDistinct}},
		"δ is reached":               {func(r *assess.Report, p *policy.Policy) { *p.Privacy.Columns[0].Delta = *r.Sensitive[0].Delta }, []assess.Code{assess.Delta}},
		"t not measured":             {func(r *assess.Report, _ *policy.Policy) { r.Sensitive[2].Ordered = nil }, []assess.Code{assess.TOrdered}},
		"recursive l of other l": {
			func(_ *assess.Report, p *policy.Policy) {
				p.Privacy.Columns[0].L = &policy.L{Kind: "recursive", L: 2, C: 100}
			},
			[]assess.Code{assess.LRecursive},
		},
		"p %": {func(r *assess.Report, _ *policy.Policy) { *r.Sensitive[2].PPercent = 4.9 }, []assess.Code{assess.PPercent}},
		"a column stands twice": {
			func(r *assess.Report, _ *policy.Policy) { r.Sensitive = append(r.Sensitive, r.Sensitive[3]) },
			[]assess.Code{assess.LEntropy, assess.TOrdered, assess.PPercent},
		},
		"no l and no t": {
			func(_ *assess.Report, p *policy.Policy) { p.Privacy.Columns = p.Privacy.Columns[:1] }, []assess.Code{assess.NoModel},
		},
		"nobody knows a column": {func(_ *assess.Report, p *policy.Policy) {
			p.Columns = append(p.Columns, policy.Column{Name: "toa_do", Role: policy.Quasi})
		}, []assess.Code{assess.Ungated}},
		"too many rows suppressed": {func(_ *assess.Report, p *policy.Policy) { p.Search.SuppressRows = 0.009 }, []assess.Code{assess.SuppressedRows}},
		"too many cells":           {func(_ *assess.Report, p *policy.Policy) { p.Search.SuppressCells = 0.001 }, []assess.Code{assess.SuppressedCells}},
		"cells not counted":        {func(r *assess.Report, _ *policy.Policy) { r.Utility.SuppressedCells-- }, []assess.Code{assess.SuppressedCells}},
		"rows that vanished": {
			func(r *assess.Report, _ *policy.Policy) { r.Utility.RowsBefore++ }, []assess.Code{assess.SuppressedRows, assess.SuppressedCells},
		},
		"other rows in the file": {func(r *assess.Report, _ *policy.Policy) { r.Output.Rows = 405 }, []assess.Code{assess.OutputDiffers}},
		"nothing is published": {func(r *assess.Report, _ *policy.Policy) {
			r.Output.Rows, r.Utility.RowsAfter, r.Utility.SuppressedRows = 0, 0, 410
			r.Utility.SuppressedCells = 0
			for i := range r.Columns {
				r.Columns[i].Cells = 0
			}
			for i := range r.Adversaries {
				r.Adversaries[i].Rows = 0
			}
		}, []assess.Code{assess.NoRows, assess.SuppressedRows}},
		"personal data": {func(r *assess.Report, _ *policy.Policy) {
			r.ScanOutput[0].Decision, r.ScanOutput[0].Treated = "block", "keep"
		}, []assess.Code{assess.PersonalData}},
		"personal data that is allowed": {func(r *assess.Report, p *policy.Policy) {
			r.ScanOutput[0].Decision = "block"
			p.Scan.Allow = []policy.Allowed{{Column: "xa", Type: "place"}}
		}, nil},
		"a table with open cells": {func(r *assess.Report, p *policy.Policy) {
			p.Tables = []policy.Table{{By: []string{"xa"}}}
			r.Tables = []assess.Table{{Name: "1", By: []string{"xa"}, Open: 1}}
		}, []assess.Code{assess.OpenCells}},
		"a table that was not measured": {func(_ *assess.Report, p *policy.Policy) {
			p.Tables = []policy.Table{{By: []string{"xa"}}}
		}, []assess.Code{assess.OpenCells}},
		"another table": {func(r *assess.Report, p *policy.Policy) {
			p.Tables = []policy.Table{{By: []string{"xa"}}}
			r.Tables = []assess.Table{{Name: "1", By: []string{"tuoi"}}}
		}, []assess.Code{assess.OpenCells}},
		"differencing":            {func(r *assess.Report, _ *policy.Policy) { r.Linkage.Releases[0].Differences = 1 }, []assess.Code{assess.Differencing}},
		"k over two releases":     {func(r *assess.Report, _ *policy.Policy) { *r.Linkage.Releases[0].Joint = 2 }, []assess.Code{assess.JointK}},
		"joint k not known":       {func(r *assess.Report, _ *policy.Policy) { r.Linkage.Releases[0].Joint = nil }, []assess.Code{assess.JointK}},
		"incomparable":            {func(r *assess.Report, _ *policy.Policy) { r.Linkage.Releases[0].Comparable = false }, []assess.Code{assess.Incomparable}},
		"not compared":            {func(r *assess.Report, _ *policy.Policy) { r.Linkage = nil }, []assess.Code{assess.NotLinked}},
		"comparison not asked of": {func(r *assess.Report, p *policy.Policy) { r.Linkage, p.Linkage.PreviousReleases = nil, "ignore" }, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r, in := passing(t)
			c.change(r, in.Policy)
			assess.Judge(in.Policy, r)
			if got := failing(r.Rules); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
			if r.Pass != (c.want == nil) {
				t.Errorf("pass is %v", r.Pass)
			}
		})
	}
}

// With coverage: census and without a population, 0.333 stands for a third.
func TestRiskThatWasCutOffIsComparedAsASize(t *testing.T) {
	p := quasi(t, []string{"a"}, "privacy: {k: 2, risk: {highest: 0.333}}")
	for k, want := range map[int64]bool{2: false, 3: true, 4: true} {
		r := &assess.Report{Adversaries: []assess.Adversary{{Name: assess.All, Columns: []string{"a"}, Attacker: &k, Prosecutor: &assess.Risk{Highest: 1 / float64(k)}}}}
		assess.Judge(p, r)
		i := slices.IndexFunc(r.Rules, func(rule assess.Rule) bool { return rule.Code == assess.HighestRisk })
		if got := r.Rules[i].Pass; got != want {
			t.Errorf("k %d: got %v", k, got)
		}
	}
}

// A policy that publishes tables alone is judged by these alone.
func TestTablesAloneHaveNoRulesOfRows(t *testing.T) {
	p := parse(t, "{policy: v1, dataset: d, release: open, unit: aggregate, coverage: census, review_after: 12mo, columns: {a: {role: quasi, op: keep}}, tables: [{by: [a], count: n, min_count: 5}]}")
	r := &assess.Report{Tables: []assess.Table{{Name: "1", By: []string{"a"}}}, Linkage: &assess.Linkage{Checked: true}}
	assess.Judge(p, r)
	if len(r.Rules) != 3 || !r.Pass {
		t.Errorf("got %+v", r.Rules)
	}
}
