package personal

import (
	"bytes"
	"net/netip"
	"strconv"

	"nguon/publisher/table"
)

// Classes of bytes.
const (
	isDigit  = 1 << iota
	isLetter // of any alphabet
	isAt
	isBlank
	isColon
	isSign // of the signs inside numbers: . - + ( )
	isElse
)

var class = func() (t [256]uint8) {
	for i := range t {
		switch c := byte(i); {
		case digit(c):
			t[i] = isDigit
		case letterByte(c):
			t[i] = isLetter
		case c == '@':
			t[i] = isAt
		case c == ' ':
			t[i] = isBlank
		case c == ':':
			t[i] = isColon
		case c == '.' || c == '-' || c == '+' || c == '(' || c == ')':
			t[i] = isSign
		default:
			t[i] = isElse
		}
	}
	return t
}()

// titleBlanks is how many blanks there are at least in a title, a surname and
// two words more.
const titleBlanks = 3

// areaCells bounds the cells of a column that are compared with names of
// communes: what they decide is not whether a table may be published.
const areaCells = 2000

// text looks at one cell of a column of strings.
func (c *column) text(v []byte, row int64) {
	if v = trim(v); len(v) == 0 {
		return
	}
	c.cells++
	var m uint8
	digits, blanks := 0, 0
	for _, b := range v {
		k := class[b]
		m |= k
		digits += int(k & isDigit)
		blanks += int(k & isBlank)
	}
	if c.h.kinds[BirthDate] && digits >= 6 && len(v) <= 19 {
		c.birthText(v, row)
	}
	if m&isLetter == 0 {
		switch {
		case digits < 4:
		case m&^(isDigit|isBlank|isSign) == 0:
			c.numeric(v, digits, row)
		case digits >= 8:
			c.numbersInText(v, row)
		}
		return
	}
	c.letters++
	if m&isAt != 0 {
		c.emails(v, row)
	}
	if digits == 0 {
		c.words(v, m, blanks/isBlank, row)
		return
	}
	c.mixed(v, m, digits, blanks/isBlank, row)
}

// words looks at a cell of letters.
func (c *column) words(v []byte, m uint8, blanks int, row int64) {
	named := c.h.kinds[Name]
	if m&isBlank != 0 || named {
		if s := nameOf(v, named); s.full || s.part && named {
			r := namePart
			if s.full {
				r = nameFull
			}
			t := c.hit(r, v, row)
			if s.place {
				t.places++
			}
			if s.personal {
				t.personal++
			}
		} else if blanks >= titleBlanks {
			c.people(v, row)
		}
	}
	if c.asked < areaCells && len(v) < 60 {
		c.asked++
		c.scratch = fold(c.scratch[:0], v)
		name := withoutKind(string(c.scratch))
		if l := lexicons(); l.communes[name] || l.provinces[name] {
			c.areas++
		}
	}
	if m&isElse != 0 && blanks >= 3 {
		c.addresses(v, row)
	}
}

func (c *column) people(v []byte, row int64) {
	if from, to, ok := namesInText(v); ok {
		c.hit(nameText, v[from:to], row)
	}
}

// mixed looks at a cell of letters and digits.
func (c *column) mixed(v []byte, m uint8, digits, blanks int, row int64) {
	if m&isBlank == 0 {
		switch n := len(v); {
		case n == 15 && digits == 13:
			if healthInsuranceCard(bytes.ToUpper(v)) {
				c.hit(healthCard, v, row)
				return
			}
		case n == 32 || n == 40 || n == 64:
			if c.digest(v, row) {
				return
			}
		case (n == 8 || n == 9) && digits == n-1 && passportNumber(v):
			c.hit(passport, v, row)
		case m&isColon != 0 && n < 46:
			if a, err := netip.ParseAddr(string(v)); err == nil && !a.IsUnspecified() && !a.IsLoopback() {
				c.hit(ipAddress, v, row)
				return
			}
		case n <= 14 && m&isSign != 0 && (c.h.kinds[NationalID] || c.h.kinds[OldID]):
			if f, err := strconv.ParseFloat(string(v), 64); err == nil && f >= 1e9 && f < 1e12 {
				c.hit(idRounded, v, row)
				return
			}
		}
	}
	if len(v) >= 7 && len(v) <= 13 && digits >= 5 && m&(isElse|isColon|isAt) == 0 {
		if ok, formatted := plate(v); ok {
			if formatted {
				c.hit(plateFormatted, v, row).mark(int(v[0]-'0')*10 + int(v[1]-'0'))
			} else {
				c.hit(platePlain, v, row)
			}
			return
		}
	}
	if digits >= 6 {
		c.numbersInText(v, row)
	}
	if blanks >= 2 {
		if !c.addresses(v, row) && blanks >= titleBlanks {
			c.people(v, row)
		}
	}
}

// addresses looks for the address of a household.
func (c *column) addresses(v []byte, row int64) bool {
	c.scratch = fold(c.scratch[:0], v)
	a := addressOf(v, c.scratch)
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

func (c *column) integers(v *table.Vector, first int64) {
	var b [20]byte
	for i, x := range v.Ints {
		if x < 100_000 || v.Null(i) {
			continue
		}
		c.integer(strconv.AppendInt(b[:0], x, 10), first+int64(i))
	}
}
