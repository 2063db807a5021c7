package linkage_test

import (
	"fmt"
	"testing"

	"nguon/publisher/anon/anontest"
	"nguon/publisher/anon/linkage"
	"nguon/publisher/anon/micro"
	"nguon/publisher/anon/recode"
)

// BenchmarkCompare compares Adult, grown to many rows, at the levels that make
// it 5-anonymous, with itself at other levels.
func BenchmarkCompare(b *testing.B) {
	adult := anontest.Adult(b)
	quasi := []int{0, 1, 2, 3, 4, 5, 6, 8}
	for _, rows := range []int{100_000, 1_000_000} {
		for _, test := range []struct {
			name   string
			levels []int
		}{{"same", []int{1, 2, 1, 1, 3, 2, 2, 1}}, {"other", []int{0, 3, 1, 1, 2, 2, 1, 1}}} {
			b.Run(fmt.Sprintf("rows=%d/levels=%s", rows, test.name), func(b *testing.B) {
				grown := anontest.Grow(adult, rows, 0.05, 1)
				r := &linkage.Release{K: 5, Other: []linkage.Ladder{{Column: "occupation"}}}
				r.Table, _, _ = anontest.Generalise(b, grown, quasi, []int{1, 2, 1, 1, 3, 2, 2, 1})
				earlier, _, _ := anontest.Generalise(b, grown, quasi, test.levels)
				for _, c := range quasi {
					r.Quasi = append(r.Quasi, ladder(b, &grown.Columns[c]))
				}
				b.ReportAllocs()
				for b.Loop() {
					got, err := linkage.Compare(b.Context(), r, earlier)
					if err != nil || !got.Comparable {
						b.Fatal(got, err)
					}
				}
				b.ReportMetric(float64(rows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
}

func ladder(b *testing.B, c *micro.Column) linkage.Ladder {
	b.Helper()
	rows := anontest.Hierarchy(b, c.Name)
	labels := make(map[string][]string)
	for _, row := range rows {
		labels[row[0]] = row
	}
	h := &recode.Hierarchy{Name: c.Name, Levels: len(rows[0])}
	for level := range h.Levels {
		at := make(map[string]uint32)
		var names []string
		var parents []uint32
		for _, v := range c.Values {
			label := labels[v][level]
			if _, ok := at[label]; !ok {
				at[label] = uint32(len(names))
				names = append(names, label)
			}
			parents = append(parents, at[label])
		}
		h.Labels, h.Parents = append(h.Labels, names), append(h.Parents, parents)
	}
	return linkage.Ladder{Column: c.Name, Original: c, Hierarchies: []*recode.Hierarchy{h}}
}
