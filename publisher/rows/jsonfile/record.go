package jsonfile

import (
	"nguon/publisher/rows"
)

// record reads one record. It returns false if it was the header.
func (t *table) record() (bool, error) {
	c, err := t.scan.next()
	if err != nil {
		return false, err
	}
	switch {
	case c == '{' && !t.arrays:
		t.objects = true
		_, err := t.object(t.root)
		return true, err
	case c == '[' && !t.objects && t.form != single:
		t.arrays = true
		if t.header == nil {
			return false, t.readHeader()
		}
		return true, t.array()
	case c == 0:
		return false, t.scan.malformed("a record")
	default:
		if err := t.malformedRecord(c); err != nil {
			return false, err
		}
		return false, t.scan.fatal(NotARecord, "")
	}
}

// malformedRecord tells a wrong token from a token that is no record.
func (t *table) malformedRecord(c byte) error {
	if c == '{' || c == '[' || c == '"' || wordBytes[c] {
		return nil
	}
	return t.scan.malformed("an object or an array")
}

// object reads the object here into the columns below n, and tells whether it
// has any member.
func (t *table) object(n *node) (bool, error) {
	s := &t.scan
	if err := s.open(); err != nil {
		return false, err
	}
	hint := 0
	for first := true; ; first = false {
		ok, err := s.more('}', first)
		if !ok || err != nil {
			return !first, err
		}
		name, err := s.key()
		if err != nil {
			return false, err
		}
		kid := n.child(name, &hint)
		if kid.seen == t.number {
			err := rows.Fatal(DuplicateKey, rows.Spot{Line: s.line, Got: s.offset() + 1}, "")
			err.Column = kid.path
			return false, err
		}
		kid.seen = t.number
		if err := t.member(kid); err != nil {
			return false, err
		}
	}
}

// member reads the value of a member into the columns of its node.
func (t *table) member(n *node) error {
	c, err := t.scan.next()
	if err != nil {
		return err
	}
	if c == '{' {
		had, err := t.object(n)
		if err != nil || had {
			n.objects = true
			return err
		}
		return t.null(n)
	}
	if c == 'n' && n.column < 0 && n.objects {
		kind, err := t.literal(-1)
		if kind != rows.Empty || err != nil {
			return err
		}
		return t.null(n)
	}
	if n.column < 0 {
		if n.column, err = t.addColumn(n.path); err != nil {
			return err
		}
	}
	return t.value(c, n.column)
}

// null sets the column of n, unless the columns of its objects say as much.
func (t *table) null(n *node) (err error) {
	if n.column < 0 {
		if n.objects {
			return nil
		}
		if n.column, err = t.addColumn(n.path); err != nil {
			return err
		}
	}
	return t.set(n.column, rows.Empty, len(t.text))
}

// value reads the value that begins with c into a cell; arrays, and objects
// inside arrays, stay JSON.
func (t *table) value(c byte, column int) error {
	from := len(t.text)
	switch c {
	case '"':
		text, err := t.scan.str()
		if err != nil {
			return err
		}
		t.text = append(t.text, text...)
		if t.scan.replaced {
			t.note(LoneSurrogate, rows.Warning, column, text)
		}
		return t.set(column, rows.Text, from)
	case '[', '{':
		if err := t.compact(column, from); err != nil {
			return err
		}
		t.note(ArrayKept, rows.Note, column, t.text[from:])
		return t.set(column, rows.Text, from)
	}
	kind, err := t.literal(column)
	if err != nil {
		return err
	}
	return t.set(column, kind, from)
}

// literal reads a number, a truth value or null, and appends its text.
func (t *table) literal(column int) (rows.Kind, error) {
	s := &t.scan
	w, err := s.word()
	if err != nil {
		return 0, err
	}
	switch string(w) {
	case "null":
		return rows.Empty, nil
	case "true", "false":
		t.text = append(t.text, w...)
		return rows.Bool, nil
	case "NaN", "Infinity", "-Infinity":
		t.text = append(t.text, w...)
		t.note(NotANumber, rows.Warning, column, w)
		return rows.Broken, nil
	}
	if !isNumber(w) {
		s.pos -= len(w)
		return 0, s.malformed("a value")
	}
	t.text = append(t.text, w...)
	return rows.Number, nil
}
