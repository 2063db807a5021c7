package layout

// above finds the header above the first row of numbers, line d of a run that
// ends at end. Lines above from belong to others.
func (f finder) above(from, d, end int) found {
	m := f.measure(d, end)
	data, gaps, labels := d, 0, 0
	for r := d - 1; r >= from; r-- {
		l := f.lines[r]
		if f.lines[r+1].blanks > 0 {
			if gaps++; gaps > 1 {
				break
			}
		}
		under := f.reaches(from, r)
		switch {
		case l.isColumnNumbers(f.below(r)) || l.isUnitRow() || l.isUnitAlone():
			if f.lines[r+1].blanks == 0 {
				continue
			}
		case l.isHeading() || l.isRemark():
		case l.filled == 1 && !under && !f.isGroup(r, m):
			// A section may stand between the header and the first row of numbers.
			if labels++; labels <= 3 {
				continue
			}
		case l.data > 0 && !l.isLabels():
		case m.heads(l) || under:
			if gaps > 0 && m.covered(l)*2 < m.count {
				break
			}
			t := found{top: f.top(from, r, m), bottom: r, data: r + 1}
			return f.skipFurniture(t, d)
		case gaps == 0:
			data = r // a row whose numbers are missing
			continue
		}
		break
	}
	return found{top: data, bottom: data - 1, data: data}
}

// reaches reports whether a merged cell of a line above, without blank lines
// between, covers line r.
func (f finder) reaches(from, r int) bool {
	for a := r - 1; a >= max(from, r-maxHeader) && f.lines[a+1].blanks == 0; a-- {
		for i := range f.lines[a].Cells {
			if c := &f.lines[a].Cells[i]; c.Down > 0 && f.lines[a].Number+down(c) >= f.lines[r].Number && f.lines[a].class(i) != blank {
				return true
			}
		}
	}
	return false
}

// isGroup reports whether a line of one cell names a group of columns: it is
// merged over some, but neither over the first nor over most of them.
func (f finder) isGroup(r int, m measure) bool {
	l := f.lines[r]
	over := right(&l.Cells[l.first]) + 1
	first := 0
	for first < len(m.used) && !m.used[first] {
		first++
	}
	return over > 1 && l.first > first && over < m.count
}

// skipFurniture moves the start of data below the rows that give units or
// number the columns. d is a row of data for sure.
func (f finder) skipFurniture(t found, d int) found {
	for t.data < min(d, len(f.lines)) {
		l := f.lines[t.data]
		if l.blanks > 0 && t.data > t.bottom+1 {
			break
		}
		if !l.isUnitRow() && !l.isUnitAlone() && !l.isColumnNumbers(f.below(t.data)) {
			break
		}
		t.data++
	}
	return t
}

// words finds the header of a table of words in a run of lines: the first
// line with several cells, and those that merged cells join to it.
func (f finder) words(i, end int) found {
	m := f.measure(i, end)
	for i < end-1 && (f.lines[i].filled < 2 || f.lines[i].isHeading() || f.lines[i].isRemark()) {
		i++
	}
	for i+1 < end && m.covered(f.lines[i])*2 <= m.count && m.covered(f.lines[i+1]) > m.covered(f.lines[i]) && !f.lines[i].merged() && !f.reaches(i, i+1) {
		i++
	}
	t := found{top: i, bottom: i, data: i + 1}
	for t.data < end && (f.reaches(i, t.data) || f.lines[t.bottom].merged() && f.lines[t.data].filled >= 2) && t.data-i < maxHeader {
		t.bottom, t.data = t.data, t.data+1
	}
	return f.skipFurniture(t, end)
}
