package layout

import (
	"strings"
	"unicode"
)

// sections follows the labels between the rows of a table, whose levels are
// told by how they are numbered.
type sections struct {
	stack []section
	fresh bool // the last row was a label
}

type section struct {
	style byte
	text  string
}

// enter takes the next label. One that is numbered as an earlier one takes its
// place; one just under another label is below it.
func (s *sections) enter(text string) {
	style := numbering(text)
	for i, old := range s.stack {
		if old.style == style && style != 0 {
			s.stack = s.stack[:i]
			break
		}
	}
	if n := len(s.stack); n > 0 && !s.fresh && (style == 0 || s.stack[n-1].style == 0) {
		s.stack = s.stack[:0]
	}
	if len(s.stack) == maxSections {
		s.stack = s.stack[1:]
	}
	s.stack = append(s.stack, section{style, text})
	s.fresh = true
}

// maxSections bounds how deep sections are nested.
const maxSections = 8

// name returns the labels that hold for the next row.
func (s *sections) name() string {
	parts := make([]string, len(s.stack))
	for i, p := range s.stack {
		parts[i] = p.text
	}
	return strings.Join(parts, joint)
}

// numbering tells how a label is numbered: 'I' for roman numbers, 'A', 'a' and
// '1' for the others, 0 for none.
func numbering(label string) byte {
	end := strings.IndexFunc(label, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if end < 1 {
		if end < 0 && isRoman(label) {
			return 'I'
		}
		return 0
	}
	word, mark := label[:end], label[end]
	switch {
	case mark != '.' && mark != ')' && mark != ' ' && mark != '-' && mark != '/' && mark != ':':
		return 0
	case isRoman(word):
		return 'I'
	case len(word) == 1 && word[0] >= 'A' && word[0] <= 'Z' && mark != ' ':
		return 'A'
	case len(word) == 1 && word[0] >= 'a' && word[0] <= 'z' && mark != ' ':
		return 'a'
	case strings.Trim(word, "0123456789") == "" && mark != ' ':
		return '1'
	}
	return 0
}

// isRoman accepts the roman numbers that number sections.
func isRoman(s string) bool {
	return s != "" && len(s) <= 5 && strings.Trim(s, "IVX") == ""
}

// isNumbered reports whether a row is a number of a section with its label,
// in two cells, and nothing else.
func isNumbered(l *line) bool {
	if l.filled != 2 || l.data > 0 || l.last != l.first+1 || len(l.classes) < 2 {
		return false
	}
	n := strings.Trim(l.firstText(), ".) ")
	return isRoman(n) || len(n) == 1 && n[0] >= 'A' && n[0] <= 'Z'
}

// labelText returns the label of a section row.
func labelText(l *line) string {
	if isNumbered(l) {
		return strings.TrimRight(l.firstText(), ".) ") + ". " + l.text(l.last)
	}
	return l.firstText()
}
