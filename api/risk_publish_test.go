package api_test

import (
	"maps"
	"strings"
	"testing"

	"nguon/api/problem"
)

// stored returns how many objects of releases there are.
func (w *world) stored(t *testing.T) (n int) {
	t.Helper()
	for _, err := range w.objects.List(t.Context(), "releases/") {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// The server does not believe what comes with a table about persons: what does
// not prove itself is refused, and leaves nothing behind.
func TestWhatIsNotProvedAnonymousIsRefused(t *testing.T) {
	w := newWorld(t)
	w.work(t)
	key := w.approver(t)
	raw := visits("visits")
	good := w.anonymous(t, raw)
	before := w.stored(t)
	change := func(name, old, now string) map[string]string {
		t.Helper()
		files := maps.Clone(good)
		if files[name] = strings.Replace(good[name], old, now, 1); files[name] == good[name] {
			t.Fatalf("%s does not hold %q", name, old)
		}
		return files
	}
	noReport := change("dataset.yaml", "risk: visits.risk.json", "")
	delete(noReport, "visits.risk.json")
	for _, test := range []struct {
		name  string
		files map[string]string
		says  string // in the detail of one of the errors, or in that of the problem
	}{
		{"a raw folder", raw, "no risk report"},
		{"a folder without its report", noReport, "no risk report"},
		{"other data than were measured", change("visits.csv", "J00", "I10"), "not the one"},
		{"another policy than was applied", change("policy.yaml", "k: 5", "k: 4"), "policy"},
		{"a report with a better figure", change("visits.risk.json", `"k_strict": 10`, `"k_strict": 12`), "“k_strict”"},
		{"a report that is none", map[string]string{"dataset.yaml": good["dataset.yaml"], "visits.csv": good["visits.csv"],
			"policy.yaml": good["policy.yaml"], "visits.risk.json": "{}"}, "no risk report"},
	} {
		t.Run(test.name, func(t *testing.T) {
			says := func(p *problem.Details) bool {
				all := p.Detail
				for _, e := range p.Errors {
					all += "\n" + e.Detail
				}
				return strings.Contains(all, test.says)
			}
			b := w.outcome(t, key, w.begin(t, key, w.sendAll(t, key, test.files)))
			if b.Status != "failed" || b.Problem == nil || b.Problem.Code != problem.Refused || !says(b.Problem) {
				t.Errorf("a publication of uploads: %+v %+v", b, b.Problem)
			}
			w.wantNoUploads(t)
			r := inOneRequest(t, key, test.files)
			r.header["Accept-Language"] = "en"
			a := w.do(t, r)
			if a.status == 200 {
				all := lines(t, a.body)
				if p := all[len(all)-1].Problem; p == nil || p.Code != problem.Refused || !says(p) {
					t.Errorf("in one request: %s", a.body)
				}
			} else if a.status != 422 || a.header.Get("Content-Type") != problem.MediaType || !strings.Contains(a.body, test.says) {
				t.Errorf("in one request: %d %s", a.status, a.body)
			}
			if n := w.stored(t); n != before {
				t.Errorf("%d objects are stored, want %d", n, before)
			}
			if a := w.get(t, "/v1/datasets/visits"); a.status != 404 {
				t.Errorf("the dataset is there: %d", a.status)
			}
		})
	}
	if b := w.outcome(t, key, w.begin(t, key, w.sendAll(t, key, good))); b.Result == nil || b.Result.Version != 1 {
		t.Errorf("what was proved is refused: %+v", b.Problem)
	}
}
