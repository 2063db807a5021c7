package layout

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// lastRow stands for the last row of a sheet whatever its length.
const lastRow = math.MaxInt64

// A rowSpan is a range of rows of a sheet, from 1, both ends included. The zero
// value is none.
type rowSpan struct{ first, last int64 }

func (s rowSpan) holds(row int64) bool { return s.first <= row && row <= s.last }

// parseRows reads 5, 5-67 or 5-.
func parseRows(s string) (rowSpan, bool) {
	from, to, isRange := strings.Cut(strings.ReplaceAll(s, " ", ""), "-")
	first, err := strconv.ParseInt(from, 10, 64)
	if err != nil || first < 1 {
		return rowSpan{}, false
	}
	switch {
	case !isRange:
		return rowSpan{first, first}, true
	case to == "":
		return rowSpan{first, lastRow}, true
	}
	last, err := strconv.ParseInt(to, 10, 64)
	return rowSpan{first, last}, err == nil && last >= first
}

// A columnSpan is a range of columns by index, both ends included.
type columnSpan struct{ first, last int }

func (s columnSpan) holds(column int) bool { return s.first <= column && column <= s.last }

// parseColumns reads B, B:H or B:D,F. The spans come in the order of the
// sheet and do not overlap.
func parseColumns(s string) ([]columnSpan, bool) {
	var spans []columnSpan
	for part := range strings.SplitSeq(strings.ReplaceAll(s, " ", ""), ",") {
		from, to, isRange := strings.Cut(part, ":")
		if !isRange {
			to = from
		}
		first, ok1 := parseColumn(from)
		last, ok2 := parseColumn(to)
		if !ok1 || !ok2 || last < first {
			return nil, false
		}
		spans = append(spans, columnSpan{first, last})
	}
	slices.SortFunc(spans, func(a, b columnSpan) int { return a.first - b.first })
	for i := 1; i < len(spans); i++ {
		if spans[i].first <= spans[i-1].last {
			return nil, false
		}
	}
	return spans, true
}

// parseColumn returns the index of a column by its letters: of A it is 0.
func parseColumn(s string) (int, bool) {
	if s == "" || len(s) > 4 {
		return 0, false
	}
	n := 0
	for _, c := range []byte(strings.ToUpper(s)) {
		if c < 'A' || c > 'Z' {
			return 0, false
		}
		n = n*26 + int(c-'A') + 1
	}
	return n - 1, true
}
