package personal

// Rates from which a column is held to be of a kind: with a header that says
// so, and without.
const (
	rateWithHeader = 0.5
	rateAlone      = 0.8
	nameRate       = 0.6 // of surnames: many peoples have others
)

// tableContext is what the columns of a table say of one another.
type tableContext struct {
	persons []string // headers of columns that only tables of persons have
	ids     bool     // one holds numbers of identity cards
	people  bool     // one tells what only people have, such as an age
	places  bool     // one names places or organisations
	points  bool     // rows are points on a map
	lat     bool     // one holds latitudes
	lon     bool     // one holds longitudes
}

// judge returns the findings of one kind in one column that its values show.
func (c *column) judge(k Kind, t *tableContext) []Finding {
	switch k {
	case NationalID:
		return c.judgeID(k)
	case OldID:
		h := c.h.is(OldID) || c.h.is(NationalID)
		return c.judgeShape(k, h, t.ids, oldIDContext, oldID)
	case Passport:
		return c.judgeShape(k, c.h.is(Passport), false, passportContext, passport)
	case SocialInsurance:
		return c.judgeShape(k, c.h.is(SocialInsurance), false, ruleCount, tenDigits)
	case Account:
		return c.judgeShape(k, c.h.is(Account), false, ruleCount, accountDigits)
	case TaxCode:
		return c.judgeTax(t)
	case HealthInsurance:
		return c.judgeStructured(k, Block, healthCardText, healthCard)
	case Phone:
		return c.judgePhone()
	case Email:
		return c.judgeEmail()
	case Plate:
		return c.judgePlate()
	case Card:
		return c.judgeCard()
	case IP:
		return c.judgeIP()
	case Name:
		return c.judgeName(t)
	case Address:
		return c.judgeAddress(t)
	}
	return nil
}

// finding makes a finding from the hits of rules of one kind.
func (c *column) finding(k Kind, level Level, d Decision, of ...rule) Finding {
	f := Finding{Column: c.c.Source, Kind: k, Level: level, Decision: d, Cells: c.cells, Header: c.h.is(k)}
	most := int64(0)
	for _, r := range of {
		t := c.tallies[r]
		if t == nil {
			continue
		}
		f.Count += t.count
		f.Distinct += min(t.values.count(), t.count)
		if t.count > most {
			most = t.count
			f.Rule, f.Random = rules[r].id, rules[r].random
			f.Rows, f.Examples = t.rows, t.examples
		}
	}
	f.Rate = float64(f.Count) / float64(max(c.cells, 1))
	return f
}

// rate is the share of cells that are hit by any of the rules.
func (c *column) rate(of ...rule) float64 {
	return float64(c.count(of...)) / float64(max(c.cells, 1))
}

// holds reports whether the column is one of values that hit the rules: at a
// rate that a header or its absence asks for, and beyond what random strings
// reach.
func (c *column) holds(h bool, random float64, of ...rule) bool {
	hits := c.count(of...)
	if hits == 0 {
		return false
	}
	if h {
		return c.rate(of...) >= rateWithHeader && wilsonLower(hits, c.cells) > min(random, 0.15)
	}
	return c.rate(of...) >= rateAlone && wilsonLower(hits, c.cells) > 3*random
}

// mostlyText reports whether most cells hold letters, so that a number is one
// in a text, not one of numbers.
func (c *column) mostlyText() bool { return 2*c.letters > c.cells }

// stray reports whether hits among n numbers of the same length are more than
// chance. Few numbers may be a slip; of many, some always look like something.
func stray(hits, n int64, random float64) bool {
	if n > 3 {
		// As improbable as 1 in 10,000: a table has many columns.
		return beyondChance(hits, n, random) && float64(hits) > 4*float64(n)*random
	}
	return beyondChance(hits, n, random)
}

func (c *column) judgeID(k Kind) []Finding {
	h := c.h.is(NationalID) || c.h.is(OldID)
	of := []rule{idDomestic, idZerosLost}
	random := rules[idDomestic].random
	if c.count(idZerosLost) > c.count(idDomestic) {
		random = rules[idZerosLost].random
	}
	if h || c.count(idAbroad) <= c.count(of...) {
		of = append(of, idAbroad)
	}
	if c.holds(h, random, of...) {
		d := Block
		if n := c.spread(idDomestic) + c.spread(idZerosLost); !h && c.cells >= 20 && n < 3 {
			d = Review // numbers in a row, which begin alike
		}
		return []Finding{c.finding(k, Column, d, of...)}
	}
	if h && c.rate(idRounded, idDomestic, idZerosLost) >= rateWithHeader {
		return []Finding{c.finding(k, Column, Review, idRounded, idDomestic, idZerosLost)}
	}
	switch hits := c.count(idText); {
	case c.count(idContext) > 0:
		return []Finding{c.finding(k, Contamination, Block, idContext, idText)}
	case hits > 0 && stray(hits, c.loose, rules[idText].random):
		return []Finding{c.finding(k, Contamination, Block, idText)}
	}
	if hits := c.count(idDomestic); hits > 0 && stray(hits, c.lengths[12], rules[idDomestic].random) {
		return []Finding{c.finding(k, Contamination, Block, idDomestic)}
	}
	return nil
}

// spread is how many of the prefixes or years that a rule marks occur.
func (c *column) spread(r rule) int {
	n := 0
	if t := c.tallies[r]; t != nil {
		for _, w := range t.spread {
			for ; w != 0; w &= w - 1 {
				n++
			}
		}
	}
	return n
}

