package personal

import "strings"

// judgeName decides whether a column names persons. Streets, schools and
// communes are named after persons too: the header, the other columns and the
// gazetteer tell, and where they do not a person is asked.
func (c *column) judgeName(t *tableContext) []Finding {
	rate := c.rate(nameFull)
	if c.h.is(Name) {
		switch {
		case rate >= rateWithHeader, c.rate(nameFull, namePart) >= rateAlone && c.values(nameFull, namePart) > 1:
			d := Block
			if c.representative() && len(t.persons) == 0 {
				d = Review // of enterprises, the law makes them public
			}
			return []Finding{c.finding(Name, Column, d, nameFull, namePart)}
		case c.count(nameFull, nameText) > 0:
			return []Finding{c.finding(Name, Contamination, Review, nameFull, nameText)}
		}
		return nil
	}
	if f := c.tallies[nameFull]; f != nil && rate >= 0.2 && wilsonLower(f.count, c.cells) > 3*rules[nameFull].random {
		places, personal := float64(f.places)/float64(f.count), float64(f.personal)/float64(f.count)
		few := f.values.count()
		switch {
		case places >= 0.9:
			return nil
		case few <= 10 && f.count >= 10*few:
			return []Finding{c.finding(Name, Column, Review, nameFull)} // words that repeat are more often categories
		case c.h.place && (places >= 0.3 || rate < nameRate):
			return nil
		case c.h.place, places >= 0.3:
			return []Finding{c.finding(Name, Column, Review, nameFull)}
		case rate >= nameRate && (c.cells >= 5 || personal > 0):
			return []Finding{c.finding(Name, Column, Block, nameFull)}
		}
		return []Finding{c.finding(Name, Column, Review, nameFull)}
	}
	if c.rate(nameText) >= rateWithHeader {
		return []Finding{c.finding(Name, Column, Block, nameText)}
	}
	if c.count(nameText) > 0 && !c.h.place {
		return []Finding{c.finding(Name, Contamination, Review, nameText)}
	}
	return nil
}

func (c *column) values(of ...rule) int64 {
	n := int64(0)
	for _, r := range of {
		if t := c.tallies[r]; t != nil {
			n += t.values.count()
		}
	}
	return n
}

// representative reports whether the header speaks of those who act for an
// enterprise.
func (c *column) representative() bool {
	s := split(c.c.Source)
	return strings.Contains(s, "dai dien") || strings.Contains(s, "representative")
}

// judgeAddress decides whether a column tells where somebody lives. The address
// of an office is not that of a household.
func (c *column) judgeAddress(t *tableContext) []Finding {
	both := []rule{addressHouse, addressArea}
	h := c.h.is(Address)
	office := c.h.office || c.h.place || t.places && h
	d := Block
	if office && len(t.persons) == 0 {
		d = Review
	}
	if h && c.rate(both...) >= rateWithHeader || c.rate(both...) >= rateAlone {
		f := c.finding(Address, Column, d, both...)
		f.With = t.persons
		return []Finding{f}
	}
	if c.count(addressHouse) > 0 {
		if (t.points || c.h.naming) && len(t.persons) == 0 {
			d = Review // stops and plants are called by the house next to them
		}
		return []Finding{c.finding(Address, Contamination, d, addressHouse)}
	}
	if h && c.count(addressArea) > 0 {
		return []Finding{c.finding(Address, Contamination, Review, addressArea)}
	}
	return nil
}
