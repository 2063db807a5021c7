package assess_test

import (
	"fmt"
	"slices"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/policy"
)

// asked is a policy with one quasi-identifier and one sensitive column of which
// something is asked.
func asked(tb testing.TB, of string) *policy.Policy {
	return parse(tb, "{policy: v1, dataset: d, release: open, unit: person, coverage: census, review_after: 12mo, "+
		"columns: {a: {role: quasi, op: keep}, s: {role: sensitive, op: keep}}, privacy: {k: 2, s: {"+of+"}}}")
}

// verdict judges what is measured of a table by one rule.
func verdict(tb testing.TB, d assess.Data, code assess.Code) assess.Rule {
	m := measure(tb, d)
	r := &assess.Report{Adversaries: m.Adversaries, Sensitive: m.Sensitive, Estimate: m.Estimate}
	assess.Judge(d.Policy, r)
	return r.Rules[slices.IndexFunc(r.Rules, func(rule assess.Rule) bool { return rule.Code == code })]
}

// What has no value is unknown, and never passes.
func TestWhatHasNoValueDoesNotPass(t *testing.T) {
	for name, c := range map[string]struct {
		of     string
		code   assess.Code
		values [4]string
		known  bool
	}{
		"p % of amounts":                      {"l: 2, p_percent: 10", assess.PPercent, [4]string{"5", "4", "3", "2"}, true},
		"p % of numbers below zero":           {"l: 2, p_percent: 10", assess.PPercent, [4]string{"5", "4", "3", "-2"}, false},
		"p % of texts":                        {"l: 2, p_percent: 10", assess.PPercent, [4]string{"5", "4", "3", "two"}, false},
		"p % of what only looks like numbers": {"l: 2, p_percent: 10", assess.PPercent, [4]string{"5", "4", "3", "0x2"}, false},
		"p % of zeros":                        {"l: 2, p_percent: 10", assess.PPercent, [4]string{"0", "0", "0", "0"}, false},
		"p % of nothing":                      {"l: 2, p_percent: 10", assess.PPercent, [4]string{anontest.Missing, anontest.Missing, anontest.Missing, anontest.Missing}, false},
		"l of nothing":                        {"l: 2", assess.LDistinct, [4]string{anontest.Missing, anontest.Missing, anontest.Missing, anontest.Missing}, false},
		"recursive l of too few values":       {"l: {kind: recursive, l: 3, c: 9}", assess.LRecursive, [4]string{"x", "x", "y", "y"}, false},
		"recursive l":                         {"l: {kind: recursive, l: 3, c: 9}", assess.LRecursive, [4]string{"x", "z", "y", "y"}, true},
		"ordered t of texts":                  {"t: {kind: ordered, t: 0.5}", assess.TOrdered, [4]string{"x", "z", "y", "y"}, true},
		"hierarchical t without hierarchy":    {`t: {kind: hierarchical, t: 0.5, hierarchy: "*"}`, assess.TTree, [4]string{"x", "z", "y", "y"}, false},
		"equal t":                             {"t: 0.5", assess.TEqual, [4]string{"x", "z", "y", "y"}, true},
	} {
		t.Run(name, func(t *testing.T) {
			var rows [][]string
			for _, v := range c.values {
				rows = append(rows, []string{"1", v})
			}
			got := verdict(t, assess.Data{Policy: asked(t, c.of), Release: anontest.Table([]string{"a", "s"}, rows)}, c.code)
			if (got.Got != nil) != c.known || got.Pass != c.known {
				t.Errorf("got %+v (%v)", got, got.Got)
			}
		})
	}
}

func TestPopulationThatLacksAColumnTellsNothing(t *testing.T) {
	table := anontest.Table([]string{"a", "b"}, [][]string{{"1", "x"}, {"1", "x"}})
	d := assess.Data{Policy: quasi(t, []string{"a", "b"}), Release: table, Population: anontest.Table([]string{"a"}, [][]string{{"1"}, {"1"}})}
	if a := measure(t, d).Adversaries[0]; a.Journalist != nil || a.KMap != nil || a.Presence != nil || a.Marketer != nil {
		t.Errorf("got %+v", a)
	}
}

// With many columns a report tells of fewer subsets, not of thousands.
func TestSubsetsAreBounded(t *testing.T) {
	for columns, want := range map[int]int{12: 12 + 66 + 220, 13: 13 + 78, 30: 30} {
		var all, row []string
		for i := range columns {
			all, row = append(all, fmt.Sprintf("c%02d", i)), append(row, "x")
		}
		m := measure(t, assess.Data{Policy: quasi(t, all), Release: anontest.Table(all, [][]string{row, row})})
		if got := len(m.Adversaries[0].Subsets); got != want {
			t.Errorf("%d columns: %d subsets, want %d", columns, got, want)
		}
	}
}

// SUDA's patterns are those of the rows before suppression.
func TestPatternsTellWhyRowsWereUnique(t *testing.T) {
	before := [][]string{{"1", "x"}, {"1", "x"}, {"2", "x"}, {"1", "y"}, {"1", "y"}}
	after := [][]string{{"1", "x"}, {"1", "x"}, {anontest.Missing, "x"}, {"1", "y"}, {"1", "y"}}
	columns := []string{"a", "b"}
	m := measure(t, assess.Data{Policy: quasi(t, columns), Release: anontest.Table(columns, after), Original: anontest.Table(columns, before)})
	got := m.Adversaries[0].Patterns
	if len(got) != 1 || !slices.Equal(got[0].Columns, []string{"a"}) || got[0].Rows != 1 {
		t.Errorf("got %+v", got)
	}
}
