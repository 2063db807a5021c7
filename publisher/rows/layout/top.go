package layout

import (
	"slices"
	"strings"

	"nguon/publisher/charset"
)

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
