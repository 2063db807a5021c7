package aggregate_test

import (
	"fmt"
	"slices"
	"testing"

	"nguon/publisher/anon/aggregate"
	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/micro"
)

// column makes a column of the texts, its dictionary in order.
func column(name string, texts ...string) *micro.Column {
	c := &micro.Column{Name: name, Values: slices.Compact(slices.Sorted(slices.Values(texts)))}
	for _, text := range texts {
		code, _ := slices.BinarySearch(c.Values, text)
		c.Codes = append(c.Codes, uint32(code))
	}
	return c
}

// grid is a table of counts with two dimensions; rows and columns that have
// nothing in them stay, without a cell being counted.
func grid(t testing.TB, counts [][]int) *aggregate.Table {
	t.Helper()
	table, err := aggregate.New(t.Context(), &aggregate.Spec{By: gridBy(counts)})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func gridBy(counts [][]int) []aggregate.Dimension {
	r, c := &micro.Column{Name: "row"}, &micro.Column{Name: "column"}
	for i, row := range counts {
		r.Values = append(r.Values, fmt.Sprint("r", i))
		for j, n := range row {
			if i == 0 {
				c.Values = append(c.Values, fmt.Sprint("c", j))
			}
			for range n {
				r.Codes, c.Codes = append(r.Codes, uint32(i)), append(c.Codes, uint32(j))
			}
		}
	}
	return []aggregate.Dimension{{Column: r}, {Column: c}}
}

// The Handbook's example 3: with the third row known, what is known of the
// first two says that X₁₁ lies between 3 and 6.
func TestAuditOfHandbookExample(t *testing.T) {
	table := grid(t, [][]int{{4, 3}, {2, 1}, {3, 3}})
	hidden := make([]bool, len(table.Cells))
	for _, cell := range [][2]int{{0, 0}, {0, 1}, {1, 0}, {1, 1}} {
		hidden[table.Index(cell[0], cell[1])] = true
	}
	got, err := table.Audit(t.Context(), hidden, aggregate.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	want := map[int]aggregate.Interval{
		table.Index(0, 0): {Low: 3, High: 6}, table.Index(0, 1): {Low: 1, High: 4},
		table.Index(1, 0): {Low: 0, High: 3}, table.Index(1, 1): {Low: 0, High: 3},
	}
	if len(got) != len(want) {
		t.Fatalf("got %d audits, want %d", len(got), len(want))
	}
	for _, a := range got {
		if a.Count != want[a.Cell] || a.Unknown {
			t.Errorf("cell %v: got %+v, want %v", anontest.Nodes(table, a.Cell), a, want[a.Cell])
		}
	}
}
