package jsonfile

import (
	"unicode/utf8"

	"nguon/publisher/rows"
)

// readHeader reads the first of the arrays.
func (t *table) readHeader() error {
	s := &t.scan
	if err := s.open(); err != nil {
		return err
	}
	t.header = []string{}
	for first := true; ; first = false {
		ok, err := s.more(']', first)
		if err != nil {
			return err
		}
		if !ok {
			if t.form == separate {
				return t.endOfLine()
			}
			return nil
		}
		if c, err := s.next(); err != nil {
			return err
		} else if c != '"' {
			return s.fatal(NoHeader, "")
		}
		name, err := s.str()
		if err != nil {
			return err
		}
		if len(name) > maxName {
			return rows.Fatal(rows.CellTooLong, rows.Spot{Line: s.line, Got: int64(len(name)), Want: maxName}, "a header")
		}
		t.header = append(t.header, string(name))
		if _, err := t.addColumn(string(name)); err != nil {
			return err
		}
	}
}

// array reads an array as a row.
func (t *table) array() error {
	s := &t.scan
	if err := s.open(); err != nil {
		return err
	}
	for i := 0; ; i++ {
		ok, err := s.more(']', i == 0)
		if err != nil {
			return err
		}
		if !ok {
			if i != len(t.header) {
				return t.wrongLength(i)
			}
			return nil
		}
		if i == len(t.header) {
			return t.wrongLength(i + 1)
		}
		c, err := s.next()
		if err != nil {
			return err
		}
		if err := t.value(c, i); err != nil {
			return err
		}
	}
}

func (t *table) wrongLength(n int) error {
	return rows.Fatal(WrongLength, rows.Spot{Line: t.scan.line, Got: int64(n), Want: int64(len(t.header))}, "")
}

// compact appends the array or object here to the text of the row, without
// blanks. What is no number becomes null, as JSON has it.
func (t *table) compact(column, from int) error {
	s := &t.scan
	c, err := s.next()
	if err != nil {
		return err
	}
	switch c {
	case '"':
		text, err := s.str()
		if err != nil {
			return err
		}
		if s.replaced {
			t.note(LoneSurrogate, rows.Warning, column, text)
		}
		t.text = appendQuoted(t.text, text)
	case '[', '{':
		if err := t.compactAll(c, column, from); err != nil {
			return err
		}
	default:
		start := len(t.text)
		kind, err := t.literal(column)
		if err != nil {
			return err
		}
		if kind == rows.Empty || kind == rows.Broken {
			t.text = append(t.text[:start], "null"...)
		}
	}
	if n := len(t.text) - from; n > t.limits.Cell {
		return s.tooLong(n)
	}
	return nil
}

func (t *table) compactAll(opening byte, column, from int) error {
	s := &t.scan
	closing := opening + 2 // of both pairs in ASCII
	if err := s.open(); err != nil {
		return err
	}
	t.text = append(t.text, opening)
	for first := true; ; first = false {
		ok, err := s.more(closing, first)
		if err != nil {
			return err
		}
		if !ok {
			t.text = append(t.text, closing)
			return nil
		}
		if !first {
			t.text = append(t.text, ',')
		}
		if opening == '{' {
			name, err := s.key()
			if err != nil {
				return err
			}
			t.text = append(appendQuoted(t.text, name), ':')
		}
		if err := t.compact(column, from); err != nil {
			return err
		}
	}
}

// appendQuoted appends text as JSON has it, with no more escapes than needed.
func appendQuoted(out, text []byte) []byte {
	const digits = "0123456789abcdef"
	out = append(out, '"')
	for _, c := range text {
		switch {
		case c == '"' || c == '\\':
			out = append(out, '\\', c)
		case c == '\n':
			out = append(out, '\\', 'n')
		case c == '\t':
			out = append(out, '\\', 't')
		case c < utf8.RuneSelf && c < 0x20:
			out = append(out, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			out = append(out, c)
		}
	}
	return append(out, '"')
}
