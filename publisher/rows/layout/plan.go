package layout

import (
	"slices"

	"nguon/publisher/rows"
)

// A candidate is a table of the head.
type candidate struct {
	found
	lines []*line // as they look within its columns
	spans []columnSpan
	end   int  // the line after its last
	open  bool // it goes on past the head
	size  int  // filled cells
}

// number returns the row of a line, or that after the last.
func (c *candidate) rect() rect {
	r := wholeSeen(c.lines[c.start()])
	for _, l := range c.lines[c.start()+1 : max(c.end, c.start()+1)] {
		r = r.join(wholeSeen(l))
	}
	return r
}

// wholeSeen returns the range of the cells that a line sees.
func wholeSeen(l *line) rect { return rect{l.Number, max(l.first, 0), l.Number, max(l.last, 0)} }

// A planner chooses the table of the head.
type planner struct {
	wish  wish
	lines []*line
	eof   bool // there are no rows below the head
}

// tables returns the tables of the head within some columns; nil is all. They
// are tried until none is left, or enough of them.
func (p *planner) tables(spans []columnSpan) []*candidate {
	const most = 50
	lines := within(p.lines, spans)
	f := finder{lines}
	var list []*candidate
	for from := 0; from < len(lines) && len(list) < most; {
		t, ok := p.locate(f, from)
		if !ok {
			break
		}
		c := &candidate{found: t, lines: lines, spans: spans}
		p.run(c)
		list = append(list, c)
		from = max(c.end, t.data, from+1)
		if p.wish.header.first > 0 || p.wish.data.first > 0 {
			break
		}
	}
	if len(list) == 0 && p.wish.header.first == 0 && p.wish.data.first == 0 {
		if t, ok := f.oneColumn(0); ok {
			c := &candidate{found: t, lines: lines, spans: spans}
			p.run(c)
			list = append(list, c)
		}
	}
	return list
}

// within returns the lines as they look in some columns, without those that
// are blank there.
func within(lines []*line, spans []columnSpan) []*line {
	if spans == nil {
		return lines
	}
	var out []*line
	var blanks int64
	for _, l := range lines {
		p := lookAt(l.Row, l.blanks+blanks, spans)
		if p.filled == 0 {
			blanks += l.blanks + 1
			continue
		}
		blanks = 0
		out = append(out, p)
	}
	return out
}

// locate finds the next table, or the one that Layout names.
func (p *planner) locate(f finder, from int) (found, bool) {
	w := p.wish
	row := func(n int64) int { // the first line at or below a row
		i, _ := slices.BinarySearchFunc(f.lines, n, func(l *line, n int64) int { return int(min(max(l.Number-n, -1), 1)) })
		return i
	}
	data := -1
	if w.data.first > 0 {
		data = row(w.data.first)
	}
	switch {
	case w.header.first > 0:
		t := found{top: row(w.header.first), bottom: row(w.header.last+1) - 1}
		if t.data = t.bottom + 1; data >= 0 {
			t.data = data
		} else {
			t = f.skipFurniture(t, len(f.lines))
		}
		return t, t.bottom >= t.top
	case data >= 0 && w.noHeader:
		return found{top: data, bottom: data - 1, data: data}, data < len(f.lines)
	case data >= 0 && data < len(f.lines):
		t := f.above(0, data, len(f.lines))
		if !t.hasHeader() && data > 0 && f.lines[data].blanks == 0 && f.lines[data-1].data == 0 {
			t = found{top: data - 1, bottom: data - 1}
		}
		t.data = data
		return t, true
	case data >= 0:
		return found{}, false
	}
	t, ok := f.find(from)
	if ok && w.noHeader {
		t = found{top: t.start(), bottom: t.start() - 1, data: t.start()}
	}
	return t, ok
}

// run follows a candidate through the head, to see where it ends.
func (p *planner) run(c *candidate) {
	b := newBody(p.wish, c, c.columns(len(c.lines)), newNotices())
	c.open = !p.eof
	count := func(l *line) { c.size += l.filled }
	if c.hasHeader() {
		count(c.lines[c.bottom])
	}
	c.end = len(c.lines)
	for i := c.data; i < len(c.lines) && !b.ended; i++ {
		if b.step(item{c.lines[i].Row, c.lines[i].blanks}) {
			count(c.lines[i])
		}
		for _, h := range b.ready {
			count(h.line)
		}
		b.ready = b.ready[:0]
	}
	if p.eof {
		b.finish()
		for _, h := range b.ready {
			count(h.line)
		}
	}
	if b.ended {
		c.open = false
		for c.end > c.data && c.lines[c.end-1].Number >= b.cut {
			c.end--
		}
	}
}

// columns returns the columns that are used from the header of a candidate to
// a line.
func (c *candidate) columns(end int) []int {
	if columns := c.filled(end, false); len(columns) > 0 {
		return columns
	}
	return c.filled(end, true)
}

func (c *candidate) filled(end int, sections bool) []int {
	seen := make(map[int]bool)
	for i, l := range c.lines[c.start():max(end, c.start())] {
		isHeader := i+c.start() <= c.bottom
		if !isHeader && !sections && l.filled < 2 && (l.first < 0 || right(&l.Cells[l.first]) > 0) {
			continue // a section across the table
		}
		for col := range l.classes {
			if l.class(col) != blank {
				seen[col] = true
			}
		}
	}
	out := make([]int, 0, len(seen))
	for col := range seen {
		out = append(out, col)
	}
	slices.Sort(out)
	return out
}

// choose returns the table to take: one that goes on past the head, or the
// largest.
func choose(list []*candidate) *candidate {
	return slices.MaxFunc(list, func(a, b *candidate) int {
		switch {
		case a.open && !b.open:
			return 1
		case b.open && !a.open:
			return -1
		}
		return a.size - b.size
	})
}

// usual returns how many cells a row fills, by the median of the first rows.
func usual(lines []*line) int {
	var n []int
	for _, l := range lines[:min(len(lines), looksAhead)] {
		if l.filled >= 2 {
			n = append(n, l.filled)
		}
	}
	if len(n) == 0 {
		return 1
	}
	slices.Sort(n)
	return n[len(n)/2]
}

// newBody returns what follows the rows below the header of a candidate.
func newBody(w wish, c *candidate, columns []int, n *notices) *body {
	f := finder{c.lines}
	end := len(c.lines)
	if c.data < end {
		end = f.runEnd(c.data)
		if end-c.data < 3 {
			end = len(c.lines)
		}
	}
	b := &body{wish: w, notes: n, after: after{notes: n}, pick: newPicker(columns, nil), usual: 1}
	if c.data < len(c.lines) {
		b.shape = f.measure(c.data, end)
		b.usual = usual(c.lines[c.data:end])
	}
	if c.hasHeader() {
		b.header = c.lines[c.top:min(c.data, len(c.lines))]
	}
	return b
}

var _ rows.Table = (*Table)(nil)
