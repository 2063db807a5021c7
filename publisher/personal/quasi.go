package personal

import "nguon/publisher/table"

// Shares of cells from which dates are those of births, and names those of
// communes.
const (
	birthRate = 0.9
	areaRate  = 0.8
)

// quasi judges what identifies only together with other columns. Where the
// table is not about persons, statistics by sex and age are no more than a hint.
func (s *Scanner) quasi(i int, t *tableContext) []Finding {
	c := s.columns[i]
	if c.cells == 0 {
		return nil
	}
	var found []Finding
	add := func(k Kind, d Decision, count int64) {
		if d != Hint && len(t.persons) == 0 && k != BirthDate {
			d = Hint
		}
		f := Finding{Column: c.c.Source, Kind: k, Level: Column, Decision: d, Cells: c.cells, Count: count,
			Rate: float64(count) / float64(c.cells), Header: c.h.is(k), With: without(t.persons, c.c.Source)}
		found = append(found, f)
	}
	switch {
	case s.fullBirth(i):
		add(BirthDate, Quasi, max(c.days, c.count(birthText)))
	case c.h.is(BirthDate):
		add(BirthDate, Hint, 0)
	}
	if len(t.persons) > 0 {
		if t.coordinate(c) {
			add(Location, Quasi, max(c.lat, c.lon))
		}
		if s.isArea(i) {
			add(Area, Quasi, c.cells)
		}
	}
	for _, k := range []Kind{Sex, Age, Ethnicity, Nationality} {
		if c.h.is(k) && !c.h.is(Name) {
			add(k, Quasi, c.cells)
		}
	}
	for _, k := range []Kind{Religion, Health} {
		if c.h.is(k) && !c.h.is(Name) {
			add(k, Review, c.cells)
		}
	}
	return found
}

// fullBirth reports whether column i holds days of birth.
func (s *Scanner) fullBirth(i int) bool {
	c := s.columns[i]
	switch c.c.Type {
	case table.Date, table.DateTime:
		return c.c.Format.Precision == table.ByDay && (c.h.is(BirthDate) || s.born(i)) && float64(c.days) >= birthRate*float64(c.cells)
	case table.String:
		return c.rate(birthText) >= birthRate
	}
	return false
}

// isArea reports whether column i names the commune or province of a row.
func (s *Scanner) isArea(i int) bool {
	c := s.columns[i]
	if c.h.is(Sex) { // Nam is the name of a commune too
		return false
	}
	return c.h.area && !c.h.is(Address) || c.asked >= 5 && float64(c.areas) >= areaRate*float64(c.asked)
}

// areDegrees reports whether the cells of c are latitudes or longitudes that tell
// houses apart.
func (c *column) areDegrees() (lat, lon bool) {
	least := rateAlone * float64(c.cells)
	return c.lat > 0 && float64(c.lat) >= least, c.lon > 0 && float64(c.lon) >= least
}

// coordinate reports whether c is one of a pair of coordinates, or holds points.
func (t *tableContext) coordinate(c *column) bool {
	lat, lon := c.areDegrees()
	return c.c.Type == table.Geometry || lat && t.lon || lon && t.lat
}

// combined warns where full birth dates stand beside sex and commune: in an
// average commune, six of ten persons are alone with theirs.
func (s *Scanner) combined() []Finding {
	birth, sex, area := -1, -1, -1
	for i, c := range s.columns {
		switch {
		case c.cells == 0:
		case birth < 0 && s.fullBirth(i):
			birth = i
		case sex < 0 && c.h.is(Sex):
			sex = i
		case area < 0 && s.isArea(i):
			area = i
		}
	}
	if birth < 0 || sex < 0 || area < 0 {
		return nil
	}
	b := s.columns[birth]
	return []Finding{{Column: b.c.Source, Kind: Combination, Level: Table, Decision: Quasi, Cells: b.cells, Count: b.cells, Rate: 1,
		With: []string{b.c.Source, s.columns[sex].c.Source, s.columns[area].c.Source}}}
}
