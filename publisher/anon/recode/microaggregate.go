package recode

import (
	"slices"

	"nguon/publisher/anon/micro"
)

// A Measure is what a group of rows gets.
type Measure string

// The measures.
const (
	Mean   Measure = "mean"
	Median Measure = "median" // of an even number of values: the mean of the two in the middle
)

// Microaggregate replaces the numbers of groups of at least k similar rows by
// the measure of the group, rounded to the decimals of the column. One column
// is sorted and cut into groups. Several are grouped together by MDAV
// (see [Groups]); aggregated one by one they would say together who is who, so
// columns that belong to one person should be given together, and then no row
// may lack a value.
func Microaggregate(columns []*micro.Column, k int, measure Measure) ([]*micro.Column, error) {
	if len(columns) == 0 || k < 2 {
		return nil, bad("", "k", k)
	}
	if measure != Mean && measure != Median {
		return nil, bad(columns[0].Name, "measure", measure)
	}
	n := len(columns[0].Codes)
	values := make([][]float64, len(columns))
	scales := make([]int, len(columns))
	lacking := make([]bool, n)
	for i, c := range columns {
		var err error
		if values[i], scales[i], err = numbers(c); err != nil {
			return nil, err
		}
		if len(c.Codes) != n {
			return nil, bad(c.Name, "rows", len(c.Codes))
		}
		for r, code := range c.Codes {
			lacking[r] = lacking[r] || code == micro.Missing
		}
	}
	var rows []int
	for r, l := range lacking {
		if !l {
			rows = append(rows, r)
		}
	}
	if len(columns) > 1 && len(rows) < n {
		return nil, &Error{Code: HasMissing, Column: columns[0].Name, Got: int64(n - len(rows))}
	}
	if len(rows) > 0 && len(rows) < k {
		return nil, &Error{Code: TooFew, Column: columns[0].Name, Got: int64(len(rows)), Want: int64(k)}
	}
	data := make([][]float64, len(columns)) // [column][place in rows]
	for i, c := range columns {
		data[i] = make([]float64, len(rows))
		for at, r := range rows {
			data[i][at] = values[i][c.Codes[r]]
		}
	}
	groups := Groups(data, k)
	out := make([]*micro.Column, len(columns))
	for i, c := range columns {
		figures := make([]figure, n)
		for _, group := range groups {
			x := measured(data[i], group, measure)
			for _, at := range group {
				figures[rows[at]] = figure{x, true}
			}
		}
		out[i] = fromNumbers(c.Name, figures, scales[i])
	}
	return out, nil
}

// measured is the mean or median of the values at the places of group.
func measured(values []float64, group []int, measure Measure) float64 {
	if measure == Mean {
		first, rest := values[group[0]], 0.0
		for _, at := range group {
			rest += values[at] - first // a group of equal values keeps its value to the last digit
		}
		return first + rest/float64(len(group))
	}
	some := make([]float64, len(group))
	for i, at := range group {
		some[i] = values[at]
	}
	slices.Sort(some)
	mid := len(some) / 2
	if len(some)%2 == 1 {
		return some[mid]
	}
	return some[mid-1] + (some[mid]-some[mid-1])/2
}
