package layout

import (
	"slices"

	"nguon/publisher/rows"
)

// An emitter makes rows of the table of rows of the sheet.
type emitter struct {
	wish     wish
	pick     *picker
	notes    *notices
	columns  []rows.Column
	names    map[string]bool
	limits   rows.Limits
	sections sections
	section  []byte
	out      []rows.Cell
	sheet    []rows.Cell
	count    int64
}

// emit returns the row as one of the table. ok is false if the row was left
// out, and reported.
func (e *emitter) emit(r rows.Row, kind role) (row rows.Row, ok bool, err error) {
	special := e.inspect(r)
	at := e.pick.rowRect(r.Number, r.Number)
	if special.total && e.wish.Totals == Drop {
		e.notes.addRow(TotalsDropped, rows.Note, wholeRow(r), special.label)
		return r, false, nil
	}
	if kind == label && !special.total {
		if e.enter(r) {
			return r, false, nil
		}
	} else {
		e.sections.fresh = false
	}
	if special.total {
		e.notes.addRow(TotalRows, rows.Note, at, special.label)
	}
	if r.Hidden {
		e.notes.addRow(HiddenRows, rows.Warning, wholeRow(r), rowText(r))
	}
	if e.count++; e.count > e.limits.Rows {
		return r, false, rows.Fatal(rows.TooManyRows, rows.Spot{Line: r.Number, Got: e.count, Want: e.limits.Rows}, "")
	}
	cells := r.Cells
	if e.wish.fill && (special.merged || e.pick.covering(r.Number)) {
		e.sheet = append(e.sheet[:0], cells...)
		cells = e.pick.fill(r.Number, e.sheet, kind != label && !special.total, e.notes)
	} else if special.merged {
		e.notes.addRow(MergedKept, rows.Note, at, special.label)
	}
	if special.outside {
		if err := e.beside(r); err != nil {
			return r, false, err
		}
	}
	row = rows.Row{Number: r.Number, Hidden: r.Hidden, Cells: e.take(cells)}
	return row, true, nil
}

// take returns the cells of the table. Where they lie side by side they are
// not copied.
func (e *emitter) take(cells []rows.Cell) []rows.Cell {
	p := e.pick
	if len(p.spans) == 1 && len(p.late) == 0 && e.wish.Sections != Column {
		n := len(cells)
		return cells[min(p.spans[0].first, n):min(p.spans[0].last+1, n)]
	}
	e.out = e.out[:0]
	for _, c := range p.columns {
		e.out = append(e.out, at(cells, c))
	}
	if e.wish.Sections == Column {
		var c rows.Cell
		if e.section = append(e.section[:0], e.sections.name()...); len(e.section) > 0 {
			c = rows.Cell{Kind: rows.Text, Text: e.section}
		}
		e.out = append(e.out, c)
	}
	for _, c := range p.late {
		e.out = append(e.out, at(cells, c))
	}
	return e.out
}

func at(cells []rows.Cell, column int) rows.Cell {
	if column < len(cells) {
		return cells[column]
	}
	return rows.Cell{}
}

// A special is what asks for more than passing a row on.
type special struct {
	total   bool
	label   string // of a total or of the first merged cell
	merged  bool
	outside bool // a filled cell is outside of the table
}

func (e *emitter) inspect(r rows.Row) special {
	var s special
	n, texts, before := len(r.Cells), 0, 0
	for _, span := range e.pick.spans {
		for i := span.first; i <= span.last && i < n; i++ {
			c := &r.Cells[i]
			switch c.Kind {
			case rows.Empty:
				continue
			case rows.Broken:
				e.notes.addTo(BrokenCells, rows.Warning, e.nameOf(i), 1, rect{r.Number, i, r.Number, i}, string(c.Text))
			case rows.Text:
				// A total is named in the first cell, or beside its number.
				texts++
				if texts > 2 || texts == 2 && before > 4 {
					break
				}
				if before = len(c.Text); mayTotal(c.Text) && !s.total && isTotal(tidy(c.Text)) {
					s.total, s.label = true, tidy(c.Text)
				}
			}
			if (c.Right > 0 || c.Down > 0) && !isBlank(c) {
				if s.merged = true; !s.total {
					s.label = tidy(c.Text)
				}
			}
		}
	}
	if len(e.pick.spans) != 1 || e.pick.spans[0].first > 0 || n > e.pick.spans[0].last+1 {
		e.pick.outside(r, func(int) { s.outside = true })
	}
	return s
}

// nameOf returns the name of the column at an index of the sheet.
func (e *emitter) nameOf(column int) string {
	i, _ := slices.BinarySearch(e.pick.columns, column)
	return e.columns[i].Name
}

// enter takes a row that holds nothing but a label. It returns true if the row
// is not one of the table.
func (e *emitter) enter(r rows.Row) bool {
	l := e.pick.line(item{Row: r})
	name, where := labelText(l), e.pick.rowRect(r.Number, r.Number)
	switch e.wish.Sections {
	case Column:
		e.sections.enter(name)
		e.notes.addRow(SectionColumn, rows.Note, wholeRow(r), name)
		return true
	case Drop:
		e.notes.addRow(SectionDropped, rows.Note, wholeRow(r), name)
		return true
	}
	e.notes.addRow(SectionRows, rows.Warning, where, name)
	return false
}

// beside takes the cells of a row of the table that are outside of its
// columns: what belongs to no other table makes a further column.
func (e *emitter) beside(r rows.Row) error {
	p := e.pick
	p.place(r)
	var err error
	p.outside(r, func(c int) {
		if p.side(c) != nil {
			return
		}
		if slices.Contains(p.late, c) {
			return
		}
		if len(e.columns) >= e.limits.Columns {
			err = rows.Fatal(rows.TooManyColumns, rows.Spot{Line: r.Number, Got: int64(len(e.columns) + 1), Want: int64(e.limits.Columns)}, "")
			return
		}
		p.late = append(p.late, c)
		name := unique(rows.ColumnRef(c), e.names)
		e.columns = append(e.columns, rows.Column{Name: name, Ref: rows.ColumnRef(c)})
		e.notes.add(LateColumn, rows.Warning, 1, rect{r.Number, c, r.Number, c}, tidy(r.Cells[c].Text))
	})
	return err
}
