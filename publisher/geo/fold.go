package geo

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold brings spellings together for comparison: those of plain, with single
// blanks between runs of letters and digits.
func fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range plain(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
			gap = true
		case gap:
			b.WriteByte(' ')
			gap = false
		}
	}
	return strings.TrimSpace(b.String())
}

// plain returns s in lower case without marks, đ as d.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ':
			return 'd'
		}
		return r
	}, norm.NFD.String(strings.ToLower(s)))
}
