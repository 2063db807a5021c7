package assess_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"nguon/publisher/anon/assess"
)

func TestSummaryTellsWhatGuardsTheRelease(t *testing.T) {
	r, _ := passing(t)
	s := r.Summary()
	if s.KAsked != 3 || s.KReached == nil || *s.KReached != min(*r.Adversaries[0].Attacker, *r.Adversaries[1].Attacker) {
		t.Errorf("k %d, reached %v", s.KAsked, s.KReached)
	}
	if s.Adversaries != 2 || s.SuppressedRows != 1 || s.SuppressedCells != 3 || !s.Pass || len(s.Report) != 64 || s.Policy != r.Policy {
		t.Errorf("got %+v", s)
	}
	want := map[string][]string{
		"benh": {"l-distinct", "t-hierarchical", "delta", "beta", "alpha"},
		"phi":  {"l-entropy", "t-ordered"},
	}
	for _, m := range s.Models {
		if !slices.Equal(m.Models, want[m.Column]) {
			t.Errorf("%s: got %v, want %v", m.Column, m.Models, want[m.Column])
		}
	}
	if len(s.Models) != len(want) {
		t.Errorf("got %v", s.Models)
	}
}

func TestSummaryTellsNoReachedKWhereOneIsUnknown(t *testing.T) {
	for i := range 2 {
		r, in := passing(t)
		r.Adversaries[i].Attacker = nil
		assess.Judge(in.Policy, r)
		if s := r.Summary(); s.KReached != nil || s.Pass {
			t.Errorf("adversary %d: got %d", i, *s.KReached)
		}
	}
}

// Nothing that helps to attack the release is in the summary: every figure and
// text of the report that is not meant for it is replaced by a mark, and no mark
// comes out.
func TestSummaryDisclosesNothingElse(t *testing.T) {
	r, in := passing(t)
	const mark = "zzmarkzz"
	r.Tool, r.Approver, r.Input.Name, r.Input.SHA256, r.Output.Name = mark, mark, mark, mark, mark
	r.ScanInput[0].Kind, r.ScanOutput[0].Examples = mark, []string{mark}
	r.Commitments[0].Value, r.Levers[0].To, r.Search.Algorithm = mark, mark, mark
	r.Linkage.Releases[0].Name, r.Linkage.Releases[0].SHA256 = mark, mark
	for i := range r.Adversaries {
		r.Adversaries[i].Patterns = []assess.Pattern{{Columns: []string{mark}}}
	}
	for i := range r.Sensitive {
		r.Sensitive[i].Worst = &assess.Worst{Measure: mark, Class: []string{mark}}
	}
	assess.Judge(in.Policy, r)
	b, err := json.Marshal(r.Summary())
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{mark, "p-percent", "p_percent", "dominance"} {
		if strings.Contains(string(b), secret) {
			t.Errorf("%q is in %s", secret, b)
		}
	}
}
