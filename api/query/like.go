package query

import (
	"regexp"
	"strings"
)

// likePattern makes a regular expression, for a match of the whole text, of a
// pattern of like: % is any text, _ any character, and a backslash takes the
// meaning from the character behind it.
func likePattern(like string) string {
	var b strings.Builder
	b.WriteString("(?s)")
	escaped := false
	for _, r := range like {
		switch {
		case escaped:
			b.WriteString(regexp.QuoteMeta(string(r)))
			escaped = false
		case r == '\\':
			escaped = true
		case r == '%':
			b.WriteString(".*")
		case r == '_':
			b.WriteByte('.')
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return b.String()
}

// matchLike reports whether all of s is like a pattern. It answers as
// likePattern does, but takes no more than the product of both lengths in time,
// and mostly their sum.
func matchLike(s string, pattern []rune) bool {
	text := []rune(s)
	at, p := 0, 0
	star, retry := -1, 0 // behind the last %, and where the rest was tried
	for at < len(text) {
		switch {
		case p < len(pattern) && pattern[p] == '%':
			p++
			star, retry = p, at
			continue
		case p < len(pattern) && pattern[p] == '_':
			at, p = at+1, p+1
			continue
		case p+1 < len(pattern) && pattern[p] == '\\' && pattern[p+1] == text[at]:
			at, p = at+1, p+2
			continue
		case p < len(pattern) && pattern[p] != '\\' && pattern[p] == text[at]:
			at, p = at+1, p+1
			continue
		case star < 0:
			return false
		}
		retry++
		at, p = retry, star
	}
	for p < len(pattern) && pattern[p] == '%' {
		p++
	}
	return p == len(pattern)
}
