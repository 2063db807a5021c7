//go:build !race

package anon_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"nguon/publisher/anon/assess"
)

// Tables and policies of every kind are made anonymous, and what was written is
// measured again from the definitions: it passes if and only if they say so.
func TestVerdictIsThatOfTheDefinitions(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2026))
	verdicts := make(map[bool]int)
	for range 400 {
		d := drawDraft(r)
		got := run(t, small(t, d.data, d.policy, d.files))
		rules := failed(got.Report)
		slices.Sort(rules)
		rules = slices.Compact(rules)
		verdicts[got.Report.Pass]++
		if got.File == "" { // everything would have had to go
			if !slices.Contains(rules, assess.NoRows) || !slices.Contains(rules, assess.SuppressedRows) {
				t.Fatalf("nothing is published because of %v\n%s%s", rules, d.policy, d.data)
			}
			continue
		}
		v := &verifier{draft: d, before: records(t, d.data), after: records(t, published(t, got)), levels: make(map[string]int)}
		for _, l := range got.Report.Search.Levels {
			v.levels[l.Column] = l.Level
		}
		if broken, err := v.breaks(); err != nil || !slices.Equal(broken, rules) {
			t.Fatalf("refused because of %v, and the definitions say %v, %v\n%s%s\n%s", rules, broken, err, d.policy, d.data, published(t, got))
		}
	}
	if verdicts[true] < 50 || verdicts[false] < 50 {
		t.Errorf("%d pass and %d do not: too few to tell", verdicts[true], verdicts[false])
	}
}
