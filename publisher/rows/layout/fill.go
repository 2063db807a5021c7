package layout

import (
	"slices"

	"nguon/publisher/rows"
)

// A fill is the value of a merged cell for the rows below its first.
type fill struct {
	rows.Cell
	last int64 // the last row that it covers
}

// covering reports whether merged cells of rows above reach a row.
func (p *picker) covering(row int64) bool { return p.filling >= row }

// fill repeats the values of merged cells in the cells that they cover. cells
// are those of the whole sheet; it changes them, and returns them, as long as
// the table needs. across tells that values are repeated to the right too.
func (p *picker) fill(row int64, cells []rows.Cell, across bool, n *notices) []rows.Cell {
	if len(p.columns) == 0 {
		return cells
	}
	end := p.columns[len(p.columns)-1] + 1
	for len(cells) < end {
		cells = append(cells, rows.Cell{})
	}
	for len(p.fills) < end {
		p.fills = append(p.fills, fill{})
	}
	for c := p.columns[0]; c < end; c++ {
		own := cells[c]
		if isBlank(&own) {
			if f := &p.fills[c]; f.last >= row {
				cells[c] = f.Cell
			}
			continue
		}
		wide, deep := right(&own), down(&own)
		if wide == 0 && deep == 0 || !across && deep == 0 {
			continue
		}
		if !across {
			wide = 0
		}
		wide = min(wide, end-1-c)
		own.Right, own.Down = 0, 0
		cells[c] = own
		if deep > 0 {
			own.Text = append([]byte(nil), own.Text...)
			p.filling = max(p.filling, row+deep)
		}
		repeats := deep > 0
		for i := c; i <= c+wide; i++ {
			if i > c {
				if !isBlank(&cells[i]) {
					break
				}
				if !p.takes(i) {
					continue
				}
				cells[i], repeats = own, true
			}
			if deep > 0 {
				p.fills[i] = fill{own, row + deep}
			}
		}
		if repeats {
			n.add(MergedFilled, rows.Note, 1, rect{row, c, row + deep, c + wide}, tidy(own.Text))
		}
		c += wide
	}
	return cells
}

// takes reports whether the table has a column of the sheet.
func (p *picker) takes(column int) bool {
	_, ok := slices.BinarySearch(p.columns, column)
	return ok
}
