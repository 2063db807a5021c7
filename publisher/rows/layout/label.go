package layout

import (
	"strconv"
	"strings"
)

// whole returns the whole number that a cell of class number shows; Excel
// keeps "(1)" as -1.
func (l *line) whole(column int) (int, bool) {
	if l.class(column) != number {
		return 0, false
	}
	s := strings.TrimSuffix(strings.Trim(l.text(column), "()"), ".0")
	n, err := strconv.Atoi(s)
	return n, err == nil
}

// isYear reports whether n can be a year that heads a column.
func isYear(n int) bool { return n >= 1900 && n <= 2100 }

// isLabels reports whether the numbers of a line can be names of columns:
// years that grow, numbers one by one from 1 (months, days), or dates. What
// stands below decides whether they are.
func (l *line) isLabels() bool {
	if l.data == 0 {
		return false
	}
	years, steps, dates, last := 0, 0, 0, 0
	for c := l.first; c <= l.last; c++ {
		if l.class(c) == value {
			dates++
			continue
		}
		if l.class(c) != number {
			continue
		}
		n, ok := l.whole(c)
		switch {
		case !ok:
			return false
		case isYear(n) && (years == 0 || n != last):
			years++
		case n == last+1 && years == 0:
			steps++
		default:
			return false
		}
		last = n
	}
	switch {
	case years > 0:
		return steps == 0 && dates == 0
	case steps > 0:
		return steps >= 3 && dates == 0 && l.texts > 0
	}
	return dates >= 2
}

// isColumnNumbers reports whether a line numbers the columns: "(1) (2) (3)",
// "A B 1 2 3", "1 2 3=1+2". wordsBelow tells that one of the plain numbers
// stands above words, without which a line 1 2 3 might be data.
func (l *line) isColumnNumbers(wordsBelow func(column int) bool) bool {
	if l.filled < 2 {
		return false
	}
	letters, numbers, sure := 0, 0, false
	next := 1
	for c := l.first; c <= l.last; c++ {
		s := l.text(c)
		if s == "" {
			continue
		}
		bare := strings.Trim(s, "()[]")
		if len(bare) == 1 && (bare[0] == 'A'+byte(letters) || bare[0] == 'a'+byte(letters)) && numbers == 0 {
			letters++
			continue
		}
		head, sum, isSum := strings.Cut(strings.ReplaceAll(s, " ", ""), "=")
		head = strings.Trim(head, "()[]")
		n, err := strconv.Atoi(strings.TrimSuffix(head, ".0"))
		if err != nil || isSum && strings.Trim(sum, "0123456789+-*/x:()[],.%") != "" {
			return false
		}
		if n < 0 {
			n, sure = -n, true
		}
		if n != next {
			return false
		}
		next++
		numbers++
		sure = sure || isSum || strings.ContainsAny(s, "([") || wordsBelow(c)
	}
	return numbers > 0 && numbers+letters >= 2 && (sure || letters > 0 || numbers >= 5) || letters >= 3
}
