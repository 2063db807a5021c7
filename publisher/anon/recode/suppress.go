package recode

import (
	"slices"

	"nguon/publisher/anon/micro"
)

// SuppressCells makes the cells of c in the given rows missing.
func SuppressCells(c *micro.Column, rows []int) (*micro.Column, error) {
	cut := &micro.Column{Name: c.Name, Values: c.Values, Codes: slices.Clone(c.Codes)}
	for _, r := range rows {
		if r < 0 || r >= len(cut.Codes) {
			return nil, bad(c.Name, "row", r)
		}
		cut.Codes[r] = micro.Missing
	}
	trim(cut)
	return cut, nil
}

// pick makes the table of the given rows, in that order.
func pick(t *micro.Table, rows []int) *micro.Table {
	out := &micro.Table{Rows: len(rows), Columns: make([]micro.Column, len(t.Columns))}
	for i := range t.Columns {
		c := &t.Columns[i]
		some := &out.Columns[i]
		*some = micro.Column{Name: c.Name, Values: c.Values, Codes: make([]uint32, len(rows))}
		for at, r := range rows {
			some.Codes[at] = c.Codes[r]
		}
		trim(some)
	}
	return out
}

// trim takes the texts that no row has out of the dictionary of a new column.
func trim(c *micro.Column) {
	used := make([]bool, len(c.Values))
	for _, code := range c.Codes {
		if code != micro.Missing {
			used[code] = true
		}
	}
	labels := c.Values
	c.Values = nil
	compact(c, used, labels)
}
