package layout

import (
	"cmp"
	"errors"
	"io"
	"slices"

	"nguon/publisher/rows"
)

// A Table is the table that [Open] found in a sheet.
type Table struct {
	source *source
	lines  []*line // of the head that are still to be read
	eof    bool
	done   bool
	err    error
	body   *body
	emit   *emitter
	notes  *notices
}

// Open finds the table of a sheet and returns it. Closing it closes the sheet.
//
// Memory is bounded by the head, by the rows that are held back, and by one
// row, whatever the length of the sheet. A sheet without cells, and a Layout
// that names rows that the sheet does not have, are a [*rows.Error]; a Layout
// that cannot be understood is a [*FieldError]. The sheet is closed on any error.
func Open(g rows.Grid, l Layout, o rows.Options) (rows.Table, error) {
	t, err := open(g, l, o)
	if err != nil {
		return nil, errors.Join(err, g.Close())
	}
	return t, nil
}

func open(g rows.Grid, l Layout, o rows.Options) (*Table, error) {
	w, err := l.parse()
	if err != nil {
		return nil, err
	}
	t := &Table{notes: newNotices()}
	t.source = &source{grid: g, wish: w, limits: o.Limits.WithDefaults(), notes: t.notes}
	_, t.source.lined = g.(LinedGrid)
	p := planner{wish: w}
	if p.lines, p.eof, err = t.source.head(); err != nil {
		return nil, err
	}
	t.eof = p.eof
	if len(p.lines) == 0 {
		if len(t.notes.list) > 0 {
			return nil, t.outside("header", cmp.Or(w.header.first, w.data.first))
		}
		return nil, rows.Fatal(EmptySheet, rows.Spot{}, "")
	}
	hidden := g.HiddenColumns()
	spans, sides := t.spans(w, hidden, p.lines)
	list := p.tables(spans)
	if len(list) == 0 {
		if len(w.columns) > 0 && w.header.first == 0 && w.data.first == 0 {
			return nil, rows.Fatal(LayoutOutside, rows.Spot{Value: "columns"}, "")
		}
		return nil, t.outside("header", cmp.Or(w.header.first, w.data.first))
	}
	c, beside := p.split(choose(list), spans)
	t.begin(w, p.lines, c, list, append(sides, beside...), hidden)
	return t, nil
}

func (t *Table) outside(field string, row int64) error {
	return rows.Fatal(LayoutOutside, rows.Spot{Line: row, Value: field, Want: row}, "")
}

// spans returns the columns that Layout leaves, nil for all, and the ranges
// that it leaves out.
func (t *Table) spans(w wish, hidden []int, lines []*line) (spans []columnSpan, sides []*side) {
	leave := func(s columnSpan, code rows.Code) {
		if s.first <= s.last {
			sides = append(sides, &side{span: s, code: code})
		}
	}
	if w.columns != nil {
		from := 0
		for _, s := range w.columns {
			leave(columnSpan{from, s.first - 1}, LeftOut)
			from = s.last + 1
		}
		leave(columnSpan{from, maxColumn}, LeftOut)
		spans = w.columns
	}
	if w.Hidden != Drop || len(hidden) == 0 {
		return spans, sides
	}
	if spans == nil {
		spans = []columnSpan{{0, maxColumn}}
	}
	for _, h := range hidden {
		var rest []columnSpan
		for _, s := range spans {
			if !s.holds(h) {
				rest = append(rest, s)
				continue
			}
			leave(columnSpan{h, h}, HiddenDropped)
			for _, part := range []columnSpan{{s.first, h - 1}, {h + 1, s.last}} {
				if part.first <= part.last {
					rest = append(rest, part)
				}
			}
		}
		spans = rest
	}
	return spans, sides
}

// begin prepares the reading of the rows of the chosen table.
func (t *Table) begin(w wish, lines []*line, c *candidate, others []*candidate, sides []*side, hidden []int) {
	columns := c.columns(c.end)
	t.body = newBody(w, c, columns, t.notes)
	t.body.pick = newPicker(columns, sides)
	t.emit = &emitter{wish: w, pick: t.body.pick, notes: t.notes, limits: t.source.limits}
	start := int64(lastRow)
	if c.data < len(c.lines) {
		start = c.lines[c.data].Number
	} else if c.hasHeader() {
		start = c.lines[c.bottom].Number + 1
	}
	unit := t.reportAbove(lines, c, others, start)
	t.reportColumns(c, hidden)
	var header, units []*line
	if c.hasHeader() {
		header = c.lines[c.top : c.bottom+1]
		for _, l := range c.lines[c.bottom+1 : min(c.data, len(c.lines))] {
			if l.isUnitRow() {
				units = append(units, l)
			}
		}
	} else {
		t.notes.add(NoHeader, rows.Warning, 1, t.body.pick.rowRect(start, start), "")
	}
	t.emit.name(header, units)
	switch {
	case w.Unit == None:
	case w.Unit != "":
		t.emit.giveUnit(w.Unit, t.body.shape)
	case unit != "":
		t.emit.giveUnit(unit, t.body.shape)
	}
	t.firstSection(c)
	i := 0
	for i < len(lines) && lines[i].Number < start {
		i++
	}
	t.lines = lines[i:]
	if len(t.lines) > 0 {
		t.lines[0].blanks = 0
	}
}

// firstSection makes the title just above the header the first section, if the
// header comes again under another label and sections make a column.
func (t *Table) firstSection(c *candidate) {
	if t.emit.wish.Sections != Column || !c.hasHeader() || c.top == 0 {
		return
	}
	title := c.lines[c.top-1]
	if title.filled != 1 || title.data > 0 || c.lines[c.top].blanks > 0 {
		return
	}
	for i := c.data + 1; i < len(c.lines); i++ {
		above := c.lines[i-1]
		if t.body.isRepeat(c.lines[i]) && above.filled == 1 && above.firstText() != title.firstText() {
			t.emit.sections.enter(labelText(title))
			t.emit.sections.fresh = false
			return
		}
	}
}

// Next returns the next row of the table.
func (t *Table) Next() (rows.Row, error) {
	for t.err == nil {
		if b := t.body; len(b.ready) > 0 {
			h := b.ready[0]
			if b.ready = b.ready[1:]; len(b.ready) == 0 {
				b.ready = nil
			}
			if r, ok, err := t.emit.emit(h.Row, h.role); ok || err != nil {
				t.err = err
				return r, err
			}
			continue
		}
		if t.done {
			t.body.pick.report(t.notes)
			t.err = io.EOF
			break
		}
		it, err := t.next()
		if errors.Is(err, io.EOF) {
			t.done = true
			t.body.finish()
			continue
		}
		if err != nil {
			t.err = err
			break
		}
		if t.body.step(it) {
			if r, ok, err := t.emit.emit(it.Row, ordinary); ok || err != nil {
				t.err = err
				return r, err
			}
		}
	}
	return rows.Row{}, t.err
}

// next returns the next row of the sheet, first those of the head.
func (t *Table) next() (item, error) {
	if len(t.lines) > 0 {
		l := t.lines[0]
		t.lines = t.lines[1:]
		return item{l.Row, l.blanks}, nil
	}
	if t.eof {
		return item{}, io.EOF
	}
	return t.source.next()
}

// Columns returns the columns; further ones may be found in any row.
func (t *Table) Columns() []rows.Column { return slices.Clone(t.emit.columns) }

// Notices returns what was decided about the sheet, in the order of reading.
func (t *Table) Notices() []rows.Notice { return t.notes.rows() }

// Close closes the sheet.
func (t *Table) Close() error { return t.source.grid.Close() }
