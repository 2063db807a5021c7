package layout

import (
	"cmp"
	"slices"

	"nguon/publisher/charset"
	"nguon/publisher/rows"
)

// reportAbove reports the rows above the data that start at a row: titles,
// units, other tables, the header. It returns the unit of the whole table.
func (t *Table) reportAbove(lines []*line, c *candidate, others []*candidate, start int64) (unit string) {
	b := t.body
	sure := false
	take := func(l *line) bool {
		is := false
		for col := range l.classes {
			u, known := lineUnit(l.text(col))
			if is = is || u != ""; u != "" && (unit == "" || known && !sure) {
				unit, sure = u, known
			}
			if u != "" {
				t.notes.add(UnitRow, rows.Note, 1, rect{l.Number, col, l.Number, col}, l.text(col))
			}
		}
		return is && l.filled == 1
	}
	headerFrom := start
	if c.hasHeader() {
		headerFrom = c.lines[c.top].Number
	}
	for _, o := range others {
		if r := o.rect(); !c.overlaps(o) && r.row1 < headerFrom {
			t.notes.add(OtherTables, rows.Warning, 1, r, o.lines[o.start()].firstText())
		}
	}
	for _, l := range lines {
		if l.Number >= headerFrom {
			break
		}
		isOther := slices.ContainsFunc(others, func(o *candidate) bool {
			r := o.rect()
			return !c.overlaps(o) && r.row1 <= l.Number && l.Number <= r.row2
		})
		if isOther {
			b.pick.place(l.Row)
			continue
		}
		if take(l) {
			continue
		}
		if l.isRemark() && len(b.titles) > 0 {
			t.notes.addRow(NotesCut, rows.Note, wholeRow(l.Row), l.firstText())
			continue
		}
		t.notes.addRow(TitleRows, rows.Note, wholeRow(l.Row), l.title())
		b.titles = append(b.titles, charset.Fold(l.firstText()))
	}
	if c.hasHeader() {
		unit = cmp.Or(t.reportHeader(lines, c, start, take), unit)
	}
	return unit
}

// reportHeader reports the rows of the header, and those between it and the
// data. It returns the unit that one of them gives for all columns.
func (t *Table) reportHeader(lines []*line, c *candidate, start int64, take func(*line) bool) (unit string) {
	top, bottom := c.lines[c.top].Number, c.lines[c.bottom].Number
	if c.top > 0 || c.top < c.bottom || top != lines[0].Number {
		where := t.body.pick.rowRect(top, bottom)
		for _, l := range c.lines[c.top : c.bottom+1] {
			where = where.join(wholeSeen(l))
		}
		t.notes.add(HeaderRows, rows.Note, bottom-top+1, where, c.lines[c.top].firstText())
	}
	for _, l := range lines {
		if l.Number < top || l.Number >= start {
			continue
		}
		t.body.pick.place(l.Row)
		if l.Number <= bottom {
			continue
		}
		seen := lookAt(l.Row, l.blanks, c.spans)
		switch {
		case seen.filled == 0:
		case seen.filled == 1 && bareUnit(seen.firstText()) != "":
			unit = bareUnit(seen.firstText())
			t.notes.add(UnitRow, rows.Note, 1, wholeSeen(seen), seen.firstText())
		case seen.isUnitRow():
			t.notes.add(UnitRow, rows.Note, 1, wholeSeen(seen), seen.firstText())
		case take(seen):
		case seen.isColumnNumbers(nil):
			t.notes.add(ColumnNumbers, rows.Note, 1, wholeSeen(seen), seen.firstText())
		default: // Layout says that data begin below it
			t.notes.addRow(LeftOut, rows.Note, wholeRow(l.Row), l.firstText())
		}
	}
	return unit
}

// reportColumns reports hidden columns that are kept, and blank ones inside
// the table.
func (t *Table) reportColumns(c *candidate, hidden []int) {
	p := t.body.pick
	if len(c.lines) == 0 || len(p.columns) == 0 {
		return
	}
	row := c.lines[c.start():][0].Number
	if t.body.wish.Hidden != Drop {
		for _, h := range hidden {
			if p.takes(h) {
				t.notes.add(HiddenColumns, rows.Warning, 1, rect{row, h, row, h}, "")
			}
		}
	}
	for i := 1; i < len(p.columns); i++ {
		gap := columnSpan{p.columns[i-1] + 1, p.columns[i] - 1}
		if gap.first > gap.last || t.isSide(gap) {
			continue
		}
		t.notes.add(BlankColumns, rows.Note, int64(gap.last-gap.first+1), rect{row, gap.first, row, gap.last}, "")
	}
}

// isSide reports whether columns are left out for another reason.
func (t *Table) isSide(gap columnSpan) bool {
	for i := gap.first; i <= gap.last; i++ {
		if t.body.pick.side(i) == nil {
			return false
		}
	}
	return true
}
