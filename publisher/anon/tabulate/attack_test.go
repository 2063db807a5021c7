package tabulate_test

import (
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"nguon/publisher/anon/aggregate"
	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/policy"
	"nguon/publisher/anon/recode"
	"nguon/publisher/anon/tabulate"
)

// businesses are rows of region, sector, owner and turnover, with a hierarchy
// of two groups of regions.
func businesses(r *rand.Rand, rows int) (*micro.Table, *recode.Hierarchy) {
	cells := make([][]string, rows)
	for i := range cells {
		turnover := strconv.Itoa(int(1 + 50*r.ExpFloat64()*r.ExpFloat64()))
		if r.IntN(12) == 0 {
			turnover = anontest.Missing
		}
		cells[i] = []string{fmt.Sprint("vùng ", r.IntN(4)), strconv.Itoa(min(r.IntN(5), r.IntN(5))), strconv.Itoa(r.IntN(rows)), turnover}
		if r.IntN(30) == 0 {
			cells[i][1] = anontest.Missing
		}
	}
	t := anontest.Table([]string{"region", "sector", "owner", "turnover"}, cells)
	values := t.Columns[0].Values
	h := &recode.Hierarchy{Name: "regions", Levels: 3, Labels: [][]string{values, {"bắc", "nam"}, {recode.Star}}, Parents: make([][]uint32, 3)}
	for code, v := range values {
		h.Parents[0] = append(h.Parents[0], uint32(code))
		h.Parents[1] = append(h.Parents[1], uint32(v[len(v)-1]-'0')/2)
		h.Parents[2] = append(h.Parents[2], 0)
	}
	if slices.Equal(h.Parents[1], make([]uint32, len(values))) {
		h.Labels[1] = h.Labels[1][:1]
	}
	return t, h
}

// read returns the cells of a file with two dimensions, the first of which has
// levels, by their labels.
func read(t *testing.T, text string) map[[3]string][]string {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	cells := make(map[[3]string][]string)
	for _, line := range lines[1:] {
		cells[[3]string(line[:3])] = line[3:]
	}
	if len(cells) != len(lines)-1 {
		t.Fatalf("lines cannot be told apart:\n%s", text)
	}
	return cells
}

// labels names the nodes of an axis as the file should.
func labels(a aggregate.Axis, levels [][]string) (names [][2]string) {
	for _, n := range a.Nodes {
		switch {
		case n.Parent < 0:
			names = append(names, [2]string{"*", "*"})
		case n.Code == micro.Missing:
			names = append(names, [2]string{})
		default:
			names = append(names, [2]string{levels[n.Level][n.Code], strconv.Itoa(n.Level)})
		}
	}
	return names
}

// Whoever has the file and computes all that follows from it finds no unsafe
// cell more closely than its protection allows, and everything that is shown
// is true.
func TestFileGivesAwayNoUnsafeCell(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	suppressed, refused := 0, 0
	ten := 10.0
	for run := range 200 {
		rows, h := businesses(r, 20+r.IntN(150))
		spec := policy.Table{By: []string{"region", "sector"}, Count: "n", Sum: "turnover", MinCount: 3, Dominance: &policy.Dominance{N: 2, K: 85}, PPercent: &ten}
		if r.IntN(2) == 0 {
			spec.Owner = "owner"
		}
		table, err := tabulate.Make(t.Context(), of(spec), 0, &tabulate.Input{Rows: rows, Hierarchies: map[string]tabulate.Hierarchy{"region": {Hierarchy: h}}})
		if err != nil {
			t.Fatal(err)
		}
		var out strings.Builder
		err = table.WriteCSV(&out)
		if e, ok := errors.AsType[*tabulate.Error](err); ok && e.Code == tabulate.OpenCells && table.Figures.Open > 0 && out.Len() == 0 {
			refused++
			continue
		} else if err != nil || table.Figures.Open > 0 {
			t.Fatalf("run %d: %d open cells, err = %v", run, table.Figures.Open, err)
		}
		truth := &aggregate.Spec{By: []aggregate.Dimension{{Column: &rows.Columns[0], Parents: h.Parents}, {Column: &rows.Columns[1]}}, Value: &rows.Columns[3]}
		if spec.Owner != "" {
			truth.Owner = &rows.Columns[2]
		}
		known, err := aggregate.New(t.Context(), truth)
		if err != nil {
			t.Fatal(err)
		}
		unsafe, err := known.Unsafe(&aggregate.Rules{MinCount: 3, N: 2, K: 85, P: 10})
		if err != nil {
			t.Fatal(err)
		}
		cells := read(t, out.String())
		regions, sectors := labels(known.Axes[0], h.Labels), labels(known.Axes[1], [][]string{rows.Columns[1].Values})
		hidden := make([]bool, len(known.Cells))
		for cell, c := range known.Cells {
			at := anontest.Nodes(known, cell)
			got, ok := cells[[3]string{regions[at[0]][0], regions[at[0]][1], sectors[at[1]][0]}]
			want := []string{strconv.FormatInt(c.Count, 10), strconv.FormatInt(c.Sum, 10), "published"}
			if hidden[cell] = ok && slices.Equal(got, []string{"", "", "suppressed"}); !hidden[cell] && !slices.Equal(got, want) {
				t.Fatalf("run %d: cell %v %v is %v, want %v or suppressed", run, regions[at[0]], sectors[at[1]], got, want)
			}
			if unsafe[cell].Reason != 0 && !hidden[cell] {
				t.Fatalf("run %d: cell %v is unsafe and published", run, at)
			}
		}
		audits, err := known.Audit(t.Context(), hidden, aggregate.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range audits {
			c, n := known.Cells[a.Cell], unsafe[a.Cell]
			if n.Reason == 0 {
				continue
			}
			suppressed++
			if a.Unknown || close(n.Count, c.Count, a.Count) || close(n.Sum, c.Sum, a.Sum) {
				t.Fatalf("run %d: cell %v of %d rows and %d is known to be in %+v, needs %+v", run, anontest.Nodes(known, a.Cell), c.Count, c.Sum, a, n)
			}
		}
	}
	t.Logf("%d unsafe cells attacked, %d tables refused", suppressed, refused)
	if suppressed < 500 || refused > 100 {
		t.Errorf("%d unsafe cells, %d of 200 tables refused: too little to prove much", suppressed, refused)
	}
}

// close tells whether an interval is closer to a value than its level allows.
func close(need aggregate.Level, value int64, i aggregate.Interval) bool {
	return i.Low > value-need.Lower || i.High-value < need.Upper
}
