package geofile

import (
	"context"
	"encoding/json"
	"errors"
	"io"
)

// members calls visit with the name and the value of each member of an object,
// which is valid JSON. It returns false if raw is no object.
func members(raw []byte, visit func(name string, value []byte)) bool {
	c := cursor{rest: raw}
	if c.peek() != '{' {
		return false
	}
	c.rest = c.rest[1:]
	for c.peek() == '"' {
		quoted := c.value()
		name := string(quoted[1 : len(quoted)-1])
		for _, b := range quoted {
			if b == '\\' {
				_ = json.Unmarshal(quoted, &name) // it is valid
				break
			}
		}
		c.peek() // the colon
		c.rest = c.rest[1:]
		visit(name, c.value())
		if c.peek() == ',' {
			c.rest = c.rest[1:]
		}
	}
	return true
}

// skip returns the length of the value at the front of valid JSON.
func skip(raw []byte) int {
	depth, inText := 0, false
	for i := 0; i < len(raw); i++ {
		b := raw[i]
		switch {
		case inText:
			switch b {
			case '\\':
				i++
			case '"':
				inText = false
				if depth == 0 {
					return i + 1
				}
			}
		case b == '"':
			inText = true
		case b == '{' || b == '[':
			depth++
		case b == '}' || b == ']':
			if depth == 0 {
				return i // of a number or a word
			}
			if depth--; depth == 0 {
				return i + 1
			}
		case depth == 0 && (b == ',' || b == ' ' || b == '\n' || b == '\r' || b == '\t'):
			return i
		}
	}
	return len(raw)
}

var errTooLong = errors.New("geofile: a feature is too long")

// A meter bounds what may be read for one feature, and stops with a context.
type meter struct {
	ctx  context.Context
	r    io.Reader
	left int64
}

// slack is what a decoder may have read ahead of what it has returned.
const slack = 1 << 20

// allow lets n bytes more be read.
func (m *meter) allow(n int64) { m.left = n + slack }

func (m *meter) Read(b []byte) (int, error) {
	if err := m.ctx.Err(); err != nil {
		return 0, err
	}
	if m.left <= 0 {
		return 0, errTooLong
	}
	n, err := m.r.Read(b[:min(int64(len(b)), m.left)])
	m.left -= int64(n)
	return n, err
}

// separatorsAsBlanks reads the record separators of RFC 8142 as blanks. They
// cannot stand in valid JSON.
type separatorsAsBlanks struct{ r io.Reader }

func (s separatorsAsBlanks) Read(b []byte) (int, error) {
	n, err := s.r.Read(b)
	for i, c := range b[:n] {
		if c == 0x1e {
			b[i] = ' '
		}
	}
	return n, err
}
