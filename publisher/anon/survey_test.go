package anon_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"nguon/publisher/anon/assess"
)

// interviewed begins the policies of a sample.
const interviewed = head + "release: open\ncoverage: sample(0.02)\n"

// figure is the rule of a report with a code, about its one adversary.
func figure(t *testing.T, r *assess.Report, code assess.Code) assess.Rule {
	t.Helper()
	i := slices.IndexFunc(r.Rules, func(rule assess.Rule) bool { return rule.Code == code })
	if i < 0 {
		t.Fatalf("no rule %s in %+v", code, r.Rules)
	}
	return r.Rules[i]
}

// The eight rows of sdcMicro, from the file of the agency to the report: the
// release has neither weights nor households.
func TestWeightsAndHouseholdsAreMeasuredAndNotPublished(t *testing.T) {
	risks := []float64{.01369863, .08579129, .01369863, .17707583, .01877883, .01877883, .03931625, .01369863}
	j := small(t, "A,B,C,Trọng số,Hộ\n2,3,1,18,h1\n3,3,3,45.5,h2\n2,3,1,39,h1\n2,3,2,17,h2\n3,3,1,92,h3\n3,3,1,8,h3\n1,4,1,123.5,\n2,3,1,51,h4\n",
		interviewed+"weights: Trọng số\nhousehold: Hộ\ncolumns:\n  A: {role: quasi, op: keep}\n  B: {role: quasi, op: keep}\n  C: {role: quasi, op: keep}\n"+
			"  Trọng số: {role: insensitive, op: drop}\n  Hộ: {role: identifier, op: drop}\nprivacy: {k: 2, risk: {individual: 0.18, household: 0.2}}\nsearch: {suppress_rows: 0.5}\n", nil)
	// Rows that are suppressed would be in no figure.
	j.Policy.Privacy.K = 0
	got := run(t, j)
	if text := published(t, got); !strings.HasPrefix(text, "A,B,C\n") || strings.Contains(text, "h1") || len(records(t, text)) != 8 {
		t.Fatalf("published %q", text)
	}
	a := got.Report.Adversaries[0]
	sum := 0.0
	for _, r := range risks {
		sum += r
	}
	if math.Abs(a.Individual.Highest-.17707583) > 1e-8 || math.Abs(a.Individual.Expected-sum) > 1e-7 {
		t.Errorf("individual risk %+v", a.Individual)
	}
	home := 1 - (1-risks[1])*(1-risks[3])
	if a.Household.Count != 5 || math.Abs(a.Household.Highest-home) > 1e-7 {
		t.Errorf("households %+v, the worst is %v", a.Household, home)
	}
	if !figure(t, got.Report, assess.IndividualRisk).Pass || figure(t, got.Report, assess.HouseholdRisk).Pass {
		t.Errorf("rules %+v", got.Report.Rules)
	}
}

// ages are rows of which each age has two, of both sexes.
func ages(n int) string {
	var b strings.Builder
	b.WriteString("Tuổi,Giới,Bệnh\n")
	for i := range n {
		fmt.Fprintf(&b, "%d,%s,%s\n", i/2, []string{"nam", "nữ"}[i/2%2], []string{"A", "B", "C", "D", "D", "D"}[i%6])
	}
	return b.String()
}

func TestLevelsAreSearchedForWhatIsEstimated(t *testing.T) {
	for _, test := range []struct {
		name, privacy string
		code          assess.Code
	}{
		{"k-map", "k_map: 200", assess.KMapSample},
		{"individual risk", "risk: {individual: 0.001}", assess.IndividualRisk},
		{"enhanced β", "Bệnh: {l: 2, beta: {value: 0.15, enhanced: true}}", assess.BetaEnhanced},
	} {
		t.Run(test.name, func(t *testing.T) {
			policy := func(privacy string) string {
				return interviewed + "columns:\n  Tuổi: {role: quasi, op: {generalise: {hierarchy: dải, level: auto}}}\n  Giới: {role: quasi, op: keep}\n  Bệnh: {role: sensitive, op: keep}\n" +
					"hierarchies: {dải: {intervals: {widths: [2, 8, 32, 128]}}}\nprivacy: {k: 2, " + privacy + "}\n"
			}
			if !strings.Contains(test.privacy, "Bệnh") {
				test.privacy += ", Bệnh: {l: 2}"
			}
			got, without := run(t, small(t, ages(256), policy(test.privacy), nil)), run(t, small(t, ages(256), policy("Bệnh: {l: 2}"), nil))
			if rule := figure(t, got.Report, test.code); !rule.Pass || !got.Report.Pass {
				t.Errorf("%+v: fails %v", rule, failed(got.Report))
			}
			if now, before := got.Report.Search.Levels[0].Level, without.Report.Search.Levels[0].Level; now <= before {
				t.Errorf("level %d, and %d without the demand", now, before)
			}
		})
	}
}
