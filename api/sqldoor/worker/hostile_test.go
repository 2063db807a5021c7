package worker

import (
	"errors"
	"os"
	"strings"
	"testing"

	"nguon/api/sqldoor/wire"
)

// walked are the reasons for which a statement is refused before it runs.
var walked = map[wire.Reason]bool{
	wire.Syntax: true, wire.Statement: true, wire.Construct: true, wire.Function: true, wire.Type: true, wire.Name: true, wire.Size: true,
}

// All hostile statements, without processes: those that must be refused pass the
// walk only if they name tables that are not there.
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
		if err == nil {
			continue
		}
		r, ok := errors.AsType[*wire.Refusal](err)
		if !ok {
			r = explain(err)
		}
		if !walked[r.Reason] {
			t.Errorf("%s: got %v, want a refusal by the walk", sql, r)
		}
		for _, word := range []string{"/proc/", "parquet_scan(", "root:", "duckdb_settings("} {
			if strings.Contains(r.Name+r.Text, word) && !strings.Contains(sql, word) {
				t.Errorf("%s: the refusal tells %v", sql, r)
			}
		}
	}
	if n < 200 {
		t.Errorf("only %d statements", n)
	}
}
