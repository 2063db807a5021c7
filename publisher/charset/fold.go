package charset

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold returns s as it is compared with other names: in lower case, without
// marks, with d for đ, and with single blanks between words and none around
// them. Spellings that differ in composition (NFC, NFD), in the place of the
// tone mark (hòa, hoà) or in case fold alike.
//
// It is for comparison only: má, mà and ma fold alike as well.
func Fold(s string) string {
	if folded(s) {
		return s
	}
	b := make([]byte, 0, len(s))
	blank := false
	put := func(r rune) {
		if blank && len(b) > 0 {
			b = append(b, ' ')
		}
		blank = false
		b = utf8.AppendRune(b, r)
	}
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == ' ' || '\t' <= r && r <= '\r':
			blank = true
		case 'A' <= r && r <= 'Z':
			put(r + 'a' - 'A')
		case r < utf8.RuneSelf:
			put(r)
		case int(r) < len(plain) && plain[r] != 0:
			put(rune(plain[r]))
		default:
			for _, r := range norm.NFD.String(s[i : i+n]) {
				switch {
				case unicode.Is(unicode.Mn, r):
				case unicode.IsSpace(r):
					blank = true
				default:
					put(unicode.ToLower(r))
				}
			}
		}
		i += n
	}
	return string(b)
}

// plain are the letters of Vietnamese without their marks, in lower case.
var plain = func() (letters [0x1F00]byte) {
	letters['đ'], letters['Đ'] = 'd', 'd'
	for r, p := range parts {
		letters[r] = norm.NFD.String(string(p.base))[0]
	}
	return letters
}()

// folded reports whether s is ASCII that Fold would not change.
func folded(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c >= utf8.RuneSelf || 'A' <= c && c <= 'Z' || '\t' <= c && c <= '\r' || c == ' ' && last == ' ' {
			return false
		}
		last = c
	}
	return last != ' ' || s == ""
}
