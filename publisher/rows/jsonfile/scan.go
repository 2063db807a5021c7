package jsonfile

import (
	"context"
	"errors"
	"io"
	"unicode/utf8"

	"nguon/publisher/rows"
)

const bufferSize = 128 << 10

// A scanner splits JSON into tokens. It holds one token in memory, of bounded
// length.
type scanner struct {
	ctx      context.Context
	r        io.Reader
	buf      []byte // the window; buf[pos:end] is not read yet
	pos, end int
	ended    bool
	base     int64 // bytes before buf
	line     int64 // of buf[pos], from 1
	byLine   bool  // a line break ends the value
	depth    int
	maxCell  int
	scratch  []byte // of the text that str returned last
	replaced bool   // that text had half a character
}

func (s *scanner) reset(ctx context.Context, r io.Reader, at place) {
	if s.buf == nil {
		s.buf = make([]byte, bufferSize)
	}
	*s = scanner{ctx: ctx, r: r, buf: s.buf, scratch: s.scratch, maxCell: s.maxCell,
		base: at.offset, line: at.line + 1, byLine: at.form == separate}
}

// offset is how many bytes of the text were read.
func (s *scanner) offset() int64 { return s.base + int64(s.pos) }

// fill reads on, keeping what the window holds from hold, which becomes its
// first byte. It returns io.EOF at the end of the text.
func (s *scanner) fill(hold int) error {
	if s.ended {
		return io.EOF
	}
	if err := s.ctx.Err(); err != nil {
		return err
	}
	kept := s.end - hold
	if kept == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	copy(s.buf, s.buf[hold:s.end])
	s.base += int64(hold)
	s.pos -= hold
	s.end = kept
	for {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if errors.Is(err, io.EOF) {
			s.ended = true
			if n == 0 {
				return io.EOF
			}
			return nil
		}
		if err != nil || n > 0 {
			return err
		}
	}
}

// next skips blanks and returns the byte after them, which it leaves there. It
// is 0 at the end of the text, and a line break where that ends the value.
func (s *scanner) next() (byte, error) {
	for {
		for s.pos < s.end {
			switch c := s.buf[s.pos]; c {
			case ' ', '\t', '\r':
			case '\n':
				if s.byLine && s.depth > 0 {
					return c, nil
				}
				s.line++
			case 0:
				return 0, s.malformed("a value")
			default:
				return c, nil
			}
			s.pos++
		}
		if err := s.fill(s.pos); errors.Is(err, io.EOF) {
			return 0, nil
		} else if err != nil {
			return 0, err
		}
	}
}

// open goes into the array or object that begins here.
func (s *scanner) open() error {
	s.pos++
	s.depth++
	if s.depth > maxDepth {
		return rows.Fatal(TooDeep, rows.Spot{Line: s.line, Got: s.offset(), Want: maxDepth}, "")
	}
	return nil
}

// more goes to the next element of an array or member of an object, and over
// closing if there is none.
func (s *scanner) more(closing byte, first bool) (bool, error) {
	c, err := s.next()
	if err != nil {
		return false, err
	}
	if c == closing {
		s.pos++
		s.depth--
		return false, nil
	}
	if first {
		return true, nil
	}
	if c != ',' {
		return false, s.malformed("a comma or " + string(closing))
	}
	s.pos++
	if c, err = s.next(); err != nil {
		return false, err
	}
	if c == closing {
		return false, s.fatal(TrailingComma, "there is no value after the comma")
	}
	return true, nil
}

// key reads the name of a member and the colon after it.
func (s *scanner) key() ([]byte, error) {
	c, err := s.next()
	if err != nil {
		return nil, err
	}
	if c != '"' {
		return nil, s.malformed("a name in double quotes")
	}
	name, err := s.str()
	if err != nil {
		return nil, err
	}
	if len(name) > maxName {
		return nil, rows.Fatal(rows.CellTooLong, rows.Spot{Line: s.line, Got: int64(len(name)), Want: maxName}, "the name of a member")
	}
	// The colon may need another window, in which the name is no longer.
	if s.pos == s.end || s.buf[s.pos] != ':' {
		s.scratch = append(s.scratch[:0], name...)
		name = s.scratch
		if c, err = s.next(); err != nil {
			return nil, err
		}
		if c != ':' {
			return nil, s.malformed("a colon")
		}
	}
	s.pos++
	return name, nil
}

// word reads a number or a literal; it is valid until the next call.
func (s *scanner) word() ([]byte, error) {
	i := s.pos
	for {
		for i < s.end && wordBytes[s.buf[i]] {
			i++
		}
		if i < s.end {
			break
		}
		if i-s.pos > s.maxCell {
			return nil, s.tooLong(i - s.pos)
		}
		i -= s.pos
		if err := s.fill(s.pos); errors.Is(err, io.EOF) {
			i += s.pos
			break
		} else if err != nil {
			return nil, err
		}
		i += s.pos
	}
	if i == s.pos {
		return nil, s.malformed("a value")
	}
	if i-s.pos > s.maxCell {
		return nil, s.tooLong(i - s.pos)
	}
	w := s.buf[s.pos:i]
	s.pos = i
	return w, nil
}

func (s *scanner) tooLong(n int) error {
	return rows.Fatal(rows.CellTooLong, rows.Spot{Line: s.line, Got: int64(n), Want: int64(s.maxCell)}, "")
}

// malformed is the error of what stands here in place of want.
func (s *scanner) malformed(want string) error {
	if s.pos == s.end || s.buf[s.pos] == '\n' {
		return s.fatal(Unfinished, "expected "+want)
	}
	return s.fatal(Malformed, "expected "+want)
}

func (s *scanner) fatal(code rows.Code, detail string) error {
	return rows.Fatal(code, rows.Spot{Line: s.line, Value: shorten(s.buf[s.pos:s.end]), Got: s.offset() + 1}, detail)
}

// shorten returns the first of b's text, for a message: at most 80 characters
// of one line.
func shorten(b []byte) string {
	var out []rune
	for len(b) > 0 && len(out) < 80 {
		r, n := utf8.DecodeRune(b)
		if r == '\n' || r == '\r' {
			break
		}
		out = append(out, r)
		b = b[n:]
	}
	return string(out)
}
