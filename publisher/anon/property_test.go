package anon_test

import (
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"testing"

	"nguon/publisher/anon"
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

func TestBytesDoNotDependOnTheProcessors(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 2026))
	for range 40 {
		d := drawDraft(r)
		with := func(processors int) (string, *assess.Report) {
			defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
			got := run(t, small(t, d.data, d.policy, d.files))
			if got.Report.Search != nil {
				got.Report.Search.Seconds = 0
			}
			return written(t, got), got.Report
		}
		one, report := with(1)
		two, again := with(2)
		was, err := report.JSON()
		if err != nil {
			t.Fatal(err)
		}
		is, err := again.JSON()
		if err != nil || one != two || string(was) != string(is) {
			t.Fatalf("one processor: %s\ntwo: %s\n%s%s", was, is, d.policy, d.data)
		}
	}
}

// written is the text of the release; empty if there is none.
func written(t *testing.T, got *anon.Result) string {
	t.Helper()
	if got.File == "" {
		return ""
	}
	text, err := os.ReadFile(got.File)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
