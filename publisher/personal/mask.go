package personal

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// longestMask bounds the characters of a masked example.
const longestMask = 40

// mask shows the shape of v and nothing else: digits become 0, small letters
// x, capitals X; blanks and punctuation stay. Of a long text the first
// characters stand.
func mask(v []byte) string {
	var b strings.Builder
	for n, r := range string(v[:min(len(v), longestMask*utf8.UTFMax)]) {
		if b.Len() >= longestMask {
			b.WriteString("…")
			break
		}
		switch {
		case unicode.IsDigit(r):
			b.WriteByte('0')
		case unicode.IsUpper(r):
			b.WriteByte('X')
		case unicode.IsLetter(r), unicode.IsMark(r):
			b.WriteByte('x')
		case r < utf8.RuneSelf && r >= ' ':
			b.WriteRune(r)
		case n > 0:
			b.WriteByte('?')
		}
	}
	return b.String()
}
