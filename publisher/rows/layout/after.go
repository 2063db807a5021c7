package layout

import "nguon/publisher/rows"

// after tells what stands under the table: notes and signatures, or other
// tables.
type after struct {
	notes    *notices
	code     rows.Code // of everything, or empty
	region   region
	signed   bool
	previous region // not yet reported: it may be the title of the next
}

// A region is a run of rows under the table.
type region struct {
	rect
	rows     int // with cells
	data     int // of them with numbers among other cells
	words    int // of them with several texts and no number
	remarks  int // of them notes and signatures
	value    string
	followed int64 // blank rows between it and the next
}

func (r region) isTable() bool {
	return r.data >= 2 || r.data == 1 && r.words >= 1 || r.words >= 3 && r.remarks == 0
}

func (a *after) add(l *line, blanks int64) {
	if a.code != "" {
		a.notes.addRow(a.code, rows.Note, wholeRow(l.Row), l.firstText())
		return
	}
	if blanks > 0 || a.region.isTable() && l.isRemark() {
		a.close(blanks)
	}
	at := wholeRow(l.Row)
	if a.region.rows == 0 {
		a.region = region{rect: at, value: l.firstText()}
	}
	a.region.rect = a.region.join(at)
	a.region.rows++
	switch {
	case l.isRemark():
		a.region.remarks++
	case l.filled >= 2 && l.data > 0:
		a.region.data++
	case l.filled >= 2:
		a.region.words++
	}
}

// close ends a run of rows; a blank row follows it.
func (a *after) close(blanks int64) {
	r := a.region
	a.region = region{}
	if r.rows == 0 {
		return
	}
	if p := a.previous; p.rows > 0 {
		if r.isTable() && !p.isTable() && p.remarks == 0 && p.followed <= 2 {
			r.rect, r.value = r.join(p.rect), p.value
		} else {
			a.report(p)
		}
	}
	r.followed = blanks
	a.previous = r
}

func (a *after) finish() {
	a.close(0)
	if a.previous.rows > 0 {
		a.report(a.previous)
		a.previous = region{}
	}
}

func (a *after) report(r region) {
	switch {
	case r.isTable():
		a.notes.add(OtherTables, rows.Warning, 1, r.rect, r.value)
	case r.remarks > 0, a.signed && r.rows <= 3:
		a.signed = true // names stand under signatures
		a.notes.add(NotesCut, rows.Note, int64(r.rows), r.rect, r.value)
	default:
		a.notes.add(NotesCut, rows.Warning, int64(r.rows), r.rect, r.value)
	}
}