// judgeShape judges kinds whose values many other things look like: the header
// must say so, or a word before the number in text. beside asks for a review of
// a column that could be such, because another one is.
func (c *column) judgeShape(k Kind, h, beside bool, context rule, of ...rule) []Finding {
	switch {
	case h && c.rate(of...) >= rateWithHeader:
		f := c.finding(k, Column, Block, of...)
		f.Header = true
		return []Finding{f}
	case beside && c.rate(of...) >= 0.95 && c.cells >= 20:
		return []Finding{c.finding(k, Column, Review, of...)}
	case context < ruleCount && c.count(context) > 0:
		return []Finding{c.finding(k, Contamination, Block, context)}
	}
	return nil
}

// judgeStructured judges kinds that random strings never look like.
func (c *column) judgeStructured(k Kind, d Decision, text rule, of ...rule) []Finding {
	if c.holds(c.h.is(k), 0, of...) {
		return []Finding{c.finding(k, Column, d, of...)}
	}
	if all := append([]rule{text}, of...); c.count(all...) > 0 {
		return []Finding{c.finding(k, Contamination, d, all...)}
	}
	return nil
}

// judgeTax leaves tax codes of organisations to a person, for they are public.
func (c *column) judgeTax(t *tableContext) []Finding {
	if !c.holds(c.h.is(TaxCode), rules[taxCode].random, taxCode) {
		return nil
	}
	d := Review
	if len(t.persons) > 0 && !c.h.office && !t.places || c.h.person {
		d = Block
	}
	f := c.finding(TaxCode, Column, d, taxCode)
	f.With = t.persons
	return []Finding{f}
}

func (c *column) judgePhone() []Finding {
	h := c.h.is(Phone)
	strong := []rule{mobile, mobileInternational}
	all := append([]rule{landline, phoneText}, strong...)
	switch {
	case c.holds(h, rules[mobile].random, append(strong, phoneText)...):
		return []Finding{c.finding(Phone, Column, Block, all...)}
	case h && c.rate(append(all, mobileZeroLost)...) >= rateWithHeader:
		return []Finding{c.finding(Phone, Column, Block, append(all, mobileZeroLost)...)}
	case c.holds(h, rules[landline].random, append(strong, landline)...):
		return []Finding{c.finding(Phone, Column, Review, all...)}
	case c.rate(mobileZeroLost) >= 0.95 && c.cells >= 20:
		d := Block
		if c.spread(mobileZeroLost) < 8 {
			d = Review // numbers in a row, as identifiers are given
		}
		return []Finding{c.finding(Phone, Column, d, mobileZeroLost)}
	case c.count(phoneText) > 0:
		return []Finding{c.finding(Phone, Contamination, Block, phoneText)}
	}
	hits := c.count(strong...)
	if hits == 0 {
		return nil
	}
	if c.mostlyText() || stray(hits, c.lengths[10]+c.lengths[11], rules[mobile].random) {
		return []Finding{c.finding(Phone, Contamination, Block, strong...)}
	}
	return nil
}

func (c *column) judgeEmail() []Finding {
	if c.count(emailPerson, emailText) == 0 {
		if c.count(emailRole) == 0 {
			return nil
		}
		level := Column
		if c.rate(emailRole) < rateWithHeader {
			level = Contamination
		}
		return []Finding{c.finding(Email, level, Review, emailRole)}
	}
	return c.judgeStructured(Email, Block, emailText, emailPerson)
}

func (c *column) judgePlate() []Finding {
	h := c.h.is(Plate)
	both := []rule{plateFormatted, platePlain}
	switch {
	case h && c.rate(both...) >= rateWithHeader, c.holds(false, 0, plateFormatted):
		return []Finding{c.finding(Plate, Column, Block, both...)}
	case c.count(plateText) > 0:
		return []Finding{c.finding(Plate, Contamination, Block, plateText)}
	case c.rate(both...) >= rateAlone:
		return []Finding{c.finding(Plate, Column, Review, both...)}
	case h && c.count(both...) > 0:
		return []Finding{c.finding(Plate, Contamination, Review, both...)}
	}
	return nil
}

func (c *column) judgeCard() []Finding {
	h := c.h.is(Card)
	both := []rule{cardIssuer, cardLuhn}
	long := int64(0)
	for _, n := range c.lengths[13:] {
		long += n
	}
	switch {
	case h && c.holds(h, rules[cardLuhn].random, both...), c.holds(false, rules[cardIssuer].random, cardIssuer):
		return []Finding{c.finding(Card, Column, Block, both...)}
	case c.count(cardText) > 0:
		return []Finding{c.finding(Card, Contamination, Block, cardText)}
	case c.holds(false, rules[cardLuhn].random, both...):
		return []Finding{c.finding(Card, Column, Review, both...)}
	case c.mostlyText() && stray(c.count(cardIssuer), long, rules[cardIssuer].random):
		return []Finding{c.finding(Card, Contamination, Block, cardIssuer)}
	}
	return nil
}

func (c *column) judgeIP() []Finding {
	both := []rule{ipAddress, ipVersion}
	h := c.h.is(IP)
	if h && c.rate(both...) >= rateWithHeader || c.rate(both...) >= rateAlone && c.rate(ipAddress) >= rateWithHeader {
		return []Finding{c.finding(IP, Column, Block, both...)}
	}
	if c.count(ipAddress) > 0 {
		return []Finding{c.finding(IP, Contamination, Review, ipAddress)}
	}
	return nil
}
