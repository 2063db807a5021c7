package table

import (
	"fmt"
	"strings"
	"testing"
)

// Records that lack their last cells are read if they are few and nothing
// speaks for another fault; what was accepted is also converted.
func TestRowsShortOfTheirLastCells(t *testing.T) {
	text := func(n int, other map[int]string) string {
		var b strings.Builder
		b.WriteString("id,name,rain,remark\n")
		for i := 1; i <= n; i++ {
			line, ok := other[i]
			if !ok {
				line = fmt.Sprintf("%d,Láng,%d.5,ok", i, i)
			}
			b.WriteString(line + "\n")
		}
		return b.String()
	}
	for _, test := range []struct {
		name  string
		n     int
		other map[int]string
		want  Code
		count int64
	}{
		{name: "one of twenty", n: 20, other: map[int]string{7: "7,Láng"}, want: ShortRow, count: 1},
		{name: "one of nineteen is too many", n: 19, other: map[int]string{7: "7,Láng"}, want: RaggedRow, count: 1},
		{name: "two of two hundred", n: 200, other: map[int]string{7: "7,Láng", 9: "9,Láng,1.5"}, want: ShortRow, count: 2},
		{name: "two of a hundred are too many", n: 100, other: map[int]string{7: "7,Láng", 9: "9,Láng,1.5"}, want: RaggedRow, count: 2},
		{name: "one cell alone is a note", n: 50, other: map[int]string{7: "estimated from here on"}, want: RaggedRow, count: 1},
		{name: "the last may be cut off", n: 50, other: map[int]string{50: "50,Láng"}, want: RaggedRow, count: 1},
		{name: "a record that a line break parts", n: 300, other: map[int]string{7: "7,Hà", 8: "Nội,1.5,ok"}, want: RaggedRow, count: 2},
		{name: "beside one that is too long", n: 300, other: map[int]string{7: "7,Láng", 90: "7,8,9,10,11"}, want: RaggedRow, count: 2},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, plan := mustInspect(t, text(test.n, test.other), Options{chunk: 512})
			p, ok := plan.problem(test.want)
			if !ok || p.Count != test.count || p.Line == 0 {
				t.Fatalf("problems %v, want %d of %s", plan.Problems, test.count, test.want)
			}
			if test.want == RaggedRow {
				if p.Severity != Refusal {
					t.Errorf("severity %v, want refusal", p.Severity)
				}
				return
			}
			rows, _ := published(t, plan)
			if got := strings.Join(rows[6], "|"); got != "7|Láng|∅|∅" || len(rows) != test.n || plan.Columns[2].Nulls != 1 && test.n == 20 {
				t.Errorf("%d rows, the seventh %s, want cells missing", len(rows), got)
			}
			if line, err := plan.Line(7); err != nil || line != 9 {
				t.Errorf("row 7 is at line %d, %v; want 9", line, err)
			}
		})
	}
}
