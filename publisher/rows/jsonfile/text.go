package jsonfile

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"nguon/publisher/rows"
)

// What a byte is inside a text: 1 ends a run of ordinary characters.
var special = func() (t [256]bool) {
	for c := range 0x20 {
		t[c] = true
	}
	t['"'], t['\\'] = true, true
	return t
}()

// wordBytes are those of numbers and literals, and of what is mistaken for them.
var wordBytes = func() (t [256]bool) {
	for _, c := range []byte("+-._0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") {
		t[c] = true
	}
	return t
}()

// str reads the text that begins at the quote here. It is valid until the next
// call of any method.
func (s *scanner) str() ([]byte, error) {
	var (
		from    = s.pos + 1
		i       = from
		escapes = false
		high    byte
	)
	s.replaced = false
	for {
		for i < s.end && !special[s.buf[i]] {
			high |= s.buf[i]
			i++
		}
		if i+1 >= s.end && (i >= s.end || s.buf[i] == '\\') {
			// An escape is six times as long as its character at most.
			if i-from > 6*s.maxCell {
				return nil, s.tooLong(i - from)
			}
			i -= s.pos
			from -= s.pos
			if err := s.fill(s.pos); errors.Is(err, io.EOF) {
				s.pos = s.end
				return nil, s.fatal(Unfinished, "a text is not closed")
			} else if err != nil {
				return nil, err
			}
			i += s.pos
			from += s.pos
			continue
		}
		if s.buf[i] == '"' {
			break
		}
		if s.buf[i] != '\\' {
			err := s.fatal(ControlInText, "a text holds an unescaped control character")
			if s.byLine && s.buf[i] == '\n' {
				err = s.fatal(Unfinished, "the line ends inside a text")
			}
			return nil, err
		}
		escapes = true
		i += 2
	}
	raw := s.buf[from:i]
	if high >= 0x80 && !utf8.Valid(raw) {
		return nil, rows.Fatal(NotUTF8, rows.Spot{Line: s.line, Value: shorten(bytes.ToValidUTF8(raw, []byte("\uFFFD"))), Got: s.offset() + 1}, "")
	}
	if escapes {
		var err error
		if raw, err = s.unescape(raw); err != nil {
			return nil, err
		}
	}
	if len(raw) > s.maxCell {
		return nil, s.tooLong(len(raw))
	}
	s.pos = i + 1
	return raw, nil
}

var plainEscapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

func (s *scanner) unescape(raw []byte) ([]byte, error) {
	out := s.scratch[:0]
	for len(raw) > 0 {
		at := bytes.IndexByte(raw, '\\')
		if at < 0 {
			out = append(out, raw...)
			break
		}
		out = append(out, raw[:at]...)
		if raw = raw[at+1:]; raw[0] != 'u' {
			c, ok := plainEscapes[raw[0]]
			if !ok {
				return nil, s.fatal(Malformed, "unknown escape \\"+string(raw[:1]))
			}
			out, raw = append(out, c), raw[1:]
			continue
		}
		r, ok := hex4(raw[1:])
		if !ok {
			return nil, s.fatal(Malformed, "an escape \\u needs four hexadecimal digits")
		}
		raw = raw[5:]
		if utf16.IsSurrogate(r) {
			pair := rune(utf8.RuneError)
			if len(raw) > 1 && raw[0] == '\\' && raw[1] == 'u' {
				if low, ok := hex4(raw[2:]); ok {
					pair = utf16.DecodeRune(r, low)
				}
			}
			if r = pair; r == utf8.RuneError {
				s.replaced = true
			} else {
				raw = raw[6:]
			}
		}
		out = utf8.AppendRune(out, r)
	}
	s.scratch = out
	return out, nil
}

// hex4 reads four hexadecimal digits.
func hex4(b []byte) (rune, bool) {
	if len(b) < 4 {
		return 0, false
	}
	var r rune
	for _, c := range b[:4] {
		switch {
		case '0' <= c && c <= '9':
			c -= '0'
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			c = c | 0x20 - 'a' + 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}

// isNumber tells whether b is a number as JSON writes it.
func isNumber(b []byte) bool {
	digits := func() bool {
		n := len(b)
		for len(b) > 0 && b[0]-'0' <= 9 {
			b = b[1:]
		}
		return len(b) < n
	}
	if len(b) > 0 && b[0] == '-' {
		b = b[1:]
	}
	if len(b) > 1 && b[0] == '0' && b[1]-'0' <= 9 || !digits() {
		return false
	}
	if len(b) > 0 && b[0] == '.' {
		if b = b[1:]; !digits() {
			return false
		}
	}
	if len(b) > 0 && b[0]|0x20 == 'e' {
		if b = b[1:]; len(b) > 0 && (b[0] == '+' || b[0] == '-') {
			b = b[1:]
		}
		if !digits() {
			return false
		}
	}
	return len(b) == 0
}
