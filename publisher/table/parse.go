package table

import (
	"math"
	"slices"
	"time"
)

// A parser turns the cells of one column into values. Each goroutine has its
// own.
type parser struct {
	column *Column
	nulls  map[string]bool
	strict bool // what was set aside is an error
	zone   zoneCache
	s      scanned
}

func (p *Plan) parsers() []parser {
	ps := make([]parser, p.given())
	for i := range ps {
		c := &p.Columns[i]
		ps[i] = parser{column: c, zone: zoneCache{location: p.Location}}
		if len(c.Tokens) > 0 {
			ps[i].nulls = make(map[string]bool, len(c.Tokens))
			for _, t := range c.Tokens {
				ps[i].nulls[t] = true
			}
		}
	}
	return ps
}

// parse appends the value of a cell to v. It reports false, and appends
// nothing, if the cell is not of the type of the column.
//
// What was set aside in a column is a missing value of it.
func (p *parser) parse(cell []byte, v *Vector) bool {
	if p.value(cell, v) {
		return true
	}
	if p.column.setAside && !p.strict {
		v.missing()
		return true
	}
	return false
}

func (p *parser) value(cell []byte, v *Vector) bool {
	if len(cell) == 0 {
		p.empty(v)
		return true
	}
	decimal, isPlain := p.column.Format.Decimal, false
	if cell[0] == mark {
		cell, decimal, isPlain = cell[1:], '.', true
	}
	if p.nulls != nil && p.nulls[string(cell)] {
		v.missing()
		return true
	}
	switch p.column.Type {
	case Integer:
		if n, ok := shortInt(cell); ok {
			v.Ints = append(v.Ints, n)
			return true
		}
	case Number:
		if f, ok := shortNumber(cell, decimal); ok {
			v.Floats = append(v.Floats, f)
			return true
		}
	case DateTime:
		if t := &p.s.time; len(cell) == len(time.DateTime) {
			if *t = (stamp{}); t.plain(cell) {
				v.Ints = append(v.Ints, p.zone.instant(t, DayMonthYear))
				return true
			}
		}
	case String, Geometry:
		if len(v.Data)+len(cell) > math.MaxUint32 {
			return false
		}
		v.Data = append(v.Data, cell...)
		v.Ends = append(v.Ends, uint32(len(v.Data)))
		return true
	}
	return p.slow(cell, isPlain, v)
}

// empty appends what an empty cell stands for.
func (p *parser) empty(v *Vector) {
	if p.column.booleans == shapeCross {
		v.Bools = append(v.Bools, false)
		return
	}
	v.missing()
}

// shortInt reads an integer of at most 18 digits that is nothing but digits
// after a minus sign, and does not begin with zero unless it is zero.
func shortInt(cell []byte) (int64, bool) {
	digits := cell
	if digits[0] == '-' {
		digits = digits[1:]
	}
	if len(digits) == 0 || len(digits) > 18 || digits[0] == '0' && len(digits) > 1 {
		return 0, false
	}
	n := int64(0)
	for _, c := range digits {
		d := c - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + int64(d)
	}
	if len(digits) < len(cell) {
		n = -n
	}
	return n, true
}

// shortNumber reads digits with at most one separator, which is the decimal
// sign, if mantissa and power of ten are exact doubles: so is their quotient.
func shortNumber(cell []byte, decimal byte) (float64, bool) {
	digits := cell
	if digits[0] == '-' {
		digits = digits[1:]
	}
	if len(digits) == 0 || len(digits) > 16 {
		return 0, false
	}
	if decimal == 0 {
		decimal = '.'
	}
	m, point := int64(0), -1
	for i, c := range digits {
		d := c - '0'
		if d <= 9 {
			m = m*10 + int64(d)
			continue
		}
		if c != decimal || point >= 0 {
			return 0, false
		}
		point = i
	}
	if m >= 1<<53 || point == len(digits)-1 || digits[0] == '0' && len(digits) > 1 && point != 1 {
		return 0, false
	}
	f := float64(m)
	if point >= 0 {
		f /= powers[len(digits)-1-point]
	}
	if len(digits) < len(cell) {
		f = -f
	}
	return f, true
}

// slow parses what the short cuts leave.
func (p *parser) slow(cell []byte, isPlain bool, v *Vector) bool {
	c, s := p.column, &p.s
	if p.nulls != nil && p.nulls[string(trim(cell))] {
		v.missing()
		return true
	}
	if isPlain {
		scanPlain(cell, s)
	} else {
		scan(cell, s)
	}
	switch {
	case s.shape == shapeEmpty:
		p.empty(v)
		return true
	case s.shape == shapeCross && c.Type != Boolean && !c.ownMarks:
		v.missing()
		return true
	}
	if c.Type == Boolean {
		return p.boolean(v)
	}
	if !c.accepts(s.shape) {
		return false
	}
	switch c.Type {
	case Integer:
		if !s.exact || !fits64(s.mantissa, 19, s.negative) {
			return false
		}
		n := int64(s.mantissa)
		if s.negative {
			n = -n
		}
		v.Ints = append(v.Ints, n)
	case Number:
		if s.shape == shapeZeros && (!s.exact || s.mantissa > 1<<53) {
			return false
		}
		decimal, isFraction := c.fraction(s.shape)
		v.Floats = append(v.Floats, s.value(cell, decimal, isFraction))
	case Decimal:
		n, ok := s.decimal(c)
		if !ok {
			return false
		}
		v.Ints = append(v.Ints, n)
	case Time, Duration:
		v.Ints = append(v.Ints, s.time.micros)
	case Date:
		v.Ints = append(v.Ints, s.time.day(c.Format.Dates))
	case DateTime:
		v.Ints = append(v.Ints, p.zone.instant(&s.time, c.Format.Dates))
	}
	return true
}

// accepts reports whether cells of shape s are values of c.
func (c *Column) accepts(s shape) bool {
	if c.Percent && slices.Contains(percents(c.Format), s) {
		return true
	}
	if c.Declared {
		return acceptsDeclared(c.Type, c.Format, s)
	}
	return accepts(c.Type, c.Format, s)
}

// fraction returns the decimal sign of c, and whether it is the last separator
// of a number of shape s.
func (c *Column) fraction(s shape) (sign byte, isFraction bool) {
	if c.Format.Decimal == ',' {
		return ',', commaFraction(s)
	}
	return '.', pointFraction(s)
}

// decimal returns the number that was scanned as an integer of the column's
// scale.
func (s *scanned) decimal(c *Column) (int64, bool) {
	scale := 0
	if _, isFraction := c.fraction(s.shape); isFraction {
		scale = s.fraction
	}
	if !s.exact || scale > c.Scale || s.digits+c.Scale-scale > maxDigits {
		return 0, false
	}
	n := int64(s.mantissa)
	for range c.Scale - scale {
		n *= 10
	}
	if s.negative {
		n = -n
	}
	return n, true
}

func (p *parser) boolean(v *Vector) bool {
	words, s := p.column.booleans, &p.s
	switch {
	case s.shape == words, words == 0 && accepts(Boolean, Format{}, s.shape):
		v.Bools = append(v.Bools, s.yes)
	case words == 0 && s.shape == shapeInt && !s.negative && s.mantissa <= 1:
		v.Bools = append(v.Bools, s.mantissa == 1)
	default:
		return false
	}
	return true
}
