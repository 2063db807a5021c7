package anon

import (
	"nguon/publisher/anon/micro"
)

// without returns the numbers of all rows but those that are gone, which are
// ascending.
func without(rows int, gone []int32) []uint32 {
	kept := make([]uint32, 0, rows-len(gone))
	for row := range uint32(rows) {
		if len(gone) > 0 && uint32(gone[0]) == row {
			gone = gone[1:]
			continue
		}
		kept = append(kept, row)
	}
	return kept
}

// sorted returns the rows of t in the order of their values, the first column
// first and missing values last: an order that tells nothing that the values
// do not tell. It is a counting sort by each column from the last to the
// first, in time linear in rows and dictionaries.
func sorted(t *micro.Table) []uint32 {
	rows, next := without(t.Rows, nil), make([]uint32, t.Rows)
	for i := len(t.Columns) - 1; i >= 0; i-- {
		c := &t.Columns[i]
		missing := uint32(len(c.Values))
		starts := make([]uint32, missing+2)
		for _, code := range c.Codes {
			starts[min(code, missing)+1]++
		}
		for j := 1; j < len(starts); j++ {
			starts[j] += starts[j-1]
		}
		for _, row := range rows {
			to := &starts[min(c.Codes[row], missing)]
			next[*to] = row
			*to++
		}
		rows, next = next, rows
	}
	return rows
}

// permute puts the rows of t in the given order.
func permute(t *micro.Table, order []uint32) {
	for i := range t.Columns {
		c := &t.Columns[i]
		codes := make([]uint32, len(order))
		for at, row := range order {
			codes[at] = c.Codes[row]
		}
		c.Codes = codes
	}
}

// cut empties the cells of a column in some rows of the whole table, of which
// places says where each went, or that it is gone (−1). It returns how many
// cells that were not empty became so.
func cut[Row int | int32](c *micro.Column, rows []Row, places []int32) (n int64) {
	for _, row := range rows {
		if at := places[row]; at >= 0 && c.Codes[at] != micro.Missing {
			c.Codes[at] = micro.Missing
			n++
		}
	}
	return n
}

// where is the inverse of rows: the place of each row of the whole table, or
// −1 if it is gone.
func where(rows []uint32, all int) []int32 {
	places := make([]int32, all)
	for i := range places {
		places[i] = -1
	}
	for at, row := range rows {
		places[row] = int32(at)
	}
	return places
}
