package layout

import (
	"bytes"

	"nguon/publisher/charset"
	"nguon/publisher/rows"
)

// maxHeld is how many rows are held back until it is known whether the table
// goes on.
const maxHeld = 64

// A body tells the rows of a table from what stands between and under them.
type body struct {
	wish   wish
	pick   *picker
	after  after
	notes  *notices
	shape  measure  // of the first rows
	usual  int      // cells that a row fills, by the median of the first rows
	header []*line  // its rows, and those that give units and numbers
	titles []string // rows above the header, folded

	blanks  int64 // rows without cells of the table since the last row
	held    []held
	ready   []held
	ended   bool
	cut     int64 // the row where the table ended, or 0
	last    int64 // the last row that belongs to the table
	repeats bool  // the row before was a repeated header
}

// A held row waits for those that follow to tell what it is.
type held struct {
	*line
	role role
}

type role uint8

const (
	ordinary role = iota
	label         // nothing but a label: a section, or a note
	heading       // words where the table has numbers: the header of another table?
	odd           // follows a blank row, and is unlike the rows above
	remarked      // a note
	signed        // a signature
	repeated      // the header once more
)

// whole reports whether nothing in the table may be taken for notes.
func (b *body) whole() bool { return b.wish.data.first > 0 || b.wish.Notes == Keep }

// step takes the next row of the sheet. It returns true if the row belongs to
// the table and is to be emitted at once; otherwise it was held, reported or
// put to b.ready.
func (b *body) step(it item) bool {
	if !b.ended && b.wish.data.first > 0 && it.Number > b.wish.data.last {
		b.finish()
		b.ended, b.after.code, b.cut = true, LeftOut, it.Number
	}
	if b.ended {
		b.after.add(look(it.Row, it.blanks), it.blanks)
		return false
	}
	s := b.pick.scan(it.Row)
	if s.filled == 0 && !s.stray {
		b.pick.place(it.Row)
		b.blanks += it.blanks + 1
		return false
	}
	if it.blanks == 0 && b.blanks == 0 && len(b.held) == 0 && (s.filled >= 2 || b.pick.width() == 1) && !b.suspicious(s) {
		b.last, b.repeats = it.Number, false
		return true
	}
	it.blanks += b.blanks
	b.blanks = 0
	l := b.pick.line(it)
	if s.filled == 0 {
		l = look(it.Row, it.blanks)
	}
	l.filled = max(l.filled, s.filled)
	b.judge(held{l, b.roleOf(l, it.blanks > 0)})
	return false
}

// suspicious reports whether a row may be anything but data. It is on the path
// of every row, so it looks at little.
func (b *body) suspicious(s scan) bool {
	if s.filled*2 <= b.usual || s.filled == 2 && b.usual > 2 {
		return true
	}
	if s.first == nil || s.first.Kind != rows.Text {
		return b.repeats
	}
	t := s.first.Text
	for _, h := range b.header {
		if h.first >= 0 && h.first < len(h.Cells) && bytes.Equal(t, h.Cells[h.first].Text) {
			return true
		}
	}
	return b.repeats || !b.whole() && mayRemark(t) && remarkOf(string(t)) != plain
}

// judge decides what the rows held and the next one are, as far as it can be
// said already.
func (b *body) judge(h held) {
	switch h.role {
	case repeated:
		if b.holds(remarked, signed, heading, odd) {
			break
		}
		b.releaseBeforeHeader()
		b.notes.addRow(RepeatedHeader, rows.Note, wholeRow(h.Row), h.firstText())
		b.repeats, b.last = true, h.Number
		return
	case ordinary:
		switch {
		case b.holds(heading, signed), b.holds(remarked) && (!b.fits(h.line) || !b.hasNumbers()):
			b.end()
		case b.holds(odd) && b.hasNarrowHeader(h.line):
			b.end()
		case b.holds(odd) && !b.fits(h.line):
		default:
			b.release()
			b.gap(h.line)
			b.ready = append(b.ready, h)
			b.last, b.repeats = h.Number, false
			return
		}
	}
	if b.ended {
		b.after.add(h.line, h.blanks)
		return
	}
	h.keep()
	b.held = append(b.held, h)
	if len(b.held) > maxHeld || h.role == odd && b.count(odd) >= 3 {
		b.settle()
	}
}

// hasNarrowHeader reports whether the held row above one may be the header of
// a table of fewer columns: words alone, as many as the row has cells.
func (b *body) hasNarrowHeader(l *line) bool {
	last := b.held[len(b.held)-1]
	return last.role == odd && last.texts == last.filled && last.filled == l.filled && l.filled < b.usual && l.blanks == 0
}

func (b *body) hasNumbers() bool {
	for _, is := range b.shape.numbers {
		if is {
			return true
		}
	}
	return false
}

func (b *body) holds(roles ...role) bool {
	for _, r := range roles {
		if b.count(r) > 0 {
			return true
		}
	}
	return false
}

func (b *body) count(r role) int {
	n := 0
	for _, h := range b.held {
		if h.role == r {
			n++
		}
	}
	return n
}

// releaseBeforeHeader releases what stands between rows and a header that
// comes again: the titles of the page are left out.
func (b *body) releaseBeforeHeader() {
	var kept []held
	for _, h := range b.held {
		folded := charset.Fold(h.firstText())
		known := isPageMark(h.firstText())
		for _, t := range b.titles {
			known = known || t == folded
		}
		if known {
			b.notes.addRow(RepeatedHeader, rows.Note, wholeRow(h.Row), h.firstText())
			continue
		}
		kept = append(kept, h)
	}
	b.held = kept
	b.release()
}
