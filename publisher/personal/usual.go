package personal

import (
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// usual returns v with the characters that people and programs put for usual
// ones: marks joined with their letters (NFC), digits and signs of full width,
// blanks and hyphens of all kinds in ASCII, and without those that have no
// width. It is v itself if nothing changes, and else valid until the next call.
func (r *reader) usual(v []byte) []byte {
	b := r.buffer[:0]
	changed, marks := false, false
	for i := 0; i < len(v); {
		c := v[i]
		if c < 0xC2 || classes[c]&isOdd == 0 {
			b = append(b, c)
			i++
			continue
		}
		char, n := utf8.DecodeRune(v[i:])
		to, drop := plainer(char)
		switch {
		case drop:
			changed = true
		case to != char:
			changed = true
			b = append(b, byte(to))
		default:
			marks = marks || char >= 0x300 && char < 0x370
			b = append(b, v[i:i+n]...)
		}
		i += n
	}
	r.buffer = b
	if marks && !norm.NFC.IsNormal(b) {
		return norm.NFC.Bytes(b)
	}
	if !changed {
		return v
	}
	return b
}

// plainer returns the ASCII character for which c stands, and c if it stands
// for itself. What has no width is to be dropped.
func plainer(c rune) (to rune, drop bool) {
	switch {
	case c == 0xA0, c >= 0x2000 && c <= 0x200A, c == 0x202F, c == 0x205F, c == 0x3000:
		return ' ', false
	case c == 0xAD, c >= 0x200B && c <= 0x200F, c >= 0x202A && c <= 0x202E, c == 0x2060, c == 0xFEFF:
		return 0, true
	case c >= 0x2010 && c <= 0x2015, c == 0x2212, c == 0xFE63:
		return '-', false
	case c >= 0xFF01 && c <= 0xFF5E:
		return c - 0xFF01 + '!', false
	}
	return c, false
}
