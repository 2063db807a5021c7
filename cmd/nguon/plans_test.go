package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"nguon/catalog/market"
)

func TestPlansFileReplacesAndAddsPlans(t *testing.T) {
	const school = `
- name: anonymous
  title: {vi: Không cần khóa, en: Without a key}
  rows: 50
  timeout: 1s
  concurrency: 1
  windows: [{name: burst, quota: 5, period: 10s}]
- {name: school, title: {vi: Trường học, en: School}, rows: 5000, timeout: 5s, concurrency: 3, windows: [{name: day, quota: 9, period: 24h}]}
`
	for _, test := range []struct {
		name, text string
		wantErr    string
	}{
		{name: "one replaced and one added", text: school},
		{name: "unknown field", text: "- {name: school, row: 1}", wantErr: "row"},
		{name: "plan without limits", text: "- {name: school}", wantErr: "must be positive"},
	} {
		t.Run(test.name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "plans.yaml")
			if err := os.WriteFile(file, []byte(test.text), 0o644); err != nil {
				t.Fatal(err)
			}
			plans, err := (&env{program: &program{Plans: file}}).openPlans()
			if test.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), test.wantErr) {
					t.Errorf("err = %v, want one about %q", err, test.wantErr)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			anyone, _ := plans.Find(market.Anonymous)
			added, ok := plans.Find("school")
			if anyone.Rows != 50 || anyone.RequiresKey || !ok || !added.RequiresKey || added.Windows[0].Period != 24*time.Hour {
				t.Errorf("anonymous %+v, school %+v", anyone, added)
			}
			if _, ok := plans.Find(market.Partner); !ok {
				t.Error("a plan that the file does not name is gone")
			}
		})
	}
}
