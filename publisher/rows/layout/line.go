package layout

import (
	"nguon/publisher/rows"
)

// A line is a row of the sheet with a copy of its cells, and what is seen of
// it at a glance.
type line struct {
	rows.Row
	classes []class // of the cells
	blanks  int64   // rows without cells between the line and the one above it
	filled  int     // cells that are not blank
	data    int     // numbers and dates among them
	texts   int     // texts among them
	first   int     // index of the first filled cell
	last    int     // index of the last
}

// own copies a row whose cells the reader will overwrite.
func own(r rows.Row, blanks int64) *line {
	l := look(r, blanks)
	l.keep()
	return l
}

// keep makes the cells of the line its own.
func (l *line) keep() {
	size := 0
	for i := range l.Cells {
		size += len(l.Cells[i].Text)
	}
	copied := make([]rows.Cell, len(l.Cells))
	texts := make([]byte, 0, size)
	for i, c := range l.Cells {
		from := len(texts)
		texts = append(texts, c.Text...)
		c.Text = texts[from:len(texts):len(texts)]
		copied[i] = c
	}
	l.Cells = copied
}

// look describes a row without copying it.
func look(r rows.Row, blanks int64) *line { return lookAt(r, blanks, nil) }

// lookAt is look for the columns of some spans; nil is all. The line keeps its
// other cells, but does not see them.
func lookAt(r rows.Row, blanks int64, spans []columnSpan) *line {
	l := &line{Row: r, blanks: blanks, first: -1, last: -1, classes: make([]class, len(r.Cells))}
	see := func(s columnSpan) {
		for i := max(s.first, 0); i <= s.last && i < len(r.Cells); i++ {
			c := classOf(&r.Cells[i])
			l.classes[i] = c
			if c == blank {
				continue
			}
			if l.first < 0 {
				l.first = i
			}
			l.last = i
			l.filled++
			switch {
			case c.isData():
				l.data++
			case c == text:
				l.texts++
			}
		}
	}
	if spans == nil {
		see(columnSpan{0, maxColumn})
	}
	for _, s := range spans {
		see(s)
	}
	return l
}

// trimRow cuts the blank cells at the end of a row.
func trimRow(cells []rows.Cell) []rows.Cell {
	n := len(cells)
	for n > 0 && isBlank(&cells[n-1]) {
		n--
	}
	return cells[:n]
}

func (l *line) class(column int) class {
	if column < 0 || column >= len(l.classes) {
		return blank
	}
	return l.classes[column]
}

// text returns the text of a cell with single blanks and no line breaks.
func (l *line) text(column int) string {
	if l.class(column) == blank {
		return ""
	}
	return tidy(l.Cells[column].Text)
}

// title returns the first text of the line that is not a number, such as the
// number of the page.
func (l *line) title() string {
	for c := l.first; c <= l.last && c >= 0; c++ {
		if l.class(c) == text {
			return l.text(c)
		}
	}
	return l.firstText()
}

// firstText returns the first text of the line, for people.
func (l *line) firstText() string { return l.text(l.first) }

// right returns how many columns a cell covers besides its own, within the
// bounds of sheets.
func right(c *rows.Cell) int { return min(max(c.Right, 0), maxColumn) }

// down returns how many rows a cell covers besides its own.
func down(c *rows.Cell) int64 { return int64(min(max(c.Down, 0), maxRow)) }

// The bounds of the sheets of all known programs, so that sums cannot overflow.
const (
	maxColumn = 1 << 17
	maxRow    = 1 << 31
)

// merged reports whether a cell of the line covers others to its right.
func (l *line) merged() bool {
	for i := range l.Cells {
		if l.Cells[i].Right > 0 && l.class(i) != blank {
			return true
		}
	}
	return false
}
