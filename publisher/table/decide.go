package table

import (
	"slices"
)

// found is the type that most cells of a column are of, in the format that
// they are written in.
type found struct {
	typ      Type
	format   Format
	fits     int64
	booleans shape
	percent  bool
}

// find returns the type that most cells have under format f. Of two types that
// as many have, the narrower comes first.
func (g *gatherer) find(f Format) found {
	best := found{typ: String, format: f}
	try := func(t found, of ...shape) {
		if t.fits = g.sum(of...); t.fits > best.fits {
			best = t
		}
	}
	for _, words := range []shape{shapeTrueFalse, shapeYesNo, shapeCoKhong} {
		try(found{typ: Boolean, format: f, booleans: words}, words)
	}
	for _, t := range []Type{Integer, Number, Date, Time, DateTime} {
		try(found{typ: t, format: f}, accepted(t, f)...)
	}
	// The end of a day among times of the day makes them no lengths of time.
	if g.sum(shapeHours, shapeSpan) > 0 || g.sum(shapeClock) == 0 {
		try(found{typ: Duration, format: f}, accepted(Duration, f)...)
	}
	for _, p := range []Precision{ByMonth, ByQuarter, ByYear} {
		by := f
		by.Precision = p
		try(found{typ: Date, format: by}, accepted(Date, by)...)
	}
	try(found{typ: Number, format: f, percent: true}, percents(f)...)
	if best.fits == 0 {
		try(found{typ: Boolean, format: f, booleans: shapeCross}, shapeCross)
	}
	if g.isDecimal(best) {
		best.typ = Decimal
		best.fits = g.sum(accepted(Decimal, f)...)
	}
	return best
}

// accepted returns the shapes of the values of an undeclared column.
func accepted(t Type, f Format) (of []shape) {
	for s := range shapes {
		if accepts(t, f, s) {
			of = append(of, s)
		}
	}
	return of
}

func percents(f Format) []shape {
	if f.Decimal == ',' {
		return []shape{shapePercentInt, shapePercentComma, shapePercentPlain}
	}
	return []shape{shapePercentInt, shapePercentDot, shapePercentPlain}
}

// A [Decimal] may have so many digits that they fit 64 bits, and has room for
// so many that 32 would not do, as the format of Parquet wants of 64.
const minDigits, maxDigits = 10, 18

// isDecimal reports whether numbers are too long for a double, and short
// enough to be kept exactly all the same.
func (g *gatherer) isDecimal(best found) bool {
	if best.typ != Integer && best.typ != Number || g.inexact > 0 {
		return false
	}
	more := g.sum(accepted(Decimal, best.format)...) - best.fits
	_, digits, scale := g.digits(best.format)
	return more > 0 && scale > 0 && digits <= maxDigits
}

// digits returns how many digits the numbers of a column have before the
// decimal sign, in all, and after it.
func (g *gatherer) digits(f Format) (whole, digits, scale int) {
	reading := 0
	if f.Decimal == ',' {
		reading = 1
	}
	whole, scale = g.whole[reading], g.scale[reading]
	if r := g.ranges[readWhole]; r.min <= r.max {
		for n, limit := 1, 10.0; n <= maxDigits+1; n, limit = n+1, limit*10 {
			if max(-r.min, r.max) < limit {
				whole = max(whole, n)
				break
			}
			if n == maxDigits+1 {
				whole = n
			}
		}
	}
	return whole, max(whole+scale, 1), scale
}

