package recode

import (
	"slices"

	"nguon/publisher/anon/micro"
)

// Drop returns t without the named columns. It is the only transformation that
// is safe for direct identifiers.
func Drop(t *micro.Table, names ...string) *micro.Table {
	out := &micro.Table{Rows: t.Rows}
	for _, c := range t.Columns {
		if !slices.Contains(names, c.Name) {
			out.Columns = append(out.Columns, c)
		}
	}
	return out
}

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

// SuppressRows returns t without the given rows; the others keep their order.
func SuppressRows(t *micro.Table, rows []int) (*micro.Table, error) {
	gone := make([]bool, t.Rows)
	for _, r := range rows {
		if r < 0 || r >= t.Rows {
			return nil, bad("", "row", r)
		}
		gone[r] = true
	}
	keep := make([]int, 0, max(t.Rows-len(rows), 0))
	for r, g := range gone {
		if !g {
			keep = append(keep, r)
		}
	}
	return pick(t, keep), nil
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
