package query

import (
	"strings"
	"unicode/utf8"

	"nguon/catalog"
)

// An item is one element of a list in the value of a parameter.
type item struct {
	text   string
	pos    int  // in bytes from the begin of the value
	quoted bool // so that "" is a text of no letters, not a forgotten one
}

// scanList splits a list at its commas. An item in double quotes may hold
// commas; a quote in it is doubled. If the quotes do not match, ok is false and
// bad is where.
func scanList(s string) (items []item, bad int, ok bool) {
	for pos := 0; ; pos++ { // past the comma
		it := item{pos: pos}
		if pos < len(s) && s[pos] == '"' {
			text, end, closed := scanQuoted(s, pos)
			if !closed || end < len(s) && s[end] != ',' {
				return nil, pos, false
			}
			it.text, it.quoted, pos = text, true, end
		} else {
			end := strings.IndexByte(s[pos:], ',')
			if end < 0 {
				end = len(s) - pos
			}
			it.text = s[pos : pos+end]
			pos += end
		}
		items = append(items, it)
		if pos >= len(s) {
			return items, 0, true
		}
	}
}

// scanQuoted reads the text that begins with a quote at pos, in which a quote is
// doubled, and returns where it ends.
func scanQuoted(s string, pos int) (text string, end int, closed bool) {
	var b strings.Builder
	quote := s[pos]
	for i := pos + 1; i < len(s); i++ {
		switch {
		case s[i] != quote:
			b.WriteByte(s[i])
		case i+1 < len(s) && s[i+1] == quote:
			b.WriteByte(quote)
			i++
		default:
			return b.String(), i + 1, true
		}
	}
	return "", len(s), false
}

// appendItem appends v so that scanList reads it as one item.
func appendItem(b []byte, v any, c *catalog.Column) []byte {
	s, isText := v.(string)
	if !isText || s != "" && !strings.ContainsAny(s, ",\"") {
		return AppendText(b, v, c)
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(s, `"`, `""`)...)
	return append(b, '"')
}

// trim is it without blanks around it, at its new place.
func (it item) trim() item {
	left := strings.TrimLeft(it.text, " ")
	it.pos += len(it.text) - len(left)
	it.text = strings.TrimRight(left, " ")
	return it
}

const hexDigits = "0123456789ABCDEF"

// appendQueryEscaped escapes s for the value of a parameter, leaving readable
// what may be.
func appendQueryEscaped(b []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c < utf8.RuneSelf && strings.IndexByte("-_.~,:*'()", c) >= 0:
			b = append(b, c)
		default:
			b = append(b, '%', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return b
}
