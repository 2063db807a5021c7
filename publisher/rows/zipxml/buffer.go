package zipxml

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"
)

// more reads on into the buffer, which moves what is not yet scanned to its
// front, and grows if that fills it. It returns io.EOF only when nothing was
// added.
func (s *Scanner) more() error {
	if s.eof {
		return io.EOF
	}
	if s.at > 0 {
		s.end = copy(s.buf, s.buf[s.at:s.end])
		s.at = 0
	}
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for range 100 {
		n, err := s.r.Read(s.buf[s.end:])
		s.end += n
		if errors.Is(err, io.EOF) {
			s.eof = true
			if n == 0 {
				return io.EOF
			}
			return nil
		}
		if err != nil {
			return err
		}
		if n > 0 {
			return nil
		}
	}
	return io.ErrNoProgress
}

// tag returns what is between < and >, and goes behind it. A > inside of
// quotes does not end a tag.
func (s *Scanner) tag() ([]byte, error) {
	quote := byte(0)
	for i := s.at + 1; ; i++ {
		if i == s.end {
			scanned := i - s.at
			if scanned > maxTag {
				return nil, errors.New("a tag is too long")
			}
			if err := s.more(); err != nil {
				return nil, s.unexpected(err)
			}
			i = s.at + scanned
		}
		switch c := s.buf[i]; {
		case c == quote:
			quote = 0
		case quote != 0:
		case c == '"' || c == '\'':
			quote = c
		case c == '<':
			return nil, errors.New("there is a < inside of a tag")
		case c == '>':
			tag := s.buf[s.at+1 : i]
			s.at = i + 1
			return tag, nil
		}
	}
}

// through returns everything from here to the mark, and goes behind it.
func (s *Scanner) through(mark string) ([]byte, error) {
	from := 2
	for {
		if from < s.end-s.at {
			if i := bytes.Index(s.buf[s.at+from:s.end], []byte(mark)); i >= 0 {
				all := s.buf[s.at : s.at+from+i+len(mark)]
				s.at += len(all)
				return all, nil
			}
			from = max(from, s.end-s.at-len(mark)+1)
		}
		if s.end-s.at > maxTag {
			return nil, errors.New("a comment or instruction is too long")
		}
		if err := s.more(); err != nil {
			return nil, s.unexpected(err)
		}
	}
}

func (s *Scanner) unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// scanText takes the text up to the next tag, or as much of it as fits.
func (s *Scanner) scanText() error {
	from := 0
	for {
		n := bytes.IndexByte(s.buf[s.at+from:s.end], '<')
		if n >= 0 {
			return s.takeText(from + n)
		}
		from = s.end - s.at
		if from >= readSize {
			return s.takeText(safeCut(s.buf[s.at:s.end]))
		}
		if err := s.more(); errors.Is(err, io.EOF) {
			return s.takeText(from)
		} else if err != nil {
			return err
		}
	}
}

func (s *Scanner) takeText(n int) error {
	raw := s.buf[s.at : s.at+n]
	s.at += n
	text, err := unescape(raw)
	if err != nil {
		return err
	}
	s.text = text
	return validUTF8(text)
}

// safeCut returns where a long text may be cut: not inside of an entity, a
// character or a line break.
func safeCut(b []byte) int {
	const entity = 16 // more than any has
	n := len(b)
	if i := bytes.LastIndexByte(b[n-entity:], '&'); i >= 0 {
		n = n - entity + i
	}
	for i := n - 1; i >= n-utf8.UTFMax; i-- {
		if utf8.RuneStart(b[i]) {
			if !utf8.FullRune(b[i:n]) {
				n = i
			}
			break
		}
	}
	if b[n-1] == '\r' {
		n--
	}
	return n
}
