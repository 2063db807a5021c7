package layout

import "nguon/publisher/rows"

// A picker takes the columns of the table out of rows.
type picker struct {
	columns []int        // of the sheet, in order
	spans   []columnSpan // the same, as ranges
	sides   []*side
	late    []int // further columns, found in rows below the head
	fills   []fill
	filling int64 // the last row that a value of fills covers
}

// A side is a range of columns beside those of the table.
type side struct {
	span columnSpan
	code rows.Code // OtherTables, LeftOut or HiddenDropped
	seen rect      // the cells met; rows are 0 if there were none
	text string    // the first
}

func newPicker(columns []int, sides []*side) *picker {
	p := &picker{columns: columns, sides: sides}
	for _, c := range columns {
		if n := len(p.spans); n > 0 && p.spans[n-1].last == c-1 {
			p.spans[n-1].last = c
			continue
		}
		p.spans = append(p.spans, columnSpan{c, c})
	}
	return p
}

// width is the number of columns that the table had at first.
func (p *picker) width() int { return len(p.columns) }

// rowRect is the range of some rows of the table.
func (p *picker) rowRect(first, last int64) rect {
	if len(p.columns) == 0 {
		return rect{first, 0, last, 0}
	}
	return rect{first, p.columns[0], last, p.columns[len(p.columns)-1]}
}

// A scan is what must be known of every row.
type scan struct {
	filled int        // cells with a value, those covered by merged cells of rows above too
	first  *rows.Cell // the first filled cell
	stray  bool       // a cell outside of the table and its sides is filled
}

func (p *picker) scan(r rows.Row) scan {
	var s scan
	n := len(r.Cells)
	for _, span := range p.spans {
		for i := span.first; i <= span.last && i < n; i++ {
			if c := &r.Cells[i]; !isBlank(c) {
				if s.filled++; s.first == nil {
					s.first = c
				}
			}
		}
	}
	if s.filled > 0 && p.filling >= r.Number {
		for _, c := range p.columns {
			if c < len(p.fills) && p.fills[c].last >= r.Number && (c >= n || isBlank(&r.Cells[c])) {
				s.filled++
			}
		}
	}
	p.outside(r, func(c int) {
		s.stray = s.stray || p.side(c) == nil
	})
	return s
}

// outside calls do for every filled cell outside of the table.
func (p *picker) outside(r rows.Row, do func(column int)) {
	from := 0
	for _, span := range p.spans {
		for i := from; i < span.first && i < len(r.Cells); i++ {
			if !isBlank(&r.Cells[i]) {
				do(i)
			}
		}
		from = span.last + 1
	}
	for i := from; i < len(r.Cells); i++ {
		if !isBlank(&r.Cells[i]) {
			do(i)
		}
	}
}

func (p *picker) side(column int) *side {
	for _, s := range p.sides {
		if s.span.holds(column) {
			return s
		}
	}
	return nil
}

// place notes the cells of a row that are beside the table.
func (p *picker) place(r rows.Row) {
	p.outside(r, func(c int) {
		if s := p.side(c); s != nil {
			s.see(r, c)
		}
	})
}

func (s *side) see(r rows.Row, c int) {
	at := rect{r.Number, c, r.Number, c}
	if s.seen.row1 == 0 {
		s.seen, s.text = at, tidy(r.Cells[c].Text)
	}
	s.seen = s.seen.join(at)
}

// line looks at the cells of the table alone.
func (p *picker) line(it item) *line { return lookAt(it.Row, it.blanks, p.spans) }

// report says what was beside the table.
func (p *picker) report(n *notices) {
	for _, s := range p.sides {
		if s.seen.row1 == 0 {
			continue
		}
		severity := rows.Note
		if s.code == OtherTables {
			severity = rows.Warning
		}
		n.add(s.code, severity, 1, s.seen, s.text)
	}
}
