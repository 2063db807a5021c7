package anon_test

import (
	"math/rand/v2"
	"os"
	"runtime"
	"testing"

	"nguon/publisher/anon"
	"nguon/publisher/anon/assess"
)

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
