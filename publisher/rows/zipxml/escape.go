package zipxml

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Attr returns the attributes of the element of Start one by one: the name as
// it is written, prefix included, and the value, both valid until the next
// call of Next. Each is returned once. What is malformed ends the attributes,
// and is the error of the next call of Next.
func (s *Scanner) Attr() (name, value []byte, ok bool) {
	b := s.attrs
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	if len(b) == 0 {
		s.attrs = nil
		return nil, nil, false
	}
	eq := bytes.IndexByte(b, '=')
	if eq <= 0 {
		return s.badAttr()
	}
	name, b = b[:eq], b[eq+1:]
	for len(name) > 0 && isSpace(name[len(name)-1]) {
		name = name[:len(name)-1]
	}
	for len(b) > 0 && isSpace(b[0]) {
		b = b[1:]
	}
	if len(name) == 0 || len(b) == 0 || b[0] != '"' && b[0] != '\'' {
		return s.badAttr()
	}
	end := bytes.IndexByte(b[1:], b[0])
	if end < 0 {
		return s.badAttr()
	}
	value, s.attrs = b[1:end+1], b[end+2:]
	value, err := unescape(value)
	if err == nil {
		err = validUTF8(value)
	}
	if err != nil {
		s.err, s.attrs = err, nil
	}
	return name, value, err == nil
}

// AttrMap returns the attributes that [Scanner.Attr] has not returned, by
// their local names.
func (s *Scanner) AttrMap() map[string]string {
	m := make(map[string]string)
	for {
		name, value, ok := s.Attr()
		if !ok {
			return m
		}
		m[string(local(name))] = string(value)
	}
}

func (s *Scanner) badAttr() (name, value []byte, ok bool) {
	s.err = fmt.Errorf("an attribute of <%.40s> is malformed", s.name)
	s.attrs = nil
	return nil, nil, false
}

// unescape replaces the entities of b and makes its line breaks \n, in place.
func unescape(b []byte) ([]byte, error) {
	b = newlines(b)
	in := bytes.IndexByte(b, '&')
	if in < 0 {
		return b, nil
	}
	for out := in; ; {
		end := bytes.IndexByte(b[in:], ';')
		if end < 0 {
			return nil, errors.New("an entity is not closed")
		}
		r, err := entity(b[in+1 : in+end])
		if err != nil {
			return nil, err
		}
		// An entity is at least as long as what it stands for.
		out += utf8.EncodeRune(b[out:in+end+1], r)
		in += end + 1
		next := bytes.IndexByte(b[in:], '&')
		if next < 0 {
			return b[:out+copy(b[out:], b[in:])], nil
		}
		out += copy(b[out:], b[in:in+next])
		in += next
	}
}

// entity returns the character of a reference, & and ; left out.
func entity(name []byte) (rune, error) {
	switch string(name) {
	case "amp":
		return '&', nil
	case "lt":
		return '<', nil
	case "gt":
		return '>', nil
	case "quot":
		return '"', nil
	case "apos":
		return '\'', nil
	}
	if len(name) > 1 && name[0] == '#' {
		digits, base := string(name[1:]), 10
		if digits[0] == 'x' {
			digits, base = digits[1:], 16
		}
		if n, err := strconv.ParseUint(digits, base, 21); err == nil && n > 0 && utf8.ValidRune(rune(n)) {
			return rune(n), nil
		}
	}
	return 0, fmt.Errorf("there is no entity %.20q", name)
}

// newlines makes \r\n and \r a single \n, as XML demands, in place.
func newlines(b []byte) []byte {
	in := bytes.IndexByte(b, '\r')
	if in < 0 {
		return b
	}
	out := in
	for ; in < len(b); in++ {
		c := b[in]
		if c == '\r' {
			if in+1 < len(b) && b[in+1] == '\n' {
				continue
			}
			c = '\n'
		}
		b[out] = c
		out++
	}
	return b[:out]
}
