package personal

// titleBlanks is how many blanks there are at least in a title, a surname and
// two words more.
const titleBlanks = 3

// nameDigits bounds the digits beside a name in a list: a number and a year.
const nameDigits = 6

// areaCells bounds the cells of a column that are compared with names of
// communes: what they decide is not whether a table may be published.
const areaCells = 2000

// text looks at one cell of a column of strings.
func (c *column) text(v []byte, row int64) {
	if v = trim(v); len(v) == 0 {
		return
	}
	c.cells++
	if !c.repeat.worth(v) {
		c.look(v, row)
		return
	}
	slot, hash := c.r.cleanSlot(&c.repeat, v)
	if *slot == hash {
		c.repeat.found++
		c.letters++
		return
	}
	if events := c.events; c.look(v, row) && c.events == events {
		*slot = hash
	}
}

// look looks at a cell, and reports whether it has letters.
func (c *column) look(v []byte, row int64) bool {
	s := shapeOf(v)
	if s.has(isOdd) {
		v = trim(c.r.usual(v))
		s = shapeOf(v)
	}
	c.cell = v
	if c.h.birth && s.digits >= 6 && len(v) <= 19 {
		c.birthText(v, row)
	}
	if !s.has(isLetter) {
		switch {
		case s.digits < 4:
		case !s.has(isAt | isColon | isElse):
			c.numeric(v, s.digits, row)
		case s.digits >= 8:
			c.numbersInText(v, row)
		}
		return false
	}
	c.letters++
	if s.has(isAt) {
		c.emails(v, row)
	}
	if s.digits == 0 {
		c.words(v, &s, row)
	} else {
		c.mixed(v, &s, row)
	}
	return true
}

// words looks at a cell of letters.
func (c *column) words(v []byte, s *shape, row int64) {
	named := c.name(v, s, row)
	c.area(v)
	signs := s.has(isElse | isSign)
	if s.blanks < titleBlanks || named && !signs {
		return
	}
	address, person := c.r.mayHold(v)
	if person && !named {
		c.people(v, row)
	}
	if address && signs {
		c.addresses(v, row)
	}
}

// name looks whether a cell is a name.
func (c *column) name(v []byte, s *shape, row int64) bool {
	if s.blanks == 0 && !c.h.name {
		return false
	}
	if s.has(isElse | isSign) {
		v = onlyName(v)
	}
	n := c.r.nameOf(v, c.h.name)
	r := nameFull
	switch {
	case n.full:
	case n.part && c.h.name:
		r = namePart
	default:
		return false
	}
	t := c.hit(r, v, row)
	if n.place {
		t.places++
	}
	if n.personal {
		t.personal++
	}
	return true
}

// onlyName takes off what lists have around a name: a number before it, and
// what follows a comma, a semicolon, a slash or a bracket.
func onlyName(v []byte) []byte {
	i := 0
	for i < len(v) && digit(v[i]) {
		i++
	}
	if i > 0 && i < min(len(v), 4) && (v[i] == '.' || v[i] == ')') {
		v = trim(v[i+1:])
	}
	for k, b := range v[:min(len(v), longestName)] {
		if b == ',' || b == ';' || b == '/' || b == '(' {
			return trim(v[:k])
		}
	}
	return v
}

// area looks whether a cell is the name of a commune or province.
func (c *column) area(v []byte) {
	if c.asked >= areaCells || len(v) >= 60 {
		return
	}
	c.asked++
	c.events++
	c.r.scratch = fold(c.r.scratch[:0], v)
	name := withoutKind(string(c.r.scratch))
	if l := lexicons(); l.communes[name] || l.provinces[name] {
		c.areas++
	}
}

func (c *column) people(v []byte, row int64) {
	from, to, ok := c.r.nameInText(v, 0)
	if !ok {
		return
	}
	c.hit(nameText, v[from:to], row)
	for c.cuts != nil && ok {
		c.cut(nameText, v[from:to])
		from, to, ok = c.r.nameInText(v, to)
	}
}

// mixed looks at a cell of letters and digits.
func (c *column) mixed(v []byte, s *shape, row int64) {
	if c.code(v, s, row) {
		return
	}
	if s.digits >= 5 {
		c.numbersInText(v, row)
	}
	if s.digits <= nameDigits && c.name(v, s, row) {
		return
	}
	if s.blanks >= 2 {
		address, person := c.r.mayHold(v)
		if (!address || !c.addresses(v, row)) && person && s.blanks >= titleBlanks {
			c.people(v, row)
		}
	}
}

// addresses looks for the address of a household.
func (c *column) addresses(v []byte, row int64) (house bool) {
	a := c.r.addressOf(v)
	c.addressFrom = a.from
	switch {
	case a.house:
		c.hit(addressHouse, v, row)
	case a.area:
		c.hit(addressArea, v, row)
	}
	return a.house
}

func (c *column) emails(v []byte, row int64) {
	for from := 0; from < len(v); {
		start, end, role, ok := email(v, from)
		if !ok {
			return
		}
		switch {
		case role:
			c.hit(emailRole, v[start:end], row)
		case end-start == len(v):
			c.hit(emailPerson, v, row)
		default:
			c.hit(emailText, v[start:end], row)
		}
		from = end
	}
}