// decide settles column c, of which d may declare something, from its cells.
func (g *gatherer) decide(c *Column, d *Declaration, h habits) (problems []Problem) {
	if holdsWords(c.Source, coordinateWords) {
		h.doubtful = '.'
	}
	format, ambiguous := g.format(h)
	if d != nil && d.Format != nil {
		format, ambiguous = *d.Format, 0
	}
	filled := -g.counts[shapeEmpty]
	for _, n := range g.counts {
		filled += n
	}
	best := g.find(format)
	c.ownMarks = g.ownMarks
	c.MaxLen, c.Nulls = g.maxLen, g.counts[shapeEmpty]+g.declared
	c.Type, c.Percent = best.typ, best.percent
	note := func(code Code, s Severity, count int64, at Spot) {
		problems = append(problems, Problem{Code: code, Severity: s, Column: c.Source, Count: count, Spot: at, Type: best.typ, Format: format})
	}
	missing := g.counts[shapeToken]
	if best.typ != Boolean && !g.ownMarks {
		missing += g.counts[shapeCross]
	}
	misfits := filled - best.fits - missing
	switch {
	case d != nil && d.Type != "":
		c.Type, c.Declared = d.Type, true
		best = g.declaredAs(d.Type, format)
		c.setAside = d.SetAside
	case best.fits == 0:
		c.Type = String
		g.resembles(filled, note)
	case best.typ == Integer && g.odd.plus > 0 && isCode(c.Source):
		c.Type = String
		note(PlusSigns, Note, g.odd.plus, g.odd.plusAt)
	case misfits > 0 && g.mayStandAside(best, c, filled, misfits):
		c.setAside, c.booleans = true, best.booleans
	case misfits > 0 || best.booleans == shapeCross && !g.isTicked(filled):
		c.Type, c.Percent = String, false
		if !g.resembles(filled, note) {
			g.explain(best, format, filled, misfits, note)
		}
	default:
		c.booleans = best.booleans
	}
	c.Min, c.Max = 1, 0
	if c.Type == String {
		c.Nulls -= g.blanks
		c.URLs = g.urls > 0 && g.urls == filled
		c.zeros = g.counts[shapeZeros] > 0 && g.sum(shapeZeros, shapeInt, shapeLong, shapeWide, shapeBig) == filled
	} else {
		c.Format = best.format
		g.settle(c, note)
		g.doubt(c, ambiguous, note)
	}
	if !c.Declared {
		g.suspect(c, note)
	}
	for v := range g.seen {
		c.Tokens = append(c.Tokens, v)
	}
	slices.Sort(c.Tokens)
	if g.declared > 0 || len(c.Tokens) > 0 {
		note(NullTokens, Note, g.declared+g.tokensUsed(c), Spot{Value: c.Tokens[0]})
	}
	return problems
}

// declaredAs is what a declared column is read as. The precision of dates is
// that of most of them.
func (g *gatherer) declaredAs(t Type, f Format) found {
	best := found{typ: t, format: f}
	if t != Date || f.Precision != ByDay {
		return best
	}
	most := g.sum(accepted(Date, f)...)
	for _, p := range []Precision{ByMonth, ByQuarter, ByYear} {
		by := f
		by.Precision = p
		if n := g.sum(accepted(Date, by)...); n > most {
			most, best.format = n, by
		}
	}
	return best
}

// isTicked reports whether crosses are ticks: nothing else is in the column,
// and some of its cells are empty.
func (g *gatherer) isTicked(filled int64) bool {
	return g.counts[shapeCross] == filled && g.counts[shapeEmpty] > 0
}

// Misfits of an undeclared column are set aside if there are few: a hundredth
// of its values and a thousand at most, and one of at least twenty.
const (
	asideShare = 100
	asideMost  = 1000
	asideFrom  = 20
)

// mayStandAside reports whether the cells that are not of the best type are
// slips, so that the column keeps its type without them. Where they may be
// codes, or written in another format, nothing is set aside.
func (g *gatherer) mayStandAside(best found, c *Column, filled, misfits int64) bool {
	if best.typ == Boolean || misfits > asideMost || filled < asideFrom || misfits > max(1, filled/asideShare) || isCode(c.Source) {
		return false
	}
	for _, s := range g.misfitting(best) {
		switch {
		case s == shapeText, s == shapeCross, s == shapeTrueFalse, s == shapeYesNo, s == shapeCoKhong:
		case isNumber(s) != isNumberType(best.typ) && s != shapeZeros:
		default:
			return false
		}
	}
	return true
}

func isNumberType(t Type) bool { return t == Integer || t == Number || t == Decimal }

// misfitting returns the shapes of the cells that are not of the best type.
func (g *gatherer) misfitting(best found) (of []shape) {
	for s := shapeText; s < shapes; s++ {
		fits := accepts(best.typ, best.format, s) || best.percent && slices.Contains(percents(best.format), s)
		if g.counts[s] > 0 && !fits && (s != shapeCross || g.ownMarks) {
			of = append(of, s)
		}
	}
	return of
}
