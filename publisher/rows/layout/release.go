package layout

import (
	"slices"

	"nguon/publisher/rows"
)

// release makes rows of the table of what is held, because the table goes on
// after it: notes between its rows are left out.
func (b *body) release() {
	for _, h := range b.held {
		b.gap(h.line)
		if h.role == remarked || h.role == signed {
			b.notes.addRow(NotesCut, rows.Warning, wholeRow(h.Row), h.firstText())
			continue
		}
		b.ready = append(b.ready, h)
		b.last = h.Number
	}
	b.held = b.held[:0]
}

// gap reports the blank rows above a row of the table.
func (b *body) gap(l *line) {
	if l.blanks > 0 && b.last > 0 {
		b.notes.add(BlankRows, rows.Note, l.blanks, b.pick.rowRect(l.Number-l.blanks, l.Number-1), "")
	}
}

// settle decides about held rows when too many wait.
func (b *body) settle() {
	if b.holds(remarked, signed, heading, odd) {
		b.end()
		return
	}
	b.release()
}

// end ends the table above the held rows that cannot be its own.
func (b *body) end() {
	cut := b.firstForeign()
	foreign := slices.Clone(b.held[cut:])
	b.held = b.held[:cut]
	b.release()
	b.ended = true
	for i, h := range foreign {
		if i == 0 {
			b.cut = h.Number
		}
		b.after.add(h.line, h.blanks)
	}
}

// firstForeign returns the index of the first held row that is not of the
// table, if the table ends before the last of them.
func (b *body) firstForeign() int {
	for i, h := range b.held {
		next := ordinary
		if i+1 < len(b.held) {
			next = b.held[i+1].role
		}
		switch {
		case h.role == remarked, h.role == signed, h.role == heading, h.role == odd,
			h.blanks > 0 && !isTotal(h.firstText()),
			h.role == label && (next == heading || isLooseNote(h.firstText())),
			h.role == label && h.filled == 1 && 2*right(&h.Cells[h.first]) >= b.pick.width() && !isTotal(h.firstText()):
			return i
		}
	}
	return len(b.held)
}

// finish decides about the held rows at the end of the sheet.
func (b *body) finish() {
	switch {
	case b.ended:
	case b.whole():
		b.release()
	case b.firstForeign() < len(b.held):
		b.end()
	default:
		b.release()
	}
	b.after.finish()
}
