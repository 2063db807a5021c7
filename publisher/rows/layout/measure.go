package layout

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
