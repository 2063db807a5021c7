package web_test

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"nguon/api/query"
	"nguon/catalog"
)

// describe fills the statistics of the columns from the rows, as the publisher
// does: what a page shows of them is then true.
func describe(columns []catalog.Column, rows [][]any) {
	for i := range columns {
		st := &columns[i].Stats
		seen := make(map[string]int64)
		var numbers []float64
		for _, row := range rows {
			if row[i] == nil {
				st.Nulls++
				continue
			}
			if columns[i].Type != catalog.Geometry {
				seen[string(query.AppendText(nil, row[i], &columns[i]))]++
			}
			switch v := row[i].(type) {
			case int64:
				numbers = append(numbers, float64(v))
			case float64:
				numbers = append(numbers, v)
			}
		}
		st.Distinct, st.Exact = int64(len(seen)), true
		if len(numbers) > 0 {
			low, high := slices.Min(numbers), slices.Max(numbers)
			lowText, highText := strconv.FormatFloat(low, 'f', -1, 64), strconv.FormatFloat(high, 'f', -1, 64)
			st.Min, st.Max = &lowText, &highText
			st.Histogram = bins(numbers, low, high)
			continue
		}
		for v, n := range seen {
			st.Top = append(st.Top, catalog.ValueCount{Value: v, Count: n})
		}
		slices.SortFunc(st.Top, func(a, b catalog.ValueCount) int { return cmp.Or(int(b.Count-a.Count), cmp.Compare(a.Value, b.Value)) })
		if len(st.Top) > 0 {
			low := slices.MinFunc(st.Top, func(a, b catalog.ValueCount) int { return cmp.Compare(a.Value, b.Value) }).Value
			high := slices.MaxFunc(st.Top, func(a, b catalog.ValueCount) int { return cmp.Compare(a.Value, b.Value) }).Value
			st.Min, st.Max = &low, &high
		}
	}
}

func bins(numbers []float64, low, high float64) []catalog.Bin {
	const n = 20
	all := make([]catalog.Bin, n)
	width := (high - low) / n
	for i := range all {
		all[i] = catalog.Bin{From: low + float64(i)*width, Until: low + float64(i+1)*width}
	}
	for _, f := range numbers {
		all[min(n-1, int(math.Floor((f-low)/max(width, 1e-9))))].Count++
	}
	return all
}
