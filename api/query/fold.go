package query

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold returns s as the operators contains, starts and ends see it: in lower
// case, without the marks on letters, with đ as d. It is the same as the
// expression that foldSQL makes of a column, which a test in package duckdb
// asserts for every letter of Vietnamese and for others.
func Fold(s string) string {
	ascii := true
	for i := range len(s) {
		if s[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return strings.ToLower(s)
	}
	s = norm.NFD.String(strings.Map(unicode.ToLower, s))
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.M, r):
			return -1
		case r == 'đ':
			return 'd'
		}
		return r
	}, s)
	return norm.NFC.String(s)
}

// foldSQL is the expression for Fold of a text expression.
func foldSQL(text string) string {
	return "replace(strip_accents(lower(" + text + ")), 'đ', 'd')"
}
