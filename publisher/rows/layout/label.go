package layout

import (
	"slices"
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
// "A B 1 2 3", "1 2 3=1+2". Without the lines below it, of which a plain number
// must stand above words and a letter not above the next letter, the line might
// be data; nil takes it for no data.
func (l *line) isColumnNumbers(below []*line) bool {
	if l.filled < 2 || l.filled < l.data {
		return false
	}
	letters, numbers, sure := 0, 0, below == nil
	for c := l.first; c <= l.last; c++ {
		s := l.text(c)
		if s == "" {
			continue
		}
		bare := strings.Trim(s, "()[]")
		if letter := byte('A' + letters); len(bare) == 1 && bare[0]&^0x20 == letter && numbers == 0 {
			if letters++; letters == 1 && len(below) > 0 && strings.EqualFold(below[0].text(c), string(letter+1)) {
				return false
			}
			continue
		}
		n, marked, ok := columnNumber(s)
		if !ok || n != numbers+1 {
			return false
		}
		numbers++
		sure = sure || marked || slices.ContainsFunc(below, func(b *line) bool { return b.filled >= 2 && b.class(c) == text })
	}
	sure = sure || numbers >= 5 || letters > 0 && letters+numbers >= 3
	return sure && (numbers > 0 && numbers+letters >= 2 || letters >= 3)
}

// columnNumber reads "3", "(3)", "-3", "3=1+2" and "(3)=(1)+(2)". marked tells
// that it is more than a plain number.
func columnNumber(s string) (n int, marked, ok bool) {
	head, sum, isSum := strings.Cut(strings.ReplaceAll(s, " ", ""), "=")
	if isSum && strings.Trim(sum, "0123456789+-*/x:()[],.%") != "" {
		return 0, false, false
	}
	marked = isSum || strings.ContainsAny(s, "([")
	n, err := strconv.Atoi(strings.TrimSuffix(strings.Trim(head, "()[]"), ".0"))
	if n < 0 {
		n, marked = -n, true
	}
	return n, marked, err == nil
}
