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
