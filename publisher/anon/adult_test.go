package anon_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nguon/publisher/anon"
	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/assess"
	"nguon/publisher/anon/policy"
	"nguon/publisher/table"
)

// adult is a policy for the Adult data with so many of its columns as
// quasi-identifiers, in the order of the reference values.
func adult(k int, extra string) string {
	columns := []string{"sex", "age", "race", "marital-status", "education", "native-country", "workclass", "occupation", "salary-class"}
	var b strings.Builder
	b.WriteString("policy: v1\ndataset: adult\nrelease: open\nunit: person\ncoverage: census\nreview_after: 12mo\ncolumns:\n")
	for _, c := range columns {
		fmt.Fprintf(&b, "  %s: {role: quasi, op: {generalise: {hierarchy: adult_hierarchy_%s.csv}}}\n", c, c)
	}
	fmt.Fprintf(&b, "privacy: {k: %d}\n%s", k, extra)
	return b.String()
}

// job is a table in a file and its policy, as they would come from a folder.
func job(t testing.TB, file, text string) anon.Job {
	t.Helper()
	plan, err := table.Inspect(t.Context(), file, table.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { plan.Close() })
	p, err := policy.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return anon.Job{Plan: plan, Policy: p, Files: os.DirFS(filepath.Dir(file)), Dir: t.TempDir(), Name: "out",
		Input: assess.File{Name: filepath.Base(file), Rows: plan.Rows}, Tool: "nguon test", Now: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)}
}

func TestAdultReachesTheReferenceOptimum(t *testing.T) {
	file := filepath.Join(anontest.Folder(t), "adult.csv")
	for _, test := range []struct {
		name, search string
		want         float64
		levels       string
	}{
		{"4 % suppression", "search: {metric: nue, suppress_rows: 0.04}\n", 255559.85455731067, "[1 0 1 1 3 2 2 0 1]"},
		{"no suppression", "search: {metric: nue}\n", 407289.5388925293, "[1 2 1 1 3 2 2 1 1]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := anon.Run(t.Context(), job(t, file, adult(5, test.search)))
			if err != nil {
				t.Fatal(err)
			}
			r := got.Report
			order := []string{"sex", "age", "race", "marital-status", "education", "native-country", "workclass", "occupation", "salary-class"}
			levels := make([]int, len(order))
			for _, l := range r.Search.Levels {
				for i, name := range order {
					if l.Column == name {
						levels[i] = l.Level
					}
				}
			}
			if fmt.Sprint(levels) != test.levels || !r.Search.Optimal || math.Abs(r.Search.Value-test.want) > 1e-6 || math.Abs(*r.Utility.Entropy-test.want) > 1e-6 {
				t.Errorf("levels %v with %v (%v), want %s with %v", levels, r.Search.Value, *r.Utility.Entropy, test.levels, test.want)
			}
			if !r.Pass || *r.Adversaries[0].Attacker < 5 {
				t.Errorf("k = %d, rules %+v", *r.Adversaries[0].Attacker, r.Rules)
			}
		})
	}
}
