package layout

import "slices"

// found is a table among the lines of the head: indices of lines.
type found struct {
	top, bottom int // of the header; bottom is less than top if there is none
	data        int // the first line that is data; lines of the header block above it that are not header give units and numbers
}

func (t found) hasHeader() bool { return t.bottom >= t.top }

// start is the first line of the table.
func (t found) start() int {
	if t.hasHeader() {
		return t.top
	}
	return t.data
}

// A finder looks for tables among lines without blank ones.
type finder struct{ lines []*line }

// looksAhead is how many lines below a header are looked at to tell it from
// data.
const looksAhead = 60

// find returns the first table at or below a line.
func (f finder) find(from int) (found, bool) {
	for i := from; i < len(f.lines); {
		end := f.runEnd(i)
		if d := f.firstData(i, end); d >= 0 && !f.fewNumbers(i, d, end) {
			return f.above(from, d, end), true
		}
		if f.rowsOfWords(i, end) >= 3 {
			return f.words(i, end), true
		}
		i = end
	}
	for i := from; i < len(f.lines); {
		end := f.runEnd(i)
		if f.rowsOfWords(i, end) > 0 {
			return f.words(i, end), true
		}
		i = end
	}
	return found{}, false
}

// oneColumn takes the longest run of lines for a table of one column.
func (f finder) oneColumn(from int) (found, bool) {
	best, most := -1, 0
	for i := from; i < len(f.lines); {
		end := f.runEnd(i)
		if end-i > most {
			best, most = i, end-i
		}
		i = end
	}
	if best < 0 {
		return found{}, false
	}
	if l := f.lines[best]; l.data > 0 && (!l.isYearAlone() || !f.unlikeYears(best)) {
		return found{top: best, bottom: best - 1, data: best}, true
	}
	return found{top: best, bottom: best, data: best + 1}, true
}

// isYearAlone reports whether a line of one cell is a year.
func (l *line) isYearAlone() bool {
	n, ok := l.whole(l.first)
	return ok && isYear(n)
}

// unlikeYears reports whether the lines below one hold a number that is no year.
func (f finder) unlikeYears(i int) bool {
	for _, l := range f.lines[i+1 : min(len(f.lines), i+looksAhead)] {
		if l.data > 0 && !l.isYearAlone() {
			return true
		}
	}
	return false
}

// runEnd returns the end of the run of lines, without blank ones between
// them, that line i begins.
func (f finder) runEnd(i int) int {
	for i++; i < len(f.lines) && f.lines[i].blanks == 0; i++ {
	}
	return i
}

// fewNumbers reports whether line d of a run is the only one with numbers in a
// table of words.
func (f finder) fewNumbers(i, d, end int) bool {
	if f.rowsOfWords(i, d) < 2 {
		return false
	}
	for _, l := range f.lines[i:d] {
		if l.merged() {
			return false
		}
	}
	return !slices.ContainsFunc(f.lines[d+1:end], func(l *line) bool { return l.filled >= 2 && l.data > 0 }) &&
		f.rowsOfWords(d+1, end) > 0
}

// rowsOfWords counts the lines of a run that may be rows of a table of words.
func (f finder) rowsOfWords(i, end int) int {
	n := 0
	for ; i < end; i++ {
		if l := f.lines[i]; l.filled >= 2 && !l.isRemark() && !l.isHeading() {
			n++
		}
	}
	return n
}

// isRemark reports whether the line is a note or a signature.
func (l *line) isRemark() bool { return l.remark() != plain }

// remark tells whether a line is a note or a signature. Positions are
// signatures where the line holds nothing else, as in "Kế toán | Giám đốc".
func (l *line) remark() remark {
	if l.data > 0 {
		return plain
	}
	positions := 0
	for c := l.first; c <= l.last && c >= 0; c++ {
		switch r := remarkOf(l.text(c)); {
		case r == signature, r == noteText && c == l.first:
			return r
		case r == office:
			positions++
		}
	}
	if positions > 0 && positions == l.filled && l.filled <= 3 {
		return signature
	}
	return plain
}

