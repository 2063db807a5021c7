package worker

import (
	"os"
	"strings"
	"testing"
)

// The hostile statements again, without processes: those that must be refused
// pass the walk only if they name tables that are not there.
func TestHostileStatementsMeetTheWalk(t *testing.T) {
	text, err := os.ReadFile("../testdata/hostile.sql")
	if err != nil {
		t.Fatal(err)
	}
	p, n := testParser(t), 0
	for line := range strings.Lines(string(text)) {
		want, sql, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if want != "refused" && want != "bounded" && want != "harmless" {
			continue
		}
		n++
		tables, err := p.tables(sql)
		granted := true
		for _, table := range tables {
			name := table.Dataset + "." + table.Resource
			granted = granted && (name == "vn.provinces" || name == "vn-places.places")
		}
		if passes := err == nil && granted; passes == (want == "refused") {
			t.Errorf("%s (%s): tables %v, error %v", sql, want, tables, err)
		}
	}
	if n < 200 {
		t.Errorf("only %d statements", n)
	}
}
