package personal

import (
	"time"

	"nguon/publisher/table"
)

// dates counts the days on which a living person may be born.
func (c *column) dates(v *table.Vector) {
	first := time.Date(firstBirthYear, 1, 1, 0, 0, 0, 0, time.UTC)
	last := time.Date(c.r.year+1, 1, 1, 0, 0, 0, 0, time.UTC)
	from, to := first.Unix()/86400, last.Unix()/86400
	if v.Type == table.DateTime {
		from, to = first.UnixMicro(), last.UnixMicro()
	}
	for i, x := range v.Ints {
		if v.Null(i) {
			continue
		}
		c.cells++
		if x >= from && x < to {
			c.days++
		}
	}
}

// birthText counts a date of birth that was kept as text: three numbers, of
// which the first or the last is a year, with anything of the day after them.
func (c *column) birthText(v []byte, row int64) {
	var n, digits [3]int
	parts := 0
	for i := 0; i < len(v) && parts < 3; {
		if !digit(v[i]) {
			return
		}
		for i < len(v) && digit(v[i]) && digits[parts] < 5 {
			n[parts] = n[parts]*10 + int(v[i]-'0')
			digits[parts]++
			i++
		}
		parts++
		if i < len(v) && parts < 3 {
			if v[i] != '/' && v[i] != '-' && v[i] != '.' && v[i] != ' ' {
				return
			}
			i++
		}
	}
	if parts < 3 {
		return
	}
	year, month, day := n[2], n[1], n[0]
	if digits[0] == 4 {
		year, day = n[0], n[2]
	} else if digits[2] != 4 {
		return
	}
	if year < firstBirthYear || year > c.r.year || month < 1 || day < 1 || month > 12 && day > 12 || month > 31 || day > 31 {
		return
	}
	c.hit(birthText, v, row)
}

// An ageMatch tells whether a column of dates is the birth of those whose age
// is in another: year and age add up to the same in all rows, or to one more.
type ageMatch struct {
	date, age  int
	typ        table.Type
	rows       int64
	least, top int64
	from, to   int64 // years
}

// agePairs returns the dates that have a column of ages beside them.
func (s *Scanner) agePairs() []ageMatch {
	const most = 16 // pairs that are looked at
	var pairs []ageMatch
	for i, a := range s.columns {
		if !a.h.is(Age) || a.c.Type != table.Integer {
			continue
		}
		for j, d := range s.columns {
			if (d.c.Type == table.Date || d.c.Type == table.DateTime) && !d.h.is(BirthDate) && len(pairs) < most {
				pairs = append(pairs, ageMatch{date: j, age: i, typ: d.c.Type})
			}
		}
	}
	return pairs
}

func (m *ageMatch) add(b *table.Batch) {
	dates, ages := &b.Columns[m.date], &b.Columns[m.age]
	for i := range b.Rows {
		if dates.Null(i) || ages.Null(i) {
			continue
		}
		at := time.Unix(dates.Ints[i]*86400, 0)
		if m.typ == table.DateTime {
			at = time.UnixMicro(dates.Ints[i])
		}
		year := int64(at.UTC().Year())
		sum := year + ages.Ints[i]
		if m.rows == 0 {
			m.least, m.top, m.from, m.to = sum, sum, year, year
		}
		m.rows++
		m.least, m.top, m.from, m.to = min(m.least, sum), max(m.top, sum), min(m.from, year), max(m.to, year)
	}
}

// born reports whether column i is matched by ages.
func (s *Scanner) born(i int) bool {
	for _, m := range s.ages {
		if m.date == i && m.rows >= 20 && m.top-m.least <= 1 && m.to-m.from >= 5 {
			return true
		}
	}
	return false
}
