package layout

import (
	"slices"
	"strings"

	"nguon/publisher/charset"
)

// A measure tells which columns of some lines are used, and which hold
// numbers.
type measure struct {
	used    []bool
	numbers []bool
	years   []bool // of numbers, those that hold years alone
	count   int    // of columns that are used
}

// measure looks at the lines from d to end, at most looksAhead of them.
func (f finder) measure(d, end int) measure {
	var filled, data, miss, years []int
	lines, wide := f.lines[d:min(end, d+looksAhead)], 0
	for _, l := range lines {
		if l.filled < 2 || l.isRemark() {
			continue
		}
		wide++
		for len(filled) < len(l.classes) {
			filled, data, miss, years = append(filled, 0), append(data, 0), append(miss, 0), append(years, 0)
		}
		for c, k := range l.classes {
			if k != blank {
				filled[c]++
			}
			if k.isData() {
				data[c]++
			}
			if n, ok := l.whole(c); ok && isYear(n) {
				years[c]++
			}
			if k == missing {
				miss[c]++
			}
		}
	}
	m := measure{used: make([]bool, len(filled)), numbers: make([]bool, len(filled)), years: make([]bool, len(filled))}
	for c := range filled {
		m.used[c] = filled[c] > 0 && filled[c]*8 >= wide
		m.numbers[c] = data[c] > 0 && (data[c]+miss[c])*10 >= filled[c]*6
		m.years[c] = m.numbers[c] && years[c] == data[c]
		if m.used[c] {
			m.count++
		}
	}
	return m
}

func (m measure) isNumber(c int) bool { return c < len(m.numbers) && m.numbers[c] }
func (m measure) isUsed(c int) bool   { return c < len(m.used) && m.used[c] }

// covered counts the used columns that a line fills.
func (m measure) covered(l *line) int {
	n := 0
	for c := range m.used {
		if m.used[c] && l.class(c) != blank {
			n++
		}
	}
	return n
}

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

// heads reports whether a line has words where the lines below have
// numbers.
func (m measure) heads(l *line) bool {
	words, all, numbers := 0, 0, 0
	labels := l.data > 0 && l.isLabels()
	for c := range m.numbers {
		if m.numbers[c] {
			numbers++
		}
		if k := l.class(c); m.numbers[c] && k != blank {
			all++
			if k == text || labels && k.isData() {
				words++
			}
		}
	}
	return words >= max(1, min(2, numbers)) && words*2 > all && l.filled >= 2
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

// top goes up from the lowest line of a header to its first.
func (f finder) top(from, bottom int, m measure) int {
	top := bottom
	named := make([]bool, len(m.used))
	see := func(l *line) {
		for c := range named {
			named[c] = named[c] || l.class(c) != blank
		}
	}
	see(f.lines[bottom])
	for r := bottom - 1; r >= from && bottom-r < maxHeader && f.lines[r+1].blanks == 0; r-- {
		l := f.lines[r]
		linked := false
		for i := range l.Cells {
			c := &l.Cells[i]
			linked = linked || c.Down > 0 && l.Number+down(c) >= f.lines[r+1].Number && l.class(i) != blank
		}
		if !linked && !f.joins(r, bottom, named, m) {
			break
		}
		top = r
		see(l)
	}
	return top
}

// joins reports whether line r, just above lines of a header that name some
// columns, is part of the header too.
func (f finder) joins(r, bottom int, named []bool, m measure) bool {
	l := f.lines[r]
	if l.data > 0 && !l.isLabels() || l.isHeading() || l.isRemark() || l.isKeyed(m) {
		return false
	}
	if l.merged() {
		return l.filled >= 2 || f.isGroup(r, m)
	}
	adds, covers := 0, 0
	for c := range named {
		if l.class(c) != blank && m.isUsed(c) {
			covers++
			if !named[c] {
				adds++
			}
		}
	}
	first := 0
	for first < len(m.used) && !m.used[first] {
		first++
	}
	switch {
	case l.filled >= 2 && (adds > 0 || covers*10 >= m.count*7 || l.first > first && covers == l.filled),
		l.filled == 1 && l.first > first && l.isOfWhich():
		return true
	case f.lines[bottom].repeats():
		return l.filled >= 2 || l.first > first
	}
	return false
}

// isKeyed reports whether the line reads "Kỳ báo cáo: tháng 3", as above a
// table; "Chia ra:" heads columns.
func (l *line) isKeyed(m measure) bool {
	s := l.firstText()
	i := strings.IndexByte(s, ':')
	return i >= 0 && (i < len(s)-1 || l.first < len(m.used) && !slices.Contains(m.used[:l.first], true))
}

// isOfWhich reports whether the first text of the line heads parts of a total,
// as "Chia ra:" does.
func (l *line) isOfWhich() bool {
	s := l.firstText()
	f := strings.Trim(charset.Fold(s), " :")
	return strings.HasSuffix(s, ":") || slices.ContainsFunc([]string{"chia ra", "trong do", "phan theo", "of which", "in which"}, func(w string) bool {
		return f == w || strings.HasPrefix(f, w+" ")
	})
}

// repeats reports whether two texts of the line are the same.
func (l *line) repeats() bool {
	seen := make(map[string]bool, l.filled)
	for c := range l.classes {
		s := charset.Fold(l.text(c))
		if s != "" && seen[s] {
			return true
		}
		seen[s] = true
	}
	return false
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