// isHeading reports whether the line belongs to what offices print above a
// table: their name, the number of the form, the unit of the whole.
func (l *line) isHeading() bool {
	if l.filled == 1 && isUnitLine(l.firstText()) {
		return true
	}
	for c := l.first; c <= l.last && c >= 0; c++ {
		if l.class(c) == text && isOfficial(l.text(c)) {
			return true
		}
	}
	return false
}

// firstData returns the first line of a run that is a row of numbers among
// others, or -1.
func (f finder) firstData(i, end int) int {
	for d := i; d < end; d++ {
		l := f.lines[d]
		switch {
		case l.filled < 2 || l.isRemark() || l.isHeading():
		case l.data == 0 && !f.missesNumbers(d, end):
		case l.isColumnNumbers(f.below(d)):
		case l.isLabels() && f.headsNumbers(d) && (d == i || !f.named(d)):
		case f.supported(d, i, end):
			return d
		}
	}
	return -1
}

// named reports whether the numbers of a line stand under words already.
func (f finder) named(d int) bool {
	l, above := f.lines[d], f.lines[d-1]
	all, under := 0, 0
	for c := l.first; c <= l.last; c++ {
		if l.class(c).isData() {
			all++
			if above.class(c) == text {
				under++
			}
		}
	}
	return under*2 > all && above.filled*2 > l.filled && !above.merged()
}

// missesNumbers reports whether the line has marks of missing values where
// the next has numbers.
func (f finder) missesNumbers(d, end int) bool {
	l := f.lines[d]
	for c := l.first; c <= l.last; c++ {
		if l.class(c) != missing {
			continue
		}
		for _, below := range f.lines[d+1 : min(end, d+4)] {
			if below.class(c).isData() {
				return true
			}
		}
	}
	return false
}

// below returns the next lines, never nil.
func (f finder) below(d int) []*line {
	return append([]*line{}, f.lines[d+1:min(len(f.lines), d+4)]...)
}

// headsNumbers reports whether the numbers of a line of labels stand above
// numbers of another kind.
func (f finder) headsNumbers(d int) bool {
	l := f.lines[d]
	all, alike := 0, 0
	for _, below := range f.lines[d+1 : min(len(f.lines), d+looksAhead)] {
		if below.filled < 2 || below.isColumnNumbers(nil) {
			continue
		}
		for c := l.first; c <= l.last; c++ {
			if !l.class(c).isData() || !below.class(c).isData() {
				continue
			}
			all++
			year, isWhole := below.whole(c)
			same, _ := l.whole(c)
			if l.class(c) == value && below.class(c) == value || isWhole && l.class(c) == number && (isYear(year) && isYear(same) || year == same) {
				alike++
			}
		}
	}
	return all > 0 && alike*2 < all
}

// supported reports whether the numbers of line d go on in the lines below,
// stand under words, or are the last of the sheet.
func (f finder) supported(d, i, end int) bool {
	l := f.lines[d]
	near := 3
	for _, below := range f.lines[d+1 : min(end, d+12)] {
		if below.filled < 2 {
			continue
		}
		if near--; near < 0 {
			break
		}
		for c := l.first; c <= l.last; c++ {
			if l.class(c).isData() && (below.class(c).isData() || below.class(c) == missing) || l.class(c) == missing && below.class(c).isData() {
				return true
			}
		}
	}
	for above := d - 1; above >= i; above-- {
		if a := f.lines[above]; a.filled >= 2 && a.data == 0 && !a.isHeading() {
			for c := l.first; c <= l.last; c++ {
				if l.class(c).isData() && a.class(c) == text {
					return true
				}
			}
		}
	}
	return f.rowsOfWords(d+1, len(f.lines)) == 0
}
