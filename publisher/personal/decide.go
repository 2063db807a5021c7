package personal

import (
	"cmp"
	"slices"

	"nguon/publisher/table"
)

// Findings returns what the rows that were added hold, in the order of columns
// and, within one, the worst first.
func (s *Scanner) Findings() []Finding {
	t := s.context()
	var all []Finding
	for i := range s.columns {
		found := s.ofColumn(i, t)
		slices.SortStableFunc(found, func(a, b Finding) int { return cmp.Compare(rank(a.Decision), rank(b.Decision)) })
		all = append(all, found...)
	}
	all = append(all, s.combined()...)
	s.allow(all)
	return all
}

func rank(d Decision) int { return slices.Index([]Decision{Block, Review, Quasi, Hint}, d) }

// context looks at what the columns say of one another before any is judged
// for good.
func (s *Scanner) context() *tableContext {
	t := new(tableContext)
	for _, c := range s.columns {
		lat, lon := c.areDegrees()
		t.lat, t.lon = t.lat || lat, t.lon || lon
	}
	for _, c := range s.columns {
		t.points = t.points || t.coordinate(c)
		if c.h.place || c.h.office {
			t.places = true
		}
		person := c.h.person && c.cells > 0
		t.people = t.people || c.cells > 0 && (c.h.is(Age) || c.h.is(Ethnicity) || c.h.is(Religion) || c.h.is(Health))
		for _, k := range []Kind{NationalID, HealthInsurance, Name} {
			for _, f := range c.judge(k, new(tableContext)) {
				if f.Level == Column && f.Decision == Block {
					person = true
					t.ids = t.ids || k == NationalID
				}
			}
		}
		if person {
			t.persons = append(t.persons, c.c.Source)
		}
	}
	return t
}

// ofColumn judges one column. Of kinds that the column as a whole may be of, a
// cell counts for one only: the better founded goes first.
func (s *Scanner) ofColumn(i int, t *tableContext) []Finding {
	c := s.columns[i]
	var whole, parts []Finding
	for _, k := range kinds {
		for _, f := range c.judge(k, t) {
			f.With = without(f.With, f.Column)
			if f.Level == Column {
				whole = append(whole, f)
			} else {
				parts = append(parts, f)
			}
		}
	}
	slices.SortStableFunc(whole, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(yes(b.Header), yes(a.Header)), cmp.Compare(rank(a.Decision), rank(b.Decision)), cmp.Compare(b.Rate, a.Rate))
	})
	var found []Finding
	taken := 0.0
	for _, f := range whole {
		if taken+f.Rate <= 1.05 || taken == 0 {
			found = append(found, f)
			taken += f.Rate
		}
	}
	for _, f := range parts {
		if taken+f.Rate <= 1.05 || !wholeCell(f.Rule) {
			found = append(found, f)
		}
	}
	found = append(found, s.digestFinding(i, t)...)
	found = append(found, s.quasi(i, t)...)
	if len(found) > 0 || c.cells == 0 || c.c.Type == table.Boolean {
		return found
	}
	for _, k := range kinds {
		if c.h.is(k) && k.direct() {
			return []Finding{{Column: c.c.Source, Kind: k, Level: Header, Decision: Hint, Cells: c.cells, Header: true}}
		}
	}
	return nil
}

// wholeCell reports whether a rule hits cells of digits, of which a column of
// other numbers has some by chance.
func wholeCell(id string) bool {
	for _, r := range []rule{idDomestic, mobile, mobileInternational, cardIssuer} {
		if rules[r].id == id {
			return true
		}
	}
	return false
}

func yes(b bool) int {
	if b {
		return 1
	}
	return 0
}

// without returns the first of the columns that are not the given one: a
// finding names few, however many there are.
func without(list []string, one string) []string {
	var few []string
	for _, s := range list {
		if s != one && len(few) < keepColumns {
			few = append(few, s)
		}
	}
	return few
}

// digestFinding judges a column of unkeyed hashes: whoever knows how many
// numbers there are can hash them all. A constant that was hashed with them is a
// key that one leak gives away, and cannot be told from here: such a column is
// judged by its header and the other columns.
func (s *Scanner) digestFinding(i int, t *tableContext) []Finding {
	c := s.columns[i]
	if c.digests == nil || c.rate(digestHex) < rateAlone {
		return nil
	}
	f := c.finding(Digest, Column, Hint, digestHex)
	proof := Kind("")
	if c.digests.proved == "" {
		proof = c.digests.enumerate(s.year)
	}
	spoken := false
	for _, k := range []Kind{NationalID, OldID, Phone, Passport, HealthInsurance, SocialInsurance, TaxCode, Account, Card, Email, Name, BirthDate, Plate} {
		spoken = spoken || c.h.is(k)
	}
	switch {
	case c.digests.proved != "":
		f.Decision, f.Proof, f.With = Block, true, []string{c.digests.proved}
		f.Header = spoken
	case proof != "":
		f.Decision, f.Proof = Block, true
	case spoken:
		f.Decision, f.Header = Block, true
	case c.h.sum:
	case len(t.persons) > 0 || t.people:
		f.Decision, f.With = Block, without(t.persons, c.c.Source)
	default:
		f.Decision = Review
	}
	return []Finding{f}
}
