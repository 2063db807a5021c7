package anontest

import "slices"

// Keep takes rows away until, in every view (a set of columns), every class of
// the rows that are left holds: in rounds, in each of which all rows go that
// are in a class that does not hold, in any view. It changes kept, which says
// where to begin.
func Keep(rows [][]string, views [][]int, kept []bool, holds func(class []int) bool) {
	for {
		var gone []int
		for _, view := range views {
			for _, class := range ClassesIn(rows, view, kept) {
				if !holds(class) {
					gone = append(gone, class...)
				}
			}
		}
		for _, i := range gone {
			kept[i] = false
		}
		if len(gone) == 0 {
			return
		}
	}
}

// ClassesIn returns the rows of each class that kept rows make in some
// columns.
func ClassesIn(rows [][]string, columns []int, kept []bool) map[string][]int {
	classes := make(map[string][]int)
	for i, row := range rows {
		if kept[i] {
			tuple := make([]string, len(columns))
			for j, c := range columns {
				tuple[j] = row[c]
			}
			classes[key(tuple)] = append(classes[key(tuple)], i)
		}
	}
	return classes
}

// MostKept returns how many rows the largest set has in which, in every view,
// every class holds, by trying all sets of rows.
func MostKept(rows [][]string, views [][]int, holds func(class []int) bool) (most int) {
	kept := make([]bool, len(rows))
	for set := range 1 << len(rows) {
		n := 0
		for i := range kept {
			kept[i] = set>>i&1 == 1
			n += set >> i & 1
		}
		if n <= most {
			continue
		}
		if !slices.ContainsFunc(views, func(view []int) bool {
			for _, class := range ClassesIn(rows, view, kept) {
				if !holds(class) {
					return true
				}
			}
			return false
		}) {
			most = n
		}
	}
	return most
}
