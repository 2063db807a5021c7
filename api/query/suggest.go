package query

import (
	"slices"
	"strings"

	"nguon/catalog"
)

// didYouMean names those of names that are nearest to what was written, or all
// of them if none is near.
func didYouMean(written string, names []string) catalog.Text {
	type near struct {
		name string
		far  int
	}
	written = Fold(clip(written))
	var found []near
	for _, n := range names {
		far := distance(written, n)
		if far <= max(1, len(n)/3) || len(written) >= 3 && (strings.HasPrefix(n, written) || strings.HasPrefix(written, n) && len(n) >= 3) {
			found = append(found, near{n, far})
		}
	}
	slices.SortStableFunc(found, func(a, b near) int { return a.far - b.far })
	if len(found) == 0 {
		const most = 12
		if len(names) > most {
			list := strings.Join(names[:most], ", ")
			return catalog.Textf("Có: %s và %d tên khác.", "There are %s and %d others.", list, len(names)-most)
		}
		return catalog.Textf("Có: %s.", "There are %s.", strings.Join(names, ", "))
	}
	best := make([]string, 0, 3)
	for _, f := range found[:min(3, len(found))] {
		best = append(best, f.name)
	}
	return catalog.Textf("Có phải bạn tìm %s?", "Did you mean %s?", strings.Join(best, ", "))
}

// distance is the number of letters to insert, remove, change or swap with the
// next to make b of a.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before := make([]int, len(y)+1) // the row above the last
	last := make([]int, len(y)+1)
	row := make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
